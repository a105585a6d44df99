"""The page on which a coordinator records what became of a locked round."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from repatria.web.access import Permission
from repatria.web.accounts.models import Party, PartyRole
from repatria.web.custody.forms import ZONES, neutral_code
from repatria.web.custody.models import ProposalState, ProposedMovement, Unit
from repatria.web.exchanges import actions
from repatria.web.exchanges.forms import OutcomeForm, ticket
from repatria.web.exchanges.models import Placement, PlacementState, Round
from repatria.web.exchanges.querysets import BINDING_STATES
from repatria.web.journal import actions as journal
from repatria.web.page import PersonalRequest, page
from repatria.web.registry.people import PAGE_SIZE


@page(Permission.CUSTODY_MOVE, methods=("GET", "HEAD", "POST"))
def outcomes(request: PersonalRequest, round_id: UUID) -> HttpResponse:
    """Record what became of the people placed in a locked round: one by one, or a leg of one side at once."""
    shown = get_object_or_404(Round.objects.prefetch_related("terms"), pk=round_id)
    still_open = _still_open(shown, request)
    if request.method == "POST" and shown.state in BINDING_STATES:
        form = OutcomeForm(request.POST, still_open=still_open)
        if form.is_valid():
            filled = form.cleaned_data
            made = actions.record_outcome(
                by=request.user,
                round=shown,
                reason=filled["reason"],
                shown=form.shown(),
                happened=actions.Happened(
                    at=filled["happened_at"],
                    place=filled["place"],
                    witness=filled["witness"],
                    evidence=filled["evidence"],
                    remark=filled["remark"],
                ),
            )
            messages.success(request, _told(made))
            return redirect("exchanges:outcomes", shown.pk)
    else:
        now = timezone.localtime()
        initial = {"day": now.date(), "zone": ZONES[0], "witness": neutral_code(), "whom": "chosen"}
        form = OutcomeForm(still_open=still_open, initial=initial)
    journal.viewed(request.user, "round", shown.pk)
    is_whole = request.GET.get("all") == "1"
    context = {
        "section": "rounds",
        "round": shown,
        "form": form,
        "is_open": shown.state in BINDING_STATES,
        "columns": _columns(still_open, None if is_whole else PAGE_SIZE),
        "is_cut": len(still_open) > PAGE_SIZE and not is_whole,
        "chosen": set(form["persons"].value() or ()),
        "outcomes": outcome_table(shown),
        "waiting": _waiting(shown),
    }
    return render(request, "exchanges/outcomes.html", context)


def _still_open(shown: Round, request: PersonalRequest) -> list[Placement]:
    """Placed, not settled, and in no movement that waits for a second person."""
    rows = shown.placements.visible_to(request.user).filter(state=PlacementState.PLANNED)
    rows = rows.exclude(unit__in=Unit.objects.filter(proposals__is_open=True))
    return list(rows.select_related("unit__record__version__party_list").order_by("leg", "holder", "pk"))


def _columns(still_open: list[Placement], limit: int | None) -> list[dict[str, object]]:
    columns = []
    for party in Party.objects.filter(role=PartyRole.SIDE).order_by("code"):
        rows = [one for one in still_open if one.holder_id == party.pk]
        columns.append({"party": party, "n": len(rows), "rows": [(one, ticket(one)) for one in rows[:limit]]})
    return columns


def outcome_table(shown: Round) -> list[tuple[str, dict[str, int]]]:
    """For each side how many were agreed, and what became of them: the first line is the sum of the others."""
    counts: dict[str, dict[str, int]] = {state.value: {} for state in PlacementState}
    agreed: dict[str, int] = {}
    for holder, state, n in shown.placements.order_by().values_list("holder", "state").annotate(n=Count("pk")):
        counts[state][holder] = n
        agreed[holder] = agreed.get(holder, 0) + n
    return [(_("agreed"), agreed), *((str(state.label), counts[state.value]) for state in PlacementState)]


def _waiting(shown: Round) -> list[tuple[ProposedMovement, int]]:
    rows = ProposedMovement.objects.waiting().filter(evidence__startswith=actions.evidence_of(shown.pk))
    return [(one, n) for one in rows.annotate(n=Count("units")) if (n := one.n)]


def _told(made: list[ProposedMovement]) -> str:
    if any(one.state == ProposalState.PROPOSED for one in made):
        return _("Proposed. It takes effect when a second person confirms it.")
    return _("Recorded.")

"""Pages on which the account is written: one unit's story, its next movement, a reversal, a second person's word."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.custody import actions, bridge, paths
from repatria.web.custody.forms import ZONES, DecisionForm, MovementForm, ReversalForm, neutral_code
from repatria.web.custody.models import Movement, ProposalState, ProposedMovement, ProposedUnit, Unit
from repatria.web.journal import actions as journal
from repatria.web.page import PersonalRequest, page
from repatria.web.registry.people import PAGE_SIZE

BOTH = ("GET", "HEAD", "POST")


def _unit(request: PersonalRequest, unit_id: UUID) -> Unit:
    visible = Unit.objects.visible_to(request.user)
    shown: Unit = get_object_or_404(visible.select_related("account", "record__version__party_list"), pk=unit_id)
    return shown


def _context(unit: Unit) -> dict[str, object]:
    return {
        "section": "account",
        "unit": unit,
        "stands_in": bridge.account_words(unit.account.kind, unit.account.party_id),
    }


@page(Permission.CUSTODY_VIEW)
def unit(request: PersonalRequest, unit_id: UUID) -> HttpResponse:
    """Where one person, bag or part stands, every movement that led there, and what waits for a second person."""
    shown = _unit(request, unit_id)
    movements = Movement.objects.filter(unit=shown).order_by("-seq")
    movements = movements.select_related("debit", "credit", "reverses", "reversed_by")
    movements = movements.select_related("recorded__proposal__proposed_by", "recorded__proposal__decided_by")
    last = actions.latest_movement(shown)
    may_move = access.allows(request.user, Permission.CUSTODY_MOVE)
    journal.viewed(request.user, "unit", shown.pk)
    context = {
        **_context(shown),
        "movements": [
            (one, bridge.movement_words(one), bridge.reason_words(one.reason), _evidence(one, request.user))
            for one in movements
        ],
        "waiting": ProposedMovement.objects.visible_to(request.user).filter(pk__in=_waiting(shown)),
        "may_record": may_move and any(paths.destinations(shown)),
        "may_reverse": may_move and last is not None and last.reason in paths.RECORDABLE,
        "is_remark_shown": access.is_neutral(request.user),
    }
    return render(request, "custody/unit.html", context)


def _evidence(movement: Movement, user: User) -> str:
    """Where the evidence lies; which link it was, and so that the other side has such a record, is for reviewers."""
    is_shown = access.allows(user, Permission.LINK_VIEW) or not movement.evidence.startswith("link:")
    return movement.evidence if is_shown else ""


def _waiting(shown: Unit) -> "QuerySet[ProposedMovement]":
    current = ProposedUnit.objects.filter(unit=shown, is_open=True, seq=shown.seq)
    return ProposedMovement.objects.filter(pk__in=current.values("proposal"))


@page(Permission.CUSTODY_MOVE, methods=BOTH)
def move(request: PersonalRequest, unit_id: UUID) -> HttpResponse:
    """Record the next movement of one unit: at once, or as a proposal to a second person."""
    shown = _unit(request, unit_id)
    if request.method == "POST":
        filled = request.POST.copy()
        form = MovementForm(filled, unit=shown)
        if form.is_valid():
            seen = {shown.pk: form.cleaned_data["seq"]}
            made = actions.propose_move(by=request.user, shown=seen, said=form.said())
            messages.success(request, _told(made))
            return redirect("custody:unit", shown.pk)
        # What was typed stays; what the page shows is the account as it stands now.
        filled["seq"] = str(shown.seq)
    else:
        now = timezone.localtime()
        initial = {"seq": shown.seq, "day": now.date(), "zone": ZONES[0], "witness": neutral_code()}
        form = MovementForm(unit=shown, initial=initial | {"giver": shown.account.party_id or ""})
    waiting = _waiting(shown).first()
    context = {**_context(shown), "form": form, "waiting": waiting, "last": actions.latest_movement(shown)}
    return render(request, "custody/move.html", context)


def _told(made: ProposedMovement) -> str:
    if made.state == ProposalState.PROPOSED:
        codes = ", ".join(made.seconds.values_list("pk", flat=True))
        return _("Proposed. It takes effect when a second person confirms it: %(parties)s.") % {"parties": codes}
    return _("Recorded.")


@page(Permission.CUSTODY_MOVE, methods=BOTH)
def reverse(request: PersonalRequest, unit_id: UUID) -> HttpResponse:
    """Reverse the latest movement of one unit, with a reason; both stay in the account."""
    shown = _unit(request, unit_id)
    last = actions.latest_movement(shown)
    is_reversible = last is not None and last.reason in paths.RECORDABLE
    filled = request.POST.copy()
    form = ReversalForm(filled or None, initial={"movement": last.pk if last else None})
    if request.method == "POST" and form.is_valid() and last is not None:
        if form.cleaned_data["movement"] != last.pk:
            form.add_error(None, _("This has moved since the page was opened. Look at it again."))
        elif is_reversible:
            actions.take_back(by=request.user, movement=last, remark=form.cleaned_data["remark"])
            messages.success(request, _("Reversed. Both movements stay in the account."))
            return redirect("custody:unit", shown.pk)
    if filled and last is not None:
        filled["movement"] = str(last.pk)
    context = {
        **_context(shown),
        "form": form,
        "last": last,
        "is_reversible": is_reversible,
        "last_words": bridge.movement_words(last) if last else "",
        "last_reason": bridge.reason_words(last.reason) if last else "",
    }
    return render(request, "custody/reverse.html", context)


# -- a second person's word --------------------------------------------------------------------------------


@page(Permission.CUSTODY_CONFIRM)
def proposals(request: PersonalRequest) -> HttpResponse:
    """Movements that wait for this person's word, those that wait for others, and the last that were decided."""
    visible = ProposedMovement.objects.visible_to(request.user).select_related("credit", "proposed_by", "decided_by")
    mine = ProposedMovement.objects.waiting_for(request.user).values("pk")
    decided = visible.exclude(state__in=(ProposalState.PROPOSED, ProposalState.AT_ONCE)).order_by("-decided_at")
    context = {
        "section": "account",
        "groups": [
            (_("They wait for you"), _lines(visible.filter(pk__in=mine))),
            (_("They wait for somebody else"), _lines(visible.waiting().exclude(pk__in=mine))),
            (_("Decided last"), _lines(decided[:10])),
        ],
    }
    return render(request, "custody/proposals.html", context)


def _lines(rows: "QuerySet[ProposedMovement]") -> list[tuple[ProposedMovement, str, str, list[tuple[str, int]]]]:
    return [
        (one, bridge.account_words(one.credit.kind, one.credit.party_id), bridge.reason_words(one.reason), _counts(one))
        for one in rows[:PAGE_SIZE]
    ]


def _counts(one: ProposedMovement) -> list[tuple[str, int]]:
    """How many of each kind of unit; numbers of different kinds are never added."""
    kinds = list(one.units.values_list("unit__kind", flat=True))
    return [(kind, kinds.count(kind)) for kind in sorted(set(kinds))]


def _proposal(request: PersonalRequest, proposal_id: UUID) -> ProposedMovement:
    visible = ProposedMovement.objects.visible_to(request.user)
    shown: ProposedMovement = get_object_or_404(visible.select_related("credit", "proposed_by"), pk=proposal_id)
    return shown


@page(Permission.CUSTODY_CONFIRM)
def proposal(request: PersonalRequest, proposal_id: UUID) -> HttpResponse:
    """One proposed movement as it was recorded, and whom it carries as far as the reader may see them."""
    shown = _proposal(request, proposal_id)
    units = Unit.objects.filter(proposals__proposal=shown).visible_to(request.user)
    some = units.select_related("record__version__party_list", "account").order_by("record__sort_key", "pk")
    is_own = shown.proposed_by_id == request.user.pk
    is_mine = ProposedMovement.objects.waiting_for(request.user).filter(pk=shown.pk).exists()
    n_visible = units.order_by().count()
    journal.viewed(request.user, "proposal", shown.pk)
    context = {
        "section": "account",
        "proposal": shown,
        "counts": _counts(shown),
        "goal": bridge.account_words(shown.credit.kind, shown.credit.party_id),
        "reason": bridge.reason_words(shown.reason),
        "units": some if request.GET.get("all") == "1" else some[:PAGE_SIZE],
        "n_visible": n_visible,
        "n_all": shown.units.count(),
        "is_cut": n_visible > PAGE_SIZE and request.GET.get("all") != "1",
        "seconds": shown.seconds.all(),
        "form": DecisionForm(),
        "may_confirm": is_mine,
        "may_take_back": is_own and shown.state == ProposalState.PROPOSED,
        "is_remark_shown": access.is_neutral(request.user),
    }
    return render(request, "custody/proposal.html", context)


@page(Permission.CUSTODY_CONFIRM, methods=("POST",))
def decide(request: PersonalRequest, proposal_id: UUID) -> HttpResponse:
    """Confirm a proposed movement, refuse it, or take one's own back."""
    shown = _proposal(request, proposal_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the answers."))
        return redirect("custody:proposal", shown.pk)
    act = actions.confirm_move if form.cleaned_data["act"] == "confirm" else actions.refuse_move
    act(by=request.user, proposal=shown, remark=form.cleaned_data["remark"])
    messages.success(request, _("Movement: %(state)s") % {"state": shown.get_state_display()})
    return redirect("custody:proposals")

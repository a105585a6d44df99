"""The start page, and pages of rounds."""

from collections import Counter
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import Party, PartyRole
from repatria.web.custody.views import reckoned
from repatria.web.exchanges import actions, bridge
from repatria.web.exchanges.actions import round_digest
from repatria.web.exchanges.ages import ages
from repatria.web.exchanges.models import LeftOut, Round, RoundSignature
from repatria.web.exchanges.querysets import BINDING_STATES, BOUND_STATES
from repatria.web.exchanges.settling_views import outcome_table
from repatria.web.exchanges.start import term_accounts
from repatria.web.exchanges.telling import SIGNABLE
from repatria.web.journal import actions as journal
from repatria.web.page import PersonalRequest, page
from repatria.web.registry.models import Term
from repatria.web.registry.people import PAGE_SIZE
from repatria.web.registry.story import waiting


@page(Permission.DASHBOARD_VIEW)
def start(request: PersonalRequest) -> HttpResponse:
    """What waits for this person, and the account as one drawing."""
    may_open = access.allows(request.user, Permission.CUSTODY_VIEW)
    dated = Term.objects.filter(deadline__isnull=False, deadline__gte=timezone.localdate()).order_by("deadline")
    context = {
        "section": "start",
        "waiting": waiting(request.user),
        "accounts": term_accounts(may_open=may_open),
        "dated": dated[:6],
    }
    return render(request, "exchanges/start.html", context)


@page(Permission.ROUND_VIEW)
def rounds(request: PersonalRequest) -> HttpResponse:
    """All proposals of rounds, the newest first."""
    found = Round.objects.annotate(n_placed=Count("placements")).prefetch_related("signatures", "terms")
    return render(request, "exchanges/rounds.html", {"section": "rounds", "rounds": found})


@page(Permission.ROUND_VIEW)
def one_round(request: PersonalRequest, round_id: UUID) -> HttpResponse:
    """Who would go home from each side, who is left out and why, and who has signed."""
    shown = get_object_or_404(Round.objects.prefetch_related("terms"), pk=round_id)
    sides = list(Party.objects.filter(role=PartyRole.SIDE).order_by("code"))
    everybody = (
        shown.placements.exclude(state="not_in_this_round")
        .select_related("unit__record__version__party_list")
        .order_by("leg", "category", "pk")
    )
    visible = everybody.visible_to(request.user)
    is_whole = request.GET.get("all") == "1"
    limit = None if is_whole else PAGE_SIZE
    columns = []
    for party in sides:
        rows = visible.filter(holder=party)
        columns.append(
            {
                "party": party,
                "rows": list(rows[:limit]),
                "n_visible": rows.order_by().count(),
                "n_all": everybody.filter(holder=party).order_by().count(),
            }
        )
    journal.viewed(request.user, "round", shown.pk)
    context = {
        "section": "rounds",
        "round": shown,
        "columns": columns,
        "is_whole": is_whole,
        "is_cut": any(len(column["rows"]) < column["n_visible"] for column in columns),
        "categories": _categories(shown),
        "conflict": [bridge.clash_words(entry) for entry in shown.conflict],
        "is_smallest": any(entry.get("is_smallest") for entry in shown.conflict),
        "left_out": _left_out(shown),
        "ages": _ages(shown, sides),
        "lines": _signature_lines(shown),
        "may_sign": shown.state in SIGNABLE and access.allows(request.user, Permission.ROUND_SIGN),
        "digest": round_digest(shown),
        "outcomes": outcome_table(shown) if shown.state in BOUND_STATES else None,
        "may_settle": shown.state in BINDING_STATES and access.allows(request.user, Permission.CUSTODY_MOVE),
    }
    return render(request, "exchanges/round.html", context)


def _ages(shown: Round, sides: list[Party]) -> "bridge.AgeDrawing | None":
    """The ages of those held, before this round and after it: aggregates, kept until the journal goes on."""
    if len(sides) != 2 or not shown.placements.exists():
        return None
    key = reckoned(f"ages:{shown.pk}")
    drawn: bridge.AgeDrawing | None = cache.get(key)
    if drawn is None:
        carried = shown.placements.exclude(state="not_in_this_round")
        left, right = (side.code for side in sides)
        year = bridge.reference_day(shown, (left, right)).year
        drawn = bridge.draw_ages((left, right), ages(carried, year=year))
        cache.set(key, drawn, 600)
    return drawn


def _categories(shown: Round) -> list[tuple[str, dict[str, int]]]:
    found: dict[str, dict[str, int]] = {}
    rows = (
        shown.placements.exclude(state="not_in_this_round")
        .order_by()
        .values_list("category", "holder")
        .annotate(n=Count("pk"))
    )
    for category, holder, n in rows:
        found.setdefault(category, {})[holder] = n
    return sorted(found.items())


def _left_out(shown: Round) -> list[tuple[str, str, dict[str, int]]]:
    found: dict[str, Counter[str]] = {}
    for reason, holder, n in shown.left_out.order_by().values_list("reason", "holder").annotate(n=Count("pk")):
        found.setdefault(reason, Counter())[holder] += n
    ordered = sorted(found.items(), key=lambda pair: -pair[1].total())
    return [(reason, bridge.reason_words(reason), dict(by_holder)) for reason, by_holder in ordered]


def _signature_lines(shown: Round) -> list[tuple[Party, RoundSignature | None]]:
    """Three lines: the two sides, left and right, and the neutral body as witness."""
    parties = Party.objects.filter(role__in=(PartyRole.SIDE, PartyRole.NEUTRAL)).order_by("-role", "code")
    signed = {one.party_id: one for one in shown.signatures.select_related("signed_by")}
    return [(party, signed.get(party.pk)) for party in parties]


@page(Permission.ROUND_VIEW)
def left_out(request: PersonalRequest, round_id: UUID, reason: str) -> HttpResponse:
    """The people left out for one reason, as far as the reader may see them."""
    shown = get_object_or_404(Round, pk=round_id)
    rows = LeftOut.objects.filter(round=shown, reason=reason).order_by("pk")
    visible = rows.visible_to(request.user)
    after = int(request.GET["after"]) if request.GET.get("after", "").isdecimal() else 0
    some = list(visible.filter(pk__gt=after).select_related("unit__record__version__party_list")[: PAGE_SIZE + 1])
    journal.viewed(request.user, "round", shown.pk)
    context = {
        "section": "rounds",
        "round": shown,
        "rows": some[:PAGE_SIZE],
        "reason": bridge.reason_words(reason),
        "n_all": rows.count(),
        "n_visible": visible.count(),
        "after": some[PAGE_SIZE - 1].pk if len(some) > PAGE_SIZE else None,
    }
    return render(request, "exchanges/left_out.html", context)


@page(Permission.ROUND_SIGN, methods=("POST",))
def sign(request: PersonalRequest, round_id: UUID) -> HttpResponse:
    """Put one's party's signature under the round as it was shown, or take it back before the round is locked."""
    shown = get_object_or_404(Round, pk=round_id)
    if request.POST.get("act") == "withdraw":
        actions.withdraw_signature(user=request.user, round=shown)
    else:
        actions.sign(user=request.user, round=shown, digest=request.POST.get("digest", ""))
    return redirect("exchanges:round", shown.pk)

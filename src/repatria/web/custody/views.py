"""Pages of the account: what stands where, and the rows behind a number."""

from uuid import UUID

from django.core.cache import cache
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from repatria.web.access import Permission
from repatria.web.custody import bridge
from repatria.web.custody.balances import Balance, balances
from repatria.web.custody.models import Account, AccountKind, Movement, Unit
from repatria.web.custody.querysets import ROW_KEYS
from repatria.web.journal import actions as journal
from repatria.web.journal.models import Entry
from repatria.web.page import PersonalRequest, page
from repatria.web.registry.people import PAGE_SIZE


def reckoned(name: str) -> str:
    """A key under which a reckoning keeps until the next act is written into the journal."""
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True).first()
    return f"{name}:{last}:{get_language()}"


@page(Permission.CUSTODY_VIEW)
def account(request: PersonalRequest) -> HttpResponse:
    """Every account and what stands in it, by kind of unit; units are never added across kinds."""
    key = reckoned("account")
    found: tuple[list[Balance], list[tuple[str, bridge.Drawing]]] | None = cache.get(key)
    if found is None:
        found = (list(balances()), [(unit, bridge.draw_flows(rows, unit=unit)) for unit, rows in _flows().items()])
        cache.set(key, found, 600)
    rows = [{"balance": b, "words": bridge.account_words(b.account_kind, b.party), "code": b.account} for b in found[0]]
    context = {"section": "account", "rows": rows, "flows": found[1]}
    return render(request, "custody/account.html", context)


def _flows() -> dict[str, list[tuple[str, str | None, str, str | None, int]]]:
    counted = (
        Movement.objects.counting()
        .exclude(debit__kind=AccountKind.DECLARED)
        .order_by("unit__kind")
        .values_list("unit__kind", "debit__kind", "debit__party", "credit__kind", "credit__party")
        .annotate(n=Count("pk"))
    )
    by_unit: dict[str, list[tuple[str, str | None, str, str | None, int]]] = {}
    for unit, kind, party, to_kind, to_party, n in counted:
        by_unit.setdefault(unit, []).append((kind, party, to_kind, to_party, n))
    return by_unit


@page(Permission.CUSTODY_VIEW)
def balance_rows(request: PersonalRequest, code: str, kind: str) -> HttpResponse:
    """The units of one kind in one account."""
    if not Account.objects.filter(pk=code).exists():
        raise Http404
    return _unit_rows(request, {"account": code, "unit": kind})


@page(Permission.CUSTODY_VIEW)
def rows(request: PersonalRequest) -> HttpResponse:
    """The units behind a number of the statement."""
    asked = {key: str(value) for key, value in request.GET.items() if key in ROW_KEYS}
    wanted = {key: value for key, value in asked.items() if value or key == "list_term"}
    if not wanted:
        raise Http404
    return _unit_rows(request, wanted)


def _unit_rows(request: PersonalRequest, wanted: dict[str, str]) -> HttpResponse:
    try:
        units = Unit.objects.matching(wanted)
    except (KeyError, ValueError) as unreadable:
        raise Http404 from unreadable
    visible = units.visible_to(request.user).select_related("record__version__party_list", "account")
    n_visible = visible.order_by().count()
    after = _uuid(request.GET.get("after", ""))
    some = visible.order_by("pk").filter(pk__gt=after) if after else visible.order_by("pk")
    found = list(some[: PAGE_SIZE + 1])
    journal.viewed(request.user, "units", wanted.get("account", "statement"))
    context = {
        "section": "account",
        "units": found[:PAGE_SIZE],
        "n_visible": n_visible,
        "n_all": units.order_by().count(),
        "unit": wanted.get("unit", ""),
        "wanted": wanted,
        "account_words": _words(wanted.get("account", "")),
        "next": found[PAGE_SIZE - 1].pk if len(found) > PAGE_SIZE else None,
    }
    return render(request, "custody/rows.html", context)


def _words(code: str) -> str:
    found = Account.objects.filter(pk=code).first()
    return bridge.account_words(found.kind, found.party_id) if found else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

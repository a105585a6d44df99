"""The start page's account: every term as one drawing, reckoned once for each state of the journal."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count

from repatria.web.accounts.models import Party, PartyRole
from repatria.web.custody import bridge
from repatria.web.custody.statements import StatementLine, statement
from repatria.web.custody.views import reckoned
from repatria.web.exchanges.attribution import term_key
from repatria.web.exchanges.models import Round, RoundState
from repatria.web.registry.models import Term

SIGNED = (
    RoundState.AGREED,
    RoundState.LOCKED,
    RoundState.UNDER_WAY,
    RoundState.COMPLETED,
    RoundState.SHORTFALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermAccount:
    """One term as the start page shows it; ``drawing`` is ``None`` where nothing is counted."""

    term: Term
    drawing: bridge.Drawing | None
    lines: tuple[StatementLine, ...]

    @property
    def contested(self) -> tuple[StatementLine, ...]:
        """Lines in which the two sides' figures of handovers differ."""
        return tuple(line for line in self.lines if line["handed_over"].difference)


def term_accounts(*, may_open: bool) -> list[TermAccount]:
    """Every term of the case in its order, drawn."""
    key = reckoned(f"terms:{may_open}")
    found: list[TermAccount] | None = cache.get(key)
    if found is None:
        found = _reckon(may_open=may_open)
        cache.set(key, found, 600)
    return found


def _reckon(*, may_open: bool) -> list[TermAccount]:
    sides = list(Party.objects.filter(role=PartyRole.SIDE).order_by("code").values_list("code", flat=True))
    by_term: dict[str, list[StatementLine]] = defaultdict(list)
    for line in statement(agreed=agreed_units()).lines:
        by_term[line.term_key].append(line)
    planned = _planned()
    return [
        _account(term, by_term[term.key], sides, planned.get(term.key, {}), may_open=may_open)
        for term in Term.objects.all()
    ]


def _account(
    term: Term, lines: list[StatementLine], sides: list[str], planned: dict[str, int], *, may_open: bool
) -> TermAccount:
    counted = any(figure.by_debtor for line in lines for figure in line.figures)
    is_drawn = counted and len(sides) == 2 and any(line.debtor in sides for line in lines)
    drawing = bridge.draw_term(lines, sides=sides, planned=planned, may_open=may_open) if is_drawn else None
    return TermAccount(term=term, drawing=drawing, lines=tuple(lines))


def agreed_units() -> dict[tuple[str, str], Collection[UUID]]:
    """(term, holder) → units placed in rounds that every side has signed."""
    found: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for signed in Round.objects.filter(state__in=SIGNED):
        terms = list(signed.terms.order_by("position"))
        for holder, category, unit in signed.placements.values_list("holder", "category", "unit"):
            if term := term_key(terms, holder, category):
                found[term, holder].add(unit)
    return dict(found)


def _planned() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for planned in Round.objects.filter(placements__is_active=True).distinct():
        terms = list(planned.terms.order_by("position"))
        active = planned.placements.filter(is_active=True).order_by()
        for holder, category, n in active.values_list("holder", "category").annotate(n=Count("pk")):
            if term := term_key(terms, holder, category):
                found[term][holder] = found[term].get(holder, 0) + n
    return found

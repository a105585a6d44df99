"""The start page's account: every term as one drawing, reckoned once for each state of the journal."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.db.models import Q

from repatria.web.accounts.models import Party, PartyRole
from repatria.web.custody import bridge
from repatria.web.custody.statements import StatementLine, statement_lines
from repatria.web.custody.views import reckoned
from repatria.web.exchanges.attribution import term_key
from repatria.web.exchanges.models import Placement, RoundState
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
    for line in statement_lines(agreed=agreed_units()):
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
    return dict(_placed(Q(round__state__in=SIGNED)))


def _planned() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for (term, holder), units in _placed(Q(is_active=True) | Q(round__state__in=SIGNED)).items():
        found[term][holder] = len(units)
    return found


def _placed(which: Q) -> dict[tuple[str, str], set[UUID]]:
    """(term, holder) → units placed; each under the one term of its round that it counts for."""
    rows = Placement.objects.filter(which).order_by().values_list("round", "holder", "category", "unit")
    terms: dict[UUID, list[Term]] = {}
    found: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for round_id, holder, category, unit in rows:
        if round_id not in terms:
            terms[round_id] = list(Term.objects.filter(rounds=round_id).order_by("position"))
        if term := term_key(terms[round_id], holder, category):
            found[term, holder].add(unit)
    return found

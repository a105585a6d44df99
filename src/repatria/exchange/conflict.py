"""Why no round is possible: the fewest rules that cannot hold together, and what would mend it.

A set of rules that conflicts meets every set whose removal mends the whole (Reiter 1987).  So the smallest
set that meets all mending sets found so far is either a conflict, and then a smallest one, or shows another
mending set.  (Ignatiev and others 2015, doi:10.1007/978-3-319-23219-5_13)
"""

from dataclasses import dataclass, replace

from repatria.exchange.model import Model
from repatria.exchange.plan import Clash, Relaxation
from repatria.exchange.problem import RoundProblem
from repatria.exchange.rules import AllForAll, Balance, Quota, Ratio, Rule, Seats
from repatria.exchange.solvers.highs import INFINITY, Row, maximize


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """The numbers of the rules in conflict, and whether none smaller exists."""

    rules: tuple[int, ...]
    is_smallest: bool


def smallest_conflict(model: Model, n_rules: int) -> Conflict:
    """The smallest set of rules that cannot hold together; irreducible at least, if the search is cut short."""
    asked = _Asked(model)
    known = _irreducible(asked, list(range(n_rules)))
    mending: list[frozenset[int]] = []
    while asked.n_checks < model.params.max_conflict_checks:
        trial = _smallest_meeting(mending, n_rules, model)
        if trial is None:
            break
        if len(trial) >= len(known) or not asked.can_hold(trial):
            return Conflict(rules=known if len(trial) >= len(known) else tuple(sorted(trial)), is_smallest=True)
        mending.append(frozenset(range(n_rules)) - asked.grown(trial, n_rules))
    return Conflict(rules=known, is_smallest=False)


def clashes(problem: RoundProblem, conflict: Conflict) -> tuple[Clash, ...]:
    """The rules of a conflict as the terms that they came from."""
    chosen = [problem.rules[number] for number in conflict.rules]
    return tuple(Clash(rule.key, rule.term_key, rule.title, type(rule).__name__) for rule in chosen)


def relaxations(problem: RoundProblem, model: Model, conflict: Conflict) -> tuple[Relaxation, ...]:
    """Each rule of the conflict that mends the whole round if it alone gives way, the least first."""
    found = [_relaxation(problem.rules[number], number, model) for number in conflict.rules]
    amounts = [relaxation for relaxation in found if relaxation is not None]
    return tuple(sorted(amounts, key=lambda one: (one.n_less is None, one.n_less or 0, one.rule_key)))


def _relaxation(rule: Rule, number: int, model: Model) -> Relaxation | None:
    """Give every row of one rule slack, and look for the least."""
    upper, rows = list(model.upper), list[Row]()
    slack: dict[int, int] = {}
    for row in model.rows:
        if row.rule != number:
            rows.append(row)
            continue
        up, down = len(upper), len(upper) + 1
        room = sum(abs(weight) * upper[column] for column, weight in row.coefficients.items())
        room += int(sum(abs(end) for end in (row.lower, row.upper) if abs(end) != INFINITY))
        upper += [room, room]
        slack |= {up: -1, down: -1}
        rows.append(replace(row, coefficients={**row.coefficients, up: 1, down: -1}))
    solution = maximize(upper, rows, slack, model.params)
    if solution.values is None:
        return None
    counts_persons = isinstance(rule, Quota | AllForAll | Balance | Seats) or (
        isinstance(rule, Ratio) and rule.first == rule.second == 1
    )
    amounts = [solution.values[column] for column in slack]
    # A number that binds each side, or each leg, gives way in each: one new number serves all.
    n_less = max(amounts) if isinstance(rule, Quota | Seats) else sum(amounts)
    return Relaxation(rule.key, n_less if counts_persons else None)


class _Asked:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.n_checks = 0
        self.values: tuple[int, ...] | None = None

    def can_hold(self, rules: set[int] | frozenset[int] | list[int]) -> bool:
        """Whether some round keeps these rules; a search cut short counts as possible, so nothing false is claimed."""
        self.n_checks += 1
        solution = self.model.keeping(rules).best({})
        self.values = solution.values
        return solution.values is not None or not solution.is_proved

    def grown(self, rules: frozenset[int], n_rules: int) -> frozenset[int]:
        """More rules that can hold with these, until none can be added; asked right after ``can_hold(rules)``."""
        held = rules | self._kept()
        for rule in range(n_rules):
            if rule not in held and self.can_hold(held | {rule}):
                held |= {rule} | self._kept()
        return held

    def _kept(self) -> frozenset[int]:
        """Rules that the plan last found keeps anyway, so that nobody has to ask for them."""
        if self.values is None:
            return frozenset()
        broken = {
            row.rule
            for row in self.model.rows
            if not row.lower <= sum(w * self.values[c] for c, w in row.coefficients.items()) <= row.upper
        }
        return frozenset(row.rule for row in self.model.rows) - broken - {-1}


def _irreducible(asked: _Asked, rules: list[int]) -> tuple[int, ...]:
    """Deletion in halves: drop what the conflict does not need, large pieces first."""
    size = max(1, len(rules) // 2)
    while True:
        at = 0
        while at < len(rules):
            fewer = rules[:at] + rules[at + size :]
            if asked.can_hold(fewer):
                at += size
            else:
                rules = fewer
        if size == 1:
            return tuple(rules)
        size //= 2


def _smallest_meeting(sets: list[frozenset[int]], n_rules: int, model: Model) -> frozenset[int] | None:
    """The fewest rules with at least one out of each set; ``None`` if the search for it was cut short."""
    rows = [Row(dict.fromkeys(sorted(one), 1), 1, INFINITY) for one in sets]
    solution = maximize([1] * n_rules, rows, dict.fromkeys(range(n_rules), -1), model.params)
    if solution.values is None or not solution.is_proved:
        return None
    return frozenset(rule for rule, chosen in enumerate(solution.values) if chosen)

"""Why each person who is not in the round is not: one code, and the rule that stood at its limit."""

from collections.abc import Sequence

import numpy as np

from repatria.exchange.candidates import Standing
from repatria.exchange.companions import kept_out
from repatria.exchange.plan import LeftOut, Placed, Reason
from repatria.exchange.problem import RoundProblem
from repatria.exchange.ranks import Ranking, undecided_reason
from repatria.exchange.rules import ConfirmedFirst, Quota, Ratio, Refusal, Seats


def left_out(problem: RoundProblem, ranking: Ranking, placed: Sequence[Placed]) -> tuple[LeftOut, ...]:
    """Everyone whom the term speaks of and the round does not carry, in the published order.

    The first that holds: barred or refused; a companion who cannot go; a category not settled; else the
    first rule that stands at its limit for this person.
    """
    going = {one.person_id for one in placed}
    people = problem.candidates
    limits = _Limits(problem, ranking, going)
    rows = []
    for row in ranking.order.tolist():
        person = people.person_ids[row]
        if person in going or ranking.barred[row] is Reason.OUTSIDE_TERM:
            continue
        best = int(ranking.best[row])
        reason, rule_key = limits.of(row)
        category = problem.categories[best].key if best >= 0 else ""
        rows.append(LeftOut(person, int(people.side[row]), reason, category, rule_key))
    return tuple(rows)


class _Limits:
    """Which rules stand at their limit, counted once a round."""

    def __init__(self, problem: RoundProblem, ranking: Ranking, going: set[str]) -> None:
        self.problem, self.ranking = problem, ranking
        self.goes = np.array([person in going for person in problem.candidates.person_ids], dtype=bool)
        self.out = kept_out(problem, ranking)
        self.refused = {p for rule in problem.rules if isinstance(rule, Refusal) for p in rule.person_ids}
        self.place = {category.key: at for at, category in enumerate(problem.categories)}
        full = [rule for rule in problem.rules if isinstance(rule, Quota) and rule.at_most is not None]
        self.full = sorted(full, key=lambda rule: rule.category is None)  # the narrower rule is the reason
        self.full_by_side = {(rule.key, side): self._is_full(rule, side) for rule in self.full for side in (0, 1)}
        self.by_side = [int(np.sum(self.goes & (problem.candidates.side == side))) for side in (0, 1)]

    def of(self, row: int) -> tuple[Reason, str]:
        barred = self.ranking.barred[row]
        if barred is not None:
            return barred, ""
        if self.problem.candidates.person_ids[row] in self.refused:
            return Reason.NOT_IN_THIS_ROUND, ""
        if self.out[row]:
            return Reason.COMPANION_OUT, ""
        open_category = self._open(row)
        return (open_category, "") if open_category else self._rule(row)

    def _open(self, row: int) -> Reason | None:
        standing = self.ranking.standing[row]
        if Standing.CONFIRMED in standing:
            return None
        if Standing.READING_OPEN in standing:
            return Reason.READING_OPEN
        if Standing.CLAIMED in standing:
            return Reason.CATEGORY_UNCONFIRMED
        return undecided_reason(self.problem, standing) if Standing.UNDECIDED in standing else None

    def _rule(self, row: int) -> tuple[Reason, str]:
        side = int(self.problem.candidates.side[row])
        if seats := self._seats(row, side):
            return Reason.SEATS, seats
        for quota in self.full:
            if self._covers(quota, row, side) and self.full_by_side[quota.key, side]:
                return Reason.QUOTA_FULL, quota.key
        for rule in self.problem.rules:
            if isinstance(rule, Ratio) and self._other_is_spent(side):
                return Reason.PARITY, rule.key
        for rule in self.problem.rules:
            if isinstance(rule, ConfirmedFirst) and Standing.CONFIRMED not in self.ranking.standing[row]:
                return Reason.CONFIRMED_FIRST, rule.key
        return Reason.RULES_TOGETHER, ""

    def _is_full(self, rule: Quota, side: int) -> bool:
        if rule.leg is not None and self.problem.n_legs > 1:
            return False
        counted = self.goes & (self.problem.candidates.side == side)
        if rule.category is not None:
            counted &= self.ranking.standing[:, self.place[rule.category]] == Standing.CONFIRMED
        return int(counted.sum()) == rule.at_most

    def _covers(self, rule: Quota, row: int, side: int) -> bool:
        in_category = rule.category is None or (
            self.ranking.standing[row, self.place[rule.category]] == Standing.CONFIRMED
        )
        return rule.side in {None, side} and bool(in_category)

    def _seats(self, row: int, side: int) -> str:
        """The seat rule that is full for this person's kind, where the kind's room in all legs together is taken."""
        people = self.problem.candidates
        kind = bool(people.is_on_stretcher[row])
        room: dict[int, int] = {}
        key = ""
        for rule in self.problem.rules:
            n_room = (rule.n_stretchers if kind else rule.n_seated) if isinstance(rule, Seats) else None
            if isinstance(rule, Seats) and n_room is not None and rule.side in {None, side}:
                key = key or rule.key
                for leg in range(self.problem.n_legs) if rule.leg is None else (rule.leg,):
                    room[leg] = min(room.get(leg, n_room), n_room)
        n_taken = int(np.sum(self.goes & (people.side == side) & (people.is_on_stretcher == kind)))
        return key if len(room) == self.problem.n_legs and n_taken == sum(room.values()) else ""

    def _other_is_spent(self, side: int) -> bool:
        """Nobody of the other side is left who could still go."""
        theirs = (self.problem.candidates.side != side) & ~self.out & ~self.goes
        return not bool(theirs.any())

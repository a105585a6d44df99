"""The rules as rows of whole numbers over classes and legs.

Column ``c * n_legs + leg`` counts the persons of class ``c`` in ``leg``; switches of ``ConfirmedFirst`` follow.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from repatria.exchange.classes import Classes, PersonClass
from repatria.exchange.companions import kept_out
from repatria.exchange.problem import ExchangeParams, RoundProblem
from repatria.exchange.ranks import Ranking
from repatria.exchange.rules import (
    AllForAll,
    Balance,
    ConfirmedFirst,
    MustGo,
    OnlyIf,
    Quota,
    Ratio,
    Refusal,
    Rule,
    Seats,
    Together,
)
from repatria.exchange.solvers.highs import INFINITY, Row, Solution, maximize


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Model:
    """Columns with their upper bounds, and rows; every solve starts afresh, so that answers repeat."""

    classes: Classes
    n_legs: int
    upper: tuple[int, ...]
    rows: tuple[Row, ...]
    params: ExchangeParams

    def with_row(self, coefficients: Mapping[int, int], *, at_least: float, at_most: float = INFINITY) -> "Model":
        """The same model with one more row that always holds."""
        return replace(self, rows=(*self.rows, Row(coefficients, at_least, at_most)))

    def keeping(self, rules: Iterable[int]) -> "Model":
        """The same model with only these rules."""
        kept = {-1, *rules}
        return replace(self, rows=tuple(row for row in self.rows if row.rule in kept))

    def best(self, objective: Mapping[int, int]) -> Solution:
        """The largest value of a goal."""
        return maximize(self.upper, self.rows, objective, self.params)

    def columns(self, *, tier: int | None = None, leg: int | None = None, cls: int | None = None) -> dict[int, int]:
        """A goal or row that counts persons: of a rank, in a leg, of a class."""
        return {
            place * self.n_legs + one: 1
            for place, group in enumerate(self.classes.classes)
            if (tier is None or group.tier == tier) and (cls is None or place == cls)
            for one in range(self.n_legs)
            if leg is None or one == leg
        }


def build(problem: RoundProblem, ranking: Ranking, classes: Classes, params: ExchangeParams) -> Model:
    """Write the rules of a round as rows."""
    upper = [len(group) if group.is_available and is_open else 0 for group in classes.classes for is_open in group.legs]
    writer = _Writer(problem, classes, kept_out(problem, ranking), upper)
    rows = [Row(writer.of(cls=place), 0, len(group)) for place, group in enumerate(classes.classes)]
    for number, rule in enumerate(problem.rules):
        rows += [replace(row, rule=number) for row in writer.rows(rule)]
    return Model(classes=classes, n_legs=problem.n_legs, upper=tuple(writer.upper), rows=tuple(rows), params=params)


class _Writer:
    def __init__(self, problem: RoundProblem, classes: Classes, out: NDArray[np.bool_], upper: list[int]) -> None:
        self.problem, self.classes, self.out, self.upper = problem, classes, out, upper
        self.legs = range(problem.n_legs)
        self.place_of_category = {category.key: place for place, category in enumerate(problem.categories)}
        self.row_of_person = {person: row for row, person in enumerate(problem.candidates.person_ids)}

    def rows(self, rule: Rule) -> list[Row]:
        match rule:
            case Ratio():
                legs = list(self.legs) if rule.is_per_leg else [None]
                return [self.ratio(rule, leg) for leg in legs]
            case Quota():
                return [self.quota(rule, side) for side in ((0, 1) if rule.side is None else (rule.side,))]
            case Balance():
                ours, theirs = (self.of(side=side, category=rule.category) for side in (0, 1))
                difference = ours | dict.fromkeys(theirs, -1)
                return [Row(difference, -rule.max_difference, rule.max_difference)]
            case AllForAll():
                return [self.all_for_all(rule, side) for side in ((0, 1) if rule.side is None else (rule.side,))]
            case MustGo():
                return [Row(self.of(cls=cls), size, INFINITY) for cls, size in self.named(rule.person_ids)]
            case Refusal():
                return [Row(self.of(cls=cls), 0, 0) for cls, _ in self.named(rule.person_ids)]
            case OnlyIf():
                goes, needed = (self.class_of(person) for person in (rule.person_id, rule.needs_id))
                return [Row(self.of(cls=goes) | dict.fromkeys(self.of(cls=needed), -1), -INFINITY, 0)]
            case Together():
                return self.together(rule)
            case Seats():
                return self.seats(rule)
            case ConfirmedFirst():
                return [row for side in (0, 1) for row in self.confirmed_first(side)]
        raise TypeError(f"rule {rule.key}: no rows are known for {type(rule).__name__}")

    # -- counting ----------------------------------------------------------------------------------------

    def of(
        self,
        *,
        side: int | None = None,
        category: str | None = None,
        leg: int | None = None,
        cls: int | None = None,
        stretcher: bool | None = None,
    ) -> dict[int, int]:
        wanted = None if category is None else self.place_of_category[category]
        places = range(len(self.classes)) if cls is None else (cls,)
        return {
            place * self.problem.n_legs + one: 1
            for place in places
            if self.fits(self.classes.classes[place], side, wanted, stretcher)
            for one in self.legs
            if leg is None or one == leg
        }

    @staticmethod
    def fits(group: PersonClass, side: int | None, category: int | None, stretcher: bool | None) -> bool:
        return (
            (side is None or group.side == side)
            and (category is None or category in group.confirmed)
            and (stretcher is None or group.is_on_stretcher == stretcher)
        )

    def class_of(self, person: str) -> int:
        return int(self.classes.of_row[self.row_of_person[person]])

    def named(self, people: tuple[str, ...]) -> list[tuple[int, int]]:
        places = sorted({self.class_of(person) for person in people})
        return [(place, len(self.classes.classes[place])) for place in places]

    # -- rules -------------------------------------------------------------------------------------------

    def ratio(self, rule: Ratio, leg: int | None) -> Row:
        ours, theirs = self.of(side=0, leg=leg), self.of(side=1, leg=leg)
        return Row(dict.fromkeys(ours, rule.second) | dict.fromkeys(theirs, -rule.first), 0, 0)

    def quota(self, rule: Quota, side: int) -> Row:
        lower = 0 if rule.at_least is None else rule.at_least
        upper = INFINITY if rule.at_most is None else rule.at_most
        return Row(self.of(side=side, category=rule.category, leg=rule.leg), lower, upper)

    def all_for_all(self, rule: AllForAll, side: int) -> Row:
        columns = self.of(side=side, category=rule.category)
        wanted = self.place_of_category[rule.category]
        able = [
            len(group) for group in self.classes.classes if group.is_available and self.fits(group, side, wanted, None)
        ]
        return Row(columns, sum(able), INFINITY)

    def together(self, rule: Together) -> list[Row]:
        first, *others = (self.class_of(person) for person in rule.person_ids)
        legs = list(self.legs) if rule.is_same_leg else [None]
        return [
            Row(self.of(cls=first, leg=leg) | dict.fromkeys(self.of(cls=other, leg=leg), -1), 0, 0)
            for other in others
            for leg in legs
        ]

    def seats(self, rule: Seats) -> list[Row]:
        kinds = ((False, rule.n_seated), (True, rule.n_stretchers))
        return [
            Row(self.of(side=side, leg=leg, stretcher=kind), 0, room)
            for side in ((0, 1) if rule.side is None else (rule.side,))
            for leg in (self.legs if rule.leg is None else (rule.leg,))
            for kind, room in kinds
            if room is not None
        ]

    def confirmed_first(self, side: int) -> list[Row]:
        has_stretchers = any(isinstance(rule, Seats) and rule.n_stretchers is not None for rule in self.problem.rules)
        return [row for kind in ((False, True) if has_stretchers else (None,)) for row in self.waiting(side, kind)]

    def waiting(self, side: int, stretcher: bool | None) -> list[Row]:
        """Others go only where the switch is on, and the switch is on only when all confirmed ones go."""
        capped = {
            self.place_of_category[rule.category]
            for rule in self.problem.rules
            if isinstance(rule, Quota)
            and rule.category is not None
            and rule.at_most is not None
            and rule.side in {None, side}
        }
        first: dict[int, int] = {}
        others: dict[int, int] = {}
        n_first = n_others = 0
        for place, group in enumerate(self.classes.classes):
            if not group.is_available or not self.fits(group, side, None, stretcher):
                continue
            if not group.confirmed:
                others |= self.of(cls=place)
                n_others += len(group)
            elif not group.confirmed & capped and not self.out[group.rows].any():
                first |= self.of(cls=place)
                n_first += len(group)
        if not n_first or not n_others:
            return []
        switch = len(self.upper)
        self.upper.append(1)
        return [Row(others | {switch: -n_others}, -INFINITY, 0), Row(first | {switch: -n_first}, 0, INFINITY)]

"""People whom no rule tells apart, taken together: one integer a class and leg instead of one bit a person.

This is what scales: 16,000 people under a dozen rules make a few hundred classes.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from repatria.exchange.candidates import Standing
from repatria.exchange.problem import RoundProblem
from repatria.exchange.ranks import Ranking
from repatria.exchange.rules import MustGo, OnlyIf, Refusal, Together


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PersonClass:
    """People alike in side, rank, standings, seat, legs and rules; ``rows`` are in the published order."""

    rows: NDArray[np.int64]
    side: int
    tier: int
    confirmed: frozenset[int]
    is_available: bool
    is_on_stretcher: bool
    legs: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Classes:
    """All classes, and the class of every person (int64 of shape (n,))."""

    classes: tuple[PersonClass, ...]
    of_row: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.classes)


def classify(problem: RoundProblem, ranking: Ranking, apart: Sequence[Hashable] | None = None) -> Classes:
    """Group the people; the order of classes follows the published order, never the order of the input.

    ``apart`` tells further people apart, one value a person, for goals that ask more than the rules do.
    """
    people = problem.candidates
    marks = _marks(problem)
    confirmed = ranking.standing == Standing.CONFIRMED
    available = ranking.is_available
    legs = np.ones((len(people), problem.n_legs), dtype=bool) if people.legs is None else people.legs
    first_seen: dict[tuple[object, ...], list[int]] = {}
    for row in ranking.order.tolist():
        signature = (
            int(people.side[row]),
            int(ranking.tier[row]),
            ranking.standing[row].tobytes(),
            bool(available[row]),
            bool(people.is_on_stretcher[row]),
            legs[row].tobytes(),
            marks.get(people.person_ids[row], ()),
            None if apart is None else apart[row],
        )
        first_seen.setdefault(signature, []).append(row)
    classes: list[PersonClass] = []
    of_row = np.empty(len(people), dtype=np.int64)
    for rows in first_seen.values():
        first = rows[0]
        of_row[rows] = len(classes)
        classes.append(
            PersonClass(
                rows=np.array(rows, dtype=np.int64),
                side=int(people.side[first]),
                tier=int(ranking.tier[first]),
                confirmed=frozenset(np.flatnonzero(confirmed[first]).tolist()),
                is_available=bool(available[first]),
                is_on_stretcher=bool(people.is_on_stretcher[first]),
                legs=tuple(legs[first].tolist()),
            )
        )
    return Classes(classes=tuple(classes), of_row=of_row)


def _marks(problem: RoundProblem) -> dict[str, tuple[object, ...]]:
    """What tells a named person from all others: the lists that name the person, or the person alone when bound."""
    named: list[tuple[str, str]] = []
    for rule in problem.rules:
        if isinstance(rule, MustGo | Refusal):
            named += [(person, rule.key) for person in rule.person_ids]
        elif isinstance(rule, Together):
            named += [(person, f"={person}") for person in rule.person_ids]
        elif isinstance(rule, OnlyIf):
            named += [(person, f"={person}") for person in (rule.person_id, rule.needs_id)]
    named.sort()
    return {person: tuple(dict.fromkeys(pair)) for person, pair in groupby(named, key=lambda pair: pair[0])}

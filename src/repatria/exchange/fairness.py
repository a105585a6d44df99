"""A round with fairness between units: persons released, then the worst-off unit's share, then a sum of priorities.

The share of a unit is a fraction of whole people, so the best one is found among finitely many by bisection,
exactly, and no weight trades one unit against another.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from repatria.exchange.classes import Classes, classify
from repatria.exchange.conflict import clashes, relaxations, smallest_conflict
from repatria.exchange.model import Model, build
from repatria.exchange.plan import GoalValue, Infeasible
from repatria.exchange.problem import ExchangeParams, RoundProblem
from repatria.exchange.ranks import rank
from repatria.exchange.solve import provenance_of

_THOUSAND = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class FairPlan:
    """Who goes in which leg: ``placed`` maps a person to a leg; ``share`` is the worst-off unit's proportion.

    ``share`` is ``None`` where no unit is large enough to count.  The third goal keeps the share in whole thousandths.
    """

    placed: dict[str, int]
    share: Fraction | None
    is_share_proved: bool
    goals: tuple[GoalValue, ...]


def solve_fairly(
    problem: RoundProblem,
    *,
    units: Sequence[str],
    priorities: NDArray[np.int64],
    least_size: int = 30,
    params: ExchangeParams | None = None,
) -> FairPlan | Infeasible:
    """Reach three goals one after the other: persons, the least share over units of a size, the sum of priorities.

    Parameters
    ----------
    units
        The unit of each candidate; a unit of each side counts by itself.
    priorities
        Whole numbers, 0 or more, one for each candidate.
    least_size
        A unit counts from so many people who are not barred.
    """
    params = params or ExchangeParams()
    ranking = rank(problem)
    classes = classify(problem, ranking, list(zip(units, priorities.tolist(), strict=True)))
    model = build(problem, ranking, classes, params)
    everyone = model.columns()
    first = model.best(everyone)
    if first.values is None:
        conflict = smallest_conflict(model, len(problem.rules))
        return Infeasible(
            conflict=clashes(problem, conflict),
            is_smallest=conflict.is_smallest,
            relaxations=relaxations(problem, model, conflict),
            provenance=provenance_of(problem, params),
        )
    n_persons = _value(first.values, everyone)
    model = model.with_row(everyone, at_least=n_persons, at_most=n_persons)
    columns = _columns_by_unit(problem, classes, units, least_size, ranking.is_available)
    share, is_proved = _best_share(model, columns)
    kept = Fraction(floor(share * _THOUSAND), _THOUSAND) if share is not None else Fraction(0)
    model = _with_share(model, columns, kept)
    weights = {
        place * problem.n_legs + leg: int(priorities[group.rows[0]])
        for place, group in enumerate(classes.classes)
        for leg in range(problem.n_legs)
    }
    last = model.best(weights)
    values = last.values if last.values is not None else first.values
    worth = _value(values, weights)
    return FairPlan(
        placed=_named(problem, classes, values),
        share=share,
        is_share_proved=is_proved,
        goals=(
            GoalValue("persons", n_persons, max(first.bound, n_persons), first.is_proved),
            GoalValue("priority", worth, max(last.bound, worth), last.is_proved),
        ),
    )


_Columns = dict[tuple[int, str], tuple[dict[int, int], int]]


def _columns_by_unit(
    problem: RoundProblem, classes: Classes, units: Sequence[str], least_size: int, available: NDArray[np.bool_]
) -> _Columns:
    """For each unit of a side that is large enough: the columns that count its people, and its size."""
    found: _Columns = {}
    for place, group in enumerate(classes.classes):
        key = (group.side, units[int(group.rows[0])])
        columns, size = found.get(key, ({}, 0))
        more = {place * problem.n_legs + leg: 1 for leg in range(problem.n_legs)}
        found[key] = (columns | more, size + int(np.sum(available[group.rows])))
    return {key: (columns, size) for key, (columns, size) in sorted(found.items()) if size >= least_size}


def _best_share(model: Model, columns: _Columns) -> tuple[Fraction | None, bool]:
    """The largest share that every unit can have together; whether each step of the bisection was proved."""
    if not columns:
        return None, True
    shares = sorted({Fraction(n, size) for _, size in columns.values() for n in range(size + 1)})
    is_proved = True

    def is_too_much(share: Fraction) -> bool:
        nonlocal is_proved
        solution = _with_share(model, columns, share).best({})
        is_proved &= solution.values is not None or solution.is_proved
        return solution.values is None

    return shares[bisect_right(shares, False, lo=1, key=is_too_much) - 1], is_proved


def _with_share(model: Model, columns: _Columns, share: Fraction) -> Model:
    for counted, size in columns.values():
        model = model.with_row(counted, at_least=ceil(share * size))
    return model


def _named(problem: RoundProblem, classes: Classes, values: Sequence[int]) -> dict[str, int]:
    placed = {}
    for place, group in enumerate(classes.classes):
        rows = iter(group.rows.tolist())
        for leg in range(problem.n_legs):
            for _ in range(values[place * problem.n_legs + leg]):
                placed[problem.candidates.person_ids[next(rows)]] = leg
    return placed


def _value(values: Sequence[int], columns: dict[int, int]) -> int:
    return sum(weight * values[column] for column, weight in columns.items())

"""Plan one round."""

from collections import Counter
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from repatria.exchange.candidates import Standing
from repatria.exchange.categories import in_reading
from repatria.exchange.classes import Classes, classify
from repatria.exchange.conflict import clashes, relaxations, smallest_conflict
from repatria.exchange.goals import reach
from repatria.exchange.model import build
from repatria.exchange.plan import Count, Infeasible, Placed, ReadingCount, RoundPlan
from repatria.exchange.problem import ExchangeParams, RoundProblem
from repatria.exchange.ranks import Ranking, rank
from repatria.exchange.reasons import left_out
from repatria.provenance import Provenance


def solve(problem: RoundProblem, *, params: ExchangeParams | None = None) -> RoundPlan | Infeasible:
    """Find the round that frees the most people, then the first in rank; or the rules that cannot hold together.

    The same data give the same people on every machine, whatever the order of the input.
    """
    params = params or ExchangeParams()
    provenance = provenance_of(problem, params)
    ranking = rank(problem)
    classes = classify(problem, ranking)
    model = build(problem, ranking, classes, params)
    reached = reach(problem, model, ranking)
    if reached is None:
        conflict = smallest_conflict(model, len(problem.rules))
        return Infeasible(
            conflict=clashes(problem, conflict),
            is_smallest=conflict.is_smallest,
            relaxations=relaxations(problem, model, conflict),
            provenance=provenance,
        )
    placed = _placed(problem, ranking, classes, reached.n_going)
    return RoundPlan(
        placed=placed,
        left_out=left_out(problem, ranking, placed),
        counts=_counts(placed),
        readings=_readings(problem, ranking),
        goals=reached.goals,
        provenance=provenance,
    )


def provenance_of(problem: RoundProblem, params: ExchangeParams) -> Provenance:
    """What a plan of this problem would be made from; an equal digest means that there is nothing to solve again."""
    inputs = {**problem.inputs, "problem": problem.digest()}
    return Provenance(engine="exchange", params=asdict(params), seed=params.seed, inputs=inputs)


def _placed(
    problem: RoundProblem, ranking: Ranking, classes: Classes, n_going: NDArray[np.int64]
) -> tuple[Placed, ...]:
    """Name the people: within a class the first in the published order go, in the earliest leg."""
    leg_of_row = np.full(len(problem.candidates), -1, dtype=np.int64)
    for group, counts in zip(classes.classes, n_going, strict=True):
        legs = np.repeat(np.arange(problem.n_legs), counts)
        leg_of_row[group.rows[: len(legs)]] = legs
    people = problem.candidates
    placed = []
    for row in ranking.order.tolist():
        if leg_of_row[row] >= 0:
            best = int(ranking.best[row])
            standing = Standing(int(ranking.standing[row, best])) if best >= 0 else Standing.OUTSIDE
            # Whoever is not confirmed goes like everyone else: no count may call that person one of the category.
            category = problem.categories[best].key if standing == Standing.CONFIRMED else ""
            leg = int(leg_of_row[row])
            placed.append(Placed(people.person_ids[row], int(people.side[row]), leg, category, standing))
    return tuple(placed)


def _counts(placed: tuple[Placed, ...]) -> tuple[Count, ...]:
    tally = Counter((one.side, one.leg, one.category) for one in placed)
    return tuple(Count(*key, n) for key, n in sorted(tally.items()))


def _readings(problem: RoundProblem, ranking: Ranking) -> tuple[ReadingCount, ...]:
    """Whom each reading of an age clause would add to those who belong under all."""
    people, rows = problem.candidates, []
    for place, category in enumerate(problem.categories):
        if len(category.readings) < 2:
            continue
        unsettled = (ranking.standing[:, place] == Standing.READING_OPEN) & ranking.is_available
        for reading in category.readings:
            added = unsettled & (in_reading(people, reading, category.reference_date) == Standing.CONFIRMED)
            sides = ((side, int(np.sum(added & (people.side == side)))) for side in (0, 1))
            rows += [ReadingCount(category.key, reading.key, side, n_added) for side, n_added in sides]
    return tuple(rows)

"""The published order in which people go.  It is all that decides between two people whom the rules treat alike.

1. Rank: a confirmed category in the term's order; then a category in which readings are open; then one
   that is claimed; then one that the data cannot decide; then everyone else.  Urgent ones first in each.
2. In a rank: longer in captivity, then younger, then the order of the opaque id.  What is not known never
   sets a person back (GC III 17): an unknown captivity counts as the longest, an unknown age as the youngest.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.exchange.candidates import UNKNOWN, Standing
from repatria.exchange.categories import FULL_AGE, age_bounds, standings
from repatria.exchange.plan import Reason
from repatria.exchange.problem import Eligible, RoundProblem

_BEST_FIRST = (Standing.CONFIRMED, Standing.READING_OPEN, Standing.CLAIMED, Standing.UNDECIDED)
_FAR = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ranking:
    """How each person stands; row for row beside the candidates.

    ``standing`` is int8 of shape (n, n_categories), ``best`` the category that gives the rank (-1: none),
    ``tier`` counts from 0 upwards, ``order`` lists row numbers from first to last, ``barred`` holds a
    reason for those whom no rule could carry.
    """

    standing: NDArray[np.int8]
    best: NDArray[np.int16]
    tier: NDArray[np.int16]
    order: NDArray[np.int64]
    barred: tuple[Reason | None, ...]

    @property
    def is_available(self) -> NDArray[np.bool_]:
        """Who could be placed at all."""
        return np.array([reason is None for reason in self.barred], dtype=bool)

    @property
    def is_confirmed(self) -> NDArray[np.bool_]:
        """Who has a confirmed category."""
        confirmed: NDArray[np.bool_] = np.any(self.standing == Standing.CONFIRMED, axis=1)
        return confirmed


def rank(problem: RoundProblem) -> Ranking:
    """Rank every person by the published order."""
    people = problem.candidates
    n_categories = len(problem.categories)
    standing = np.zeros((len(people), n_categories), dtype=np.int8)
    for place, category in enumerate(problem.categories):
        standing[:, place] = standings(people, category)
    tier = np.full(len(people), len(_BEST_FIRST) * n_categories, dtype=np.int16)
    best = np.full(len(people), -1, dtype=np.int16)
    for worse in range(len(_BEST_FIRST) * n_categories - 1, -1, -1):  # the best comes last and stays
        kind, category_index = divmod(worse, n_categories)
        here = standing[:, category_index] == _BEST_FIRST[kind]
        tier[here], best[here] = worse, category_index
    tier = (2 * tier + ~people.is_urgent).astype(np.int16)
    held = np.where(people.held_days == UNKNOWN, _FAR, people.held_days)
    born = np.where(people.born_to == UNKNOWN, _FAR, people.born_to)
    ids = np.array(people.person_ids, dtype=np.str_)
    order = np.lexsort((ids, -born.astype(np.int64), -held.astype(np.int64), tier))
    return Ranking(standing=standing, best=best, tier=tier, order=order, barred=_barred(problem, standing))


def _barred(problem: RoundProblem, standing: NDArray[np.int8]) -> tuple[Reason | None, ...]:
    people = problem.candidates
    least, greatest = age_bounds(people, problem.reference_date)
    reasons: list[Reason | None] = [Reason(code) if code else None for code in people.barred]
    cleared = people.is_cleared_minor
    under: NDArray[np.bool_] = (greatest != UNKNOWN) & (greatest < FULL_AGE) & ~cleared
    maybe: NDArray[np.bool_] = (least != UNKNOWN) & (least < FULL_AGE) & ~cleared & ~under
    legs = people.legs if people.legs is not None else np.ones((len(people), 1), dtype=bool)
    no_leg: NDArray[np.bool_] = np.logical_not(np.any(legs, axis=1))
    member: NDArray[np.bool_] = np.any(standing > Standing.UNDECIDED, axis=1)
    undecided: NDArray[np.bool_] = np.any(standing == Standing.UNDECIDED, axis=1)
    is_narrow = problem.eligible is Eligible.CATEGORIES
    for row in range(len(people)):
        if reasons[row] is not None:
            continue
        if under[row] or maybe[row]:
            reasons[row] = Reason.MINOR if under[row] else Reason.MINOR_UNDECIDED
        elif is_narrow and not member[row]:
            reasons[row] = undecided_reason(problem, standing[row]) if undecided[row] else Reason.OUTSIDE_TERM
        elif no_leg[row]:
            reasons[row] = Reason.NO_LEG
    return tuple(reasons)


def rank_key(problem: RoundProblem, tier: int) -> str:
    """A rank in words of code: ``confirmed:wounded``, ``urgent:claimed:young``, ``others``."""
    worse, is_ordinary = divmod(tier, 2)
    n_categories = len(problem.categories)
    if worse >= len(_BEST_FIRST) * n_categories:
        key = "others"
    else:
        kind, category = divmod(worse, n_categories)
        key = f"{_BEST_FIRST[kind].name.lower()}:{problem.categories[category].key}"
    return key if is_ordinary else f"urgent:{key}"


def undecided_reason(problem: RoundProblem, standing: NDArray[np.int8]) -> Reason:
    """The word for the first category that the data leave undecided: an age, or another fact."""
    first = int(np.argmax(standing == Standing.UNDECIDED))
    return Reason.AGE_UNDECIDED if problem.categories[first].readings else Reason.CATEGORY_UNDECIDED

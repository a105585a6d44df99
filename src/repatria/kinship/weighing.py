"""Pairs of a screen weighed one by one, where no table can say what they weigh."""

from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np
from numpy.typing import NDArray

from repatria.errors import TooComplex
from repatria.kinship.candidates import ScreenParams
from repatria.kinship.columns import Columns
from repatria.kinship.family import Bodies, Family
from repatria.kinship.markers import Panel
from repatria.kinship.params import LikelihoodParams
from repatria.kinship.ratios import likelihood_ratios
from repatria.kinship.sweep import Pairs


def weighed(
    pairs: Pairs,
    columns: Columns,
    bodies: Bodies,
    families: Sequence[Family],
    panel: Panel,
    params: LikelihoodParams,
    executor: Executor,
) -> tuple[Pairs, NDArray[np.int32]]:
    """The pairs with their direct ratios, without those of missing persons too complex for it; and the latter."""
    order = np.lexsort((pairs.body, pairs.column))
    column, body = pairs.column[order], pairs.body[order]
    found, starts = np.unique(column, return_index=True)
    log_lr = np.full(len(column), np.nan)

    def weigh(own: NDArray[np.int32]) -> NDArray[np.float64] | None:
        family = families[columns.family[column[own[0]]]]
        missing = family.missing[columns.missing[column[own[0]]]]
        profiles = bodies.profiles.only([bodies.ids[each] for each in body[own]])
        try:
            ratios = likelihood_ratios(family, missing, profiles, panel, params=params)
        except TooComplex:
            return None
        return np.asarray(ratios.log10_lr * np.log(10))

    rows = np.split(np.arange(len(column), dtype=np.int32), starts[1:]) if len(found) else []
    answers = list(executor.map(weigh, rows))
    for own, answer in zip(rows, answers, strict=True):
        if answer is not None:
            log_lr[own] = answer
    is_too_complex = np.array([answer is None for answer in answers], dtype=np.bool_)
    known = ~np.isnan(log_lr)
    return Pairs(column[known], body[known], log_lr[known]), found[is_too_complex]


def best_of(pairs: Pairs, params: ScreenParams) -> Pairs:
    """Those pairs that reach the threshold and are among the best of their body or of their missing person."""
    passing = pairs.log_lr >= params.threshold
    column, body, log_lr = pairs.column[passing], pairs.body[passing], pairs.log_lr[passing]
    of_column = _ranks(column, log_lr, body) < params.best_per_missing
    of_body = _ranks(body, log_lr, column) < params.best_per_body
    kept = of_column | of_body
    return Pairs(column[kept], body[kept], log_lr[kept])


def _ranks(owner: NDArray[np.int32], score: NDArray[np.float64], partner: NDArray[np.int32]) -> NDArray[np.intp]:
    """Place of each pair among its owner's, the highest score first and of equals the lower partner."""
    order = np.lexsort((partner, -score, owner))
    place = np.arange(len(order))
    is_first = np.ones(len(order), dtype=np.bool_)
    is_first[1:] = owner[order][1:] != owner[order][:-1]
    ranks = np.empty(len(order), dtype=np.intp)
    ranks[order] = place - np.maximum.accumulate(np.where(is_first, place, 0))
    return ranks

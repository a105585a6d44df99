"""Screening: every body against every missing person, and what is worth a look.

For each missing person and marker one pass over the family gives the probability of every genotype that the missing
person can have; divided by a stranger's it is a table of ratios, and each body is then a look-up at each marker.
Nothing of the matrix of pairs is kept but the best of each body and of each missing person.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.candidates import Candidates, Obstacle, ScreenParams, Searches
from repatria.kinship.columns import Columns, chunks, group_columns
from repatria.kinship.comparable import on_x
from repatria.kinship.exclusions import count_exclusions, without_mutation
from repatria.kinship.family import Bodies, Family
from repatria.kinship.genotype_codes import NOT_TYPED, GenotypeCodes, genotype_codes
from repatria.kinship.genotype_ratios import impossible_markers
from repatria.kinship.markers import Panel
from repatria.kinship.params import LikelihoodParams
from repatria.kinship.pedigree import Sex
from repatria.kinship.scan import BLOCK
from repatria.kinship.sweep import Pairs, Sweep
from repatria.kinship.tables import ratio_tables
from repatria.kinship.weighing import best_of, weighed


def screen(
    bodies: Bodies,
    families: Sequence[Family],
    panel: Panel,
    params: ScreenParams | None = None,
    *,
    likelihood: LikelihoodParams | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Candidates:
    """Find the pairs of body and missing person that are worth a look.

    A body of the other sex than the missing person is not compared; an unknown sex compares with everyone.  Ratios are
    those of :func:`repatria.kinship.likelihood_ratios`.  The answer does not depend on the number of threads or on the
    memory allowed.  A family that cannot be weighed is named among the ``searches`` and the others go on.

    With theta above 0 a stranger's probability hangs on the family, and a table of it takes seconds: the scan goes
    without theta, and pairs that come within ``theta_margin_log10`` of the threshold are weighed directly with it:
    four times as many of each body and of each missing person as are asked for, since theta may change their order;
    one further down that list is not seen.  Theta makes shared alleles weigh less: of 1,059 strangers' pairs above 1
    the ratio rose by at most 0.07 in log10 at 0.03, and of pairs above 10 none did.  This filter is measured, not
    proven; the ratios given are exact.

    Parameters
    ----------
    progress
        Told how many missing persons are done, and how many there are; called in the caller's thread.

    Raises
    ------
    ValueError
        Profiles of another number of markers than the panel's.
    """
    params, likelihood = params or ScreenParams(), likelihood or LikelihoodParams()
    if bodies.profiles.alleles.shape[1] != len(panel):
        raise ValueError(f"expected bodies of {len(panel)} markers, got {bodies.profiles.alleles.shape[1]}")
    codes, columns = genotype_codes(bodies.profiles), group_columns(families, panel)
    left_out = impossible_markers(codes, bodies.sexes, panel)
    n_at_once = max(BLOCK, params.table_bytes // (8 * int(codes.n_codes.sum())))
    with ThreadPoolExecutor(params.n_threads) as executor:
        margin = params.theta_margin_log10 * np.log(10) if likelihood.theta > 0.0 else 0.0
        sweep = Sweep(bodies.sexes, codes, left_out >= 0, len(columns), params, executor, margin=margin)
        scanned = LikelihoodParams() if likelihood.theta > 0.0 else likelihood
        for groups in chunks(columns.groups, n_at_once):
            sweep.scan(groups, ratio_tables(groups, codes, panel, params=scanned, each=executor.map))
            if progress is not None:
                progress(sweep.n_done, len(columns))
        pairs = sweep.best_pairs()
        if likelihood.theta > 0.0:
            pairs, too_complex = weighed(pairs, columns, bodies, families, panel, likelihood, executor)
            sweep.obstacle[too_complex] = Obstacle.TOO_COMPLEX
            pairs = best_of(pairs, params)
        n_exclusions = _exclusions(pairs, columns, codes, panel, n_at_once, executor)
    # A missing person of unknown sex is not compared on X.
    is_read = columns.is_read & ~((columns.sexes == Sex.UNKNOWN)[:, None] & on_x(panel))
    n_compared = (is_read[pairs.column] & (codes.codes[pairs.body] != NOT_TYPED)).sum(axis=1, dtype=np.int16)
    order = np.lexsort((pairs.body, -pairs.log_lr, pairs.column))
    impossible_bodies = np.flatnonzero(left_out >= 0).astype(np.int32)
    return Candidates(
        body=pairs.body[order],
        family=columns.family[pairs.column[order]],
        missing=columns.missing[pairs.column[order]],
        log10_lr=pairs.log_lr[order] / np.log(10),
        n_compared=n_compared[order],
        n_exclusions=n_exclusions[order],
        searches=_searches(sweep, columns, is_read),
        impossible_bodies=impossible_bodies,
        impossible_body_markers=left_out[impossible_bodies],
        n_pairs=int(sweep.n_bodies.sum()),
        working_bytes=sweep.working_bytes + sum(group.genotypes.nbytes for group in columns.groups),
        params=params,
        likelihood=likelihood,
    )


def _searches(sweep: Sweep, columns: Columns, is_read: NDArray[np.bool_]) -> Searches:
    return Searches(
        family=columns.family,
        missing=columns.missing,
        n_bodies=sweep.n_bodies,
        n_markers=is_read.sum(axis=1, dtype=np.int16),
        n_passing=sweep.n_passing,
        n_reshuffled_passing=sweep.n_reshuffled_passing,
        obstacle=sweep.obstacle,
        obstacle_marker=sweep.obstacle_marker,
    )


def _exclusions(
    pairs: Pairs, columns: Columns, codes: GenotypeCodes, panel: Panel, n_at_once: int, executor: Executor
) -> NDArray[np.int16]:
    """Mendelian exclusions of each pair; tables without mutation are made for those columns only that have one."""
    counts = np.zeros(len(pairs.column), dtype=np.int16)
    plain = without_mutation(panel)
    found = np.zeros(len(columns), dtype=np.bool_)
    found[pairs.column] = True
    groups = [group.part(np.flatnonzero(found[group.columns])) for group in columns.groups]
    row_of = np.full(len(columns), -1, dtype=np.int32)
    for lot in chunks([group for group in groups if len(group)], n_at_once):
        tables = ratio_tables(lot, codes, plain, params=LikelihoodParams(), each=executor.map)
        here = np.concatenate([group.columns for group in lot])
        row_of[:] = -1
        row_of[here] = np.arange(len(here))
        own = np.flatnonzero(row_of[pairs.column] >= 0)
        counts[own] = count_exclusions(tables, codes, row_of[pairs.column[own]], pairs.body[own])
    return counts

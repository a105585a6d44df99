"""A whole problem of identification, answered as the tables that laboratories compare: every pair, and all at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from repatria.errors import TooComplex
from repatria.kinship.dvi_board import Board, board
from repatria.kinship.dvi_joint import JointTable, joint_table
from repatria.kinship.dvi_pruning import Weighed, grid_size, weighed_pairs
from repatria.kinship.dvi_rows import DviParams, DviRow
from repatria.kinship.dvi_steps import DviTables, solve_in_steps, undisputed
from repatria.kinship.family import Bodies, Family
from repatria.kinship.joint import Joint, JointParams, solve_joint
from repatria.kinship.markers import Panel
from repatria.kinship.pairings import MissingPeople, same_sex
from repatria.kinship.params import LikelihoodParams
from repatria.kinship.placements import Placer

EXACT = JointParams(negligible=0.0, max_states=1 << 20, max_moves=1 << 40, max_placements=200_000)
LIMITED = JointParams(negligible=1e-6, max_states=1 << 12, max_moves=1 << 21, max_placements=200_000)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DviSolution:
    """Everything that is asked of a problem of identification, missing people in the order of ``missing``.

    ``log_likelihood_bodies`` (n_bodies,) and ``log_likelihood_families`` (n_families,): natural logs.
    ``log_lr`` and ``log_lr_any_sex`` (n_bodies, n_missing): natural logs, NaN where a pair was not compared, -inf where
    it is excluded.  ``n_exclusions`` (n_bodies, n_missing): -1 where not compared.
    ``grid_size``: number of assignments, ``None`` where there are too many to count.  ``joint``: the best of them;
    ``posterior`` (n_bodies, n_missing + 1), the last column for nobody here, under a flat prior over all assignments;
    both ``None``, and ``too_complex`` says why, where no exact answer could be had.  ``solved``: how each component was
    solved, and how much of it was lost.
    ``weighed``: pairs that ``joint`` and ``posterior`` weigh, and what was left out.
    ``undisputed``: by pairwise ratios alone.  ``steps``: the tables of conclusions.
    """

    missing: tuple[str, ...]
    people: MissingPeople
    log_likelihood_bodies: NDArray[np.float64]
    log_likelihood_families: NDArray[np.float64]
    log_lr: NDArray[np.float64]
    log_lr_any_sex: NDArray[np.float64]
    n_exclusions: NDArray[np.int16]
    undisputed: tuple[DviRow, ...]
    grid_size: int | None
    weighed: Weighed
    joint: JointTable | None
    posterior: NDArray[np.float64] | None
    solved: Joint | None
    too_complex: str
    steps: DviTables
    params: DviParams = field(default_factory=DviParams)


def solve_dvi(
    bodies: Bodies,
    families: Sequence[Family],
    panel: Panel,
    *,
    pairings: Mapping[str, Sequence[str]] | None = None,
    missing: Sequence[str] | None = None,
    params: DviParams | None = None,
    likelihood: LikelihoodParams | None = None,
) -> DviSolution:
    """Weigh every body against every missing person, alone and all at once, and draw conclusions.

    Ids of missing people are unique over all families.

    Parameters
    ----------
    pairings
        Body → the missing people that it may be; ``None``: all whom its sex allows.
    missing
        The order of missing people in every table; ``None``: family by family.
    params
        ``joint_least_lr``: pairs of a smaller likelihood ratio are left out of the joint tables (not of anything else).

    Raises
    ------
    InputUnusable
        A family's references cannot be related as drawn, or a body's reads have no probability.
    """
    params = params if params is not None else DviParams()
    placer = Placer(bodies, families, panel, params=likelihood)
    people = MissingPeople.of(families)
    ordered = tuple(missing) if missing is not None else people.ids
    if sorted(ordered) != sorted(set(people.ids)):
        raise ValueError("missing must name every missing person of the families once, and their ids must differ")
    start = board(placer, _open(bodies, people, pairings))
    start.require_possible()
    log_lr = start.log_lr()
    weighed = weighed_pairs(start, log_lr, params.joint_least_lr)
    solved, posterior, table, said = _jointly(start, log_lr, weighed)
    order = np.array([people.ids.index(each) for each in ordered], dtype=np.int64)
    any_sex = log_lr if pairings is not None else start.log_lr(np.ones_like(start.is_open))
    return DviSolution(
        missing=ordered,
        people=people,
        log_likelihood_bodies=np.array([placer.stranger(body) for body in range(len(bodies))]),
        log_likelihood_families=np.array([placer.family(family) for family in range(len(families))]),
        log_lr=log_lr[:, order],
        log_lr_any_sex=any_sex[:, order],
        n_exclusions=start.n_exclusions()[:, order],
        undisputed=undisputed(start, params)[1],
        grid_size=grid_size(start.graph(log_lr)[0]),
        weighed=replace(weighed, pairs=weighed.pairs[:, order]),
        joint=table,
        posterior=None if posterior is None else posterior[:, [*order.tolist(), -1]],
        solved=solved,
        too_complex=said,
        steps=solve_in_steps(start, params),
        params=params,
    )


def _open(bodies: Bodies, people: MissingPeople, pairings: Mapping[str, Sequence[str]] | None) -> NDArray[np.bool_]:
    if pairings is None:
        return same_sex(bodies.sexes[:, None], people.sexes[None, :])
    allowed = [[each in pairings.get(body, ()) for each in people.ids] for body in bodies.ids]
    return np.array(allowed, dtype=np.bool_).reshape(len(bodies), len(people))


def _jointly(
    start: Board, log_lr: NDArray[np.float64], weighed: Weighed
) -> tuple[Joint | None, NDArray[np.float64] | None, JointTable | None, str]:
    floor = np.log(weighed.least_lr) if weighed.least_lr > 0.0 else -np.inf
    above = replace(start, is_open=start.is_open & (np.where(np.isnan(log_lr), -np.inf, log_lr) >= floor))
    pairings, now, places = above.graph(log_lr)
    n_bodies = len(above.bodies)
    limits = EXACT if weighed.is_small else LIMITED
    try:
        solved = solve_joint(
            pairings,
            now,
            n_bodies=n_bodies,
            placer=above.placer,
            params=replace(limits, negligible=max(limits.negligible, weighed.negligible)),
        )
    except TooComplex as error:
        return None, None, None, str(error)
    joint_board = replace(start, is_open=weighed.pairs)
    posterior = np.zeros((n_bodies, len(places) + 1))
    posterior[pairings.body, places[pairings.missing]] = solved.posterior
    posterior[:, -1] = solved.nobody
    log_total = sum(each.log_total for each in solved.solved)
    try:
        table = joint_table(joint_board, log_lr, log_total=log_total, params=limits)
    except TooComplex as error:
        return solved, posterior, None, str(error)
    lost = sum(each.lost for each in solved.solved)
    return solved, posterior, replace(table, tail_bound=min(1.0, table.tail_bound + lost)), ""

"""The best assignments of bodies to missing people, listed."""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.assignment import best_packings
from repatria.kinship.dvi_board import Board
from repatria.kinship.dvi_pruning import grid_size
from repatria.kinship.joint import JointParams, whole_layout
from repatria.kinship.layout import Layout


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JointTable:
    """Assignments from the most probable down.

    ``assignments``: int32 of shape (n_listed, n_bodies), place of the missing person in the whole problem, -1 for
    nobody.  ``log_likelihoods``: natural log of everything that was read, families and bodies.  ``posteriors`` under a
    flat prior over all ``n_assignments`` (``None``: too many to count).  ``tail_bound`` bounds what
    those not listed have together.
    """

    bodies: tuple[int, ...]
    assignments: NDArray[np.int32]
    log_likelihoods: NDArray[np.float64]
    posteriors: NDArray[np.float64]
    n_assignments: int | None
    tail_bound: float

    @property
    def ratios(self) -> NDArray[np.float64]:
        """Likelihood of the best assignment over each one's."""
        if not self.log_likelihoods.size:
            return np.zeros(0)
        above: NDArray[np.float64] = self.log_likelihoods[0] - self.log_likelihoods
        return np.exp(above)


def joint_table(
    open_board: Board, log_lr: NDArray[np.float64], *, log_total: float, params: JointParams, n_listed: int = 500
) -> JointTable:
    """List the best assignments of a board; ``log_total`` is the log sum of all, relative to nobody identified.

    All are listed, the impossible ones too, where they are not more than ``n_listed``.

    Raises
    ------
    TooComplex
        A family has too many ways to place its candidates, or too many sets would have to be remembered.
    """
    bodies = tuple(np.flatnonzero(open_board.bodies_left).tolist())
    base = sum(open_board.placer.stranger(body) for body in bodies)
    around = np.unique(open_board.people.family[open_board.missing_left])
    base += sum(open_board.placer.family(family) for family in around.tolist())
    pairings, people, places = open_board.graph(log_lr)
    n_assignments = grid_size(pairings)
    layout = whole_layout(pairings, people, open_board.placer, params=params)
    if n_assignments is not None and n_assignments <= n_listed:
        found = _every(layout)
    else:
        found = list(itertools.islice(best_packings(layout.groups, max_states=params.max_states), n_listed))
    column = {body: place for place, body in enumerate(bodies)}
    assignments = np.full((len(found), len(bodies)), -1, dtype=np.int32)
    for row, (_, options) in enumerate(found):
        for uses, option in zip(layout.uses, options, strict=True):
            for pairing in uses[option]:
                assignments[row, column[int(pairings.body[pairing])]] = places[pairings.missing[pairing]]
    weights = np.array([weight for weight, _ in found])
    ties = np.where(assignments < 0, np.iinfo(np.int32).max, assignments)
    order = np.lexsort((*ties.T[::-1], -np.round(weights, 10)))
    posteriors = np.exp(weights[order] - log_total)
    return JointTable(
        bodies=bodies,
        assignments=assignments[order],
        log_likelihoods=base + weights[order],
        posteriors=posteriors,
        n_assignments=n_assignments,
        tail_bound=_tail_bound(posteriors, n_assignments) if len(found) >= n_listed else 0.0,
    )


def _tail_bound(posteriors: NDArray[np.float64], n_assignments: int | None) -> float:
    """What all that are not listed have together: each at most as much as the last, and no more than is left."""
    left = max(0.0, 1.0 - float(posteriors.sum()))
    if n_assignments is None:
        return left + 1e-12
    return float(min(left + 1e-12, (n_assignments - posteriors.size) * posteriors[-1]))


def _every(layout: Layout) -> list[tuple[float, tuple[int, ...]]]:
    """All choices without a clash, impossible ones too."""
    found: list[tuple[float, tuple[int, ...], frozenset[int]]] = [(0.0, (), frozenset())]
    for group in layout.groups:
        found = [
            (weight + more, (*choice, option), taken.union(elements))
            for weight, choice, taken in found
            for option, (elements, more) in enumerate(zip(group.options, group.log_weights.tolist(), strict=True))
            if taken.isdisjoint(elements)
        ]
    return [(weight, choice) for weight, choice, _ in found]

"""Weighing a table over alleles drawn from one urn, draw by draw, in compiled code."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from repatria.compiled import compiled


def weigh_draws(
    table: NDArray[np.float64], places: Sequence[NDArray[np.int64]], weights: NDArray[np.float64], theta: float
) -> None:
    """Multiply a table by the urn's weight of each row of draws, without the draws' denominators, in place.

    The k-th draw of allele *a* weighs ``weights[a]`` and ``theta`` more for each earlier draw of *a*.

    Parameters
    ----------
    table
        One axis for each draw, in the order of drawing, then any others; contiguous.
    places
        For each draw the allele of each of its states, -1 for one that only pads and weighs nothing.
    weights
        Weight of each allele for the next draw; shape (n_alleles,).
    """
    n_states = np.array([len(own) for own in places], dtype=np.int64)
    padded = np.full((len(places), int(n_states.max())), -1, dtype=np.int64)
    for draw, own in enumerate(places):
        padded[draw, : len(own)] = own
    _weigh(
        table.reshape(-1, int(n_states[-1]), int(np.prod(table.shape[len(places) :]))), padded, n_states, weights, theta
    )


@compiled
def _weigh(
    rows: NDArray[np.float64],
    places: NDArray[np.int64],
    n_states: NDArray[np.int64],
    weights: NDArray[np.float64],
    theta: float,
) -> None:
    """Each row holds the states of the last draw, one state of each earlier one."""
    n_before = n_states.size - 1
    state = np.zeros(n_before, dtype=np.int64)
    drawn = np.zeros(n_before, dtype=np.int64)
    product = np.ones(n_before + 1)
    changed = 0
    for row in range(rows.shape[0]):
        for draw in range(changed, n_before):
            allele = places[draw, state[draw]]
            drawn[draw] = allele
            weight = weights[allele] if allele >= 0 else 0.0
            for earlier in range(draw):
                if drawn[earlier] == allele:
                    weight += theta
            product[draw + 1] = product[draw] * weight if allele >= 0 else 0.0
        for last in range(rows.shape[1]):
            allele = places[n_before, last]
            weight = weights[allele] if allele >= 0 else 0.0
            for earlier in range(n_before):
                if drawn[earlier] == allele:
                    weight += theta
            weight *= product[n_before] if allele >= 0 else 0.0
            for other in range(rows.shape[2]):
                rows[row, last, other] *= weight
        changed = 0
        for draw in range(n_before - 1, -1, -1):
            state[draw] += 1
            if state[draw] < n_states[draw]:
                changed = draw
                break
            state[draw] = 0

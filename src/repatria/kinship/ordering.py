"""In which order the variables of a network are summed out: any order is right, most are exponential."""

from collections.abc import Sequence
from math import exp, inf

import numpy as np
from numpy.typing import NDArray

from repatria.compiled import compiled

# How many ways of breaking ties are tried where the best order so far still takes so many products.
TRIES_BY_WORK = ((1e14, 1), (1e9, 64), (1e7, 24), (1e5, 8), (0.0, 3))
# A try takes time in proportion to the variables: no more than so many of them are ordered in all.
MAX_VARIABLES_TRIED = 5_000
# A step of more work counts as this much, so that no sum of steps is infinite.
MAX_LOG_WORK = 600.0

_Tried = tuple[float, tuple[int, ...]]


def elimination_order(scopes: Sequence[Sequence[int]], sizes: Sequence[int], keep: frozenset[int]) -> tuple[int, ...]:
    """The cheapest order that greedy rules find for summing out every variable but ``keep``.

    Parameters
    ----------
    scopes
        Variables of each factor, as places in ``sizes``.
    sizes
        Number of states of each variable.

    References
    ----------
    Min-weight and min-fill: Koller and Friedman, *Probabilistic Graphical Models* (2009), 9.4.3.
    """
    neighbors = _neighbors(scopes, len(sizes))
    weights = np.log(np.maximum(np.array(sizes, dtype=np.float64), 1.0))
    waits = np.array([variable not in keep for variable in range(len(sizes))], dtype=np.bool_)
    best = _better((inf, ()), neighbors, weights, waits, seed=0)
    affordable = max(MAX_VARIABLES_TRIED // max(len(sizes), 1), 2)
    seed = 1
    while seed < min(affordable, next(tries for work, tries in TRIES_BY_WORK if best[0] >= work)):
        best = _better(best, neighbors, weights, waits, seed=seed)
        seed += 1
    return best[1]


def _better(
    best: _Tried, neighbors: NDArray[np.bool_], weights: NDArray[np.float64], waits: NDArray[np.bool_], *, seed: int
) -> _Tried:
    """The best so far, or what a greedy rule finds with these ties."""
    order = np.empty(int(waits.sum()), dtype=np.int64)
    for by_fill in (False, True):
        work = _greedy(neighbors.copy(), weights, waits.copy(), by_fill, seed, best[0], order)
        if work < best[0]:
            best = work, tuple(order.tolist())
    return best


def _neighbors(scopes: Sequence[Sequence[int]], n_variables: int) -> NDArray[np.bool_]:
    """Which variables some factor holds together; shape (n_variables, n_variables)."""
    neighbors = np.zeros((n_variables, n_variables), dtype=np.bool_)
    for scope in scopes:
        for variable in scope:
            neighbors[variable, list(scope)] = True
    np.fill_diagonal(neighbors, val=False)
    return neighbors


@compiled
def _score(
    variable: int,
    neighbors: NDArray[np.bool_],
    weights: NDArray[np.float64],
    by_fill: bool,
    around: NDArray[np.int64],
) -> tuple[float, float]:
    """What speaks against summing a variable out now; ``around``: room for its neighbors."""
    n = 0
    clique = 0.0
    for other in range(weights.size):
        if neighbors[variable, other]:
            around[n] = other
            clique += weights[other]
            n += 1
    clique += weights[variable]
    if not by_fill:
        return clique, 0.0
    fill = 0.0
    for i in range(n):
        missing = 0.0
        for j in range(n):
            if i != j and not neighbors[around[i], around[j]]:
                missing += weights[around[j]]
        fill += weights[around[i]] * missing
    return fill, clique


@compiled
def _greedy(
    neighbors: NDArray[np.bool_],
    weights: NDArray[np.float64],
    waits: NDArray[np.bool_],
    by_fill: bool,
    seed: int,
    most_work: float,
    order: NDArray[np.int64],
) -> float:
    """Total work (products formed), infinite if not below ``most_work``; ``neighbors`` and ``waits`` are used up."""
    n = weights.size
    first, second = np.empty(n), np.empty(n)
    ties = np.empty(n, dtype=np.int64)
    around, of_other = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    for variable in range(n):
        ties[variable] = (variable * 2654435761 * (2 * seed + 1) + seed) % 4294967291 if seed else variable
        first[variable], second[variable] = _score(variable, neighbors, weights, by_fill, around)
    is_changed = np.zeros(n, dtype=np.bool_)
    work = 0.0
    for place in range(order.size):
        chosen = -1
        for variable in range(n):
            if waits[variable] and (
                chosen < 0
                or first[variable] < first[chosen]
                or (
                    first[variable] == first[chosen]
                    and (
                        second[variable] < second[chosen]
                        or (second[variable] == second[chosen] and ties[variable] < ties[chosen])
                    )
                )
            ):
                chosen = variable
        waits[chosen] = False
        order[place] = chosen
        clique, _ = _score(chosen, neighbors, weights, False, around)
        work += exp(min(clique, MAX_LOG_WORK))
        if not work < most_work:
            return inf
        n_around = 0
        for other in range(n):
            if neighbors[chosen, other]:
                around[n_around] = other
                n_around += 1
        is_changed[:] = False
        for i in range(n_around):
            other = around[i]
            is_changed[other] = True
            if by_fill:
                is_changed |= neighbors[other]
            for j in range(n_around):
                neighbors[other, around[j]] = True
            neighbors[other, other] = False
            neighbors[other, chosen] = False
        for other in range(n):
            if is_changed[other] and waits[other]:
                first[other], second[other] = _score(other, neighbors, weights, by_fill, of_other)
    return work

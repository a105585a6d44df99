"""In which order the variables of a network are summed out: any order is right, most are exponential."""

from collections.abc import Iterator, Sequence
from math import exp, inf, log

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
    weights = [log(max(size, 1)) for size in sizes]
    best = _better((inf, ()), neighbors, weights, keep, seed=0)
    affordable = max(MAX_VARIABLES_TRIED // max(len(sizes), 1), 2)
    seed = 1
    while seed < min(affordable, next(tries for work, tries in TRIES_BY_WORK if best[0] >= work)):
        best = _better(best, neighbors, weights, keep, seed=seed)
        seed += 1
    return best[1]


def _better(
    best: _Tried, neighbors: Sequence[int], weights: Sequence[float], keep: frozenset[int], *, seed: int
) -> _Tried:
    """The best so far, or what a greedy rule finds with these ties."""
    for by_fill in (False, True):
        order = _greedy(list(neighbors), weights, keep, by_fill=by_fill, seed=seed, most_work=best[0])
        best = order or best
    return best


def _neighbors(scopes: Sequence[Sequence[int]], n_variables: int) -> list[int]:
    neighbors = [0] * n_variables
    for scope in scopes:
        together = sum(1 << variable for variable in set(scope))
        for variable in scope:
            neighbors[variable] |= together & ~(1 << variable)
    return neighbors


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _greedy(
    neighbors: list[int],
    weights: Sequence[float],
    keep: frozenset[int],
    *,
    by_fill: bool,
    seed: int,
    most_work: float,
) -> _Tried | None:
    """Total work (products formed) and the order, or ``None`` if not below ``most_work``; ``neighbors`` is used up."""
    waiting = [variable for variable in range(len(weights)) if variable not in keep]
    ties = {
        variable: (variable * 2654435761 * (2 * seed + 1) + seed) % 4294967291 if seed else variable
        for variable in waiting
    }
    scores = {variable: _score(variable, neighbors, weights, by_fill=by_fill) for variable in waiting}
    order: list[int] = []
    work = 0.0
    while scores:
        chosen = min(scores, key=lambda variable: (scores[variable], ties[variable]))
        del scores[chosen]
        order.append(chosen)
        around = neighbors[chosen]
        work += exp(min(weights[chosen] + sum(weights[other] for other in _bits(around)), MAX_LOG_WORK))
        if work >= most_work:
            return None
        changed = around
        for other in _bits(around):
            if by_fill:
                changed |= neighbors[other]
            neighbors[other] = (neighbors[other] | around) & ~(1 << other) & ~(1 << chosen)
        for other in _bits(changed):
            if other in scores:
                scores[other] = _score(other, neighbors, weights, by_fill=by_fill)
    return work, tuple(order)


def _score(variable: int, neighbors: Sequence[int], weights: Sequence[float], *, by_fill: bool) -> tuple[float, float]:
    around = neighbors[variable]
    clique = weights[variable] + sum(weights[other] for other in _bits(around))
    if not by_fill:
        return clique, 0.0
    fill = 0.0
    for other in _bits(around):
        missing = around & ~neighbors[other] & ~(1 << other)
        fill += weights[other] * sum(weights[third] for third in _bits(missing))
    return fill, clique

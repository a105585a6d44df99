"""In which order the variables of a network are summed out: any order is right, most are exponential."""

from collections.abc import Iterator, Sequence
from math import exp, log

# Every heuristic is cheap beside one elimination in a bad order; the seeds only break ties differently.
TIE_SEEDS = (0, 1, 2)


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
    best: tuple[float, tuple[int, ...]] | None = None
    for by_fill in (False, True):
        for seed in TIE_SEEDS:
            found = _greedy(list(neighbors), weights, keep, by_fill=by_fill, seed=seed)
            if best is None or found[0] < best[0]:
                best = found
    return best[1] if best is not None else ()


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
    neighbors: list[int], weights: Sequence[float], keep: frozenset[int], *, by_fill: bool, seed: int
) -> tuple[float, tuple[int, ...]]:
    """Total work (products formed) and the order; ``neighbors`` is used up."""
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
        work += exp(min(weights[chosen] + sum(weights[other] for other in _bits(around)), 700.0))
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

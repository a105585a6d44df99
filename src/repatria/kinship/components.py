"""Where the graph of pairings falls apart, and which pairings can be left out with a proof.

A pairing whose posterior is provably negligible ties parts together that have nothing to say to each other.  The proof
moves a body: every assignment that uses the pairing becomes one that uses a much better pairing of the same body (or of
the same missing person) instead, and no two become the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.pairings import MissingPeople, Pairings


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Component:
    """Bodies, families and pairings (places) that hang together; every other body and family is independent of them."""

    bodies: NDArray[np.int64]
    families: NDArray[np.int64]
    pairings: NDArray[np.int64]


def posterior_bounds(pairings: Pairings, missing: MissingPeople) -> NDArray[np.float64]:
    """Upper bound of each pairing's posterior in the whole problem, shape (n_pairings,), in [0, 1].

    Pairings of families that look for several people are given 1: what one body says of a brother is not in a pair.
    With w the pairing's weight against none: w / (1 + w); w / w' times (1 + weights of all others on that missing
    person) for a better pairing w' of the same body; the same the other way round.
    """
    weight = pairings.log_lr + pairings.log_odds
    single = missing.n_places[missing.family[pairings.missing]] == 1
    scores = [np.zeros(len(pairings))]
    for end, other_end in ((pairings.body, pairings.missing), (pairings.missing, pairings.body)):
        # The rival pairing keeps `end` and moves to another `other_end`, whose present holder goes away.
        simple = np.ones(int(other_end.max(initial=-1)) + 1, dtype=np.bool_)
        simple[other_end[~single]] = False
        others = np.logaddexp(0.0, _sum_of_others(other_end, weight))
        score = np.where(single & simple[other_end], weight - others, -np.inf)
        scores.append(_best_of_others(end, score))
    possible = weight > -np.inf
    best = np.maximum(scores[1], scores[2])
    swapped = np.exp(np.minimum(0.0, np.where(possible, weight, 0.0) - np.where(possible, best, np.inf)))
    alone = np.exp(-np.logaddexp(0.0, -weight))
    return np.where(single, np.minimum(alone, swapped), 1.0)


def components(pairings: Pairings, missing: MissingPeople) -> list[Component]:
    """The parts that hang together by a pairing, largest first."""
    families = missing.family[pairings.missing].astype(np.int64)
    n_bodies = int(pairings.body.max(initial=-1)) + 1
    label = _union(n_bodies + int(families.max(initial=-1)) + 1, pairings.body.tolist(), (families + n_bodies).tolist())
    of_pairing = label[pairings.body]
    order = np.argsort(of_pairing, kind="stable")
    starts = np.flatnonzero(np.r_[True, of_pairing[order][1:] != of_pairing[order][:-1]]) if order.size else order
    parts = np.split(order, starts[1:])
    found = [
        Component(bodies=np.unique(pairings.body[part]), families=np.unique(families[part]), pairings=part)
        for part in parts
        if part.size
    ]
    return sorted(found, key=lambda each: (-each.pairings.size, int(each.bodies[0])))


def _union(n: int, left: Sequence[int], right: Sequence[int]) -> NDArray[np.int64]:
    parent = list(range(n))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in zip(left, right, strict=True):
        a, b = root(one), root(other)
        if a != b:
            parent[max(a, b)] = min(a, b)
    return np.array([root(node) for node in range(n)], dtype=np.int64)


def _grouped(keys: NDArray[np.int32], values: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Order that puts each key's values together, largest first, and where each key starts."""
    order = np.lexsort((-values, keys))
    starts = np.flatnonzero(np.r_[True, keys[order][1:] != keys[order][:-1]]) if keys.size else order
    return order, starts


def _sum_of_others(keys: NDArray[np.int32], log_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log of at least the sum of the other values under the same key: exact for each key's largest."""
    result = np.full(keys.size, -np.inf)
    if not keys.size:
        return result
    order, starts = _grouped(keys, log_values)
    sums = np.logaddexp.reduceat(log_values[order], starts)
    lengths = np.diff(np.r_[starts, keys.size])
    result[order] = np.repeat(sums, lengths)
    rest = log_values[order].copy()
    rest[starts] = -np.inf
    result[order[starts]] = np.logaddexp.reduceat(rest, starts)
    return result


def _best_of_others(keys: NDArray[np.int32], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The largest of the other values under the same key; -inf where there is no other."""
    result = np.full(keys.size, -np.inf)
    if not keys.size:
        return result
    order, starts = _grouped(keys, values)
    lengths = np.diff(np.r_[starts, keys.size])
    result[order] = np.repeat(values[order][starts], lengths)
    several = starts[lengths > 1]
    result[order[starts]] = -np.inf
    result[order[several]] = values[order][several + 1]
    return result

"""Choose pairs so that no record is in two and the chosen ones together weigh most."""

from collections.abc import Iterable
from heapq import heappop, heappush
from typing import Final

import numpy as np
import numpy.typing as npt

from repatria.compiled import compiled
from repatria.linkage.levels import Rows

Gains = npt.NDArray[np.float64]
_Places = npt.NDArray[np.int64]
_TOLERANCE: Final = 1e-12


def best_assignment(pairs: Iterable[tuple[int, int, float]]) -> set[tuple[int, int]]:
    """The heaviest set of pairs in which each left and each right record stands at most once.

    Parameters
    ----------
    pairs
        ``(left, right, gain)``; only positive gains are ever chosen.
    """
    given = list(pairs)
    left, right = (np.array([pair[side] for pair in given], dtype=np.int64) for side in (0, 1))
    chosen = best_pairs(left, right, np.array([pair[2] for pair in given], dtype=np.float64))
    return {given[place][:2] for place in np.flatnonzero(chosen).tolist()}


def best_pairs(left: Rows | _Places, right: Rows | _Places, gains: Gains) -> npt.NDArray[np.bool_]:
    """Which of the pairs make up the heaviest set in which each record stands at most once.

    Exact: left records enter one at a time, and each entry re-pairs earlier ones along the cheapest path
    (Dijkstra on reduced costs), or stays unpaired where nothing is gained.  The order of the pairs does not matter
    but where several sets weigh the same.

    Parameters
    ----------
    left, right, gains
        One entry a pair; only positive gains are ever chosen.
    """
    is_chosen = np.zeros(len(gains), dtype=bool)
    gainful = np.flatnonzero(gains > 0)
    if not len(gainful):
        return is_chosen
    lefts, left_places = np.unique(left[gainful], return_inverse=True)
    rights, right_places = np.unique(right[gainful], return_inverse=True)
    order = np.lexsort((right_places, left_places))
    starts = np.searchsorted(left_places[order], np.arange(len(lefts) + 1))
    edge_of = _assign(starts, right_places[order], gains[gainful][order], len(rights))
    is_chosen[gainful[order[edge_of[edge_of >= 0]]]] = True
    return is_chosen


@compiled
def _assign(starts: _Places, rights: _Places, gains: Gains, n_right: int) -> _Places:
    """For each left record its edge, -1 where it stays alone; edges ``starts[k]:starts[k + 1]`` are of record k."""
    n_left = len(starts) - 1
    holder, edge_of = np.full(n_right, -1, np.int64), np.full(n_left, -1, np.int64)
    price, level = np.zeros(n_right), np.zeros(n_left)
    # A left record's own level keeps reduced costs non-negative.
    for left in range(n_left):
        for edge in range(starts[left], starts[left + 1]):
            level[left] = max(level[left], gains[edge])
    distance, edge_to = np.full(n_right, np.inf), np.full(n_right, -1, np.int64)
    owner = np.empty(len(rights), np.int64)
    for left in range(n_left):
        owner[starts[left] : starts[left + 1]] = left
    for start in range(n_left):
        _enter(start, starts, rights, gains, owner, holder, edge_of, price, level, distance, edge_to)
    return edge_of


@compiled
def _enter(
    start: int,
    starts: _Places,
    rights: _Places,
    gains: Gains,
    owner: _Places,
    holder: _Places,
    edge_of: _Places,
    price: Gains,
    level: Gains,
    distance: Gains,
    edge_to: _Places,
) -> None:
    """Pair ``start``, moving others where that weighs more in sum."""
    # Distance to give up at a left record: its level, for an empty place gains nothing.
    best, last_left, free_right = level[start], start, -1
    heap = [(0.0, np.int64(-1))]
    touched, done = [np.int64(-1)], [np.int64(-1)]
    so_far, left = 0.0, start
    while True:
        for edge in range(starts[left], starts[left + 1]):
            right = rights[edge]
            there = so_far + level[left] + price[right] - gains[edge]
            if edge != edge_of[left] and there < distance[right] - _TOLERANCE:
                touched.append(right)
                distance[right], edge_to[right] = there, edge
                heappush(heap, (there, right))
        right = np.int64(-1)
        while heap and right < 0:
            so_far, right = heappop(heap)
            # What was reached more cheaply before has been seen.
            if right >= 0 and so_far > distance[right]:
                right = np.int64(-1)
        if right < 0 or so_far >= best:
            break
        done.append(right)
        if holder[right] < 0:
            best, free_right = so_far, int(right)
            break
        left = int(holder[right])
        if so_far + level[left] < best:
            best, last_left = so_far + level[left], left
    level[start] -= best
    for place in range(1, len(done)):
        right = done[place]
        if distance[right] < best and holder[right] >= 0:
            price[right] += best - distance[right]
            level[holder[right]] -= best - distance[right]
    _move(start, last_left, free_right, rights, owner, holder, edge_of, edge_to)
    for place in range(1, len(touched)):
        distance[touched[place]] = np.inf


@compiled
def _move(
    start: int,
    last_left: int,
    free_right: int,
    rights: _Places,
    owner: _Places,
    holder: _Places,
    edge_of: _Places,
    edge_to: _Places,
) -> None:
    """Re-pair along the path that ended at a free right record, or at a left one that gives its own up."""
    right = free_right
    if right < 0:
        if last_left == start:
            return
        right = rights[edge_of[last_left]]
        edge_of[last_left] = -1
    while True:
        edge = edge_to[right]
        left = owner[edge]
        before = edge_of[left]
        edge_of[left], holder[right] = edge, left
        if left == start:
            return
        right = rights[before]

"""Choose pairs so that no record is in two and the chosen ones together weigh most."""

import heapq
from collections import defaultdict
from collections.abc import Iterable

Edges = dict[int, dict[int, float]]


def best_assignment(pairs: Iterable[tuple[int, int, float]]) -> set[tuple[int, int]]:
    """The heaviest set of pairs in which each left and each right record stands at most once.

    Exact: left records enter one at a time, and each entry re-pairs earlier ones along the cheapest path
    (Dijkstra on reduced costs), or stays unpaired where nothing is gained.

    Parameters
    ----------
    pairs
        ``(left, right, gain)``; only positive gains are ever chosen.
    """
    edges: Edges = defaultdict(dict)
    for left, right, gain in pairs:
        if gain > edges[left].get(right, 0.0):
            edges[left][right] = gain
    solver = _Matching(edges)
    for left in edges:
        solver.enter(left)
    return {(left, right) for right, left in solver.left_of.items()}


class _Matching:
    """Successive shortest paths; a left record may always take its own empty place at cost zero."""

    def __init__(self, edges: Edges) -> None:
        self.edges = edges
        self.left_of: dict[int, int] = {}
        self.right_of: dict[int, int] = {}
        self.price: defaultdict[int, float] = defaultdict(float)
        # A left record's own level keeps reduced costs non-negative.
        self.level: dict[int, float] = {left: max([0.0, *gains.values()]) for left, gains in edges.items()}

    def enter(self, start: int) -> None:
        """Pair ``start``, moving others where that weighs more in sum."""
        best, end, came_from, reached = self._shortest_paths(start)
        self._reprice(start, best, reached)
        self._move(start, end, came_from)

    def _shortest_paths(self, start: int) -> tuple[float, tuple[str, int], dict[int, int], dict[int, float]]:
        # Distance to give up at a left record: its level, for an empty place gains nothing.
        best, end = self.level[start], ("left", start)
        distance: dict[int, float] = {}
        came_from: dict[int, int] = {}
        done: dict[int, float] = {}
        heap: list[tuple[float, int]] = []
        self._relax(start, 0.0, distance, came_from, heap)
        while heap:
            so_far, right = heapq.heappop(heap)
            if so_far > distance[right] or right in done:
                continue
            if so_far >= best:
                break
            done[right] = so_far
            holder = self.left_of.get(right)
            if holder is None:
                return so_far, ("right", right), came_from, done
            if so_far + self.level[holder] < best:
                best, end = so_far + self.level[holder], ("left", holder)
            self._relax(holder, so_far, distance, came_from, heap)
        return best, end, came_from, {right: d for right, d in done.items() if d < best}

    def _relax(
        self,
        left: int,
        so_far: float,
        distance: dict[int, float],
        came_from: dict[int, int],
        heap: list[tuple[float, int]],
    ) -> None:
        for right, gain in self.edges[left].items():
            if self.left_of.get(right) == left:
                continue
            there = so_far + self.level[left] + self.price[right] - gain
            if there < distance.get(right, float("inf")) - 1e-12:
                distance[right] = there
                came_from[right] = left
                heapq.heappush(heap, (there, right))

    def _reprice(self, start: int, best: float, reached: dict[int, float]) -> None:
        self.level[start] -= best
        for right, there in reached.items():
            if there < best and right in self.left_of:
                self.price[right] += best - there
                self.level[self.left_of[right]] -= best - there

    def _move(self, start: int, end: tuple[str, int], came_from: dict[int, int]) -> None:
        side, place = end
        if side == "left":
            if place == start:
                return
            place = self.right_of.pop(place)
        left = came_from[place]
        while left != start:
            before = self.right_of[left]
            self._pair(left, place)
            place, left = before, came_from[before]
        self._pair(start, place)

    def _pair(self, left: int, right: int) -> None:
        self.left_of[right], self.right_of[left] = left, right

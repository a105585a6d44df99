"""Where the people of a pedigree stand on paper: generations from the top, partners beside each other, children below.

Generations follow from who is whose parent, with partners on one level where that tears no siblings apart.  The order
within a generation is found by moving people, alone or as a couple, while that shortens a cost: partners apart, lines
that cross, siblings with strangers between.  Places then settle between parents' middle and children's middle.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Parents = Mapping[str, tuple[str, str] | None]
Couple = tuple[str, str]

N_SWEEPS = 6
N_PASSES = 120
LARGE = 90  # above so many people the order is left as the first walk found it
APART = 1.2  # columns between neighbors who are neither partners nor siblings


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Columns (1 is the room of one person) and generations (0 on top) by person, and couples with their children."""

    column: Mapping[str, float]
    generation: Mapping[str, int]
    children: Mapping[Couple, tuple[str, ...]]

    def is_beside(self, couple: Couple) -> bool:
        """Whether the two stand on one level with nobody between them."""
        first, second = couple
        level = self.generation[first]
        if self.generation[second] != level:
            return False
        low, high = sorted((self.column[first], self.column[second]))
        return not any(low < column < high and self.generation[each] == level for each, column in self.column.items())


def layout(parents: Parents) -> Layout:
    """Place people; ``parents`` maps each to father and mother or to ``None``, ancestors must not be circular."""
    children = _children(parents)
    generation = _generations(parents, children)
    rows = _first_order(parents, children, generation)
    _improve(rows, children, generation)
    return Layout(column=_columns(rows, parents, children), generation=generation, children=children)


def are_related(parents: Parents, couple: Couple) -> bool:
    """Whether the two have a common ancestor, or one descends from the other."""
    first, second = (_ancestors(parents, each) for each in couple)
    return bool(first & second)


def _ancestors(parents: Parents, person: str) -> set[str]:
    found: set[str] = set()
    waiting = [person]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += parents[each] or ()
    return found


def _children(parents: Parents) -> dict[Couple, tuple[str, ...]]:
    children: dict[Couple, list[str]] = {}
    for child, couple in parents.items():
        if couple is not None:
            children.setdefault(couple, []).append(child)
    return {couple: tuple(each) for couple, each in children.items()}


def _generations(parents: Parents, children: Mapping[Couple, tuple[str, ...]]) -> dict[str, int]:
    group = {each: each for each in parents}
    levels = _levels(parents, group)
    if levels is None:
        raise ValueError("somebody is an ancestor of their own")
    # A partner without parents follows the other; two with parents only where no siblings are torn apart by it.
    for couple in sorted(children, key=lambda each: all(parents[one] is not None for one in each)):
        joined = _joined(group, couple)
        tried = _levels(parents, joined)
        both_descend = all(parents[one] is not None for one in couple)
        if tried is None or (both_descend and _n_torn(children, tried) > _n_torn(children, levels)):
            continue
        group, levels = joined, tried
    return levels


def _joined(group: Mapping[str, str], couple: Couple) -> dict[str, str]:
    keep, lose = group[couple[0]], group[couple[1]]
    return {each: keep if name == lose else name for each, name in group.items()}


def _n_torn(children: Mapping[Couple, tuple[str, ...]], levels: Mapping[str, int]) -> int:
    return sum(len({levels[child] for child in each}) > 1 for each in children.values())


def _levels(parents: Parents, group: Mapping[str, str]) -> dict[str, int] | None:
    """Longest way from the top for each group, tops as low as their children allow; ``None`` for a circle."""
    above: dict[str, set[str]] = {name: set() for name in group.values()}
    for child, couple in parents.items():
        above[group[child]].update(group[one] for one in couple or ())
    level: dict[str, int] = {}
    waiting = list(above)
    while waiting:
        placed = [name for name in waiting if all(each in level for each in above[name])]
        if not placed:
            return None
        for name in placed:
            level[name] = 1 + max((level[each] for each in above[name]), default=-1)
        waiting = [name for name in waiting if name not in level]
    for name, parent_names in above.items():
        below = [level[other] for other, each in above.items() if name in each]
        if below and not parent_names:
            level[name] = min(below) - 1
    top = min(level.values(), default=0)
    return {each: level[name] - top for each, name in group.items()}


def _first_order(
    parents: Parents, children: Mapping[Couple, tuple[str, ...]], generation: Mapping[str, int]
) -> list[list[str]]:
    """Walk down from the oldest, partners beside each other, whole families after one another."""
    rows: list[list[str]] = [[] for _ in range(1 + max(generation.values(), default=-1))]
    placed: set[str] = set()
    couples_of: dict[str, list[Couple]] = {each: [] for each in parents}
    for couple in children:
        for one in couple:
            couples_of[one].append(couple)

    def walk(start: str) -> None:
        waiting = [start]
        while waiting:
            person = waiting.pop(0)
            if person in placed:
                continue
            placed.add(person)
            rows[generation[person]].append(person)
            near: list[str] = []
            for couple in couples_of[person]:
                near += [one for one in couple if one != person]
            for couple in couples_of[person]:
                near += children[couple]
            waiting = near + waiting
            own = parents[person]
            if own is not None:
                waiting += [*own, *children[own]]

    for person in sorted(parents, key=lambda each: generation[each]):
        if person not in placed:
            walk(person)
    return rows


def _improve(rows: list[list[str]], children: Mapping[Couple, tuple[str, ...]], generation: Mapping[str, int]) -> None:
    if len(generation) > LARGE:
        return
    best = _cost(rows, children)
    couples = [couple for couple in children if generation[couple[0]] == generation[couple[1]]]
    blocks: list[tuple[str, ...]] = [(each,) for each in generation]
    blocks += couples + [(second, first) for first, second in couples]
    blocks += [each for each in children.values() if len(each) > 1 and len({generation[one] for one in each}) == 1]
    for _ in range(N_SWEEPS):
        before = best
        for block in blocks:
            level = generation[block[0]]
            kept = rows[level]
            rest = [each for each in kept if each not in block]
            chosen = kept
            for place in range(len(rest) + 1):
                rows[level] = [*rest[:place], *block, *rest[place:]]
                cost = _cost(rows, children)
                if cost < best - 1e-9:
                    best, chosen = cost, rows[level]
            rows[level] = chosen
        if best >= before:
            return


def _cost(rows: Sequence[Sequence[str]], children: Mapping[Couple, tuple[str, ...]]) -> float:
    place = {each: i for row in rows for i, each in enumerate(row)}
    level = {each: i for i, row in enumerate(rows) for each in row}
    cost = 0.0
    lines: dict[tuple[int, int], list[tuple[float, int]]] = {}
    for (first, second), below in children.items():
        gap = abs(place[first] - place[second])
        cost += 4.0 * (gap - 1) if level[first] == level[second] else 0.5 * gap
        cost += 0.05 * (place[first] > place[second])
        middle = (place[first] + place[second]) / 2
        spots = [place[each] for each in below]
        cost += 1.0 * (max(spots) - min(spots) - len(spots) + 1)
        cost += 0.02 * sum(a > b for a, b in pairwise(spots))
        for each in below:
            lines.setdefault((max(level[first], level[second]), level[each]), []).append((middle, place[each]))
    for between in lines.values():
        for i, (top, bottom) in enumerate(between):
            cost += 0.1 * abs(top - bottom)
            cost += 2.0 * sum((top - t) * (bottom - b) < 0 for t, b in between[i + 1 :])
    return cost


def _columns(
    rows: Sequence[Sequence[str]], parents: Parents, children: Mapping[Couple, tuple[str, ...]]
) -> dict[str, float]:
    gaps = [[_gap(a, b, parents, children) for a, b in pairwise(row)] for row in rows]
    column: dict[str, float] = {}
    for row, apart in zip(rows, gaps, strict=True):
        column.update(zip(row, _spread([0.0] * len(row), apart), strict=True))
    for _ in range(N_PASSES):
        wanted: dict[str, list[float]] = {each: [] for each in column}
        for couple, below in children.items():
            middle = sum(column[each] for each in couple) / 2
            shift = sum(column[each] for each in below) / len(below) - middle
            for each in below:
                wanted[each].append(column[each] - shift)
            for each in couple:
                wanted[each].append(column[each] + shift)
            half = (column[couple[1]] - column[couple[0]]) / 2
            side = 0.5 if half > 0 else -0.5
            wanted[couple[0]].append(middle - side)
            wanted[couple[1]].append(middle + side)
        for row, apart in zip(rows, gaps, strict=True):
            pulls = [sum(wanted[each]) / len(wanted[each]) if wanted[each] else column[each] for each in row]
            column.update(zip(row, _spread(pulls, apart), strict=True))
    left = min(column.values(), default=0.0)
    return {each: place - left for each, place in column.items()}


def _gap(a: str, b: str, parents: Parents, children: Mapping[Couple, tuple[str, ...]]) -> float:
    are_partners = (a, b) in children or (b, a) in children
    are_siblings = parents[a] is not None and parents[a] == parents[b]
    return 1.0 if are_partners or are_siblings else APART


def _spread(wanted: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Places nearest to the wanted ones (least squares) that keep their order and at least ``gaps`` between them."""
    starts = [0.0]
    for gap in gaps:
        starts.append(starts[-1] + gap)
    blocks: list[tuple[float, int]] = []
    for want, start in zip(wanted, starts, strict=False):
        mean, n = want - start, 1
        while blocks and blocks[-1][0] > mean:
            before, m = blocks.pop()
            mean, n = (before * m + mean * n) / (m + n), m + n
        blocks.append((mean, n))
    level = [mean for mean, n in blocks for _ in range(n)]
    return [at + start for at, start in zip(level, starts, strict=False)]

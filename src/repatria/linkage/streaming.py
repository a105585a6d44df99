"""Compare candidate pairs as they stream, and keep those that can still be one person.

Of the pairs that blocking brings nearly all are two people.  A pair's fields are compared one after another; as soon
as even the strongest agreement of all that is left could not lift it to the least weight, it is dropped.
Only what is kept is remembered: a few pairs for each record.  What is dropped never depends on how the stream is cut.
"""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from repatria.compiled import compiled
from repatria.linkage import blocking, joining
from repatria.linkage.blocking import Caps
from repatria.linkage.comparison import COMPARISONS, Comparer
from repatria.linkage.levels import LEVELS, Levels, Rows
from repatria.linkage.model import LinkageModel
from repatria.linkage.records import PreparedRecords

Bits = npt.NDArray[np.float64]
_CHUNK_PAIRS: Final = 1 << 19
# Fewer pairs are left where a field was compared: below this share they are moved together.
_WORTH_MOVING: Final = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Pairs of rows that may be one person, with the level of each comparison."""

    left: Rows
    right: Rows
    levels: Mapping[str, Levels]

    @classmethod
    def joined(cls, parts: Iterable["Edges"], comparisons: Iterable[str]) -> "Edges":
        """All pairs of several parts, in the order of rows."""
        found = list(parts)
        left, right = (
            np.concatenate([np.empty(0, np.uint32), *(getattr(part, side) for part in found)])
            for side in ("left", "right")
        )
        order = np.lexsort((right, left))
        levels = {
            name: np.concatenate([np.empty(0, np.int8), *(part.levels[name] for part in found)])[order]
            for name in comparisons
        }
        return cls(left=left[order], right=right[order], levels=levels)


class Sieve:
    """Compares pairs of rows of two tables and keeps those whose weight can reach ``least_bits``.

    Parameters
    ----------
    rarity
        For the comparisons that are weighed by frequency how many bits an agreement on a row's value says more than on
        average, for the rows of the left and of the right table.
    """

    def __init__(
        self,
        left: PreparedRecords,
        right: PreparedRecords,
        model: LinkageModel,
        rarity: Mapping[str, tuple[Bits, Bits]],
        least_bits: float,
    ) -> None:
        self._comparer, self._rarity, self._least_bits = Comparer(left, right), rarity, least_bits
        self._names = [name for name in COMPARISONS if name in model.m]
        self._weights = {name: np.ascontiguousarray(model.weights_bits(name)) for name in self._names}
        same = [LEVELS[name].index("same") for name in self._names]
        self._same = dict(zip(self._names, same, strict=True))
        self._best_same = np.array([self._weights[name][self._same[name]] for name in self._names])
        self._best_other = np.array([np.delete(self._weights[name], self._same[name]).max() for name in self._names])
        self._laid_out = self._by_row(0, left.height), self._by_row(1, right.height)
        equality = [self._comparer.equality(name) for name in self._names]
        self._equality = np.stack([left for left, _ in equality], axis=1), np.stack([r for _, r in equality], axis=1)

    def _by_row(self, side: int, height: int) -> npt.NDArray[np.float32]:
        """For each row and comparison the rarity of its value, infinite where nothing is said."""
        laid_out = np.zeros((height, len(self._names)), dtype=np.float32)
        for place, name in enumerate(self._names):
            if name in self._rarity:
                laid_out[:, place] = self._rarity[name][side]
            laid_out[~self._comparer.is_said(name)[side], place] = np.inf
        return laid_out

    def kept(self, left: Rows, right: Rows) -> Edges:
        """Those of the pairs that can be one person, and all their levels."""
        bits, left_bits = np.zeros(len(left)), np.empty(len(left))
        best = self._best_same, self._best_other
        _bound(*self._laid_out, *self._equality, left, right, *best, left_bits)
        levels: dict[str, Levels] = {}
        rows = left, right
        for place, name in enumerate(self._names):
            alive = bits + left_bits >= self._least_bits
            if alive.mean() < _WORTH_MOVING if len(alive) else False:
                rows, bits, left_bits, levels = _moved(rows, bits, left_bits, levels, np.flatnonzero(alive))
            levels[name] = self._comparer.levels(name, rows)
            known = *self._laid_out, *self._equality, *rows, place
            _weigh(levels[name], self._weights[name], self._same[name], *known, self._bounds(place), bits, left_bits)
        alive = bits >= self._least_bits
        rows, _, _, levels = _moved(rows, bits, left_bits, levels, np.flatnonzero(alive))
        return Edges(left=rows[0], right=rows[1], levels=levels)

    def _bounds(self, place: int) -> tuple[float, float]:
        return float(self._best_same[place]), float(self._best_other[place])


def _moved(
    rows: tuple[Rows, Rows], bits: Bits, left_bits: Bits, levels: dict[str, Levels], kept: npt.NDArray[np.intp]
) -> tuple[tuple[Rows, Rows], Bits, Bits, dict[str, Levels]]:
    moved = {name: found[kept] for name, found in levels.items()}
    return (rows[0][kept], rows[1][kept]), bits[kept], left_bits[kept], moved


def stream(
    left: PreparedRecords, right: PreparedRecords, sieve: Sieve, caps: Caps, *, within: bool, n_threads: int
) -> Iterator[tuple[float, int, Edges]]:
    """For chunk after chunk of candidate pairs which part is done, how many were compared, and what is kept.

    The chunks come in the order of left rows, whatever the number of threads.
    """
    keys = [side.with_sorted_keys().sorted_keys for side in (left, right)]
    assert keys[0] is not None and keys[1] is not None  # noqa: S101, PT018 - for the types alone
    join = joining.join(keys[0], keys[1], (blocking.LEFT, blocking.RIGHT), caps, within=within)

    def work(span: tuple[int, int]) -> tuple[float, int, Edges]:
        pairs = joining.pairs(join, *span)
        return span[1] / max(left.height, 1), len(pairs[0]), sieve.kept(*pairs)

    with ThreadPoolExecutor(n_threads) as pool:
        yield from pool.map(work, joining.chunks(join, _CHUNK_PAIRS))


@compiled
def _bound(
    left_table: npt.NDArray[np.float32],
    right_table: npt.NDArray[np.float32],
    left_equality: npt.NDArray[np.uint32],
    right_equality: npt.NDArray[np.uint32],
    left: Rows,
    right: Rows,
    best_same: Bits,
    best_other: Bits,
    bits: Bits,
) -> None:
    """The most that all fields of a pair can say together."""
    for pair in range(len(left)):
        one, other = left[pair], right[pair]
        total = 0.0
        for place in range(len(best_same)):
            is_other = left_equality[one, place] != right_equality[other, place]
            rarities = left_table[one, place], right_table[other, place]
            total += _most(rarities[0], rarities[1], is_other, best_same[place], best_other[place])
        bits[pair] = total


@compiled
def _most(rarity: float, other: float, is_other: bool, best_same: float, best_other: float) -> float:
    """The most that a field can say of a pair: nothing where a side is silent, whose rarity is infinite."""
    if max(rarity, other) == np.inf:
        return 0.0
    if is_other:
        return best_other
    return max(best_same + min(rarity, other), best_other, 0.0)


@compiled
def _weigh(
    levels: Levels,
    weights: Bits,
    same: int,
    left_table: npt.NDArray[np.float32],
    right_table: npt.NDArray[np.float32],
    left_equality: npt.NDArray[np.uint32],
    right_equality: npt.NDArray[np.uint32],
    left: Rows,
    right: Rows,
    place: int,
    bounds: tuple[float, float],
    bits: Bits,
    left_bits: Bits,
) -> None:
    """What a field says goes from the bits that are left to those that are said."""
    for pair in range(len(levels)):
        rarity, other = left_table[left[pair], place], right_table[right[pair], place]
        is_other = left_equality[left[pair], place] != right_equality[right[pair], place]
        left_bits[pair] -= _most(rarity, other, is_other, bounds[0], bounds[1])
        if levels[pair] >= 0:
            bits[pair] += weights[levels[pair]]
            if levels[pair] == same:
                bits[pair] += min(rarity, other)

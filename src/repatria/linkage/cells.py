"""A grid over all pairs of two lists: each part of one list against each part of the other.

A cell of the grid is a matching of two short lists, done by the code that matches on one machine.  A record is sent
to one cell for each part of the other list, and all its keys go with it once: with a few parts that is far less than to
send it to where each of its keys is gathered, and no key, however common, makes one cell larger than the others.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl

from repatria.linkage.blocking import Caps
from repatria.linkage.joining import SortedKeys, chunks, join, pairs
from repatria.linkage.levels import Rows

_MOST_RECORDS: Final = 250_000
_WORTH_A_CELL: Final = 20_000
_CHUNK_PAIRS: Final = 1 << 19
# Keys that bring too much are gone before: whatever is left in a cell is brought.
_ANY_NUMBER: Final = 1 << 32


def grid(n_left: int, n_right: int, n_workers: int) -> tuple[int, int]:
    """Into how many parts either list is cut: cells that memory holds, and one for each worker where it is worth it.

    Of all such grids the one that sends the fewest records.
    """
    least_left, least_right = (max(1, -(-n // _MOST_RECORDS)) for n in (n_left, n_right))
    wanted = max(1, min(n_workers, (n_left + n_right) // _WORTH_A_CELL))
    grids = [(parts, max(least_right, -(-wanted // parts))) for parts in range(least_left, max(least_left, wanted) + 1)]
    return min(grids, key=lambda cut: (cut[0] * n_right + cut[1] * n_left, cut))


def cut(frame: pl.DataFrame, n_parts: int) -> Iterator[pl.DataFrame]:
    """The rows in so many parts of nearly one size, in their order."""
    ends = np.linspace(0, frame.height, n_parts + 1).astype(int)
    for begin, end in pairwise(ends.tolist()):
        yield frame.slice(begin, end - begin)


def pairs_of_cell(left: SortedKeys, right: SortedKeys) -> Iterator[tuple[Rows, Rows]]:
    """Rows of the pairs that share a key, some hundred thousand at a time, each by the first rule that gives both one.

    Parameters
    ----------
    left, right
        A key for each rule, 0 where a record has none, or where it brings too much.
    """
    rules = np.arange(left.keys.shape[1], dtype=np.int64)
    caps = Caps(block_pairs=_ANY_NUMBER, pairs_per_record=_ANY_NUMBER)
    joined = join(left, right, (rules, rules), caps, within=False)
    for begin, end in chunks(joined, _CHUNK_PAIRS):
        yield pairs(joined, begin, end)

"""Candidate pairs out of blocks that a database or a cluster has brought together.

Where lists are larger than memory, the records that share a key are brought together elsewhere, by a sort on disk or
over a network.  What arrives here is a stream of *entries*, a row for each record and key, in the order of rule and
key.  Each entry carries what is compared of its record, so that whoever holds a block needs nothing else of the lists.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.compiled import compiled
from repatria.linkage.levels import Rows

Places = npt.NDArray[np.int64]
KeyTable = npt.NDArray[np.int32]
"""One row an entry, one column a rule: the keys by which the rules know its record, 0 where it has none."""

ON_LEFT: Final = 0
ON_RIGHT: Final = 1
NO_KEY: Final = 0
_ENTRIES_IN_CHUNK = 1 << 16
_PAIRS_AT_ONCE = 1 << 19


def whole_blocks(batches: Iterable[pl.DataFrame], at_least: int = _ENTRIES_IN_CHUNK) -> Iterator[pl.DataFrame]:
    """The same entries in chunks of at least so many, none of which cuts a block in two.

    Parameters
    ----------
    batches
        Entries with the columns ``rule`` and ``key``, those of a block beside one another.
    """
    waiting: list[pl.DataFrame] = []
    for batch in batches:
        if batch.is_empty():
            continue
        waiting.append(batch)
        if sum(each.height for each in waiting) < at_least:
            continue
        whole = pl.concat(waiting, rechunk=True)
        end = int(_begins(whole)[-1])
        if end:
            yield whole.head(end)
        waiting = [whole.slice(end)]
    if waiting:
        yield pl.concat(waiting, rechunk=True)


def pairs_within(entries: pl.DataFrame, keys: KeyTable) -> Iterator[tuple[Rows, Rows]]:
    """Places of the pairs in a chunk, some hundred thousand at a time.

    Parameters
    ----------
    entries
        Whole blocks: columns ``rule`` (place of the rule), ``key`` and ``side``, with the left entries first.
    keys
        Of each entry's record, without those that bring too much.  A pair belongs to the first rule that gives both the
        same key: there it is brought, and nowhere else.
    """
    begins = _begins(entries)
    ends = np.append(begins[1:], entries.height)
    sides = entries["side"].to_numpy()
    n_left = np.add.reduceat((sides == ON_LEFT).astype(np.int64), begins) if len(begins) else begins
    n_pairs = n_left * (ends - begins - n_left)
    rules = entries["rule"].to_numpy().astype(np.int64)
    for first, last in _portions(n_pairs):
        size = int(n_pairs[first:last].sum())
        left, right = np.empty(size, dtype=np.uint32), np.empty(size, dtype=np.uint32)
        blocks = np.stack([begins[first:last], begins[first:last] + n_left[first:last], ends[first:last]], axis=1)
        n_found = _first_brought(blocks, rules, keys, left, right)
        if n_found:
            yield left[:n_found], right[:n_found]


def _begins(entries: pl.DataFrame) -> Places:
    """Where each block begins."""
    rule, key = entries["rule"].to_numpy(), entries["key"].to_numpy()
    is_new = np.ones(len(key), dtype=bool)
    is_new[1:] = (key[1:] != key[:-1]) | (rule[1:] != rule[:-1])
    return np.flatnonzero(is_new)


def _portions(n_pairs: Places) -> Iterator[tuple[int, int]]:
    """Runs of blocks that together bring about ``_PAIRS_AT_ONCE`` pairs."""
    before = np.concatenate([[0], np.cumsum(n_pairs)])
    first = 0
    while first < len(n_pairs):
        last = int(np.searchsorted(before, before[first] + _PAIRS_AT_ONCE, side="right")) - 1
        last = min(max(last, first + 1), len(n_pairs))
        yield first, last
        first = last


@compiled
def _first_brought(blocks: Places, rules: Places, keys: KeyTable, left: Rows, right: Rows) -> int:
    n_found = 0
    for block in range(blocks.shape[0]):
        begin, middle, end = blocks[block, 0], blocks[block, 1], blocks[block, 2]
        for one in range(begin, middle):
            rule = rules[one]
            for other in range(middle, end):
                is_first = True
                for earlier in range(rule):
                    if keys[one, earlier] != NO_KEY and keys[one, earlier] == keys[other, earlier]:
                        is_first = False
                        break
                if is_first:
                    left[n_found] = one
                    right[n_found] = other
                    n_found += 1
    return n_found

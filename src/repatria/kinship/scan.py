"""The scan: every body of one sex against one block of missing persons, by look-ups in tables of log ratios.

A filter in float32 decides which pairs deserve a second look; the decision is taken in float64. A block holds
``BLOCK`` missing persons side by side, so that one body's look-up at one marker is a run of neighboring numbers: the
inner loop is vector additions, and the block's table stays in the second-level cache while all bodies pass by.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from repatria.compiled import compiled

BLOCK = 32
NOBODY = -1


class ScanBodies(NamedTuple):
    """Bodies to be scanned: ids (n_bodies,), and at each marker the genotype's code and row in the table."""

    ids: NDArray[np.int32]
    codes: NDArray[np.int32]
    rows: NDArray[np.int32]


class BlockTables(NamedTuple):
    """Natural logs of ratios of a block's columns.

    ``fast``: float32 of shape (n_rows, ``BLOCK``); row: a genotype at a marker.  Sums of it differ by at most
    ``margin`` from those of ``values``, float64, of which column c has at marker k and code g the number at
    ``starts[c, k] + g``.  ``columns``: the columns' ids, at most ``BLOCK``.
    """

    fast: NDArray[np.float32]
    margin: float
    values: NDArray[np.float64]
    starts: NDArray[np.int64]
    columns: NDArray[np.int32]


class BestLists(NamedTuple):
    """The best k partners of each column or body, highest first; -inf and ``NOBODY`` where empty.  Shapes (n, k)."""

    scores: NDArray[np.float64]
    ids: NDArray[np.int32]


@compiled
def _add_up(fast: NDArray[np.float32], rows: NDArray[np.int32], total: NDArray[np.float32]) -> None:
    n_markers = rows.shape[0]
    total[:] = 0
    marker = 0
    while marker + 4 <= n_markers:
        first, second = fast[rows[marker]], fast[rows[marker + 1]]
        third, fourth = fast[rows[marker + 2]], fast[rows[marker + 3]]
        for column in range(BLOCK):
            total[column] += (first[column] + second[column]) + (third[column] + fourth[column])
        marker += 4
    while marker < n_markers:
        first = fast[rows[marker]]
        for column in range(BLOCK):
            total[column] += first[column]
        marker += 1


@compiled
def insert(best: BestLists, owner: int, score: float, identity: int) -> None:
    """Let a partner into the owner's list if it is good enough; of equals the lower id, whichever came first."""
    scores, ids = best.scores[owner], best.ids[owner]
    place = scores.shape[0] - 1
    if score < scores[place] or (score == scores[place] and ids[place] != NOBODY and identity > ids[place]):
        return
    while place > 0 and (score > scores[place - 1] or (score == scores[place - 1] and identity < ids[place - 1])):
        scores[place] = scores[place - 1]
        ids[place] = ids[place - 1]
        place -= 1
    scores[place] = score
    ids[place] = identity


@compiled
def scan_block(
    tables: BlockTables,
    bodies: ScanBodies,
    threshold: float,
    count_from: float,
    by_column: BestLists,
    by_body: BestLists,
    n_passing: NDArray[np.int64],
) -> None:
    """Offer every pair of a block that reaches the threshold to the best lists of its column and of its body.

    Parameters
    ----------
    threshold
        Natural log; finite, so that an exclusion never passes.
    count_from
        Natural log of the ratio from which a body is counted as passing.
    by_column, by_body
        Best lists, by column of the block and by body id; changed in place.
    n_passing
        Bodies that reached ``count_from``, by column of the block; in float32, so within the margin of it either side.
    """
    n_columns, n_markers = tables.starts.shape
    total = np.empty(BLOCK, dtype=np.float32)
    count = np.zeros(BLOCK, dtype=np.int32)
    cut = np.full(BLOCK, np.inf, dtype=np.float32)
    at_least = np.float32(count_from)
    for column in range(n_columns):
        cut[column] = max(threshold, by_column.scores[column, -1]) - tables.margin
    for place in range(bodies.ids.shape[0]):
        body = bodies.ids[place]
        _add_up(tables.fast, bodies.rows[place], total)
        body_cut = np.float32(max(threshold, by_body.scores[body, -1]) - tables.margin)
        n_hits = 0
        for column in range(BLOCK):
            count[column] += total[column] >= at_least
            n_hits += total[column] >= min(cut[column], body_cut)
        if n_hits == 0:
            continue
        for column in range(n_columns):
            if not total[column] >= min(cut[column], body_cut):
                continue
            score = 0.0
            for marker in range(n_markers):
                score += tables.values[tables.starts[column, marker] + bodies.codes[place, marker]]
            if score >= threshold:
                insert(by_column, column, score, body)
                insert(by_body, body, score, tables.columns[column])
                cut[column] = max(threshold, by_column.scores[column, -1]) - tables.margin
    for column in range(n_columns):
        n_passing[column] += count[column]


@compiled
def count_block(tables: BlockTables, bodies: ScanBodies, threshold: float, n_passing: NDArray[np.int64]) -> None:
    """Count the bodies that reach the threshold by column of the block, in float32."""
    total = np.empty(BLOCK, dtype=np.float32)
    count = np.zeros(BLOCK, dtype=np.int32)
    at_least = np.float32(threshold)
    for place in range(bodies.ids.shape[0]):
        _add_up(tables.fast, bodies.rows[place], total)
        for column in range(BLOCK):
            count[column] += total[column] >= at_least
    for column in range(tables.columns.shape[0]):
        n_passing[column] += count[column]


@compiled
def fill_block(
    values: NDArray[np.float64],
    starts: NDArray[np.int64],
    first_rows: NDArray[np.int32],
    n_codes: NDArray[np.int32],
    fast: NDArray[np.float32],
) -> float:
    """Lay ratios out as one block's float32 table; the answer is the margin that its sums need."""
    n_columns, n_markers = starts.shape
    worst = 0.0
    for column in range(n_columns):
        largest = 0.0
        for marker in range(n_markers):
            here = 0.0
            for code in range(n_codes[marker]):
                value = values[starts[column, marker] + code]
                fast[first_rows[marker] + code, column] = value
                if np.isfinite(value):
                    here = max(here, abs(value))
            largest += here
        worst = max(worst, largest)
    fast[:, n_columns:] = -np.inf
    # Each entry and each partial sum is rounded once, by at most 2^-24 of the sum of sizes; twice that for safety.
    return float(2.0 * (n_markers + 2) * worst * 2.0**-24)


def empty_lists(n: int, k: int) -> BestLists:
    """Best lists of n columns or bodies, k long, with nobody in them."""
    return BestLists(np.full((n, k), -np.inf), np.full((n, k), NOBODY, dtype=np.int32))

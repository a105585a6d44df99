"""One sweep of all bodies past all missing persons, chunk by chunk, on several threads."""

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.candidates import Obstacle, ScreenParams
from repatria.kinship.columns import ColumnGroup
from repatria.kinship.comparable import may_be
from repatria.kinship.genotype_codes import NOT_TYPED, GenotypeCodes
from repatria.kinship.pedigree import Sex
from repatria.kinship.scan import (
    BLOCK,
    BestLists,
    BlockTables,
    ScanBodies,
    count_block,
    empty_lists,
    fill_block,
    scan_block,
)
from repatria.kinship.tables import RatioTables

LONGER = 4  # times as many pairs are kept where the scan's order is not yet the final one


class Pairs(NamedTuple):
    """Pairs of a missing person's column and a body, with the natural log of their ratio; arrays of (n_pairs,)."""

    column: NDArray[np.int32]
    body: NDArray[np.int32]
    log_lr: NDArray[np.float64]


class Sweep:
    """The best lists while chunks of missing persons pass by, and what was counted on the way.

    Arrays go into :mod:`repatria.kinship.scan` and come out of it; another device needs another ``scan_block`` and
    ``count_block`` of the same arguments.  Blocks are independent but for the bodies' best lists, of which each thread
    has its own; they are merged at the end, so that it does not matter which thread took which block.
    """

    def __init__(
        self,
        sexes: NDArray[np.int8],
        codes: GenotypeCodes,
        is_left_out: NDArray[np.bool_],
        n_columns: int,
        params: ScreenParams,
        executor: Executor,
        *,
        margin: float = 0.0,
    ) -> None:
        """``margin``: by how much (natural log) a pair may stay below the threshold; above 0, the lists are longer."""
        longer = LONGER if margin > 0.0 else 1
        self._best_per_missing = params.best_per_missing * longer
        self._threshold = params.threshold - margin
        self._codes = codes
        self._params = params
        self._executor = executor
        self._bodies: dict[Sex, list[ScanBodies]] = {}
        for sex in Sex:
            real = np.flatnonzero(may_be(sexes, sex) & ~is_left_out).astype(np.int32)
            self._bodies[sex] = scans_of(codes, real, params.n_reshuffles)
        self._by_column = empty_lists(n_columns, self._best_per_missing)
        self._by_body = [empty_lists(len(sexes), params.best_per_body * longer) for _ in range(params.n_threads)]
        self._fast = [np.empty((int(codes.n_codes.sum()), BLOCK), dtype=np.float32) for _ in range(params.n_threads)]
        self._largest_tables = 0
        self.n_done = 0
        self.n_bodies = np.zeros(n_columns, dtype=np.int32)
        self.n_passing = np.zeros(n_columns, dtype=np.int64)
        self.n_reshuffled_passing = np.zeros(n_columns, dtype=np.int64)
        self.obstacle = np.zeros(n_columns, dtype=np.int8)
        self.obstacle_marker = np.full(n_columns, -1, dtype=np.int16)

    def scan(self, groups: Sequence[ColumnGroup], tables: RatioTables) -> None:
        """Let all bodies pass a chunk of missing persons of one sex."""
        columns = np.concatenate([group.columns for group in groups])
        is_met = tables.obstacles != Obstacle.NONE
        marker = is_met.argmax(axis=1)
        self.obstacle[columns] = tables.obstacles[np.arange(len(columns)), marker]
        self.obstacle_marker[columns] = np.where(is_met.any(axis=1), marker, -1)
        possible = np.flatnonzero(~is_met.any(axis=1))
        blocks = [possible[first : first + BLOCK] for first in range(0, len(possible), BLOCK)]
        bodies = self._bodies[groups[0].sex]
        self.n_bodies[columns[possible]] = len(bodies[0].ids)

        def work(thread: int) -> None:
            for block in blocks[thread :: self._params.n_threads]:
                self._scan_block(thread, columns[block], tables.values, tables.starts[block], bodies)

        list(self._executor.map(work, range(self._params.n_threads)))
        self._largest_tables = max(self._largest_tables, tables.values.nbytes + tables.starts.nbytes)
        self.n_done += len(columns)

    def _scan_block(
        self,
        thread: int,
        columns: NDArray[np.int32],
        values: NDArray[np.float64],
        starts: NDArray[np.int64],
        bodies: Sequence[ScanBodies],
    ) -> None:
        codes, threshold = self._codes, self._params.threshold
        margin = fill_block(values, starts, codes.first_rows, codes.n_codes, self._fast[thread])
        tables = BlockTables(self._fast[thread], margin, values, starts, columns)
        best = empty_lists(len(columns), self._best_per_missing)
        n_passing, n_reshuffled = np.zeros((2, len(columns)), dtype=np.int64)
        scan_block(tables, bodies[0], self._threshold, threshold, best, self._by_body[thread], n_passing)
        for reshuffled in bodies[1:]:
            count_block(tables, reshuffled, threshold, n_reshuffled)
        # Every column is in one block, so threads write different rows.
        self._by_column.scores[columns], self._by_column.ids[columns] = best
        self.n_passing[columns], self.n_reshuffled_passing[columns] = n_passing, n_reshuffled

    def best_pairs(self) -> Pairs:
        """Every pair that stands in some best list, by column and then by body."""
        by_body = _merged(self._by_body)
        column, _ = np.nonzero(self._by_column.ids >= 0)
        body, _ = np.nonzero(by_body.ids >= 0)
        columns = np.concatenate([column, by_body.ids[by_body.ids >= 0]])
        bodies = np.concatenate([self._by_column.ids[self._by_column.ids >= 0], body])
        scores = np.concatenate([self._by_column.scores[self._by_column.ids >= 0], by_body.scores[by_body.ids >= 0]])
        _, first = np.unique(columns.astype(np.int64) * len(by_body.ids) + bodies, return_index=True)
        return Pairs(columns[first].astype(np.int32), bodies[first].astype(np.int32), scores[first])

    @property
    def working_bytes(self) -> int:
        """The most that the sweep's arrays and a chunk's tables took at once."""
        lists = [self._by_column, *self._by_body]
        scans = [scan for of_sex in self._bodies.values() for scan in of_sex]
        arrays = [array for group in (*lists, *scans) for array in group] + self._fast
        return sum(array.nbytes for array in arrays) + self._largest_tables


def scans_of(codes: GenotypeCodes, ids: NDArray[np.int32], n_reshuffles: int) -> list[ScanBodies]:
    """The bodies of those ids as they are, and then with their genotypes dealt anew.

    At each marker the genotypes rotate, by another step at each, among those that were read there: everyone keeps the
    markers at which they were read, and markers become independent.
    """
    scans = [ScanBodies(ids, codes.codes[ids], codes.codes[ids] + codes.first_rows)]
    n_markers = codes.codes.shape[1]
    for reshuffle in range(n_reshuffles):
        dealt = codes.codes[ids]
        for marker in range(n_markers):
            read = np.flatnonzero(dealt[:, marker] != NOT_TYPED)
            step = max(1, len(read) // (n_markers * n_reshuffles + 1))
            dealt[read, marker] = np.roll(dealt[read, marker], step * (reshuffle * n_markers + marker + 1))
        scans.append(ScanBodies(ids, dealt, dealt + codes.first_rows))
    return scans


def _merged(lists: Sequence[BestLists]) -> BestLists:
    """One list of several, as long as each."""
    k = lists[0].ids.shape[1]
    scores = np.concatenate([each.scores for each in lists], axis=1)
    ids = np.concatenate([each.ids for each in lists], axis=1)
    order = np.lexsort((ids, -scores), axis=1)[:, :k]
    return BestLists(np.take_along_axis(scores, order, axis=1), np.take_along_axis(ids, order, axis=1))

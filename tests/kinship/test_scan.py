"""The scan's best lists and its filter in float32."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.kinship.scan import (
    BLOCK,
    NOBODY,
    BlockTables,
    ScanBodies,
    count_block,
    empty_lists,
    fill_block,
    insert,
    scan_block,
)

SCORES = st.lists(st.sampled_from([-3.0, -1.0, 0.0, 0.5, 2.0]), min_size=1, max_size=12)


@settings(deadline=None)  # The first call compiles.
@given(SCORES, st.integers(1, 5), st.randoms(use_true_random=False))
def test_a_best_list_is_the_head_of_the_sorted_whole_whatever_came_first(scores, k, random):
    best = empty_lists(2, k)
    arrivals = list(enumerate(scores))
    random.shuffle(arrivals)
    for identity, score in arrivals:
        insert(best, 1, score, identity)
    head = sorted(enumerate(scores), key=lambda pair: (-pair[1], pair[0]))[:k]
    assert best.ids[1, : len(head)].tolist() == [identity for identity, _ in head]
    assert best.scores[1, : len(head)].tolist() == [score for _, score in head]
    assert (best.ids[1, len(head) :] == NOBODY).all()
    assert (best.ids[0] == NOBODY).all()


def _block(n_columns, n_markers, n_bodies, seed):
    """Random tables of five genotypes a marker, some of them impossible, and bodies."""
    rng = np.random.default_rng(seed)
    n_codes = np.full(n_markers, 6, dtype=np.int32)
    first_rows = np.arange(n_markers, dtype=np.int32) * 6
    ratios = rng.normal(-1, 3, (n_columns, n_markers, 6))
    ratios[rng.random(ratios.shape) < 0.03] = -np.inf
    ratios[:, :, 0] = 0.0
    starts = np.arange(n_columns * n_markers, dtype=np.int64).reshape(n_columns, n_markers) * 6
    fast = np.empty((6 * n_markers, BLOCK), dtype=np.float32)
    margin = fill_block(ratios.ravel(), starts, first_rows, n_codes, fast)
    codes = rng.integers(0, 6, (n_bodies, n_markers)).astype(np.int32)
    scores = ratios[np.arange(n_columns), np.arange(n_markers)[:, None, None], codes.T[:, :, None]].sum(axis=0)
    tables = BlockTables(fast, margin, ratios.ravel(), starts, np.arange(100, 100 + n_columns, dtype=np.int32))
    return tables, ScanBodies(np.arange(n_bodies, dtype=np.int32), codes, codes + first_rows), scores


@pytest.mark.parametrize("n_markers", [1, 4, 7, 24])
@pytest.mark.parametrize("n_columns", [1, BLOCK])
def test_the_scan_finds_the_best_of_each_column_and_of_each_body(n_markers, n_columns):
    tables, bodies, scores = _block(n_columns, n_markers, 60, seed=n_markers)
    by_column, by_body = empty_lists(n_columns, 3), empty_lists(60, 2)
    n_passing = np.zeros(n_columns, dtype=np.int64)
    scan_block(tables, bodies, -40.0, -40.0, by_column, by_body, n_passing)
    reached = np.where(scores >= -40.0, scores, -np.inf)
    np.testing.assert_allclose(by_column.scores, -np.sort(-reached, axis=0)[:3].T, atol=1e-12)
    wide = np.concatenate([reached, np.full((60, 2), -np.inf)], axis=1)
    np.testing.assert_allclose(by_body.scores, -np.sort(-wide, axis=1)[:, :2], atol=1e-12)
    np.testing.assert_array_equal(n_passing, (scores >= -40.0).sum(axis=0))
    assert set(by_body.ids[by_body.ids != NOBODY].tolist()) <= set(tables.columns.tolist())
    counted = np.zeros(n_columns, dtype=np.int64)
    count_block(tables, bodies, -40.0, counted)
    np.testing.assert_array_equal(counted, n_passing)


def test_float32_sums_stay_within_the_margin():
    tables, bodies, scores = _block(BLOCK, 24, 500, seed=3)
    sums = tables.fast[bodies.rows].sum(axis=1, dtype=np.float32)
    finite = np.isfinite(scores)
    assert np.abs(sums[finite] - scores[finite]).max() <= tables.margin < 1e-2
    np.testing.assert_array_equal(np.isfinite(sums), finite)


def test_columns_beyond_the_last_pass_nothing():
    tables, bodies, _ = _block(5, 3, 4, seed=1)
    assert np.isneginf(tables.fast[:, 5:]).all()
    n_passing = np.zeros(5, dtype=np.int64)
    count_block(tables, bodies, -1e6, n_passing)
    assert n_passing.max() <= 4

import numpy as np
import polars as pl
import pytest

from repatria.linkage import cells
from repatria.linkage.joining import SortedKeys

LEFT, RIGHT = 35, 25


@pytest.fixture(scope="module")
def keys():
    rng = np.random.default_rng(3)
    return rng.integers(0, 6, size=(LEFT, 4), dtype=np.uint32), rng.integers(0, 6, size=(RIGHT, 4), dtype=np.uint32)


@pytest.mark.parametrize("n_parts", [(1, 1), (3, 2)])
def test_each_pair_that_shares_a_key_stands_once_in_one_cell(keys, n_parts):
    """Beside every pair looked at by itself."""
    left, right = keys
    found = []
    for a in np.array_split(np.arange(LEFT), n_parts[0]):
        for b in np.array_split(np.arange(RIGHT), n_parts[1]):
            for one, other in cells.pairs_of_cell(SortedKeys.of(left[a]), SortedKeys.of(right[b])):
                found += zip(a[one].tolist(), b[other].tolist(), strict=True)
    wanted = {
        (a, b) for a in range(LEFT) for b in range(RIGHT) if ((left[a] == right[b]) & (left[a] != 0)).any().item()
    }
    assert len(found) == len(set(found))
    assert set(found) == wanted


def test_a_part_without_records_has_no_pairs(keys):
    none = SortedKeys.of(keys[0][:0])
    assert list(cells.pairs_of_cell(none, SortedKeys.of(keys[1]))) == []
    assert sum(len(left) for left, _ in cells.pairs_of_cell(SortedKeys.of(keys[0]), none)) == 0


def test_a_list_is_cut_into_parts_of_nearly_one_size_and_nothing_is_lost():
    frame = pl.DataFrame({"row": range(11)})
    parts = list(cells.cut(frame, 4))
    assert pl.concat(parts).equals(frame)
    assert {part.height for part in parts} == {2, 3}
    assert [part.height for part in cells.cut(frame.head(0), 1)] == [0]


@pytest.mark.parametrize(
    ("sizes", "n_workers", "wanted"),
    [
        ((10_000, 10_000), 64, (1, 1)),  # not worth a second cell
        ((100_000, 100_000), 1, (1, 1)),
        ((100_000, 100_000), 4, (2, 2)),
        ((1_000, 800_000), 8, (1, 8)),  # the short list goes to all, the long one is cut
        ((1_200_000, 1_200_000), 1, (5, 5)),  # what memory holds
        ((0, 0), 8, (1, 1)),
    ],
)
def test_the_grid_gives_each_worker_a_cell_and_sends_little(sizes, n_workers, wanted):
    assert cells.grid(*sizes, n_workers) == wanted

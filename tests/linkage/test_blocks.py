import numpy as np
import polars as pl
import pytest

from repatria.linkage.blocks import ON_LEFT, ON_RIGHT, pairs_within, whole_blocks


def entries_of(keys: np.ndarray, sides: np.ndarray) -> pl.DataFrame:
    """Each record once for each of its keys, in the order that an engine sorts them."""
    record, rule = np.nonzero(keys)
    entries = pl.DataFrame({"record": record, "rule": rule, "key": keys[record, rule], "side": sides[record]})
    return entries.sort("rule", "key", "side", maintain_order=True)


@pytest.fixture(scope="module")
def world():
    rng = np.random.default_rng(3)
    keys = rng.integers(0, 6, size=(60, 4), dtype=np.int32)
    return keys, np.where(np.arange(60) < 35, ON_LEFT, ON_RIGHT)


def pairs_found(keys, sides, chunks) -> list[tuple[int, int]]:
    found = []
    for entries in chunks:
        record = entries["record"].to_numpy()
        for left, right in pairs_within(entries, keys[record]):
            found += zip(record[left].tolist(), record[right].tolist(), strict=True)
    return found


def test_each_pair_that_shares_a_key_is_brought_once(world):
    """Beside every pair looked at by itself."""
    keys, sides = world
    found = pairs_found(keys, sides, [entries_of(keys, sides)])
    wanted = {
        (a, b)
        for a in np.flatnonzero(sides == ON_LEFT).tolist()
        for b in np.flatnonzero(sides == ON_RIGHT).tolist()
        if ((keys[a] == keys[b]) & (keys[a] != 0)).any()
    }
    assert len(found) == len(set(found))
    assert set(found) == wanted


@pytest.mark.parametrize(("batch", "at_least"), [(1, 1), (7, 20), (50, 64), (1000, 10)])
def test_how_the_stream_is_cut_changes_nothing(world, batch, at_least):
    keys, sides = world
    entries = entries_of(keys, sides)
    batches = [entries.slice(begin, batch) for begin in range(0, entries.height, batch)]
    chunks = list(whole_blocks(batches, at_least))
    assert pl.concat(chunks).equals(entries)
    blocks = [set(chunk.select("rule", "key").unique().iter_rows()) for chunk in chunks]
    assert sum(map(len, blocks)) == len(set().union(*blocks)), "a block was cut in two"
    assert sorted(pairs_found(keys, sides, chunks)) == sorted(pairs_found(keys, sides, [entries]))


def test_nothing_to_cut_gives_nothing():
    assert list(whole_blocks([])) == []

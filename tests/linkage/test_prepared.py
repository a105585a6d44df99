"""What is made ready once, or for many pairs at once, says the same as what is made pair by pair."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.linkage.people import crowd

from repatria.linkage import comparison, fields, find_duplicates, prepare, propose

numbers = st.lists(st.text("0123456789АБ", min_size=1, max_size=8), min_size=1, max_size=12, unique=True)


@given(numbers, numbers)
@settings(max_examples=60)
def test_numbers_compared_together_are_compared_rightly(left, right):
    right = list(dict.fromkeys([*right, *left[:3], *(f"{left[0]}7", left[0][1:] or "1")]))
    places = [(a, b) for a in range(len(left)) for b in range(len(right))]
    codes = (np.array([pair[side] for pair in places], dtype=np.int64) for side in (0, 1))
    found = comparison._number_levels(left, right, *codes)
    assert found.tolist() == [fields.number_level(left[a], right[b]) for a, b in places]


def test_many_distinct_texts_are_compared_as_few(monkeypatch):
    left, right = prepare(crowd(60, "l")), prepare(crowd(60, "r"))
    rows = np.repeat(np.arange(60, dtype=np.uint32), 60), np.tile(np.arange(60, dtype=np.uint32), 60)
    by_table = comparison.compare(left, right, *rows)
    monkeypatch.setattr(comparison, "_LARGEST_TABLE", 0)
    by_sorting = comparison.compare(left, right, *rows)
    assert all((by_table[name] == by_sorting[name]).all() for name in by_table)


def test_a_list_prepared_once_is_compared_as_if_prepared_each_time():
    left, right = crowd(80, "l"), crowd(50, "r")
    ready = prepare(left), prepare(right)
    assert propose(*ready).frame.equals(propose(left, right).frame)
    assert find_duplicates(ready[0]).frame.equals(find_duplicates(left).frame)


def test_a_part_of_a_prepared_list_is_that_part_prepared():
    left, right = crowd(80, "l"), crowd(50, "r")
    is_kept = pl.Series(np.arange(80) % 3 > 0)
    part = prepare(left).where(is_kept)
    assert propose(part, right).frame.equals(propose(left.filter(is_kept), right).frame)

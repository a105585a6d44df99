"""What compiled code says of many pairs is what the functions of ``fields`` say of each."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.linkage import fields, tables

numbers = st.lists(st.text("0123456789АБ", min_size=1, max_size=8), min_size=1, max_size=12, unique=True)
words = st.lists(
    st.lists(st.sampled_from(["kiev", "12", "117", "1", "brigada", "polk"]), min_size=1, max_size=4).map(
        lambda found: " ".join(sorted(set(found)))
    ),
    min_size=1,
    max_size=8,
)


def all_pairs(left, right):
    """Places of every pair of texts, a missing one on either side among them."""
    places = [(a, b) for a in range(-1, len(left)) for b in range(-1, len(right))]
    return tuple(np.array([pair[side] for pair in places], dtype=np.int32) for side in (0, 1))


def expected(level, left, right):
    codes = zip(*all_pairs(left, right), strict=True)
    return [-1 if a < 0 or b < 0 else level(left[a], right[b]) for a, b in codes]


@given(numbers, numbers)
@settings(max_examples=60, deadline=None)
def test_numbers_compared_together_are_compared_rightly(left, right):
    right = list(dict.fromkeys([*right, *left[:3], *(f"{left[0]}7", left[0][1:] or "1", left[0][::-1])]))
    made = [tables.number_table(pl.Series(side)) for side in (left, right)]
    found = tables.number_levels(*made, *all_pairs(left, right))
    assert found.tolist() == expected(fields.number_level, left, right)


@pytest.mark.parametrize(
    ("table", "level"),
    [(tables.word_table, fields.occupation_level), (tables.numbered_table, fields.unit_level)],
)
def test_words_compared_together_are_compared_rightly(table, level):
    @given(words, words)
    @settings(max_examples=40, deadline=None)
    def check(left, right):
        found = tables.word_levels(table(pl.Series(left)), table(pl.Series(right)), *all_pairs(left, right))
        assert found.tolist() == expected(level, left, right)

    check()


towns = st.lists(
    st.lists(
        st.sampled_from(["kiiv", "tikhabirizhsk", "tikhabirizhs", "tikhobirizhsk", "rudn", "rudna"]),
        min_size=1,
        max_size=3,
    ).map(lambda found: " ".join(sorted(set(found)))),
    min_size=1,
    max_size=6,
)


@given(towns, towns)
@settings(max_examples=40, deadline=None)
def test_places_compared_together_are_compared_rightly(left, right):
    made = [tables.place_table(pl.Series(side)) for side in (left, right)]
    assert tables.place_levels(*made, *all_pairs(left, right)).tolist() == expected(fields.place_level, left, right)


@given(numbers, numbers)
@settings(max_examples=40, deadline=None)
def test_codes_compared_together_are_compared_rightly(left, right):
    right = list(dict.fromkeys([*right, *left[:3], left[0][1:] or "1"]))
    made = [tables.number_table(pl.Series(side)) for side in (left, right)]
    assert tables.code_levels(*made, *all_pairs(left, right)).tolist() == expected(fields.code_level, left, right)

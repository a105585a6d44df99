"""Candidates are the union of the rules, each pair once, whatever the order of rows and the size of chunks."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.linkage.people import crowd, table

from repatria.linkage import blocking, joining, prepare
from repatria.linkage.blocking import Caps
from repatria.linkage.joining import SortedKeys

GENEROUS = Caps(block_pairs=10**9, pairs_per_record=10**6)
RULES = (np.array([0, 1, 2, 0]), np.array([0, 1, 2, 2]))
key_tables = st.integers(0, 12).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=n, max_size=n)
)


def as_keys(rows) -> np.ndarray:
    return np.array(rows, dtype=np.uint32).reshape(-1, 3)


def joined(left, right, *, caps=GENEROUS, n_pairs=1 << 20, within=False) -> list[tuple[int, int]]:
    sides = [SortedKeys.of(as_keys(side)) for side in (left, right)]
    join = joining.join(*sides, RULES, caps, within=within)
    found = [joining.pairs(join, *span) for span in joining.chunks(join, n_pairs)]
    return [pair for rows in found for pair in zip(*(side.tolist() for side in rows), strict=True)]


def brute_force(left, right, most=None, *, within=False) -> set[tuple[int, int]]:
    """Every pair that a rule gives the same key, save keys that bring more than ``most`` pairs."""
    found = set()
    for place, other in zip(*RULES, strict=True):
        for key in {row[place] for row in left} - {0}:
            lefts = [k for k, row in enumerate(left) if row[place] == key]
            rights = [k for k, row in enumerate(right) if row[other] == key]
            if most is None or len(lefts) * len(rights) <= most:
                found |= {(a, b) for a in lefts for b in rights if not within or a < b}
    return found


@given(key_tables, key_tables)
@settings(max_examples=80, deadline=None)
def test_the_rules_together_bring_what_each_brings_and_no_pair_twice(left, right):
    found = joined(left, right)
    assert len(found) == len(set(found))
    assert set(found) == brute_force(left, right)


@given(key_tables)
@settings(max_examples=60, deadline=None)
def test_within_a_list_each_pair_of_two_rows_stands_once(rows):
    found = joined(rows, rows, within=True)
    assert len(found) == len(set(found))
    assert set(found) == brute_force(rows, rows, within=True)


@given(key_tables, key_tables, st.integers(1, 40))
@settings(max_examples=80, deadline=None)
def test_a_key_that_brings_too_many_pairs_is_skipped_and_others_bring_its_pairs(left, right, most):
    found = joined(left, right, caps=Caps(block_pairs=most, pairs_per_record=10**6))
    assert len(found) == len(set(found))
    assert set(found) == brute_force(left, right, most)


@given(key_tables, key_tables, st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_chunks_change_neither_pairs_nor_order(left, right, n_pairs):
    assert joined(left, right, n_pairs=n_pairs) == joined(left, right)


@given(key_tables, key_tables, st.integers(1, 3), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_changes_no_pair(left, right, pairs_per_record, random):
    caps = Caps(block_pairs=50, pairs_per_record=pairs_per_record)
    order = random.sample(range(len(right)), len(right))
    there = joined(left, [right[place] for place in order], caps=caps)
    assert {(a, order[b]) for a, b in there} == set(joined(left, right, caps=caps))


@given(st.lists(st.integers(1, 30), unique=True, max_size=8).map(sorted), st.integers(0, 90))
@settings(max_examples=60, deadline=None)
def test_the_rarest_keys_are_taken_until_the_budget_is_spent(brings, budget):
    n_keys = np.arange(1, len(brings) + 1)
    most = joining.most_pairs(np.array(brings, dtype=np.int64), n_keys, 20, budget)
    taken = [pairs * n for pairs, n in zip(brings, n_keys.tolist(), strict=True) if pairs <= most]
    rarest_left = next((pairs * n for pairs, n in zip(brings, n_keys.tolist(), strict=True) if pairs > most), None)
    assert sum(taken) <= budget
    assert most == 20 or rarest_left is None or sum(taken) + rarest_left > budget


@pytest.mark.parametrize(("n", "most"), [(7, 35), (100_000, 500_000), (400_000, 1_000_000), (1_600_000, 2_000_000)])
def test_what_a_rule_may_bring_grows_as_the_root_of_long_lists(n, most):
    assert joining.budget(5, n) == most


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("Гнатюк", "Зіновій", "Петрович", "1986-03-11"), ("Hnatiuk", "Zinovii", "", "1986-11-03")),
        (("Гнатюк", "Зіновій", "Петрович", ""), ("Hnatiuk", "Zinovii", "Petrovych", "1986-11-03")),
        (("Гнатюк", "Зіновій", "Петрович", "1986-03-11"), ("Мазурик", "Зиновий", "Петрович", "1986-03-11")),
        (("Жовтобрюх", "", "", ""), ("Zhovtobriukh", "Олена", "", "1990")),
    ],
)
def test_what_one_side_lacks_or_swaps_does_not_hide_a_pair(left, right):
    tables = [prepare(pl.concat([table(("x", *row)), crowd(40, "c")])) for row in (left, right)]
    keys = [side.with_sorted_keys().sorted_keys for side in tables]
    found = blocking.candidate_pairs(*keys, Caps(block_pairs=50_000, pairs_per_record=5))
    assert any(((rows[0] == 0) & (rows[1] == 0)).any() for rows in found)


def test_a_key_depends_on_its_record_alone():
    whole, part = prepare(crowd(30, "c")).frame, prepare(crowd(30, "c").slice(7, 5)).frame
    assert np.array_equal(blocking.key_table(whole)[7:12], blocking.key_table(part))

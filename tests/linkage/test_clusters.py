import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.linkage import clusters

COLUMNS = ["list_a", "id_a", "list_b", "id_b", "match_probability"]


def table(*rows) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=COLUMNS, orient="row", schema_overrides={"match_probability": pl.Float64})


def test_records_of_three_lists_become_one_person():
    found = clusters(table(("missing", "1", "held", "9", 0.9), ("held", "9", "visited", "5", 0.7)))
    assert found["cluster"].to_list() == [0, 0, 0]
    assert set(zip(found["list"], found["id"], strict=True)) == {("missing", "1"), ("held", "9"), ("visited", "5")}
    assert found.row(0, named=True) | {"list": "", "id": ""} == {
        "cluster": 0,
        "list": "",
        "id": "",
        "n_records": 3,
        "n_lists": 3,
        "n_links": 2,
        "weakest_link": 0.7,
        "contradiction": "",
    }


def test_two_records_of_a_list_without_repeats_contradict_and_stay():
    """Two missing men are found as one held man: both links stand, and are said to exclude each other."""
    pairs = table(("missing", "1", "held", "9", 0.9), ("missing", "2", "held", "9", 0.8))
    assert clusters(pairs)["contradiction"].to_list() == ["missing"] * 3
    assert clusters(pairs, lists_with_repeats=["missing"])["contradiction"].to_list() == [""] * 3


def test_less_probable_pairs_connect_nothing():
    assert clusters(table(("a", "1", "b", "1", 0.49))).is_empty()
    assert clusters(table(("a", "1", "b", "1", 0.49)), least=0.4).height == 2


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_clusters_are_what_links_connect(links):
    found = clusters(table(*(("a", str(one), "b", str(other), 0.9) for one, other in links)))
    groups = []
    for one, other in links:
        joined = {("a", str(one)), ("b", str(other))}
        groups = [g for g in groups if not g & joined] + [joined.union(*(g for g in groups if g & joined))]
    told = found.group_by("cluster").agg(pl.struct("list", "id")).to_series(1).to_list()
    assert sorted(sorted(g) for g in groups) == sorted(sorted((r["list"], r["id"]) for r in rows) for rows in told)


@pytest.mark.parametrize("swap", [False, True])
def test_the_order_of_pairs_changes_nothing(swap):
    pairs = table(*(("a", str(k), "b", str((k * 7) % 5), 0.9) for k in range(9)))
    assert clusters(pairs.reverse() if swap else pairs).equals(clusters(pairs))

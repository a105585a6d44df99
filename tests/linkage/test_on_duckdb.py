import duckdb
import polars as pl
import pytest
from benchmarks.quality.crossscript import records
from tests.linkage.engines import CASES, assert_same, lists_of
from tests.linkage.people import crowd, table

from repatria.linkage import LinkageParams, cells, propose
from repatria.linkage.on_duckdb import propose_on_duckdb


@pytest.fixture
def connection():
    with duckdb.connect(config={"memory_limit": "512MB", "threads": 2}) as opened:
        yield opened


@pytest.mark.parametrize("name", CASES)
def test_the_pairs_are_those_of_the_embedded_engine_to_the_bit(connection, name):
    left, right, params = lists_of(name)
    assert_same(propose(left, right, params=params), propose_on_duckdb(connection, left, right, params=params))


def test_lists_that_are_cut_into_parts_give_the_same(connection, monkeypatch):
    monkeypatch.setattr(cells, "_MOST_RECORDS", 900)
    left, right, params = lists_of("capped")
    assert cells.grid(left.height, right.height, 1) > (2, 1)
    assert_same(propose(left, right, params=params), propose_on_duckdb(connection, left, right, params=params))


def test_the_connection_is_left_as_it_was(connection):
    connection.execute("CREATE TABLE mine AS SELECT 1 AS a")
    told = []
    propose_on_duckdb(connection, crowd(60, "l"), crowd(40, "r"), progress=lambda part, step: told.append((part, step)))
    assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("mine",)]
    assert told[-1] == (1.0, "done")
    assert [part for part, _ in told] == sorted(part for part, _ in told)


def test_a_connection_that_may_hold_little_gives_the_same(tmp_path):
    left, right = crowd(12_000, "l"), crowd(8_000, "r")
    params = LinkageParams(one_to_one=False, threshold=0.5)
    with duckdb.connect(config={"memory_limit": "40MB", "temp_directory": str(tmp_path), "threads": 1}) as small:
        found = propose_on_duckdb(small, left, right, params=params)
    assert_same(propose(left, right, params=params), found)


@pytest.mark.parametrize(("n_left", "n_right"), [(0, 0), (0, 3), (3, 0)])
def test_empty_lists_have_no_pairs(connection, n_left, n_right):
    found = propose_on_duckdb(connection, crowd(3, "l").head(n_left), crowd(3, "r").head(n_right))
    assert found.frame.height == 0
    assert found.frame.schema == propose(crowd(3, "l"), crowd(3, "r")).frame.schema


def test_a_table_without_unique_ids_is_refused(connection):
    with pytest.raises(ValueError, match="record_id"):
        propose_on_duckdb(connection, pl.DataFrame({"surname": ["x"]}), crowd(3, "r"))
    with pytest.raises(ValueError, match="unique"):
        propose_on_duckdb(connection, pl.concat([crowd(3, "l"), crowd(3, "l")]), crowd(3, "r"))


def test_quotes_and_odd_letters_in_ids_and_names_pass(connection):
    left = table(("a'\"1", "О'Гнатюк", "Іван", "", "1986-03-11"), ("", "Гнатюк\tдва", "", "", ""))
    right = table(("b;--", "O'Hnatiuk", "Ivan", "", "1986-03-11"))
    assert_same(propose(left, right), propose_on_duckdb(connection, left, right))


@pytest.mark.reference
def test_real_lists_across_scripts_have_the_same_pairs(connection, reference):
    left, right = (records(reference / "linkage" / f"crossscript_{side}.csv") for side in "ab")
    assert_same(propose(left, right), propose_on_duckdb(connection, left, right))

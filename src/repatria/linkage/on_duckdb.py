"""The same matching with DuckDB, for lists that are larger than one machine's memory.

DuckDB keeps the prepared records on disk where they exceed the memory that its connection may take, and counts their
values; it hands out one part of a list after another, and each part of one list is compared with each part of the
other by the code that does it without DuckDB.  What survives is judged by the same function: the pairs are the same, to
the bit.
"""
# ruff: noqa: S608 - statements are put together from constants of this package and from whole numbers

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import polars as pl

from repatria.linkage.blocking import LEFT, RIGHT, Keys, key_table
from repatria.linkage.carrying import LIST_ROW, Found, Weigher, counted_columns, prepared_to_carry
from repatria.linkage.cells import cut, grid
from repatria.linkage.model import LinkageModel, default_model
from repatria.linkage.params import LinkageParams
from repatria.linkage.proposals import Progress, ScoredPairs, silent
from repatria.linkage.records import with_all_columns
from repatria.linkage.tallies import ON_LEFT, ON_RIGHT, Counted, Summary, counted, histogram, shared

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ROWS_AT_ONCE: Final = 50_000
# Temporary, so that the caller's own tables stay as they are.
_RECORDS, _KEYS, _PART = "repatria_records", "repatria_keys", "repatria_part"


def propose_on_duckdb(
    connection: "DuckDBPyConnection",
    left: pl.DataFrame,
    right: pl.DataFrame,
    *,
    model: LinkageModel | None = None,
    params: LinkageParams | None = None,
    progress: Progress | None = None,
) -> ScoredPairs:
    """Weigh which records of two lists speak of one person, in bounded memory: the pairs that :func:`propose` gives.

    Parameters
    ----------
    connection
        DuckDB 2 or newer.  Its ``memory_limit`` bounds what it holds, its ``temp_directory`` takes the rest.

    Raises
    ------
    ValueError
        A table has no ``record_id`` or repeats one.
    """
    model, params, tell = model or default_model(), params or LinkageParams(), progress or silent
    try:
        tell(0.05, "preparing")
        _prepare(connection, left, right)
        tell(0.3, "blocking")
        summary = _summary(connection, (left.height, right.height), counted_columns(model))
        skipped = _skipped(connection, summary.most_by_rule(params))
        weigher = Weigher(model=model, params=params, summary=summary, skipped=skipped)
        tell(0.4, "comparing")
        scored = weigher.concluded(_compared(connection, weigher, tell))
        tell(1.0, "done")
        return scored
    finally:
        for table in (_RECORDS, _KEYS):
            connection.execute(f"DROP TABLE IF EXISTS {table}")


def _prepare(connection: "DuckDBPyConnection", left: pl.DataFrame, right: pl.DataFrame) -> None:
    """Read the names of both lists, some ten thousand rows at a time; rows are numbered in the order of ids."""
    is_first = True
    for side, records in ((ON_LEFT, left), (ON_RIGHT, right)):
        whole = with_all_columns(records).sort("record_id")
        whole = whole.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(LIST_ROW))
        for part in cut(whole, max(1, -(-whole.height // _ROWS_AT_ONCE))):
            prepared = prepared_to_carry(part)
            table = key_table(prepared)
            keys = pl.DataFrame({f"key_{place}": table[:, place] for place in range(table.shape[1])})
            for name, frame in ((_RECORDS, prepared), (_KEYS, keys)):
                said = f"CREATE TEMP TABLE {name} AS" if is_first else f"INSERT INTO {name} BY NAME"
                with _lent(connection, frame.with_columns(side=pl.lit(side, dtype=pl.Int8))):
                    connection.execute(f"{said} SELECT * FROM {_PART}")
            is_first = False


def _summary(connection: "DuckDBPyConnection", sizes: tuple[int, int], columns: list[str]) -> Summary:
    known = ", ".join(f'count("{column}") AS "{column}"' for column in columns)
    repeated = {
        column: _frame(
            connection,
            f'SELECT "{column}" AS value, count(*) AS n FROM {_RECORDS} WHERE "{column}" IS NOT NULL'
            f' GROUP BY "{column}" HAVING count(*) > 1',
        )
        for column in columns
    }
    return Summary(
        n_records=sizes,
        n_known=_frame(connection, f"SELECT {known} FROM {_RECORDS}").row(0, named=True),
        repeated=repeated,
        histograms={rule: histogram(brought) for rule, brought in _brought(connection)},
    )


def _skipped(connection: "DuckDBPyConnection", most: dict[int, int]) -> dict[int, Keys]:
    """For each rule the keys that would bring too many pairs."""
    return {rule: keys[brings > most[rule]] for rule, (keys, brings) in _brought(connection)}


def _brought(connection: "DuckDBPyConnection") -> Iterator[tuple[int, Counted]]:
    """For each rule, one after another, the keys on both lists, and how many pairs each brings."""
    for rule, places in enumerate(zip(LEFT.tolist(), RIGHT.tolist(), strict=True)):
        sides = []
        for side, place in zip((ON_LEFT, ON_RIGHT), places, strict=True):
            said = f"SELECT key_{place} AS key FROM {_KEYS} WHERE side = {side} AND key_{place} <> 0"
            sides.append(counted(_frame(connection, said)["key"].to_numpy()))
        yield rule, shared(*sides)


def _compared(connection: "DuckDBPyConnection", weigher: Weigher, tell: Progress) -> Iterator[Found]:
    """What the cells of the grid find, one after another."""
    n_left, n_right = grid(*weigher.summary.n_records, n_workers=1)
    for place in range(n_left):
        left = weigher.part(_part(connection, ON_LEFT, place, n_left, weigher), ON_LEFT)
        for other in range(n_right):
            right = weigher.part(_part(connection, ON_RIGHT, other, n_right, weigher), ON_RIGHT)
            yield weigher.found(left, right)
            tell(0.4 + 0.4 * (place * n_right + other + 1) / (n_left * n_right), "comparing")


def _part(connection: "DuckDBPyConnection", side: int, place: int, n_parts: int, weigher: Weigher) -> pl.DataFrame:
    n_records = weigher.summary.n_records[side]
    begin, end = place * n_records // n_parts, (place + 1) * n_records // n_parts
    asked = f"side = {side} AND {LIST_ROW} >= {begin} AND {LIST_ROW} < {end}"
    return _frame(connection, f"SELECT * EXCLUDE (side) FROM {_RECORDS} WHERE {asked}")


@contextmanager
def _lent(connection: "DuckDBPyConnection", part: pl.DataFrame) -> Iterator[None]:
    """The connection reads the rows as the table ``repatria_part``."""
    connection.register(_PART, part.to_arrow())
    try:
        yield
    finally:
        connection.unregister(_PART)


def _frame(connection: "DuckDBPyConnection", said: str) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(connection.sql(said).to_arrow_table()))

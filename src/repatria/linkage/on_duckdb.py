"""The same matching with DuckDB, for lists that are larger than one machine's memory.

DuckDB keeps the prepared records, counts values and keys, and sorts the records of each rule by key, on disk where they
exceed the memory that its connection may take.  Pairs, levels and weights come out of the same code as without it,
a chunk of whole blocks at a time; what survives is judged by the same function: the pairs are the same, to the bit.
"""
# ruff: noqa: S608 - statements are put together from constants of this package and from whole numbers

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa

from repatria.linkage.blocking import RULES
from repatria.linkage.blocks import NO_KEY, ON_LEFT, ON_RIGHT, whole_blocks
from repatria.linkage.carrying import (
    Weigher,
    carried,
    concluded,
    counts,
    most_pairs_by_rule,
    prepared_to_carry,
    structs,
    survivors_schema,
)
from repatria.linkage.model import LinkageModel, default_model
from repatria.linkage.params import LinkageParams
from repatria.linkage.proposals import Progress, ScoredPairs, silent
from repatria.linkage.records import with_all_columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ROWS_AT_ONCE: Final = 50_000
# Temporary tables, so that the caller's own stay as they are.
_PREPARED, _RECORDS, _BROUGHT = "repatria_prepared", "repatria_records", "repatria_brought"
_PART = "repatria_part"


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
        sizes, n_known = (left.height, right.height), _count(connection, counts(model))
        tell(0.3, "blocking")
        skipped = _bring(connection, max(sizes), params)
        weigher = Weigher.of(model, params, sizes, n_known, skipped)
        tell(0.4, "comparing")
        n_compared, found = 0, [pl.DataFrame(schema=survivors_schema(model))]
        for rule in range(len(RULES)):
            for entries in whole_blocks(_entries(connection, rule)):
                n_pairs, _, survivors = weigher.survivors(entries)
                n_compared += n_pairs
                found.append(survivors)
            tell(0.4 + 0.4 * (rule + 1) / len(RULES), "comparing")
        told = concluded(
            pl.concat(found), n_compared, lambda side, rows: _with_rows(connection, side, rows), weigher, params
        )
        tell(1.0, "done")
        return told
    finally:
        for table in (_PREPARED, _RECORDS, _BROUGHT):
            connection.execute(f"DROP TABLE IF EXISTS {table}")


def _prepare(connection: "DuckDBPyConnection", left: pl.DataFrame, right: pl.DataFrame) -> None:
    """Read the names of both lists, some ten thousand rows at a time; ``row`` grows in the order of ids."""
    is_first = True
    for side, records in ((ON_LEFT, left), (ON_RIGHT, right)):
        whole = with_all_columns(records).sort("record_id")
        for begin in range(0, max(whole.height, 1), _ROWS_AT_ONCE):
            part = prepared_to_carry(whole.slice(begin, _ROWS_AT_ONCE), side).with_columns(
                row=pl.int_range(begin, begin + pl.len(), dtype=pl.Int64), side=pl.lit(side, dtype=pl.Int32)
            )
            said = f"CREATE TEMP TABLE {_PREPARED} AS" if is_first else f"INSERT INTO {_PREPARED} BY NAME"
            with _lent(connection, part):
                connection.execute(f"{said} SELECT * FROM {_PART}")
            is_first = False


def _count(connection: "DuckDBPyConnection", weighed: Mapping[str, str]) -> dict[str, int]:
    """Put beside each value that is weighed by frequency how often it occurs on both lists."""
    counted = "".join(
        f' LEFT JOIN (SELECT "{column}", count(*) AS "{count}" FROM {_PREPARED} WHERE "{column}" IS NOT NULL'
        f' GROUP BY "{column}") USING ("{column}")'
        for column, count in weighed.items()
    )
    columns = ", ".join(f'"{name}"' for name in ("side", "row", *carried(), *weighed.values()))
    connection.execute(f"CREATE TEMP TABLE {_RECORDS} AS SELECT {columns} FROM {_PREPARED}{counted}")
    connection.execute(f"DROP TABLE {_PREPARED}")
    known = ", ".join(f'count("{column}")' for column in weighed)
    found = connection.execute(f"SELECT {known} FROM {_RECORDS}").fetchone() or ()
    return dict(zip(weighed, found, strict=True))


def _bring(connection: "DuckDBPyConnection", n_longer: int, params: LinkageParams) -> pl.DataFrame:
    """Count what the keys of both lists bring; keep those that may, and tell which are skipped."""
    n_side = " * ".join(f"count(*) FILTER (side = {side})" for side in (ON_LEFT, ON_RIGHT))
    counted = " UNION ALL ".join(
        f"SELECT {rule}::INTEGER AS rule, keys[{rule + 1}] AS key, {n_side} AS brings FROM {_RECORDS}"
        f" GROUP BY keys[{rule + 1}]"
        for rule in range(len(RULES))
    )
    connection.execute(
        f"CREATE TEMP TABLE {_BROUGHT} AS SELECT * FROM ({counted}) WHERE brings > 0 AND key <> {NO_KEY}"
    )
    brought = _frame(connection, f"SELECT rule, brings, count(*) AS n_keys FROM {_BROUGHT} GROUP BY ALL")
    most = most_pairs_by_rule(brought, n_longer, params)
    is_skipped = " OR ".join(f"(rule = {rule} AND brings > {n_pairs})" for rule, n_pairs in most.items()) or "false"
    skipped = _frame(connection, f"SELECT rule, key FROM {_BROUGHT} WHERE {is_skipped}")
    connection.execute(f"DELETE FROM {_BROUGHT} WHERE {is_skipped}")
    return skipped


def _entries(connection: "DuckDBPyConnection", rule: int) -> Iterator[pl.DataFrame]:
    """The records of one rule's kept keys, by key, with the left list first."""
    key = f"keys[{rule + 1}]"
    reader = connection.sql(
        f"SELECT {rule}::INTEGER AS rule, {key} AS key, * FROM {_RECORDS}"
        f" WHERE {key} IN (SELECT key FROM {_BROUGHT} WHERE rule = {rule}) ORDER BY {key}, side"
    ).to_arrow_reader(_ROWS_AT_ONCE)
    for batch in reader:
        yield pl.DataFrame(pl.from_arrow(batch))


def _with_rows(connection: "DuckDBPyConnection", side: int, rows: pl.Series) -> pl.DataFrame:
    """Those records of a side, in the order of rows."""
    asked = f"side = {side} AND row IN (SELECT row FROM {_PART})"
    with _lent(connection, rows.rename("row").to_frame()):
        return _frame(connection, f"SELECT * FROM {_RECORDS} WHERE {asked} ORDER BY row")


@contextmanager
def _lent(connection: "DuckDBPyConnection", part: pl.DataFrame) -> Iterator[None]:
    """The connection reads the rows as the table ``repatria_part``."""
    connection.register(_PART, pa.Table.from_batches([pa.RecordBatch.from_struct_array(structs(part))]))
    try:
        yield
    finally:
        connection.unregister(_PART)


def _frame(connection: "DuckDBPyConnection", said: str) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(connection.sql(said).to_arrow_table()))

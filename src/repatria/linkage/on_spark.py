"""The same matching on a Spark cluster, for lists that one machine cannot hold.

Spark reads names on its executors, counts values and keys, and brings the records that share a key together, sorted.
Pairs, levels and weights come out of the same code as on one machine, a chunk of whole blocks at a time; what
survives, a few pairs a record, is judged on the driver by the same function.  So the pairs are the same, to the bit.

No block is skewed beyond bounds: keys that bring more pairs than their rule may are left out before records travel.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
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
    unnested,
)
from repatria.linkage.model import LinkageModel, default_model
from repatria.linkage.params import LinkageParams
from repatria.linkage.proposals import Progress, ScoredPairs, silent
from repatria.linkage.records import COLUMNS, with_all_columns

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

Records: TypeAlias = "pl.DataFrame | DataFrame"
_TYPES: Final[dict[pl.DataType, str]] = {
    pl.String(): "string",
    pl.Boolean(): "boolean",
    pl.Int8(): "tinyint",
    pl.Int16(): "smallint",
    pl.Int32(): "int",
    pl.Int64(): "bigint",
    pl.Float64(): "double",
    pl.Date(): "date",
    pl.List(pl.Int32()): "array<int>",
}


def propose_on_spark(
    session: "SparkSession",
    left: Records,
    right: Records,
    *,
    model: LinkageModel | None = None,
    params: LinkageParams | None = None,
    progress: Progress | None = None,
) -> ScoredPairs:
    """Weigh which records of two lists speak of one person, on a cluster: the pairs that :func:`propose` gives.

    Parameters
    ----------
    session
        A running Spark 4.1 or newer, whose executors have this package installed.  It is left running.
    left, right
        Record tables as for :func:`propose`, or Spark's own data frames with the same columns, which never pass
        through the driver.  The driver holds the surviving pairs and their records, some hundred bytes each.

    Raises
    ------
    ValueError
        A table has no ``record_id`` or repeats one.
    """
    model, params, tell = model or default_model(), params or LinkageParams(), progress or silent
    tell(0.05, "preparing")
    prepared = _prepared(session, left, right).persist()
    records = _counted(prepared, counts(model)).persist()
    brought = _brought(records).persist()
    try:
        n_left, n_right, n_known = _sizes(records, list(counts(model)))
        prepared.unpersist()
        tell(0.3, "blocking")
        n_keys = _frame(brought.groupBy("rule", "brings").count().withColumnRenamed("count", "n_keys"))
        most = most_pairs_by_rule(n_keys, max(n_left, n_right), params)
        skipped = _frame(brought.where(~_is_kept(most)).select("rule", "key"))
        scorer = Weigher.of(model, params, (n_left, n_right), n_known, skipped)
        tell(0.4, "comparing")
        n_compared, survivors = _weighed(records, brought.where(_is_kept(most)), scorer)
        tell(0.8, "weighing")
        told = concluded(
            survivors, n_compared, lambda side, rows: _with_rows(session, records, side, rows), scorer, params
        )
        tell(1.0, "done")
        return told
    finally:
        for kept in (brought, records, prepared):
            kept.unpersist()


def _prepared(session: "SparkSession", left: Records, right: Records) -> "DataFrame":
    """Both lists' records as they travel, with ``side`` and with ``row``, which grows in the order of ids."""
    from pyspark.sql import functions as sql

    sides = []
    for side, records in ((ON_LEFT, left), (ON_RIGHT, right)):
        read = _once(_reading(side), _sql_type(carried()))
        whole = _numbered(session, records).select("row", read(sql.struct(*COLUMNS)).alias("read"))
        sides.append(whole.select(sql.lit(side).alias("side"), "row", "read.*"))
    return sides[0].unionByName(sides[1])


def _numbered(session: "SparkSession", records: Records) -> "DataFrame":
    from pyspark.sql import functions as sql

    if isinstance(records, pl.DataFrame):
        table = with_all_columns(records).sort("record_id").with_columns(row=pl.int_range(pl.len()))
        numbered = session.createDataFrame(pa.Table.from_batches([pa.RecordBatch.from_struct_array(structs(table))]))
    else:
        _check_ids(records)
        columns = [
            (sql.col(name) if name in records.columns else sql.lit(None)).cast(_TYPES[kind]).alias(name)
            for name, kind in COLUMNS.items()
        ]
        # The numbers of sorted rows grow over the partitions.  Ids are unique: a lost part is numbered as before.
        numbered = records.select(*columns).orderBy("record_id").withColumn("row", sql.monotonically_increasing_id())
    return numbered


def _check_ids(records: "DataFrame") -> None:
    from pyspark.sql import functions as sql

    if "record_id" not in records.columns:
        raise ValueError("a record table needs the column record_id")
    if not records.groupBy("record_id").count().where(sql.col("count") > 1).isEmpty():
        raise ValueError("record_id must be unique within a record table")


def _reading(side: int) -> Callable[[Iterator[pa.Array]], Iterator[pa.Array]]:
    def read(batches: Iterator[pa.Array]) -> Iterator[pa.Array]:
        for batch in batches:
            yield structs(prepared_to_carry(unnested(batch), side))

    return read


def _counted(records: "DataFrame", columns: Mapping[str, str]) -> "DataFrame":
    """Beside each value that is weighed by frequency how often it occurs on both lists."""
    from pyspark.sql import functions as sql

    counted = records
    for column, count in columns.items():
        n_seen = records.where(sql.col(column).isNotNull()).groupBy(column).agg(sql.count("*").alias(count))
        counted = counted.join(n_seen, column, "left")
    return counted


def _sizes(records: "DataFrame", columns: list[str]) -> tuple[int, int, dict[str, int]]:
    from pyspark.sql import functions as sql

    known = [sql.count(column).alias(column) for column in columns]
    sides = [sql.count_if(sql.col("side") == side).alias(f"side_{side}") for side in (ON_LEFT, ON_RIGHT)]
    found = _frame(records.agg(*sides, *known)).row(0, named=True)
    return found[f"side_{ON_LEFT}"], found[f"side_{ON_RIGHT}"], {column: found[column] for column in columns}


def _entries(records: "DataFrame", *columns: str) -> "DataFrame":
    """The records once for each of their keys."""
    from pyspark.sql import functions as sql

    return records.select(*columns, sql.posexplode("keys").alias("rule", "key")).where(f"key <> {NO_KEY}")


def _brought(records: "DataFrame") -> "DataFrame":
    """The keys that stand on both lists, and how many pairs each brings."""
    from pyspark.sql import functions as sql

    n_side = [sql.count_if(sql.col("side") == side) for side in (ON_LEFT, ON_RIGHT)]
    counts = _entries(records, "side").groupBy("rule", "key")
    return counts.agg((n_side[0] * n_side[1]).alias("brings")).where("brings > 0")


def _is_kept(most: Mapping[int, int]) -> "Column":
    from pyspark.sql import functions as sql

    by_rule = sql.array(*(sql.lit(most.get(rule, 0)) for rule in range(len(RULES))))
    return sql.col("brings") <= sql.element_at(by_rule, sql.col("rule") + 1)


def _weighed(records: "DataFrame", kept: "DataFrame", scorer: Weigher) -> tuple[int, pl.DataFrame]:
    """How many pairs were compared, and the surviving ones."""
    from pyspark.sql import functions as sql

    entries = _entries(records, "*").join(kept.select("rule", "key"), ["rule", "key"], "left_semi")
    blocks = entries.repartition("rule", "key").sortWithinPartitions("rule", "key", "side")
    pair = _sql_type(survivors_schema(scorer.model))
    weigh = _once(_weighing(scorer), f"struct<n_compared: bigint, pairs: array<{pair}>>")
    found = blocks.select(weigh(sql.struct(*blocks.columns)).alias("found")).select("found.*")
    table = found.where("n_compared > 0 or size(pairs) > 0").toArrow()
    pairs = table["pairs"].combine_chunks().flatten()
    return sum(table["n_compared"].to_pylist()), unnested(pairs)


def _weighing(scorer: Weigher) -> Callable[[Iterator[pa.Array]], Iterator[pa.Array]]:
    """A function that gives each left entry its surviving pairs, and the first entry of a chunk the number of all."""

    def weigh(batches: Iterator[pa.Array]) -> Iterator[pa.Array]:
        for entries in whole_blocks(unnested(batch) for batch in batches):
            n_compared, places, survivors = scorer.survivors(entries)
            order = np.argsort(places, kind="stable")
            begins = np.cumsum(np.bincount(places.astype(np.int64) + 1, minlength=entries.height + 1), dtype=np.int32)
            pairs = pa.ListArray.from_arrays(pa.array(begins, pa.int32()), structs(survivors[order]))
            tally = np.zeros(entries.height, dtype=np.int64)
            tally[0] = n_compared
            yield pa.StructArray.from_arrays([pa.array(tally), pairs], names=["n_compared", "pairs"])

    return weigh


def _once(function: Callable[[Iterator[pa.Array]], Iterator[pa.Array]], gives: str) -> "Callable[[Column], Column]":
    """The function for columns of structs, run where it is written and nowhere else.

    What Spark takes for deterministic it may run twice, or before records are brought together.
    """
    from pyspark.sql.functions import arrow_udf  # type: ignore[attr-defined]  # exported in a way that mypy misses

    return arrow_udf(function, gives).asNondeterministic()  # type: ignore[no-any-return]


def _with_rows(session: "SparkSession", records: "DataFrame", side: int, rows: pl.Series) -> pl.DataFrame:
    """Those records of a side, in the order of rows."""
    from pyspark.sql import functions as sql

    asked = session.createDataFrame(pa.table({"row": pa.array(rows.to_numpy())}))
    found = records.where(sql.col("side") == side).join(asked, "row", "left_semi")
    return _frame(found).sort("row")


def _frame(records: "DataFrame") -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(records.toArrow()))


def _sql_type(columns: Mapping[str, pl.DataType]) -> str:
    fields = ", ".join(f"`{name}`: {_TYPES[kind]}" for name, kind in columns.items())
    return f"struct<{fields}>"

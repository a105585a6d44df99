"""The same matching on a Spark cluster, for lists that one machine cannot hold.

Spark's executors read names, count values and keys, and compare each part of one list with each part of the other.
Everything is done by the code that one machine runs, a part at a time; parts travel as a few large packets, so that
Java moves bytes and never looks at a record.  What survives, a few pairs a record, is judged on the driver by the same
function.  So the pairs are the same, to the bit.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import polars as pl
import pyarrow as pa

from repatria.linkage.blocking import Keys
from repatria.linkage.carrying import LIST_ROW, Found, Weigher, counted_columns, packed, prepared_to_carry, unpacked
from repatria.linkage.cells import cut, grid
from repatria.linkage.model import LinkageModel, default_model
from repatria.linkage.params import LinkageParams
from repatria.linkage.proposals import Progress, ScoredPairs, silent
from repatria.linkage.records import COLUMNS, with_all_columns
from repatria.linkage.tallies import ON_LEFT, ON_RIGHT, Counted, Summary, Tally, skipped

if TYPE_CHECKING:
    from pyspark import RDD, SparkContext
    from pyspark.sql import DataFrame, SparkSession

Records: TypeAlias = "pl.DataFrame | DataFrame"
Packet = tuple[int, bytes]
"""A side, and packed rows of its list."""
_PART_RECORDS: Final = 25_000
_TYPES: Final[dict[pl.DataType, str]] = {
    pl.String(): "string",
    pl.Int16(): "smallint",
    pl.Date(): "date",
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
        through the driver.  The driver holds the surviving pairs and of their records what is weighed by frequency.

    Raises
    ------
    ValueError
        A table has no ``record_id`` or repeats one.
    """
    from pyspark import StorageLevel

    model, params, tell = model or default_model(), params or LinkageParams(), progress or silent
    context, columns = session.sparkContext, counted_columns(model)
    tell(0.05, "preparing")
    lists = [_packets(session, records, side) for side, records in ((ON_LEFT, left), (ON_RIGHT, right))]
    prepared = context.union(lists).map(_prepare).persist(StorageLevel.MEMORY_AND_DISK)
    n_parts = prepared.getNumPartitions()
    tallies = _sent(prepared.flatMap(lambda packet: _tallied(packet, columns, n_parts)), n_parts)
    brought = tallies.map(_summed).persist(StorageLevel.MEMORY_AND_DISK)
    try:
        summary = Summary.joined(brought.map(lambda part: part[0]).collect())
        tell(0.4, "blocking")
        most = summary.most_by_rule(params)
        too_many = _joined(brought.map(lambda part: skipped(part[1], most)).collect())
        weigher = Weigher(model=model, params=params, summary=summary, skipped=too_many)
        tell(0.5, "comparing")
        found = _compared(context, prepared, weigher)
        tell(0.8, "weighing")
        scored = weigher.concluded(found)
        tell(1.0, "done")
        return scored
    finally:
        for kept in (brought, prepared):
            kept.unpersist()


def _packets(session: "SparkSession", records: Records, side: int) -> "RDD[Packet]":
    """A list's rows in packets, numbered in the order of ids."""
    if isinstance(records, pl.DataFrame):
        whole = with_all_columns(records).sort("record_id")
        whole = whole.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(LIST_ROW))
        packets = [(side, packed(part)) for part in cut(whole, max(1, -(-whole.height // _PART_RECORDS)))]
        return session.sparkContext.parallelize(packets, len(packets))
    return _packets_of(records).map(lambda row: (side, bytes(row[0])))


def _packets_of(records: "DataFrame") -> "RDD[Any]":
    from pyspark.sql import functions as sql

    _check_ids(records)
    columns = [
        (sql.col(name) if name in records.columns else sql.lit(None)).cast(_TYPES[kind]).alias(name)
        for name, kind in COLUMNS.items()
    ]
    # The numbers of sorted rows grow over the partitions.  Ids are unique: a lost part is numbered as before.
    numbered = records.select(*columns).orderBy("record_id").withColumn(LIST_ROW, sql.monotonically_increasing_id())
    # What Spark takes for deterministic it may run twice, or before the rows are sorted.
    pack = sql.arrow_udf(_packing, "binary").asNondeterministic()  # type: ignore[attr-defined]  # mypy misses it
    packets = numbered.select(pack(sql.struct(*COLUMNS, LIST_ROW)).alias("packet"))
    return packets.where(sql.col("packet").isNotNull()).rdd


def _check_ids(records: "DataFrame") -> None:
    from pyspark.sql import functions as sql

    if "record_id" not in records.columns:
        raise ValueError("a record table needs the column record_id")
    if not records.groupBy("record_id").count().where(sql.col("count") > 1).isEmpty():
        raise ValueError("record_id must be unique within a record table")


def _packing(batches: Iterator[pa.Array]) -> Iterator[pa.Array]:
    """For the first row of each batch the packed batch, and nothing for the others: Spark wants a value a row."""
    for batch in batches:
        rows = pl.DataFrame(pl.from_arrow(pa.RecordBatch.from_struct_array(batch)))
        yield pa.array([packed(rows)] + [None] * (len(batch) - 1) if len(batch) else [], pa.binary())


def _prepare(packet: Packet) -> Packet:
    return packet[0], packed(prepared_to_carry(unpacked(packet[1])))


def _tallied(packet: Packet, columns: list[str], n_parts: int) -> Iterator[tuple[int, Tally]]:
    yield from enumerate(Tally.of(unpacked(packet[1]), packet[0], columns).split(n_parts))


def _summed(tallies: Iterable[Tally]) -> tuple[Summary, dict[int, Counted]]:
    tally = Tally.merged(tallies)
    brought = tally.brought()
    return Summary.of(tally, brought), brought


def _joined(parts: Iterable[Mapping[int, Keys]]) -> dict[int, Keys]:
    found: dict[int, list[Keys]] = {}
    for part in parts:
        for rule, keys in part.items():
            found.setdefault(rule, []).append(keys)
    return {rule: np.concatenate(keys) for rule, keys in found.items()}


def _compared(context: "SparkContext", prepared: "RDD[Packet]", weigher: Weigher) -> list[Found]:
    """What the cells of the grid find."""
    cuts = grid(*weigher.summary.n_records, context.defaultParallelism)
    known = context.broadcast(weigher)

    def weigh(packets: Iterable[Packet]) -> Found:
        sides: tuple[list[pl.DataFrame], list[pl.DataFrame]] = [], []
        for side, data in packets:
            sides[side].append(unpacked(data))
        return known.value.found(*(known.value.part(pl.concat(parts), side) for side, parts in enumerate(sides)))

    found = _sent(prepared.flatMap(lambda packet: _to_cells(packet, cuts)), cuts[0] * cuts[1]).map(weigh).collect()
    known.destroy()
    return found


def _to_cells(packet: Packet, cuts: tuple[int, int]) -> Iterator[tuple[int, Packet]]:
    """The rows of a packet, each to the cells of its row or column of the grid."""
    side, data = packet
    for place, part in enumerate(cut(unpacked(data), cuts[side])):
        again = packed(part)
        for other in range(cuts[1 - side]):
            cell = place * cuts[1] + other if side == ON_LEFT else other * cuts[1] + place
            yield cell, (side, again)


def _sent(keyed: "RDD[tuple[int, Any]]", n_parts: int) -> "RDD[list[Any]]":
    """What was sent to each number, together."""
    return keyed.partitionBy(n_parts, int).mapPartitions(lambda each: [[sent for _, sent in each]])

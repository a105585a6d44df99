"""Where ``repatria match`` computes: in this process, in DuckDB, or on Spark; the pairs are the same."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

from repatria.errors import InputUnusable, TooComplex

if TYPE_CHECKING:
    import polars as pl
    from duckdb import DuckDBPyConnection
    from pyspark.sql import SparkSession

    from repatria.linkage import LinkageModel, LinkageParams, ScoredPairs
    from repatria.linkage.proposals import Progress

SUBMITTED = "submitted"
"""What ``--master`` says where spark-submit was told the master."""


class Engine(StrEnum):
    """What ``--engine`` names."""

    EMBEDDED = "embedded"
    DUCKDB = "duckdb"
    SPARK = "spark"


def proposed(
    engine: Engine,
    left: "pl.DataFrame",
    right: "pl.DataFrame",
    *,
    params: "LinkageParams",
    progress: "Progress",
    master: str,
    memory_gb: int,
    model: "LinkageModel | None" = None,
) -> "ScoredPairs":
    """The pairs of two lists, computed by DuckDB or by Spark, which is started for this and ended."""
    if engine is Engine.DUCKDB:
        from repatria.linkage.on_duckdb import propose_on_duckdb

        with duckdb_connection(memory_gb) as connection:
            return propose_on_duckdb(connection, left, right, model=model, params=params, progress=progress)
    from repatria.linkage.on_spark import propose_on_spark

    with spark_session(master, memory_gb) as session:
        return propose_on_spark(session, left, right, model=model, params=params, progress=progress)


@contextmanager
def duckdb_connection(memory_gb: int) -> "Iterator[DuckDBPyConnection]":
    """A DuckDB that holds at most so much in memory, and the rest in a file that goes when it is closed."""
    from tempfile import TemporaryDirectory

    try:
        import duckdb
    except ImportError as error:
        raise InputUnusable("--engine duckdb: DuckDB is not installed. pip install 'repatria[duckdb]'.") from error
    with TemporaryDirectory(prefix="repatria-") as folder:
        connection = duckdb.connect(config={"memory_limit": f"{memory_gb}GB", "temp_directory": folder})
        try:
            yield connection
        except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
            raise TooComplex(
                f"--memory {memory_gb}: DuckDB has no memory or no disk left."
                f" Allow more with --memory, or make room in {folder.rsplit('/', 1)[0]}."
            ) from error
        finally:
            connection.close()


@contextmanager
def spark_session(master: str, memory_gb: int) -> "Iterator[SparkSession]":
    """A Spark of this run: on this machine's cores, on a cluster, or the one that spark-submit was told."""
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise InputUnusable("--engine spark: Spark is not installed. pip install 'repatria[spark]'.") from error
    builder = SparkSession.builder.appName("repatria match").config("spark.ui.showConsoleProgress", "false")
    if master != SUBMITTED:
        builder = builder.master(master).config("spark.driver.memory", f"{memory_gb}g")
    if master.startswith("local"):
        # Java moves bytes for seconds: to compile it as for a server that runs for weeks costs more than it brings.
        builder = builder.config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        builder = builder.config("spark.ui.enabled", "false")
        for name in ("host", "bindAddress"):
            builder = builder.config(f"spark.driver.{name}", "127.0.0.1")
    try:
        session = builder.getOrCreate()
    except (PySparkException, Py4JError) as error:
        raise InputUnusable(
            f"--master {master}: no Spark can be started there."
            " It needs Java 17 or newer on the PATH, and a master that answers."
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    if master.startswith("local"):
        # Elsewhere the executors' Python is named by PYSPARK_PYTHON.
        session.sparkContext.pythonExec = sys.executable
    try:
        yield session
    finally:
        session.stop()

"""Matching on a real Spark: a driver, and an executor of two cores in a process of its own, on this machine."""

import importlib.util
import os
import shutil
import sys

import pytest
from benchmarks.quality.crossscript import records
from tests.linkage.engines import assert_same, lists_of
from tests.linkage.people import crowd

from repatria.linkage import LinkageParams, propose

MASTER = "local-cluster[1,2,1024]"
REMEDY = "Java 17 or newer on the PATH, and pip install 'repatria[spark]'"


def _without(reason: str) -> None:
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(f"{reason}; {REMEDY}")
    pytest.skip(f"{reason}; {REMEDY}")


def needs_spark() -> None:
    """Skip, or fail where nothing may be skipped, unless a Spark can be started here."""
    if shutil.which("java") is None:
        _without("Java was not found")
    if importlib.util.find_spec("pyspark") is None:
        _without("pyspark is not installed")


@pytest.fixture(scope="module")
def session():
    needs_spark()
    from pyspark.sql import SparkSession

    # Workers that the master starts learn from here, and from nowhere else, to stay on this machine.
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder = SparkSession.builder.master(MASTER).appName("repatria's tests")
    quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    for name, value in {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.executor.memory": "512m",
        "spark.driver.extraJavaOptions": quick,
        "spark.executor.extraJavaOptions": quick,
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }.items():
        builder = builder.config(name, value)
    running = builder.getOrCreate()
    running.sparkContext.setLogLevel("OFF")
    running.sparkContext.pythonExec = sys.executable
    yield running
    running.stop()
    os.environ.pop("SPARK_LOCAL_IP", None)


@pytest.mark.parametrize("name", ["one-to-one", "capped"])
def test_the_pairs_are_those_of_the_embedded_engine_to_the_bit(session, name, monkeypatch):
    """Also where the lists are cut: into two parts by two for the workers, and into more packets than that."""
    from repatria.linkage import cells, on_spark
    from repatria.linkage.on_spark import propose_on_spark

    if name == "capped":
        monkeypatch.setattr(cells, "_MOST_RECORDS", 1_500)
        monkeypatch.setattr(on_spark, "_PART_RECORDS", 700)
    left, right, params = lists_of(name)
    assert_same(propose(left, right, params=params), propose_on_spark(session, left, right, params=params))


def test_lists_that_lie_on_the_cluster_never_pass_through_the_driver(session, tmp_path):
    """The lists are read by the executors, in no order and with fewer columns; the pairs are the same."""
    from repatria.linkage.on_spark import propose_on_spark

    left, right = crowd(400, "l"), crowd(300, "r").reverse()
    params = LinkageParams(one_to_one=False, threshold=0.01)
    lists = []
    for name, table in (("a", left), ("b", right)):
        (tmp_path / name).mkdir()
        for place in range(3):
            table.gather_every(3, place).write_parquet(tmp_path / name / f"{place}.parquet")
        lists.append(session.read.parquet(str(tmp_path / name)))
    assert_same(propose(left, right, params=params), propose_on_spark(session, *lists, params=params))
    with pytest.raises(ValueError, match="unique"):
        propose_on_spark(session, lists[0].union(lists[0]), lists[1])
    with pytest.raises(ValueError, match="record_id"):
        propose_on_spark(session, lists[0].drop("record_id"), lists[1])


def test_an_empty_list_has_no_pairs(session):
    from repatria.linkage.on_spark import propose_on_spark

    told = []
    found = propose_on_spark(
        session, crowd(3, "l").head(0), crowd(3, "r"), progress=lambda part, step: told.append((part, step))
    )
    assert found.frame.height == 0
    assert found.frame.schema == propose(crowd(3, "l"), crowd(3, "r")).frame.schema
    assert told[-1] == (1.0, "done")
    # Nothing is left in the cluster's memory.
    assert session.sparkContext._jsc.getPersistentRDDs().size() == 0


@pytest.mark.reference
def test_real_lists_across_scripts_have_the_same_pairs(session, reference):
    from repatria.linkage.on_spark import propose_on_spark

    left, right = (records(reference / "linkage" / f"crossscript_{side}.csv") for side in "ab")
    assert_same(propose(left, right), propose_on_spark(session, left, right))

import sys

import polars as pl
import pytest
from tests.linkage.people import crowd
from tests.linkage.test_on_spark import needs_spark
from typer.testing import CliRunner

from repatria.cli import main as roof

EMBEDDED = ("--engine", "embedded")
DUCKDB = ("--engine", "duckdb", "--memory", "1")
SPARK = ("--engine", "spark", "--master", "local[1]", "--memory", "1")


@pytest.fixture
def folder(tmp_path):
    for name, records in (("a", crowd(90, "a")), ("b", crowd(60, "b"))):
        dates = pl.concat_str("birth_year", "birth_month", "birth_day", separator="-")
        records.select(pl.col("record_id").alias("id"), "surname", "given", "patronymic", dob=dates).write_csv(
            tmp_path / f"{name}.csv"
        )
    return tmp_path


def matched(folder, *options) -> bytes:
    out = folder / "pairs.csv"
    result = CliRunner().invoke(roof.app, match(folder, *options))
    assert result.exit_code == 0, result.output
    return out.read_bytes()


def match(folder, *options) -> list[str]:
    return ["match", *(str(folder / name) for name in ("a.csv", "b.csv")), "--out", str(folder / "pairs.csv"), *options]


def test_duckdb_writes_the_file_that_the_embedded_engine_writes(folder):
    wanted = matched(folder, *EMBEDDED)
    assert wanted.count(b"\n") > 50
    assert matched(folder, *DUCKDB) == wanted


def test_spark_writes_the_file_that_the_embedded_engine_writes(folder):
    needs_spark()
    assert matched(folder, *SPARK) == matched(folder, *EMBEDDED)


@pytest.mark.parametrize(
    ("module", "options", "remedy"),
    [
        ("duckdb", DUCKDB, "repatria[duckdb]"),
        ("pyspark.errors", SPARK, "repatria[spark]"),
    ],
)
def test_an_engine_that_is_not_installed_is_said_with_the_remedy(folder, monkeypatch, capsys, module, options, remedy):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SystemExit) as left:
        roof.main(match(folder, *options))
    assert left.value.code == roof.EXIT_UNUSABLE
    assert remedy in capsys.readouterr().err


def test_a_spark_that_cannot_start_is_said_with_the_remedy(folder, capsys):
    needs_spark()
    with pytest.raises(SystemExit) as left:
        roof.main(match(folder, "--engine", "spark", "--master", "nowhere"))
    assert left.value.code == roof.EXIT_UNUSABLE
    assert "Java 17" in " ".join(capsys.readouterr().err.split())

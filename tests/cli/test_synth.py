import json

import polars as pl
import pytest
import typer
from typer.testing import CliRunner

from repatria.cli.synth import register
from repatria.errors import InputUnusable


@pytest.fixture
def app():
    made = typer.Typer()
    register(made)
    return made


def invoke(app, *arguments):
    return CliRunner().invoke(app, ["synth", *map(str, arguments)], catch_exceptions=True)


def test_case_writes_lists_and_truth(app, tmp_path):
    done = invoke(app, "case", "--scale", 0.01, "--seed", 3, tmp_path / "world")
    assert done.exit_code == 0
    assert (tmp_path / "world" / "case.toml").is_file()
    assert (tmp_path / "world" / "lists" / "a-held.xlsx").is_file()
    assert (tmp_path / "world" / "truth" / "links.parquet").is_file()


def test_case_never_writes_over_something(app, tmp_path):
    (tmp_path / "mine.txt").write_text("kept")
    done = invoke(app, "case", "--scale", 0.01, tmp_path)
    assert isinstance(done.exception, InputUnusable)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("scale", [0.001, 11, "nan"])
def test_case_refuses_a_scale_out_of_range(app, tmp_path, scale):
    assert invoke(app, "case", "--scale", scale, tmp_path / "world").exit_code == 2
    assert not (tmp_path / "world").exists()


def test_evaluate_says_that_the_run_is_missing(app, tmp_path):
    invoke(app, "case", "--scale", 0.01, tmp_path / "world")
    done = invoke(app, "evaluate", tmp_path / "world")
    assert isinstance(done.exception, InputUnusable)
    assert "repatria run" in str(done.exception)


def test_evaluate_tells_tables_or_json(app, tmp_path):
    world = tmp_path / "world"
    invoke(app, "case", "--scale", 0.01, world)
    links = pl.read_parquet(world / "truth" / "links.parquet")
    (world / "results").mkdir()
    links.select(
        left_list="list_a", left_row="row_a", right_list="list_b", right_row="row_b", match_probability=pl.lit(0.9)
    ).write_parquet(world / "results" / "links.parquet")
    planted = pl.read_parquet(world / "truth" / "planted.parquet")
    planted.select("list", "row", "code").write_parquet(world / "results" / "findings.parquet")
    assert "1.0000" in invoke(app, "evaluate", world).stdout
    said = json.loads(invoke(app, "evaluate", world, "--json").stdout)
    assert set(said) == {"links", "noise", "findings", "others"}


def test_lists_are_written_with_their_truth(app, tmp_path):
    done = invoke(app, "lists", "--size", 60, "--right", 40, "--overlap", 0.5, "--seed", 4, "--out", tmp_path / "lists")
    assert done.exit_code == 0, done.exception
    assert "20 people on both" in done.stdout
    names = {path.name for path in (tmp_path / "lists").iterdir()}
    assert names == {"a.csv", "b.csv", "truth.csv", "families.csv", "manifest.json"}
    assert json.loads((tmp_path / "lists" / "manifest.json").read_text())["params"]["n_right"] == 40
    header = "id,surname,given,patronymic,dob,sex,birthplace,service_number,unit,age,age_on\n"
    assert (tmp_path / "lists" / "a.csv").read_text().startswith(header)


def test_lists_come_as_parquet_and_kept_as_well_as_asked(app, tmp_path):
    out = tmp_path / "lists"
    done = invoke(app, "lists", "--size", 30, "--format", "parquet", "--quality", "poor", "--out", out)
    assert done.exit_code == 0, done.exception
    assert pl.read_parquet(out / "a.parquet").height == 30
    poor = json.loads((out / "manifest.json").read_text())["params"]["left"]["slips"]
    assert poor["dob-swap"] == pytest.approx(0.024)


def test_lists_never_write_over_something(app, tmp_path):
    (tmp_path / "mine.txt").write_text("kept")
    done = invoke(app, "lists", "--size", 30, "--out", tmp_path)
    assert isinstance(done.exception, InputUnusable)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "wrong", [("--size", 0), ("--size", 30, "--overlap", 1.5), ("--size", 30, "--quality", "best")]
)
def test_lists_refuse_sizes_that_cannot_be(app, tmp_path, wrong):
    assert invoke(app, "lists", *wrong, "--out", tmp_path / "lists").exit_code == 2
    assert not (tmp_path / "lists").exists()

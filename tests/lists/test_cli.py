import json

import pytest
import typer
from tests.lists.build import csv_bytes, parse
from typer.testing import CliRunner

from repatria.cli.lists import register
from repatria.errors import InputUnusable

ROWS = [["Прізвище", "Ім'я", "Дата народження"], ["Вигаданенко", "Іван", "31.02.1990"], ["Вигадана", "Олена", "1986"]]


@pytest.fixture
def run(tmp_path):
    app = typer.Typer()
    register(app)
    (tmp_path / "held.csv").write_bytes(csv_bytes(ROWS))

    def invoke(*arguments):
        return CliRunner().invoke(app, ["lists", "read", *map(str, arguments)])

    return invoke


def test_read_says_how_and_what(run, tmp_path):
    done = run(tmp_path / "held.csv", "--purpose", "held", "--as-of", "2025-06-02", "--stated-count", 3)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[:5] == [
        "held.csv: csv, utf-8, separator ';', header in row 1",
        "  Прізвище → surname",
        "  Ім'я → given",
        "  Дата народження → birth_date",
        "rows 2: accepted 1, accepted with warning 1, rejected 0; not counted 0",
    ]
    assert "warning birth-date-impossible: 1" in done.stdout
    assert "warning stated-count-differs: 1" in done.stdout
    assert "Вигаданенко" not in done.stdout


def test_read_as_json_holds_codes_and_no_names(run, tmp_path):
    done = run(tmp_path / "held.csv", "--purpose", "held", "--as-of", "2025-06-02", "--json")
    said = json.loads(done.stdout)
    assert (said["n_rows"], said["n_warned"], said["reading"]["encoding"]) == (2, 1, "utf-8")
    assert [(entry["code"], entry["row"]) for entry in said["findings"]] == [("birth-date-impossible", 2)]
    assert "Вигаданенко" not in done.stdout


@pytest.mark.parametrize("name", ["answer.xlsx", "answer.csv"])
def test_read_writes_the_answer(run, tmp_path, name):
    assert run(tmp_path / "held.csv", "--purpose", "held", "--answer", tmp_path / name).exit_code == 0
    again = parse((tmp_path / name).read_bytes())
    assert [row.raw["State"] for row in again.rows] == ["accepted with warning", "accepted"]


def test_a_rejected_row_is_exit_code_1(run, tmp_path):
    (tmp_path / "held.csv").write_bytes(csv_bytes([*ROWS, ["", "", "1990"]]))
    assert run(tmp_path / "held.csv", "--purpose", "held").exit_code == 1


def test_a_mapping_file_names_the_columns(run, tmp_path):
    (tmp_path / "held.csv").write_bytes(csv_bytes([["A", "B"], ["Вигаданенко", "Іван"]]))
    (tmp_path / "map.toml").write_text('A = "surname"\nB = "given"\n', encoding="utf-8")
    done = run(tmp_path / "held.csv", "--purpose", "held", "--columns", tmp_path / "map.toml")
    assert "  A → surname" in done.stdout


def test_what_cannot_be_read_is_said_with_a_remedy(run, tmp_path):
    done = run(tmp_path / "none.csv", "--purpose", "held")
    assert isinstance(done.exception, InputUnusable)
    assert "Check the path" in str(done.exception)
    assert run(tmp_path / "held.csv", "--purpose", "held", "--as-of", "2.6.2025").exit_code == 2

"""What careless and hostile people give ``repatria match``: a sentence each, nothing lost, nobody named."""

import datetime as dt
import os
from pathlib import Path

import polars as pl
import pytest

from repatria.cli import main as roof
from repatria.linkage import default_model

HEAD = "id,surname,given,patronymic,dob,sex\n"
LIST_A = HEAD + "A1,Гнатюк,Зіновій,Петрович,1986-03-11,M\nA2,Мазурик,Іван,Петрович,19.02.1990,M\n"
LIST_B = HEAD + "B1,Hnatiuk,Zinovii,Petrovych,1986-03-11,M\nB2,Мазурик,Иван,Петрович,1990,M\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(LIST_A, encoding="utf-8")
    Path("b.csv").write_text(LIST_B, encoding="utf-8")
    Path("truth.csv").write_text("id_a,id_b,errors\nA1,B1,script\n", encoding="utf-8")
    return tmp_path


def said(capsys, *arguments, code=roof.EXIT_UNUSABLE):
    """What is told on standard error, in one line."""
    with pytest.raises(SystemExit) as left:
        roof.main([str(each) for each in arguments])
    assert (left.value.code or 0) == code
    return " ".join(capsys.readouterr().err.split())


def matched(capsys, text, *more):
    """What is told where a list of this text is matched with the other one."""
    Path("x.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return said(capsys, "match", "x.csv", "b.csv", "--threshold", "0", *more, code=0)


@pytest.mark.parametrize(
    ("out", "more", "lost"),
    [
        ("a.csv", (), "a.csv"),
        ("./b.csv", (), "b.csv"),
        ("p.csv", ("--clusters", "a.csv"), "a.csv"),
        ("p.csv", ("--clusters", "./p.csv"), "p.csv"),
        ("link.csv", (), "a.csv"),
    ],
)
def test_no_output_overwrites_a_list_or_another_output(folder, capsys, out, more, lost):
    Path("link.csv").symlink_to("a.csv")
    assert f"would overwrite {lost}" in said(capsys, "match", "a.csv", "b.csv", "--out", out, *more)
    assert (Path("a.csv").read_text(encoding="utf-8"), Path("b.csv").read_text(encoding="utf-8")) == (LIST_A, LIST_B)
    assert not Path("p.csv").exists()


def test_what_was_written_before_stays_where_the_new_table_cannot_be_written(folder, capsys, monkeypatch):
    for name in ("p.csv", "p.parquet"):
        Path(name).write_bytes(b"of before")

        def full(self, *_args, **_named):
            raise pl.exceptions.ComputeError("no space")

        monkeypatch.setattr(pl.DataFrame, "write_csv", full)
        monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
        assert f"{name}: cannot be written" in said(capsys, "match", "a.csv", "b.csv", "--out", name)
        assert Path(name).read_bytes() == b"of before"
    assert not list(folder.glob(".*.part"))


@pytest.mark.parametrize("out", ["a.csv/p.csv", "folder.csv", "/proc/p.csv", "/proc/p.parquet"])
def test_a_place_that_cannot_be_written_is_named(folder, capsys, out):
    Path("folder.csv").mkdir()
    assert f"{out}: cannot be written" in said(capsys, "match", "a.csv", "b.csv", "--out", out)


def test_a_list_that_is_not_there_is_said_before_anything_is_read(folder, capsys):
    told = said(capsys, "match", "a.csv", "absent.csv")
    assert told == "absent.csv: no such file."


def test_the_name_of_a_file_is_no_markup_and_no_formula(folder, capsys):
    for name in ("[red]x.csv", "=x.csv", "y.csv"):
        Path(name).write_text(LIST_A, encoding="utf-8")
    told = said(capsys, "match", "[red]x.csv", "=x.csv", "y.csv", "--out", "[b].csv", code=0)
    assert "[red]x: 2 rows" in told
    assert "pairs in [b].csv" in told
    assert "'=x" in pl.read_csv("[b].csv", glob=False)["list_b"].to_list()
    pl.read_csv("a.csv").write_parquet("[b].parquet")
    assert "[b]: 2 rows" in said(capsys, "match", "[b].parquet", "y.csv", code=0)


def test_no_header_tells_nobodys_name(folder, capsys):
    Path("x.csv").write_text(LIST_A.split("\n", 1)[1], encoding="utf-8")
    told = said(capsys, "match", "x.csv", "b.csv")
    assert "none of the 6 cells of its first row is a header" in told
    assert "Гнатюк" not in told
    Path("x.csv").write_text("Гнатюк,Зіновій\n", encoding="utf-8")
    assert "Гнатюк" not in said(capsys, "match", "evaluate", "x.csv", "truth.csv")
    assert "Гнатюк" not in said(capsys, "names", "compare", "x.csv")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + "1,Гнатюк,Зіновій,,,\n2,Гнатюк,Зіновій,Петрович,1986,M,7\n", "line 3: 7 cells where the header has 6"),
        (HEAD + "1,Гнатюк,,,,\n2,x,,,,\n1,y,,,,\n", "first in row 1 below the header"),
        (HEAD + "1,Гнатюк,,,,\n ,x,,,,\n", "first in row 2 below the header"),
        ("id,surname,surname\n1,Гнатюк,y\n", "two columns hold the same"),
    ],
)
def test_what_is_wrong_with_a_list_is_said_with_its_place(folder, capsys, text, words):
    Path("x.csv").write_text(text, encoding="utf-8")
    told = said(capsys, "match", "x.csv", "b.csv")
    assert words in told
    assert "Гнатюк" not in told


def test_lines_that_end_as_those_of_old_spreadsheets_are_rows(folder, capsys):
    assert "x: 2 rows" in matched(capsys, LIST_A.replace("\n", "\r"))


@pytest.mark.parametrize(
    "written", ["1986-03-11 00:00:00", "1986-03-11T00:00:00.000", "١٩٨٦-٠٣-١١", "۱۱.۰۳.۱۹۸۶", "11.3.1986 0:00"]
)
def test_a_day_with_midnight_or_in_other_digits_is_a_day(folder, capsys, written):
    assert "cannot be read" not in matched(capsys, HEAD + f"1,Гнатюк,Зіновій,Петрович,{written},M\n")
    assert pl.read_csv("pairs.csv").filter(pl.col("id_b") == "B1")["birth_date"].to_list() == ["same"]


@pytest.mark.parametrize(
    "written",
    ["31.02.1986", "1986-02-30", "00.00.1986", "0000", "9999", "01.01.86", "31482", "+1986", "1986-03-11 12:30"],
)
def test_a_day_that_cannot_be_is_no_day(folder, capsys, written):
    told = matched(capsys, HEAD + f"1,Гнатюк,Зіновій,Петрович,{written},M\n")
    assert "1 birth dates cannot be read and count as missing" in told
    assert set(pl.read_csv("pairs.csv")["birth_date"]) == {"missing"}


def test_a_birth_date_to_come_counts_as_missing(folder, capsys):
    tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=2)
    assert "1 birth dates cannot be read" in matched(capsys, HEAD + f"1,Гнатюк,Зіновій,Петрович,{tomorrow},M\n")


def test_a_cell_too_long_for_a_name_counts_as_missing(folder, capsys):
    told = matched(capsys, HEAD + f"1,{'Ж' * 300_000},Зіновій,Петрович,1986-03-11,M\n" + "2,x,y,,,\n")
    assert "1 cells of more than 1000 letters count as missing" in told


@pytest.mark.parametrize("values", [[["Гнатюк"], ["x"]], [b"\xff", b"\xfe"]])
def test_a_column_of_lists_or_bytes_is_refused(folder, capsys, values):
    pl.DataFrame({"id": ["1", "2"], "surname": values}).write_parquet("x.parquet")
    assert "holds lists or bytes" in said(capsys, "match", "x.parquet", "b.csv")
    pl.DataFrame({"id_a": values, "id_b": ["1", "2"], "match_probability": [0.5, 0.5]}).write_parquet("p.parquet")
    assert "holds lists or bytes" in said(capsys, "match", "evaluate", "p.parquet", "truth.csv")


def test_a_threshold_and_costs_together_are_refused(folder, capsys):
    costs = ("--cost-missed", "9", "--cost-review", "1")
    assert "Leave one of them out" in said(capsys, "match", "a.csv", "b.csv", "--threshold", "0.5", *costs)


@pytest.mark.parametrize("text", ["[" * 100_000, "1" + "0" * 400, " " * (1 << 21)])
def test_a_hostile_model_is_refused(folder, capsys, text):
    Path("m.json").write_text(text, encoding="utf-8")
    assert "m.json" in said(capsys, "match", "a.csv", "b.csv", "--model", "m.json")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"m": ', f'"m": 1{"0" * 400}, "x": '),
        ('"u": ', '"u": 1e-300, "x": '),
        ('"version": "', '"version": "\\u001b[31m'),
    ],
)
def test_a_model_with_a_hostile_value_is_refused(folder, capsys, old, new):
    Path("m.json").write_text(default_model().to_json().replace(old, new, 1), encoding="utf-8")
    assert "no linkage model that this version can use" in said(capsys, "match", "a.csv", "b.csv", "--model", "m.json")


def test_kinds_of_errors_are_no_markup_and_move_no_cursor(folder, capsys):
    roof_said = said(capsys, "match", "a.csv", "b.csv", code=0)
    assert "2 pairs" in roof_said
    Path("truth.csv").write_text("id_a,id_b,errors\nA1,B1,[/b]\x1b[31m<b>\n", encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        roof.main(["match", "evaluate", "pairs.csv", "truth.csv", "--report", "r.html"])
    told = capsys.readouterr().out
    assert not left.value.code
    assert "[/b]" in told
    assert "\x1b[31m" not in told
    assert "&lt;b&gt;" in Path("r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("report", ["a.csv/r.html", "d.html", "/proc/r.html"])
def test_a_report_that_cannot_be_written_is_refused(folder, capsys, report):
    Path("d.html").mkdir()
    said(capsys, "match", "a.csv", "b.csv", code=0)
    told = said(capsys, "match", "evaluate", "pairs.csv", "truth.csv", "--report", report)
    assert f"{report}: cannot be written" in told


@pytest.mark.parametrize("out", ["a.csv/s.csv", "d.csv", "/proc/s.csv", "/proc/s.parquet"])
def test_scored_names_that_cannot_be_written_are_refused(folder, capsys, out):
    Path("d.csv").mkdir()
    Path("n.csv").write_text("name1,name2\nГнатюк Зіновій,Zinovii Hnatiuk\n", encoding="utf-8")
    assert f"{out}: cannot be written" in said(capsys, "names", "compare", "n.csv", "--out", out)


def test_names_too_long_count_as_missing_and_headers_are_no_formulas(folder, capsys):
    cells = f"{'Же ' * 20_000},{'Же ' * 20_000},1"
    Path("n.csv").write_text(f"name1,name2,=run()\n{cells}\n", encoding="utf-8")
    told = said(capsys, "names", "compare", "n.csv", "--out", "s.csv", code=0)
    assert "2 names of more than 1000 letters count as missing" in told
    assert pl.read_csv("s.csv")["'=run()"].to_list() == [1]
    pl.DataFrame({"name1": ["x"], "name2": ["y"], "z": [["1"]]}).write_parquet("n.parquet")
    assert "holds lists" in said(capsys, "names", "compare", "n.parquet", "--out", "s.csv")


def test_an_invented_world_that_cannot_be_written_leaves_nothing(folder, capsys, monkeypatch):
    for out in ("a.csv/x", "/proc/x"):
        assert f"{out}: cannot be written" in said(capsys, "synth", "lists", "--size", "3", "--out", out)
    real, written = Path.write_bytes, []

    def full(self, data):
        if len(written) == 2:
            raise OSError(28, os.strerror(28))
        written.append(self)
        return real(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    assert "No space left" in said(capsys, "synth", "lists", "--size", "3", "--out", "x")
    assert not list(Path("x").iterdir())

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from repatria.cli import main as roof
from repatria.cli import name_pairs
from repatria.names import compare

PAIRS = """id,name1,name2,note
1,Гнатюк Зіновій Петрович,Zinoviy Petrovich Gnatyuk,"a, b"
2,Гнатюк Зіновій Петрович,Hnatiuk Ivan Petrovych,
3,Вишнівська Ганна Сергіївна,,
"""


def run(*arguments):
    return CliRunner().invoke(roof.app, ["names", "compare", *(str(each) for each in arguments)])


@pytest.fixture
def pairs(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text(PAIRS, encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_every_row_keeps_its_columns_and_gains_score_level_and_reason(pairs, tmp_path, suffix):
    out = tmp_path / "new" / f"scored{suffix}"
    result = run(pairs, "--out", out)
    assert result.exit_code == 0, result.output
    table = pl.read_parquet(out) if suffix == ".parquet" else pl.read_csv(out, infer_schema_length=None)
    assert table.columns == ["id", "name1", "name2", "note", "score", "level", "reason"]
    assert table["note"].to_list()[0] == "a, b"
    assert table["level"].to_list() == ["same", "different", "different"]
    expected = [compare(a, b or "").score for a, b in zip(table["name1"], table["name2"], strict=True)]
    assert table["score"].to_list() == pytest.approx(expected, abs=1e-6)
    assert "perhaps brothers or sisters" in table["reason"][1]
    assert not list(out.parent.glob("*.part"))


def test_parquet_and_other_separators_are_read_too(tmp_path):
    table = pl.DataFrame({"name1": ["Гнатюк Іван"], "name2": ["Ivan Hnatiuk"], "n": [7]})
    table.write_parquet(tmp_path / "pairs.parquet")
    (tmp_path / "pairs.csv").write_text("\ufeffname1;name2\nГнатюк Іван;Ivan Hnatiuk\n", encoding="utf-8")
    for name in ("pairs.parquet", "pairs.csv"):
        out = tmp_path / f"scored-{name}"
        assert run(tmp_path / name, "--out", out).exit_code == 0
    assert pl.read_parquet(tmp_path / "scored-pairs.parquet")["n"].to_list() == [7]
    assert pl.read_csv(tmp_path / "scored-pairs.csv")["level"].to_list() == ["same"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
def test_usual_encodings_are_read(encoding, tmp_path):
    text = "name1,name2\n" + "Гнатюк Зіновій Петрович,Вишняков Алексей Николаевич\n" * 30
    (tmp_path / "pairs.csv").write_bytes(text.encode(encoding))
    assert run(tmp_path / "pairs.csv", "--out", tmp_path / "scored.csv").exit_code == 0
    scored = pl.read_csv(tmp_path / "scored.csv")
    assert scored.columns[:2] == ["name1", "name2"]
    assert set(scored["name1"]) == {"Гнатюк Зіновій Петрович"}
    assert scored.height == 30


def test_blocks_change_nothing(pairs, tmp_path, monkeypatch):
    whole, parted = tmp_path / "whole.csv", tmp_path / "parted.csv"
    run(pairs, "--out", whole)
    monkeypatch.setattr(name_pairs, "ROWS_OF_BLOCK", 1)
    assert run(pairs, "--out", parted).exit_code == 0
    assert parted.read_bytes() == whole.read_bytes()


def test_counts_are_told_and_no_name_is(pairs, tmp_path):
    told = run(pairs, "--out", tmp_path / "scored.csv", "--json")
    summary = json.loads(told.stdout)
    assert (summary["pairs"], summary["levels"]["same"], summary["levels"]["different"]) == (3, 1, 2)
    assert "Гнатюк" not in told.output + run(pairs, "--out", tmp_path / "scored.csv").output


def test_a_cell_that_would_run_as_a_formula_is_neutralized(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text('name1,name2,note\n=1+1,@Гнатюк,"-5"\n', encoding="utf-8")
    run(path, "--out", tmp_path / "scored.csv")
    assert pl.read_csv(tmp_path / "scored.csv", infer_schema=False).row(0)[:3] == ("'=1+1", "'@Гнатюк", "-5")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no header"),
        (b"name1,name2\n", "no pairs in it"),
        (b"name1,other\nx,y\n", "no column name2"),
        (b"name1,name2,name2\nx,y,z\n", "two columns have one name"),
        (b"name1,name2,score\nx,y,1\n", "a column score already"),
        (b"name1,name2\nx,y\nx,y,z\n", "line 3: 3 cells where the header has 2"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x02\x03\x04\x05\x06", "Save it as CSV in UTF-8"),
        (b'name1,name2\n"x,y\n', "not a table"),
    ],
)
def test_a_table_that_cannot_be_scored_is_refused_with_the_remedy(data, said, tmp_path, capsys):
    (tmp_path / "pairs.csv").write_bytes(data)
    assert said in refusal(capsys, tmp_path / "pairs.csv", "--out", tmp_path / "scored.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["pairs.csv"]


def test_files_that_are_not_there_or_would_be_lost_are_refused(pairs, tmp_path, capsys):
    (tmp_path / "bad.parquet").write_bytes(b"PAR1, or not")
    assert "no such file" in refusal(capsys, tmp_path / "absent.csv")
    assert "would overwrite" in refusal(capsys, pairs, "--out", pairs)
    assert "written as .csv or .parquet" in refusal(capsys, pairs, "--out", tmp_path / "scored.xlsx")
    assert "not a table" in refusal(capsys, tmp_path / "bad.parquet", "--out", tmp_path / "scored.csv")
    assert pairs.read_text(encoding="utf-8") == PAIRS


def refusal(capsys, *arguments):
    """What is said on the way out."""
    with pytest.raises(SystemExit) as left:
        roof.main(["names", "compare", *(str(each) for each in arguments)])
    assert left.value.code == roof.EXIT_UNUSABLE
    return " ".join(capsys.readouterr().err.split())


def test_the_command_stands_under_its_group():
    assert "compare" in CliRunner().invoke(roof.app, ["names", "--help"]).output

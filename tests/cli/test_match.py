import json
import sys

import polars as pl
import pytest
from typer.testing import CliRunner

from repatria.cli import main as roof

LIST_A = """id,surname,given,patronymic,dob,sex,birthplace,script
A1,Гнатюк,Зіновій,Петрович,1986-03-11,M,Тихобережськ,uk
A2,Жовтобрюх,Олександр,Романович,1991-07-19,M,,uk
A3,Мазурик,Іван,Петрович,19.02.1990,M,,uk
"""
LIST_B = """id;surname;given;patronymic;dob;sex
B1;Hnatiuk;Zinovii;Petrovych;1986-11-03;M
B2;Zhovtobriukh;Pavlo;Romanovych;1993-01-30;M
B3;Мазурик;Иван;Петрович;1990;
"""
TRUTH = "id_a,id_b,kind\nA1,B1,swap\nA3,B3,year_only\n"


@pytest.fixture
def folder(tmp_path):
    for name, text in (("a.csv", LIST_A), ("b.csv", LIST_B), ("truth.csv", TRUTH)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(roof.app, [str(each) for each in arguments])


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_two_lists_are_matched_into_a_table_of_pairs(folder, suffix):
    out = folder / f"pairs{suffix}"
    result = run("match", folder / "a.csv", folder / "b.csv", "--out", out, "--threshold", "0.5")
    assert result.exit_code == 0, result.output
    pairs = pl.read_parquet(out) if suffix == ".parquet" else pl.read_csv(out)
    assert pairs.columns[:4] == ["id_a", "id_b", "match_probability", "match_weight"]
    assert pairs.columns[4:8] == ["surname", "given", "patronymic", "birth_date"]
    assert set(zip(pairs["id_a"], pairs["id_b"], strict=True)) == {("A1", "B1"), ("A3", "B3")}
    assert pairs.filter(pl.col("id_a") == "A1")["birth_date"].to_list() == ["swapped"]


def test_no_name_is_said_on_the_way(folder):
    result = run("match", folder / "a.csv", folder / "b.csv", "--out", folder / "pairs.csv")
    assert "Гнатюк" not in result.output
    assert "Hnatiuk" not in result.output
    assert "surname" not in result.output


def test_pairs_are_measured_against_the_truth(folder):
    run("match", folder / "a.csv", folder / "b.csv", "--out", folder / "pairs.csv", "--threshold", "0.5")
    told = run("match", "evaluate", folder / "pairs.csv", folder / "truth.csv", "--json")
    measured = json.loads(told.stdout)
    assert measured["best"]["f1"] == 1.0
    assert measured["missed_by_kind"]["kind=swap"] == {"missed": 0, "all": 1}
    shown = run("match", "evaluate", folder / "pairs.csv", folder / "truth.csv")
    assert "Calibration" in shown.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("town,surname\n1,x\n", "no column id"),
        ("id,first\n1,x\n", "no column surname"),
        ("id,surname\n1,x\n1,y\n", "repeated"),
        ("id,surname\n,x\n", "empty or repeated"),
        ("id,surname,dob,birth_date\n1,x,,\n", "two columns hold the same"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_with_the_remedy(folder, text, said, monkeypatch, capsys):
    (folder / "bad.csv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["repatria"])
    with pytest.raises(SystemExit) as left:
        roof.main(["match", str(folder / "bad.csv"), str(folder / "b.csv"), "--out", str(folder / "p.csv")])
    assert left.value.code == roof.EXIT_UNUSABLE
    assert said in " ".join(capsys.readouterr().err.split())
    assert not (folder / "p.csv").exists()


def test_a_file_that_is_no_table_or_not_there_is_refused(folder):
    (folder / "bad.csv").write_bytes(b"\xff\xfe\x00\x01")
    for name in ("bad.csv", "absent.csv"):
        result = run("match", folder / name, folder / "b.csv", "--out", folder / "p.csv")
        assert result.exit_code != 0
    assert run("match", folder / "a.csv", folder / "b.csv", "--out", folder / "p.docx").exit_code != 0


def test_dates_that_cannot_be_read_count_as_missing_and_are_counted(folder):
    (folder / "c.csv").write_text("id,surname,given,dob\nC1,Гнатюк,Зіновій,11/03/86\n", encoding="utf-8")
    result = run("match", folder / "a.csv", folder / "c.csv", "--out", folder / "p.csv", "--threshold", "0")
    assert "1 birth dates cannot be read" in " ".join(result.output.split())
    assert set(pl.read_csv(folder / "p.csv")["birth_date"]) == {"missing"}


def test_an_id_that_would_run_as_a_formula_is_neutralized_and_still_measured(folder):
    for name, text in (("a.csv", LIST_A), ("truth.csv", TRUTH)):
        (folder / name).write_text(text.replace("A1", "=A1"), encoding="utf-8")
    run("match", folder / "a.csv", folder / "b.csv", "--out", folder / "pairs.csv", "--threshold", "0.5")
    assert "'=A1" in pl.read_csv(folder / "pairs.csv")["id_a"].to_list()
    measured = json.loads(run("match", "evaluate", folder / "pairs.csv", folder / "truth.csv", "--json").stdout)
    assert measured["best"]["f1"] == 1.0


def test_what_a_miss_and_a_look_in_vain_cost_sets_the_threshold(folder):
    result = run(
        *("match", folder / "a.csv", folder / "b.csv", "--out", folder / "p.csv"),
        *("--cost-missed", "19", "--cost-review", "1"),
    )
    assert "from probability 0.05 on" in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("costs", "said"),
    [(("--cost-missed", "19"), "go together"), (("--cost-missed", "0", "--cost-review", "1"), "cost missed > 0")],
)
def test_a_cost_that_says_nothing_is_refused(folder, costs, said):
    result = run("match", folder / "a.csv", folder / "b.csv", "--out", folder / "p.csv", *costs)
    assert said in str(result.exception)


def test_a_model_of_ones_own_weighs_what_it_holds_and_its_digest_is_said(folder):
    from repatria.linkage import LinkageModel, default_model

    whole = default_model()
    held = ("surname", "given", "birth_date")
    own = LinkageModel(
        version="own-1", trained_on="x", m={c: whole.m[c] for c in held}, u={c: whole.u[c] for c in held}
    )
    (folder / "own.json").write_text(own.to_json(), encoding="utf-8")
    result = run(
        *("match", folder / "a.csv", folder / "b.csv", "--out", folder / "p.csv", "--model", folder / "own.json")
    )
    assert result.exit_code == 0, result.output
    assert own.digest in "".join(result.output.split())
    assert "patronymic" not in pl.read_csv(folder / "p.csv").columns


@pytest.mark.parametrize("text", ["{}", None])
def test_a_model_that_cannot_be_read_is_refused(folder, text):
    if text is not None:
        (folder / "own.json").write_text(text, encoding="utf-8")
    result = run(
        *("match", folder / "a.csv", folder / "b.csv", "--out", folder / "p.csv", "--model", folder / "own.json")
    )
    assert result.exit_code != 0
    assert "own.json" in str(result.exception)


def test_an_age_on_a_day_is_read_and_one_without_a_day_is_counted(folder):
    rows = "id,surname,given,patronymic,age,age_on\nC1,Гнатюк,Зіновій,Петрович,37,2023-06-01\nC2,Мазурик,Іван,,33,\n"
    (folder / "c.csv").write_text(rows, encoding="utf-8")
    result = run("match", folder / "a.csv", folder / "c.csv", "--out", folder / "p.csv", "--threshold", "0")
    assert "1 ages without a day" in " ".join(result.output.split())
    pairs = pl.read_csv(folder / "p.csv")
    assert pairs.filter(pl.col("id_a") == "A1", pl.col("id_b") == "C1")["birth_date"].to_list() == ["age-fits"]


LIST_C = """№;ПІБ;Дата народження
C1;Гнатюк Зіновій Петрович;11.03.1986
C2;Мазурик Іван Петрович;19.02.1990
"""


def test_headers_and_encodings_of_the_parties_are_read(folder):
    for encoding in ("cp1251", "utf-16", "utf-8-sig"):
        (folder / "c.csv").write_bytes(LIST_C.encode(encoding, errors="replace"))
        result = run("match", folder / "a.csv", folder / "c.csv", "--out", folder / "p.csv", "--threshold", "0.5")
        assert result.exit_code == 0, result.output
        pairs = pl.read_csv(folder / "p.csv")
        assert set(zip(pairs["id_a"], pairs["id_b"], strict=True)) == {("A1", "C1"), ("A3", "C2")}, encoding


def test_more_than_two_lists_are_matched_two_by_two_and_gathered(folder):
    (folder / "c.csv").write_text(LIST_C, encoding="utf-8")
    out, who = folder / "pairs.csv", folder / "who.csv"
    lists = (folder / name for name in ("a.csv", "b.csv", "c.csv"))
    result = run("match", *lists, "--out", out, "--clusters", who, "--threshold", "0.5")
    assert result.exit_code == 0, result.output
    assert pl.read_csv(out).columns[:5] == ["list_a", "id_a", "list_b", "id_b", "match_probability"]
    groups = pl.read_csv(who).group_by("cluster").agg(pl.col("id").sort())["id"].to_list()
    assert sorted(groups) == [["A1", "B1", "C1"], ["A3", "B3", "C2"]]


def test_a_list_that_may_hold_a_person_twice_is_named(folder):
    (folder / "twice.csv").write_text(LIST_B + LIST_B.split("\n", 1)[1].replace("B", "D"), encoding="utf-8")
    arguments = ("match", folder / "a.csv", folder / "twice.csv", "--out", folder / "p.csv", "--threshold", "0.5")
    run(*arguments, "--many", "twice")
    assert pl.read_csv(folder / "p.csv").filter(pl.col("id_a") == "A1")["id_b"].sort().to_list() == ["B1", "D1"]
    assert "no such list" in str(run(*arguments, "--many", "thrice").exception)


def test_a_stored_list_is_prepared_once_for_its_bytes(folder):
    arguments = ("match", folder / "a.csv", folder / "b.csv", "--out", folder / "p.csv", "--store", folder / "store")
    assert "b: 3 rows prepared and stored" in run(*arguments).output
    first = (folder / "p.csv").read_bytes()
    assert "b: 3 rows taken from the store" in run(*arguments).output
    assert (folder / "p.csv").read_bytes() == first
    (folder / "b.csv").write_text(LIST_B.replace("1990", "1991"), encoding="utf-8")
    assert "b: 3 rows prepared and stored" in run(*arguments).output
    for kept in (folder / "store").glob("*.list"):
        kept.write_bytes(b"PK")
    assert "no list that was stored" in str(run(*arguments).exception)


def test_one_list_or_two_of_one_name_are_refused(folder):
    assert "two lists" in str(run("match", folder / "a.csv").exception)
    (folder / "sub").mkdir()
    (folder / "sub" / "a.csv").write_text(LIST_A, encoding="utf-8")
    assert "one name" in str(run("match", folder / "a.csv", folder / "sub" / "a.csv").exception)


def test_a_pair_carries_weights_and_reasons(folder):
    run("match", folder / "a.csv", folder / "b.csv", "--out", folder / "pairs.parquet", "--threshold", "0.5")
    first = pl.read_parquet(folder / "pairs.parquet").filter(pl.col("id_a") == "A1").row(0, named=True)
    weights = [value for name, value in first.items() if name.startswith("weight_")]
    assert sum(weights) == pytest.approx(first["match_weight"])
    assert "Day and month of the birth date are swapped." in first["reason"]
    assert pl.read_parquet_metadata(folder / "pairs.parquet")["model"]

"""``repatria kinship solve``: one line a file, good ones answered beside bad ones."""

import json
import math
from pathlib import Path

import pytest
from typer.testing import CliRunner

from repatria.cli.main import app, main

MARKER = {"name": "TH01", "chrom": "autosomal", "alleles": ["6", "7", "9.3"], "freqs": [0.2, 0.3, 0.5]}
PEOPLE = [
    {"id": "dad", "father": None, "mother": None, "sex": "M"},
    {"id": "mum", "father": None, "mother": None, "sex": "F"},
    {"id": "son", "father": "dad", "mother": "mum", "sex": "M"},
]
STRANGERS = [{**each, "father": None, "mother": None} for each in PEOPLE]
TRIO = {
    "schema": "kinship/1",
    "id": "trio",
    "markers": [MARKER],
    "hypotheses": [{"name": "related", "pedigree": PEOPLE}, {"name": "unrelated", "pedigree": STRANGERS}],
    "denominator": "unrelated",
    "genotypes": {"dad": {"TH01": ["6", "7"]}, "son": {"TH01": ["6", "6"]}},
}
BODIES = {
    "schema": "dvi/1",
    "id": "two",
    "markers": [MARKER],
    "victims": [{"id": "V1", "sex": "M"}, {"id": "V2", "sex": "F"}],
    "victim_genotypes": {"V1": {"TH01": ["6", "7"]}, "V2": {"TH01": ["7", "7"]}},
    "families": [{"name": "F", "pedigree": PEOPLE, "missing": ["son"]}],
    "reference_genotypes": {"dad": {"TH01": ["6", "6"]}},
    "missing": ["son"],
}


@pytest.fixture
def written(tmp_path):
    def write(value, name="case.json"):
        path = tmp_path / name
        path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
        return str(path)

    return write


def solve(*arguments):
    return CliRunner().invoke(app, ["kinship", "solve", *arguments])


def test_the_ratio_of_a_father_is_the_textbooks(written):
    """Son 6/6, father 6/7, mother unknown: ½ of 1/p."""
    outcome = solve(written(TRIO), "--json")
    assert outcome.exit_code == 0
    answer = json.loads(outcome.stdout)
    assert answer["results"]["total_LR"] == {"related": pytest.approx(0.5 / 0.2), "unrelated": 1.0}
    assert answer["results"]["total_log10LR"]["related"] == pytest.approx(math.log10(2.5))
    assert (answer["schema"], answer["id"], answer["convention"]) == ("kinship/1", "trio", "pedigree as drawn")
    assert list(answer["provenance"]["inputs"]) == ["case.json"]


def test_an_exclusion_is_a_word_and_nothing_over_nothing_is_null(written):
    excluded = {**TRIO, "genotypes": {"dad": {"TH01": ["7", "7"]}, "son": {"TH01": ["6", "6"]}}}
    found = json.loads(solve(written(excluded), "--json").stdout)["results"]
    assert found["total_lnlik"]["related"] == "-Infinity"
    assert found["total_LR"]["related"] == 0.0
    nothing = json.loads(solve(written({**excluded, "denominator": "related"}), "--json").stdout)["results"]
    assert nothing["total_lnLR"] == {"related": None, "unrelated": "Infinity"}


def test_a_bad_file_is_told_and_the_others_are_answered(written, tmp_path):
    bad = written({**TRIO, "genotypes": {"dad": {"TH01": ["6", "99"]}}}, "bad.json")
    absent = str(tmp_path / "absent.json")
    outcome = solve(bad, absent, written(TRIO), "--json")
    assert outcome.exit_code == 2
    lines = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert [line["results"] is None for line in lines] == [True, True, False]
    assert lines[0]["findings"][0]["code"] == "case-allele-unknown"
    assert f"{bad}, field genotypes: dad has an allele at TH01 that the marker does not list." in outcome.stderr
    assert f"{absent}: cannot be read. Name a case file (JSON)." in outcome.stderr


def test_a_question_without_an_answer_leaves_with_1(written):
    inbred = {
        "schema": "power/1",
        "pedigree": [
            *PEOPLE,
            {"id": "girl", "father": "dad", "mother": "mum", "sex": "F"},
            {"id": "kid", "father": "son", "mother": "girl", "sex": "M"},
        ],
        "ids": ["dad", "kid"],
    }
    outcome = solve(written(inbred), "--json")
    assert outcome.exit_code == 1
    assert "kid is inbred" in outcome.stderr


def test_what_the_engine_refuses_is_said_of_its_file_and_the_others_go_on(written):
    """An X marker needs the sex of whoever carries it."""
    marker = {"name": "DXS1", "chrom": "X", "alleles": ["1", "2"], "freqs": [0.5, 0.5]}
    people = [*PEOPLE[:2], {**PEOPLE[2], "sex": None}]
    case = {
        **TRIO,
        "markers": [marker],
        "hypotheses": [{"name": "unrelated", "pedigree": people}],
        "genotypes": {"son": {"DXS1": ["1", "2"]}},
    }
    outcome = solve(written(case, "sexless.json"), written(TRIO), "--json")
    assert outcome.exit_code == 1
    assert [json.loads(line)["results"] is None for line in outcome.stdout.splitlines()] == [True, False]
    assert "sexless.json: " in outcome.stderr


def test_the_convention_is_named_and_moves_the_number(written):
    """Under a lopsided mutation model an untyped mother does not leave the population as it is."""
    rows = [[0.9, 0.1, 0.0], [0.0, 0.9, 0.1], [0.0, 0.0, 1.0]]
    mutation = {side: {"model": "custom", "matrix": rows} for side in ("female", "male")}
    case = written({**TRIO, "markers": [{**MARKER, "mutation": mutation}]})
    drawn, dropped = (
        json.loads(solve(case, "--json", "--convention", each).stdout)
        for each in ("as-drawn", "untyped-founders-dropped")
    )
    assert dropped["convention"] == "untyped founders dropped"
    assert drawn["results"]["total_lnlik"]["related"] != dropped["results"]["total_lnlik"]["related"]


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (TRIO, ["TH01", "log10 LR", "0.39794"]),
        (BODIES, ["V1", "son", "conclusions by missing person", "best assignments", "posterior of each body"]),
        ({"schema": "power/1", "pedigree": PEOPLE, "ids": ["dad", "son"]}, ["expected LR", "5.75"]),
        (
            {"schema": "power/1", "markers": [MARKER], "pedigree": PEOPLE, "missing_person": "son",
             "genotypes": {"dad": {"TH01": ["6", "6"]}}},
            ["TH01", "0.64", "at one marker or more"],
        ),
        (
            {"schema": "genotype-distribution/1", "markers": [MARKER], "pedigree": PEOPLE, "target": "son",
             "genotypes": {"dad": {"TH01": ["6", "6"]}}},
            ["6/9.3", "0.5"],
        ),
        (
            {"schema": "linked/1", "markers": [MARKER, {**MARKER, "name": "vWA"}], "pedigree": PEOPLE,
             "genotypes": {"dad": {"TH01": ["6", "6"], "vWA": ["6", "7"]}, "son": {"TH01": ["6", "6"]}}},
            ["recombination", "0.1089"],
        ),
    ],
    ids=["kinship", "dvi", "ratios", "exclusion", "genotypes", "linked"],
)  # fmt: skip
def test_people_get_tables(written, case, said):
    outcome = solve(written(case))
    assert outcome.exit_code == 0, outcome.stderr
    for each in said:
        assert each in outcome.stdout


def test_a_pair_of_different_sex_is_not_compared(written):
    found = json.loads(solve(written(BODIES), "--json").stdout)["results"]
    assert found["pairwise_LR"]["values"] == [[pytest.approx(0.3 / (2 * 0.2 * 0.3))], [None]]
    assert found["pairwise_LR_ignore_sex"]["values"][1] == [0.0]
    assert found["exclusion_matrix"]["values"] == [[0.0], [None]]
    assert found["grid_size"] == 2


PEDIGREES = """family,id,father,mother,sex,missing
F1,dad,,,M,
F1,mum,,,F,
F1,son,dad,mum,M,yes
F1,brother,dad,mum,M,
F1,wife,,,F,
F2,man,,,M,yes
F2,woman,,,F,
F2,girl,man,woman,F,
"""
REFERENCES = """family,id,sex,TH01,vWA
F1,mum,F,6/7,14/16
F2,woman,F,6/6,14/14
F2,girl,F,6/7,14/16
"""
FREQUENCIES = """Allele,TH01,vWA
6,0.3,
7,0.7,
14,,0.5
16,,0.5
"""


@pytest.fixture
def families(tmp_path):
    for name, text in (("pedigrees.csv", PEDIGREES), ("references.csv", REFERENCES), ("q.csv", FREQUENCIES)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [str(tmp_path), "--frequencies", str(tmp_path / "q.csv")]


def power(*arguments):
    return CliRunner().invoke(app, ["kinship", "power", *arguments])


def test_the_relative_who_adds_most_is_named_first(families):
    outcome = power(*families, "--family", "F1", "--json")
    assert outcome.exit_code == 0, outcome.stderr
    (row,) = (json.loads(line) for line in outcome.stdout.splitlines())
    assert (row["missing"], row["typed"]) == ("son", ["mum"])
    assert [each["person"] for each in row["ask"]] == ["dad", "brother", "wife"]
    assert row["ask"][0]["gain"] > row["ask"][1]["gain"] > 0
    assert row["ask"][2]["gain"] == pytest.approx(0.0, abs=1e-9)


def test_people_are_told_whom_to_ask_or_that_nobody_is_left(families):
    told = power(*families).stdout
    assert "Ask dad first: the expected log10 LR rises from" in told
    assert "Every relative of this pedigree who is not missing is typed." in told


def test_a_familias_file_has_families_and_frequencies_of_its_own():
    source = Path(__file__).parents[1] / "kinship" / "files" / "dvi.fam"
    outcome = power(str(source), "--json", "--draws", "100")
    assert outcome.exit_code == 0, outcome.stderr
    rows = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert rows
    assert all(row["now"]["expected_log10_lr"] > 0 for row in rows)


def test_the_models_of_the_options_are_those_of_the_forecast(families):
    """Mutation that keeps the frequencies and kinship in the population make shared alleles less telling."""
    plain, mutating, related = (
        json.loads(power(*families, "--family", "F1", "--json", *more).stdout.splitlines()[0])["now"][
            "expected_log10_lr"
        ]
        for more in (
            ["--mutation", "none"],
            ["--mutation", "proportional", "--rate-male", "0.1", "--rate-female", "0.1"],
            ["--mutation", "none", "--theta", "0.1"],
        )
    )
    assert plain > mutating > 0
    assert plain > related > 0


def test_a_folder_without_frequencies_asks_for_them(families, capsys):
    with pytest.raises(SystemExit) as left:
        main(["kinship", "power", families[0]])
    assert left.value.code == 2
    assert "--frequencies" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "said"),
    [(["--family", "F9"], "no family F9"), (["--ask", "aunt"], "aunt cannot be asked")],
)
def test_a_family_or_a_relative_who_is_not_there_is_said(families, more, said, capsys):
    with pytest.raises(SystemExit) as left:
        main(["kinship", "power", *families, *more])
    assert left.value.code == 2
    assert said in capsys.readouterr().err


def test_nothing_but_answers_stands_on_standard_output(written, capsys):
    with pytest.raises(SystemExit) as left:
        main(["kinship", "solve", written(TRIO), written(TRIO, "again.json"), "--json"])
    assert left.value.code == 0
    printed = capsys.readouterr()
    assert [json.loads(line)["id"] for line in printed.out.splitlines()] == ["trio", "trio"]

import json
import re

import pytest
from typer.testing import CliRunner

from repatria.cli import main as roof

PAIRS = """id_a,id_b,match_probability,surname,given
A1,B1,0.99,same,same
A2,B2,0.97,same,different
A3,B3,0.4,same,same
"""
TRUTH = "id_a,id_b,errors\nA1,B1,script;dob-swap\nA3,B3,script\n"
FAMILIES = "id_a,id_b,kinship\nA2,B2,sibling\n"


@pytest.fixture
def folder(tmp_path):
    for name, text in (("pairs.csv", PAIRS), ("truth.csv", TRUTH), ("families.csv", FAMILIES)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(folder, *arguments):
    return CliRunner().invoke(
        roof.app, ["match", "evaluate", str(folder / "pairs.csv"), str(folder / "truth.csv"), *map(str, arguments)]
    )


def test_errors_and_siblings_are_counted_by_kind(folder):
    told = json.loads(run(folder, "--families", folder / "families.csv", "--json").stdout)
    assert told["missed_by_kind"]["errors=script"] == {"missed": 1, "all": 2}
    assert told["missed_by_kind"]["errors=dob-swap"] == {"missed": 0, "all": 1}
    assert told["kin_taken"] == {"sibling": {"at_0.5": 1, "at_0.95": 1, "all": 1}}
    assert told["at"][0]["precision"] == 0.5


def test_the_report_is_one_page_that_asks_for_nothing_else(folder):
    result = run(folder, "--families", folder / "families.csv", "--report", folder / "new" / "report.html")
    assert result.exit_code == 0, result.output
    text = (folder / "new" / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"<link|<script|https?://(?!www\.w3\.org)", text)
    assert text.count("<svg") >= 2
    assert text.count("show as table") == 2
    for said in ("errors=dob-swap", "sibling", "Calibration", "recall at 99.9 % precision"):
        assert said in text


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("pairs.csv", "id_a,id_b\nA1,B1\n", "no column match_probability"),
        ("pairs.csv", "id_a,id_b,match_probability\nA1,B1,likely\n", "no number"),
        ("pairs.csv", "id_a,id_b,match_probability\nA1,B1,1.5\n", "outside 0 to 1"),
        ("pairs.csv", "id_a,id_b,match_probability\n,B1,0.5\n", "empty values"),
        ("truth.csv", "a,b\n1,2\n", "no column id_a, id_b"),
        ("families.csv", "id_a,id_b\nA2,B2\n", "no column kinship"),
    ],
)
def test_a_table_that_cannot_be_measured_is_refused_with_the_remedy(folder, name, text, said):
    (folder / name).write_text(text, encoding="utf-8")
    result = run(folder, "--families", folder / "families.csv")
    assert result.exit_code != 0
    assert said in str(result.exception)


def test_a_report_is_a_page(folder):
    result = run(folder, "--report", folder / "report.pdf")
    assert result.exit_code != 0
    assert ".html" in str(result.exception)

"""The evaluation counts what a reader counts by hand."""

import polars as pl
import pytest

from repatria.synth.dna import evaluate_dna

BODIES = pl.DataFrame(
    {
        "body": ["B1", "B2", "B3", "B4", "B5"],
        "person": ["P1", "P2", "P3", "P4", "P5"],
        "origin": ["family", "family", "family", "other-party", "family"],
        "family": ["F1", "F2", "F2", "", "F3"],
        "missing": ["m", "x", "y", "", "m"],
        "second": [""] * 5,
        "troubles": ["", "several-missing", "several-missing partial", "", "mutation"],
        "n_loci": [24] * 5,
    }
)
MISSING = pl.DataFrame(
    {
        "family": ["F1", "F2", "F2", "F3", "F4"],
        "missing": ["m", "x", "y", "m", "m"],
        "shape": ["mother", "brothers", "brothers", "father", "father"],
    }
)
POSTERIORS = pl.DataFrame(
    [
        ("B1", "F1", "m", 0.9999),
        ("B2", "F2", "x", 0.4999),
        ("B2", "F2", "y", 0.4999),
        ("B3", "F2", "x", 0.4998),
        ("B3", "F2", "y", 0.4999),
        ("B4", "F4", "m", 0.9998),  # false: a body of the other party
        ("B5", "F3", "m", 0.30),
        ("B5", None, None, 0.70),
    ],
    schema=["body", "family", "missing", "posterior"],
    orient="row",
)


@pytest.fixture
def judged():
    return evaluate_dna(bodies=BODIES, missing=MISSING, posteriors=POSTERIORS.filter(pl.col("family").is_not_null()))


def test_found_and_false_pairs_are_counted(judged):
    line = judged.found.row(0, named=True)
    assert (line["n_true"], line["n_found"], line["n_proposed"], line["n_false"]) == (4, 1, 2, 1)
    assert line["n_expected_false"] == pytest.approx(0.0003)


def test_brothers_who_cannot_be_told_apart_count_by_their_family(judged):
    line = judged.found.row(1, named=True)
    assert (line["unit"], line["n_found"], line["n_proposed"], line["n_false"]) == ("family", 3, 4, 1)


def test_each_kind_of_trouble_has_its_line(judged):
    lines = {line["kind"]: line for line in judged.troubles.iter_rows(named=True)}
    assert lines["several-missing"]["n_true"] == lines["several-missing"]["n_found_family"] == 2
    assert lines["partial"]["n_bags"] == 1
    assert lines["mutation"]["n_found"] == 0
    assert lines["none of these"] == {
        **{"kind": "none of these", "n_bags": 2, "n_true": 1, "n_found": 1, "n_found_family": 1, "n_false": 1}
    }
    assert "twin" not in lines


def test_origins_and_shapes_have_their_lines(judged):
    assert dict(judged.origins.select("kind", "n_false").iter_rows()) == {"family": 0, "other-party": 1}
    assert dict(judged.shapes.select("kind", "n_true").iter_rows()) == {"brothers": 2, "father": 1, "mother": 1}


def test_calibration_says_what_was_stated_and_what_came_true(judged):
    lines = {line["from"]: line for line in judged.calibration.iter_rows(named=True)}
    assert lines[0.1]["n"] == 5
    assert lines[0.1]["observed"] == pytest.approx(3 / 5)
    assert lines[0.9995]["stated"] == pytest.approx(0.99985)
    assert lines[0.9995]["observed"] == 0.5
    assert all(line["low"] <= line["observed"] <= line["high"] for line in lines.values())


def test_nobody_found_is_an_answer():
    judged = evaluate_dna(bodies=BODIES, missing=MISSING, posteriors=POSTERIORS.clear())
    assert judged.found["n_found"].to_list() == [0, 0]
    assert judged.calibration.height == 0
    assert judged.as_json()["threshold"] == 0.9995


def test_a_threshold_at_which_two_could_be_proposed_is_refused():
    with pytest.raises(ValueError, match="threshold"):
        evaluate_dna(bodies=BODIES, missing=MISSING, posteriors=POSTERIORS, threshold=0.4)

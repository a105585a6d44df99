"""By hand: three true pairs, of which a run proposes two, and one that is not true."""

import polars as pl
import pytest
from tests.synth.reading import truth, world

from repatria.synth import TOTAL, evaluate

ROWS = pl.DataFrame(
    {
        "list": ["a-missing", "b-held", "b-returned"],
        "purpose": ["missing", "held", "returned"],
        "sender": ["A", "B", "B"],
    }
)
TRUE = pl.DataFrame(
    {
        "list_a": ["a-missing", "a-missing", "b-held"],
        "row_a": [2, 3, 9],
        "list_b": ["b-held", "b-held", "b-returned"],
        "row_b": [5, 6, 4],
        "is_comparable": [True, True, True],
        "kinds": [["typo"], ["typo", "year-only"], []],
    },
    schema_overrides={"kinds": pl.List(pl.String)},
)
# One is given the other way round, as a run may.
LINKS = pl.DataFrame(
    {
        "left_list": ["b-held", "b-held", "a-missing"],
        "left_row": [5, 9, 7],
        "right_list": ["a-missing", "b-returned", "b-held"],
        "right_row": [2, 4, 8],
        "match_probability": [0.99, 0.6, 0.7],
        "state": ["open"] * 3,
    }
)


def planted_line(kind, code, row, other_row=None, *, is_natural=False):
    other_list = "b-held" if other_row else None
    return {
        "list": "b-held", "row": row, "kind": kind, "code": code, "other_list": other_list, "other_row": other_row,
        "is_natural": is_natural,
    }  # fmt: skip


PLANTED = pl.DataFrame(
    [
        planted_line("seventeen", "minor", 5),
        planted_line("seventeen", "minor", 6),
        planted_line("duplicate-spelling", "duplicate-in-list", 7, 8),
        planted_line("fewer-rows-than-stated", "stated-count-differs", None),
        planted_line("same-name-and-birth-date", "same-name-and-birth-date", 11, 12, is_natural=True),
    ],
    schema_overrides={"row": pl.Int64, "other_row": pl.Int64, "other_list": pl.String},
)


def found(*findings):
    schema = {"list": pl.String, "version": pl.Int64, "row": pl.Int64, "code": pl.String}
    return pl.DataFrame(findings, schema=schema, orient="row")


FINDINGS = found(
    ("b-held", 1, 5, "minor"),
    ("b-held", 1, 9, "minor"),
    ("b-held", 1, 8, "duplicate-in-list"),
    ("b-held", 1, None, "stated-count-differs"),
    ("b-held", 1, 12, "same-name-and-birth-date"),
    ("b-held", 1, 3, "sex-unreadable"),
)


@pytest.fixture(scope="module")
def evaluation():
    return evaluate(truth_links=TRUE, rows=ROWS, planted=PLANTED, links=LINKS, findings=FINDINGS)


def line(evaluation, left, threshold):
    links = evaluation.links
    return links.filter((pl.col("left") == left) & (pl.col("threshold") == threshold)).to_dicts()[0]


def test_precision_and_recall_by_hand(evaluation):
    total = line(evaluation, TOTAL, 0.5)
    assert (total["n_true"], total["n_proposed"], total["n_right"]) == (3, 3, 2)
    assert total["precision"] == pytest.approx(2 / 3)
    assert total["recall"] == pytest.approx(2 / 3)


def test_a_higher_threshold_asks_for_more(evaluation):
    total = line(evaluation, TOTAL, 0.95)
    assert (total["n_proposed"], total["n_right"]) == (1, 1)
    assert total["recall"] == pytest.approx(1 / 3)


def test_kinds_of_pairs_are_told_apart(evaluation):
    assert line(evaluation, "missing", 0.5)["precision"] == 0.5
    assert line(evaluation, "held", 0.5)["recall"] == 1.0


def test_recall_is_told_for_each_kind_of_noise(evaluation):
    assert evaluation.noise.rows() == [("typo", 2, 0.5, 0.5), ("year-only", 1, 0.0, 0.0)]


def test_planted_errors_are_found_missed_or_falsely_alleged(evaluation):
    by_kind = {row["kind"]: row for row in evaluation.findings.to_dicts()}
    assert [by_kind["seventeen"][name] for name in ("n_planted", "n_found", "n_false")] == [2, 1, 1]
    assert by_kind["duplicate-spelling"]["n_found"] == 1, "the finding stands on the other row of the pair"
    assert by_kind["duplicate-spelling"]["n_false"] == 0
    assert by_kind["fewer-rows-than-stated"]["n_found"] == 1
    assert by_kind["same-name-and-birth-date"]["n_planted"] == 0
    assert by_kind["same-name-and-birth-date"]["n_false"] == 0, "a natural consequence is no false alarm"


def test_two_people_alike_taken_for_one_have_a_line_of_their_own():
    alike = [planted_line("two-people-alike", "", row, other, is_natural=True) for row, other in ((21, 22), (22, 21))]
    more = pl.DataFrame(alike, schema=PLANTED.schema)
    said = found(("b-held", 1, 22, "duplicate-in-list"), ("b-held", 1, 30, "duplicate-in-list"))
    told = evaluate(truth_links=TRUE, rows=ROWS, planted=pl.concat([PLANTED, more]), links=LINKS, findings=said)
    by_kind = {row["kind"]: row for row in told.findings.to_dicts()}
    assert by_kind["two-people-alike"]["n_planted"] == 2
    assert by_kind["two-people-alike"]["n_false"] == 1
    assert by_kind["duplicate-spelling"]["n_false"] == 1, "row 30: nobody there is like anybody"


def test_findings_of_other_codes_are_told(evaluation):
    assert evaluation.others.rows() == [("sex-unreadable", 1)]


def test_a_run_that_knows_the_truth_is_perfect():
    of = world()
    truth_links, rows, planted = (truth(name, of) for name in ("links", "rows", "planted"))
    perfect = truth_links.select(
        left_list="list_a", left_row="row_a", right_list="list_b", right_row="row_b", match_probability=pl.lit(1.0)
    )
    findings = planted.filter(~pl.col("is_natural"), pl.col("code") != "").select("list", "row", "code")
    perfect_run = evaluate(truth_links=truth_links, rows=rows, planted=planted, links=perfect, findings=findings)
    totals = perfect_run.links.filter(pl.col("left") == TOTAL)
    assert totals["recall"].to_list() == [1.0, 1.0]
    said = perfect_run.findings.filter(pl.col("code") != "")
    assert said["n_found"].to_list() == said["n_planted"].to_list()
    assert said["n_false"].sum() == 0


def test_a_run_that_proposes_nothing_recalls_nothing():
    nothing = evaluate(truth_links=TRUE, rows=ROWS, planted=PLANTED, links=LINKS.clear(), findings=FINDINGS.clear())
    assert line(nothing, TOTAL, 0.5)["precision"] is None
    assert line(nothing, TOTAL, 0.5)["recall"] == 0.0
    assert nothing.findings["n_found"].sum() == 0

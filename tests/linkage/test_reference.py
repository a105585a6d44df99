"""Floors a little under the measured figures (benchmarks/quality/crossscript.py): a regression shows here."""

import polars as pl
import pytest
from benchmarks.quality.crossscript import curve, records

from repatria.linkage import LinkageParams, evaluate, propose
from repatria.names import compare_columns

pytestmark = pytest.mark.reference


@pytest.mark.parametrize("one_to_one", [True, False])
def test_two_lists_across_scripts(reference, one_to_one):
    folder = reference / "linkage"
    left, right = (records(folder / f"crossscript_{side}.csv") for side in "ab")
    truth = pl.read_csv(folder / "crossscript_truth.csv", infer_schema=False)
    found = propose(left, right, params=LinkageParams(one_to_one=one_to_one, threshold=1e-4)).frame
    measured = evaluate(found, truth.rename({"id_a": "left_id", "id_b": "right_id"}))
    half, sure = measured.at
    assert half.precision >= 0.99
    assert half.recall >= 0.985
    assert sure.precision >= 0.995
    assert sure.recall >= 0.98
    assert measured.best.f1 >= 0.99
    assert measured.recall_at_99_precision >= 0.985
    assert measured.calibration_error <= 0.01


def test_pairs_of_names(reference):
    pairs = pl.read_csv(reference / "linkage" / "namepairs.csv")
    people = pairs.filter(~pl.col("kind").is_in(["alias_hard", "token", "os_bench"]))
    scores = [each.score for each in compare_columns(people["name1"].to_list(), people["name2"].to_list())]
    auc, best_f1, recall = curve(pl.Series(scores).to_numpy(), people["same"].to_numpy())
    assert auc >= 0.9965
    assert best_f1 >= 0.99
    assert recall >= 0.985

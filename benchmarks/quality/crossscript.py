"""Matching two lists across scripts, beside Splink: ``python -m benchmarks.quality.crossscript``.

Reads the reference set beside the checkout; prints measures only, never a name.
"""

import datetime as dt
import time
from pathlib import Path

import numpy as np
import polars as pl
from benchmarks.data import reference
from benchmarks.quality.splink_peer import greedy_one_to_one, splink_pairs

import repatria
from repatria.linkage import LinkageParams, default_model, evaluate, propose
from repatria.names import compare_columns


def main() -> None:
    folder = reference("linkage")
    print(f"repatria {repatria.__version__}, model {default_model().version}, {dt.datetime.now(dt.UTC):%Y-%m-%d}")
    report_lists(folder)
    report_pairs_of_names(folder)


def report_lists(folder: Path) -> None:
    left, right = (records(folder / f"crossscript_{side}.csv") for side in "ab")
    truth = pl.read_csv(folder / "crossscript_truth.csv", infer_schema=False)
    truth = truth.rename({"id_a": "left_id", "id_b": "right_id"})
    print(f"\ncrossscript: {left.height} x {right.height} records, {truth.height} persons on both")
    print(f"{'':34}  P@0.5   R@0.5  P@0.95  R@0.95  bestF1  R@99P  cal.err  seconds")
    for name, pairs in contenders(left, right):
        started = time.perf_counter()
        found = pairs()
        seconds = time.perf_counter() - started
        measured = evaluate(found, truth)
        half, sure = measured.at
        numbers = [half.precision, half.recall, sure.precision, sure.recall, measured.best.f1]
        numbers += [measured.recall_at_99_precision, measured.calibration_error]
        print(f"{name:34}" + "".join(f"  {value:.4f}" for value in numbers) + f"  {seconds:7.1f}")


def contenders(left, right):
    raw = LinkageParams(one_to_one=False, threshold=1e-4)
    one = LinkageParams(one_to_one=True, threshold=1e-4)
    yield "repatria, one-to-one", lambda: propose(left, right, params=one).frame
    yield "repatria, raw", lambda: propose(left, right, params=raw).frame
    yield "splink + anyascii, one-to-one", lambda: greedy_one_to_one(splink_pairs(left, right, romanize=True))
    yield "splink + anyascii, raw", lambda: splink_pairs(left, right, romanize=True)
    yield "splink on raw names, one-to-one", lambda: greedy_one_to_one(splink_pairs(left, right, romanize=False))


def report_pairs_of_names(folder: Path) -> None:
    pairs = pl.read_csv(folder / "namepairs.csv")
    started = time.perf_counter()
    scores = [each.score for each in compare_columns(pairs["name1"].to_list(), pairs["name2"].to_list())]
    seconds = time.perf_counter() - started
    scored = pairs.with_columns(score=pl.Series(scores))
    print(f"\nnamepairs: {pairs.height} pairs, {pairs.height / seconds:,.0f} pairs/s")
    other = ["token", "os_bench"]
    for name, part in (
        ("all", scored),
        ("without alias_hard", scored.filter(pl.col("kind") != "alias_hard")),
        ("people (no alias, token, os_bench)", scored.filter(~pl.col("kind").is_in(["alias_hard", *other]))),
        *((kind, scored.filter(pl.col("kind") == kind)) for kind in other),
    ):
        auc, best_f1, recall = curve(part["score"].to_numpy(), part["same"].to_numpy())
        print(
            f"{name:36} n {part.height:5}  AUC {auc:.4f}  best F1 {best_f1:.4f}  recall at 99 % precision {recall:.4f}"
        )


def curve(score: np.ndarray, is_same: np.ndarray) -> tuple[float, float, float]:
    """Area under the ROC curve, best F1, recall at 99 % precision; equal scores stand or fall together."""
    n_same = is_same.sum()
    ranks = pl.Series(score).rank("average").to_numpy()
    auc = (ranks[is_same == 1].sum() - n_same * (n_same + 1) / 2) / (n_same * (len(score) - n_same))
    order = np.argsort(-score, kind="stable")
    is_end = np.append(np.diff(score[order]) != 0, True)
    n_true = np.cumsum(is_same[order])[is_end]
    n_said = np.arange(1, len(score) + 1)[is_end]
    precise = n_true[n_true / n_said >= 0.99]
    return float(auc), float((2 * n_true / (n_said + n_same)).max()), float(precise.max(initial=0) / n_same)


def records(path: Path) -> pl.DataFrame:
    """A reference list as a record table."""
    table = pl.read_csv(path, infer_schema=False)
    date = pl.col("dob").str.split("-").list
    parts = (date.get(place, null_on_oob=True).cast(pl.Int16, strict=False) for place in range(3))
    names = ("birth_year", "birth_month", "birth_day")
    return table.select(
        "surname",
        "given",
        "patronymic",
        "sex",
        *(part.alias(name) for part, name in zip(parts, names, strict=True)),
        record_id="id",
        birth_place="birthplace",
    )


if __name__ == "__main__":
    main()

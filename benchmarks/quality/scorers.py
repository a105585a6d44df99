"""Our scorer beside Splink 5 on our own columns: ``python -m benchmarks.quality.scorers [--left N --right N]``.

Each contender runs in a process of its own, so that its CPU seconds and its memory are its own.  What is timed is
the whole way from the two lists to scored pairs, names read for the first time.  Prints measures only, never a name.
"""

import argparse
import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
from benchmarks.data import reference
from benchmarks.quality.crossscript import records
from benchmarks.quality.splink_columns import splink_on_our_columns
from benchmarks.quality.splink_peer import greedy_one_to_one, splink_pairs
from scripts.invented_lists import invented_lists

import repatria
from repatria.linkage import LinkageParams, default_model, evaluate, prepare, propose

COLUMNS = ("P at 0.5", "R at 0.5", "P at 0.95", "R at 0.95", "F1 one-to-one", "calibration error")
COLUMNS += ("siblings taken for one", "wall s", "CPU s", "MB")
RAW = LinkageParams(one_to_one=False, threshold=1e-4)
ONE = LinkageParams(one_to_one=True, threshold=1e-4)


def ours(left, right, params):
    return propose(left, right, params=params).frame


def splink_on_ours(left, right, prior, *, is_trained):
    return splink_on_our_columns(prepare(left), prepare(right), default_model(), prior, is_trained=is_trained)


CONTENDERS = {
    "ours, one-to-one": lambda left, right, _: ours(left, right, ONE),
    "ours, raw": lambda left, right, _: ours(left, right, RAW),
    "Splink, our columns, our m and u": lambda left, right, prior: splink_on_ours(left, right, prior, is_trained=False),
    "Splink, our columns, EM": lambda left, right, prior: splink_on_ours(left, right, prior, is_trained=True),
    "Splink, romanized names, EM": lambda left, right, _: splink_pairs(left, right, romanize=True),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--left", type=int, default=60_000)
    parser.add_argument("--right", type=int, default=8_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--measure", nargs=2, metavar=("FOLDER", "CONTENDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        measure(Path(asked.measure[0]), asked.measure[1])
        return
    import duckdb
    import splink

    today = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    print(
        f"repatria {repatria.__version__}, model {default_model().version}, Splink {splink.__version__}, "
        f"DuckDB {duckdb.__version__}, polars {pl.__version__}, {today}"
    )
    folder = reference("linkage")
    truth = pl.read_csv(folder / "crossscript_truth.csv", infer_schema=False)
    left, right = (records(folder / f"crossscript_{side}.csv") for side in "ab")
    report("crossscript", left, right, truth.rename({"id_a": "left_id", "id_b": "right_id"}), None)
    n_both, n_kin = asked.right * 5 // 8, asked.right // 20
    left, right, both, kin = invented_lists(asked.seed, asked.left, asked.right, n_both, n_kin)
    both, kin = (
        pairs.select(
            left_id=left["record_id"].gather(pairs["left"]), right_id=right["record_id"].gather(pairs["right"])
        )
        for pairs in (both, kin)
    )
    report(f"invented, seed {asked.seed}", left, right, both, kin)


def report(title: str, left: pl.DataFrame, right: pl.DataFrame, truth: pl.DataFrame, kin: pl.DataFrame | None) -> None:
    siblings = "" if kin is None else f", {kin.height} pairs of siblings"
    kin = truth.clear() if kin is None else kin
    print(f"\n{title}: {left.height} x {right.height} records, {truth.height} persons on both{siblings}\n")
    print(f"| {' | '.join(('scorer', *COLUMNS))} |")
    print(f"|{' --- |' * (len(COLUMNS) + 1)}")
    with tempfile.TemporaryDirectory() as kept:
        for name, table in (("left", left), ("right", right), ("truth", truth), ("kin", kin)):
            table.write_parquet(Path(kept) / f"{name}.parquet")
        # Splink derives no prior from fixed parameters: it gets the one that ours derives.
        prior = propose(left, right, params=RAW).expected_matches / (left.height * right.height)
        Path(kept, "prior.json").write_text(json.dumps(prior), encoding="utf-8")
        for name in CONTENDERS:
            command = [sys.executable, "-m", "benchmarks.quality.scorers", "--measure", kept, name]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            line = json.loads(said.splitlines()[-1])
            numbers = [f"{value:.4f}" for value in line["quality"]]
            numbers += [
                f"{line['n_siblings']}",
                f"{line['wall_s']:.1f}",
                f"{line['cpu_s']:.1f}",
                f"{line['memory_mb']:.0f}",
            ]
            print(f"| {name} | {' | '.join(numbers)} |", flush=True)


def measure(folder: Path, name: str) -> None:
    """One contender, in this process: prints a line of JSON."""
    left, right, truth, kin = (
        pl.read_parquet(folder / f"{table}.parquet") for table in ("left", "right", "truth", "kin")
    )
    prior = json.loads((folder / "prior.json").read_text(encoding="utf-8"))
    import splink  # noqa: F401  # the time to load it is nobody's

    began = time.perf_counter(), time.process_time()
    found = CONTENDERS[name](left, right, prior).select("left_id", "right_id", "match_probability")
    wall_s, cpu_s = time.perf_counter() - began[0], time.process_time() - began[1]
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    measured = evaluate(found, truth)
    best = (measured if name.endswith("one-to-one") else evaluate(greedy_one_to_one(found), truth)).best.f1
    half, sure = measured.at
    quality = [half.precision, half.recall, sure.precision, sure.recall, best, measured.calibration_error]
    n_siblings = found.filter(pl.col("match_probability") >= 0.5).join(kin, on=["left_id", "right_id"]).height
    print(
        json.dumps(
            {"quality": quality, "n_siblings": n_siblings, "wall_s": wall_s, "cpu_s": cpu_s, "memory_mb": memory_mb}
        )
    )


if __name__ == "__main__":
    main()

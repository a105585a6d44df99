"""Matching invented lists as a user does, beside Splink: ``python -m benchmarks.quality.own_lists [--large]``.

Makes lists with ``repatria synth lists``, which no model was trained on, matches them with ``repatria match`` and with
Splink, each in a process of its own, and measures the pairs against the truth.
"""

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from benchmarks.quality.own_candidates import recall_of_blocking
from benchmarks.quality.splink_lists import match_files

import repatria
from repatria.linkage import default_model, evaluate

REPATRIA = [sys.executable, "-c", "from repatria.cli.main import main; main()"]
PART = [sys.executable, "-m", "benchmarks.quality.own_lists", "--part"]
SIZES, LARGE = (10_000, 100_000), 1_200_000
LEAST = "1e-4"


@dataclass(frozen=True)
class Used:
    """What a process took."""

    wall_s: float
    cpu_s: float
    memory_mb: float

    def __str__(self) -> str:
        return f"{self.wall_s:.1f} s wall, {self.cpu_s:.1f} s CPU, {self.memory_mb:.0f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, action="append", help="rows of each list; may be given several times")
    parser.add_argument("--large", action="store_true", help=f"{LARGE} rows as well")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--quality", default="ordinary")
    parser.add_argument("--overlap", default="0.6")
    parser.add_argument("--no-splink", action="store_true", help="leave the peer out")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        PARTS[asked.part](asked.folder)
        return
    version, today = repatria.__version__, f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    print(f"repatria {version}, model {default_model().version}, {today}, {os.cpu_count()} processors")
    warm_up()
    for size in [*(asked.size or SIZES), *([LARGE] if asked.large else [])]:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "lists"
            wanted = ["--size", str(size), "--seed", str(asked.seed), "--quality", asked.quality]
            used = run([*REPATRIA, "synth", "lists", *wanted, "--overlap", asked.overlap, "--out", str(folder)])
            print(f"\n{size} x {size} records, seed {asked.seed}, {asked.quality} (made in {used})")
            report(folder, has_peer=not asked.no_splink)


def warm_up() -> None:
    """Let inner loops be compiled, which is done once for a machine, before anything is timed."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "lists"
        run([*REPATRIA, "synth", "lists", "--size", "300", "--out", str(folder)])
        run(next(command for _, command in contenders(folder, has_peer=False)))


def report(folder: Path, *, has_peer: bool) -> None:
    truth, families = (read(folder / f"{name}.csv") for name in ("truth", "families"))
    print(candidates_of(folder))
    for name, command in contenders(folder, has_peer=has_peer):
        out = folder / "pairs.csv"
        used = run(command)
        found = read(out).with_columns(pl.col("match_probability").cast(pl.Float64))
        show(name, used, evaluate(found, truth, families=families.drop("birth")))
        out.unlink()


def contenders(folder: Path, *, has_peer: bool):
    lists = [str(folder / "a.csv"), str(folder / "b.csv"), "--out", str(folder / "pairs.csv")]
    yield "repatria, one-to-one", [*REPATRIA, "match", *lists, "--threshold", LEAST]
    if has_peer:
        yield "splink + anyascii, one-to-one", [*PART, "splink-anyascii", "--folder", str(folder)]
        yield "splink on raw names, one-to-one", [*PART, "splink-raw", "--folder", str(folder)]


def peer(folder: Path, *, romanize: bool) -> None:
    match_files(folder / "a.csv", folder / "b.csv", folder / "pairs.csv", romanize=romanize)


# Each is run in a process of its own, so that time and memory are its own.
PARTS = {
    "candidates": lambda folder: json.dump(recall_of_blocking(folder), sys.stdout),
    "splink-anyascii": lambda folder: peer(folder, romanize=True),
    "splink-raw": lambda folder: peer(folder, romanize=False),
}


def candidates_of(folder: Path) -> str:
    """Recall of blocking and what it costs."""
    command = [*PART, "candidates", "--folder", str(folder)]
    said = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    missed = ", ".join(f"{kind} {part:.4f}" for kind, part in said["missed"].items())
    return f"blocking: recall {said['recall']:.4f}, {said['per_record']:.1f} candidates a record; lowest: {missed}"


def show(name: str, used: Used, measured) -> None:
    half, sure = measured.at
    best = measured.best
    print(f"\n{name}: {used}")
    print(
        f"  best F1 {best.f1:.4f} (at {best.threshold:.3f}: P {best.precision:.4f} R {best.recall:.4f}), recall at 99 %"
        f" {measured.recall_at_99_precision:.4f}, at 99.9 % {measured.recall_at_999_precision:.4f}, "
        f"calibration error {measured.calibration_error:.4f}"
    )
    print(
        f"  at 0.5 P {half.precision:.4f} R {half.recall:.4f}, at 0.95 P {sure.precision:.4f} R {sure.recall:.4f}; "
        f"said/true: "
        + ", ".join(f"{row.mean_probability:.3f}/{row.true_proportion:.3f}" for row in measured.calibration)
    )
    kin = (f"{kind} {half} and {sure} of {n}" for kind, (half, sure, n) in measured.kin_taken.items())
    print(f"  different people taken for one at 0.5 and 0.95: {', '.join(kin)}; of all {measured.false_by_kind}")
    kinds = sorted(measured.missed_by_kind.items(), key=lambda item: -item[1][0] / item[1][1])
    kinds_told = (
        f"{kind.removeprefix('errors=')} {1 - missed / n:.3f} ({n})" for kind, (missed, n) in kinds if n >= 10
    )
    print("  recall at 0.5 by kind of error: " + ", ".join(kinds_told))


def read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False).rename({"id_a": "left_id", "id_b": "right_id"})


def run(command: list[str]) -> Used:
    """Run a command to its end; what it printed is shown only where it failed."""
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        child = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)}\n{said.read()}")
    return Used(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    main()

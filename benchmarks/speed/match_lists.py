"""Time and memory of matching invented lists: ``python -m benchmarks.speed.match_lists [--size N ...] [--splink]``.

Each run is a process of its own, as a user starts it, so that its peak of memory is its own: two lists of each size,
then 1,000 new rows against the largest list, which was prepared before.  Processor seconds are of all threads.
"""

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

import repatria
from repatria.linkage import default_model

REPATRIA = [sys.executable, "-c", "from repatria.cli.main import main; main()"]
SPLINK = "from pathlib import Path; from benchmarks.quality.splink_lists import match_files; import sys; "
SPLINK += "match_files(*map(Path, sys.argv[1:]), romanize=True)"
N_NEW = 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, action="append", help="rows of each list (10,000 and 100,000)")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--splink", action="store_true", help="time Splink on romanized names as well")
    asked = parser.parse_args()
    version, today = repatria.__version__, f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    print(
        f"repatria {version}, model {default_model().version}, {today}, {os.cpu_count()} processors, seed {asked.seed}"
    )
    sizes = asked.size or [10_000, 100_000]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for size in sizes:
            lists = folder / str(size)
            run(
                "inventing the lists",
                [*REPATRIA, "synth", "lists", "--size", size, "--seed", asked.seed, "--out", lists],
            )
            match = [*REPATRIA, "match", lists / "a.csv", lists / "b.csv", "--threads", asked.threads]
            run(f"{size:,} x {size:,}", [*match, "--out", folder / "pairs.parquet"])
            if asked.splink:
                command = [sys.executable, "-c", SPLINK, lists / "a.csv", lists / "b.csv", folder / "splink.csv"]
                run(f"Splink, {size:,} x {size:,}", command)
        new = folder / "new.csv"
        pl.read_csv(lists / "a.csv", infer_schema=False).head(N_NEW).write_csv(new)
        match = [*REPATRIA, "match", new, lists / "b.csv", "--store", folder / "store", "--out", folder / "new.parquet"]
        run(f"{N_NEW:,} x {size:,}, preparing", match)
        run(f"{N_NEW:,} x {size:,}, prepared", match)


def run(name: str, command: list[object]) -> None:
    """Print what a process took: wall clock, processor seconds, peak of memory."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    said = process.stderr.read() if process.stderr else ""
    _, status, used = os.wait4(process.pid, 0)
    wall, cpu = time.perf_counter() - started, used.ru_utime + used.ru_stime
    print(f"{name:32} {wall:7.1f} s wall {cpu:7.1f} s CPU {used.ru_maxrss / 1024:7.0f} MB", flush=True)
    if os.waitstatus_to_exitcode(status):
        sys.exit(said)


if __name__ == "__main__":
    main()

"""One matching on three engines: ``python -m benchmarks.speed.engines [--size N ...] [--engine NAME ...]``.

Makes invented lists, runs ``repatria match`` on each engine in a process of its own, and says whether the pairs are
the same.  CPU and memory are those of all processes of the run (on Spark also Java's and the workers'), memory shared
between them counted once; shuffled and spilled bytes come from Spark's event log.  At the end the growth law of each
engine, seconds = a + b * records, fitted to its points: starting Java and loading code cost the same for any lists.
"""

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

import repatria
from repatria.linkage import default_model

REPATRIA = [sys.executable, "-c", "from repatria.cli.main import main; main()"]
ENGINES = {
    "embedded": ["--engine", "embedded"],
    "duckdb": ["--engine", "duckdb", "--memory", "2"],
    "spark, 1 core": ["--engine", "spark", "--master", "local[1]", "--memory", "4"],
    "spark, 2 cores": ["--engine", "spark", "--master", "local[2]", "--memory", "4"],
}
SIZES = (10_000, 20_000, 50_000, 100_000)
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Used:
    """What all processes of a run took."""

    wall_s: float
    cpu_s: float
    memory_mb: float
    shuffled_mb: float
    spilled_mb: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, action="append", help="rows of each list; may be given several times")
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--seed", type=int, default=11)
    asked = parser.parse_args()
    version, today = repatria.__version__, f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    print(
        f"repatria {version}, model {default_model().version}, {today}, {os.cpu_count()} processors, seed {asked.seed}"
    )
    points: dict[str, list[tuple[int, Used]]] = {}
    print("| records a list | engine | wall s | CPU s | MB | shuffled MB | spilled MB | pairs |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for size in asked.size or SIZES:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            made = ["synth", "lists", "--size", str(size), "--seed", str(asked.seed), "--out", str(folder / "lists")]
            subprocess.run([*REPATRIA, *made], check=True, capture_output=True)
            first = None
            for engine in asked.engine or ENGINES:
                used, pairs = run(folder, ENGINES[engine])
                points.setdefault(engine, []).append((size, used))
                first = pairs if first is None else first
                same = "the same" if pairs.equals(first) else "OTHERS"
                numbers = (used.memory_mb, used.shuffled_mb, used.spilled_mb)
                print(
                    f"| {size:,} | {engine} | {used.wall_s:.1f} | {used.cpu_s:.1f} | "
                    + " | ".join(f"{number:.0f}" for number in numbers)
                    + f" | {pairs.height:,}, {same} |",
                    flush=True,
                )
    for engine, measured in points.items():
        print(growth(engine, measured))


def run(folder: Path, options: list[str]) -> tuple[Used, pl.DataFrame]:
    """What ``repatria match`` takes with these options, and its pairs."""
    events, settings = folder / "events", folder / "settings"
    for each in (events, settings):
        each.mkdir(exist_ok=True)
    said = f"spark.eventLog.enabled true\nspark.eventLog.dir file:{events}\nspark.eventLog.compress false\n"
    (settings / "spark-defaults.conf").write_text(said, encoding="utf-8")
    lists = [str(folder / "lists" / f"{side}.csv") for side in "ab"]
    command = [*REPATRIA, "match", *lists, "--out", str(folder / "pairs.parquet"), *options]
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        env={**os.environ, "SPARK_CONF_DIR": str(settings)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    watch = Watch(process.pid)
    watch.start()
    _, complaint = process.communicate()
    wall_s = time.perf_counter() - started
    watch.is_over.set()
    watch.join()
    if process.returncode:
        sys.exit(f"{' '.join(options)}: {complaint.decode()[-2000:]}")
    shuffled, spilled = shuffles(events)
    cpu_s = sum(watch.cpu_s.values())
    return Used(wall_s, cpu_s, watch.memory_mb, shuffled, spilled), pl.read_parquet(folder / "pairs.parquet")


class Watch(threading.Thread):
    """Looks every quarter of a second at all processes of a session: their CPU so far, and their memory together."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session, self.is_over = session, threading.Event()
        self.cpu_s: dict[str, float] = {}
        self.memory_mb = 0.0

    def run(self) -> None:
        while not self.is_over.wait(0.25):
            kb = 0
            for place in Path("/proc").iterdir():
                if place.name.isdigit():
                    kb += self.look(place)
            self.memory_mb = max(self.memory_mb, kb / 1024)

    def look(self, place: Path) -> int:
        """Memory of a process in kB, what it shares divided by those who share it; 0 where it is not of the session."""
        try:
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) != self.session:
                return 0
            self.cpu_s[place.name] = sum(map(int, fields[11:13])) / TICKS
            lines = (place / "smaps_rollup").read_text().splitlines()
            return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except OSError:
            return 0  # it ended just now


def shuffles(events: Path) -> tuple[float, float]:
    """MB that Spark wrote for others to read, and that it put on disk for want of memory."""
    written = spilled = 0
    for path in [each for each in events.rglob("*") if each.is_file()]:
        for line in path.read_text(encoding="utf-8").splitlines():
            if '"SparkListenerTaskEnd"' in line:
                metrics = json.loads(line).get("Task Metrics") or {}
                written += metrics.get("Shuffle Write Metrics", {}).get("Shuffle Bytes Written", 0)
                spilled += metrics.get("Disk Bytes Spilled", 0)
        path.unlink()
    return written / 2**20, spilled / 2**20


def growth(engine: str, measured: list[tuple[int, Used]]) -> str:
    """CPU seconds as a fixed part and one for each thousand records of a list, with the standard errors of both."""
    if len(measured) < 3:
        return f"{engine}: too few points for a law."
    thousands = np.array([[1.0, size / 1000] for size, _ in measured])
    cpu_s = np.array([used.cpu_s for _, used in measured])
    law, *_ = np.linalg.lstsq(thousands, cpu_s)
    off = cpu_s - thousands @ law
    errors = np.sqrt(np.diag(np.linalg.inv(thousands.T @ thousands)) * (off @ off) / (len(off) - 2))
    return (
        f"{engine}: CPU s = {law[0]:.2f} (+-{errors[0]:.2f}) + {law[1]:.3f} (+-{errors[1]:.3f}) for each thousand"
        f" records a list, over {len(off)} points; the farthest lies {np.abs(off).max():.2f} s off."
    )


if __name__ == "__main__":
    main()

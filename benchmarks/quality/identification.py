"""How right an identification is on an invented world: ``python -m benchmarks.quality.identification [--bodies N …]``.

Invents a world, proposes whose bodies they are with the commands that people use, and holds the result against the
truth: people found at a posterior of 0.9995, false ones beside those expected, calibration, kinds of trouble.
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

import repatria


def run(*arguments: object) -> tuple[str, float]:
    """What a command printed, and how long it took; its messages go on to the terminal."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "repatria.cli.main", *(str(each) for each in arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout, time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bodies", type=int, default=1200)
    parser.add_argument("--families", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--not-listed", type=float, default=0.4)
    parser.add_argument("--no-evidence", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        world, results = Path(folder) / "world", Path(folder) / "results"
        sizes = ("--bodies", asked.bodies, "--families", asked.families, "--seed", asked.seed)
        _, made_s = run("synth", "dna", *sizes, "--out", world)
        files = {"bodies": "bodies.csv", "families": "families", "frequencies": "frequencies.csv", "staff": "staff.csv"}
        if not asked.no_evidence:
            files["evidence"] = "evidence.csv"
        named = [part for name, file in files.items() for part in (f"--{name}", world / file)]
        options = ("--single-allele", "unknown", "--not-listed", asked.not_listed, "--pages", 0, "--json")
        summary, identified_s = run("identify", *named, *options, "--out", results)
        table, _ = run("synth", "evaluate-dna", world, results)
    said = json.loads(summary)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"repatria {repatria.__version__}, {dt.datetime.now(tz=dt.UTC).date()}, seed {asked.seed}")
    print(f"{asked.bodies:,} bags, {asked.families:,} families, {said['n_loci']} loci, {said['n_pairs']:,} pairs")
    print(f"invented in {made_s:.1f} s, proposed in {identified_s:.1f} s, at most {memory:,.0f} MB")
    print(table)


if __name__ == "__main__":
    main()

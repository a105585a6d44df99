"""Time and memory of matching two large invented lists: ``python -m benchmarks.speed.match_lists [--splink]``."""

import argparse
import datetime as dt
import resource
import time

from benchmarks.quality.splink_peer import splink_pairs
from scripts.invented_lists import invented_lists

import repatria
from repatria.linkage import LinkageParams, default_model, evaluate, propose


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--left", type=int, default=60_000)
    parser.add_argument("--right", type=int, default=8_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--splink", action="store_true", help="time Splink on romanized names as well")
    asked = parser.parse_args()
    n_both, n_kin = asked.right * 5 // 8, asked.right // 20
    left, right, both, _ = invented_lists(asked.seed, asked.left, asked.right, n_both, n_kin)
    truth = both.select(
        left_id=left["record_id"].gather(both["left"]), right_id=right["record_id"].gather(both["right"])
    )
    version, today = repatria.__version__, f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    print(
        f"repatria {version}, model {default_model().version}, {today}: {asked.left} x {asked.right}, seed {asked.seed}"
    )
    timed("repatria, one-to-one", lambda: propose(left, right, params=LinkageParams(threshold=1e-4)).frame, truth)
    timed("again, names read before", lambda: propose(left, right, params=LinkageParams(threshold=1e-4)).frame, truth)
    if asked.splink:
        timed("splink + anyascii, raw", lambda: splink_pairs(left, right, romanize=True), truth)


def timed(name, pairs, truth) -> None:
    started, cpu = time.perf_counter(), time.process_time()
    measured = evaluate(pairs(), truth)
    wall, used = time.perf_counter() - started, time.process_time() - cpu
    half, sure = measured.at
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:26} {wall:6.1f} s wall {used:6.1f} s CPU {memory:6.0f} MB"
        f"  P/R at 0.5 {half.precision:.4f}/{half.recall:.4f}  at 0.95 {sure.precision:.4f}/{sure.recall:.4f}"
        f"  best F1 {measured.best.f1:.4f}  calibration error {measured.calibration_error:.4f}"
    )


if __name__ == "__main__":
    main()

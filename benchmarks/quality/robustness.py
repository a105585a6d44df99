"""Lists of other kinds than the model was trained on: ``python -m benchmarks.quality.robustness [--size N]``.

Each kind changes one thing about the lists of ``repatria synth lists``: what they leave out, how much they share, how
large and how careful they are, how many families they hold.  Prints one row of a table for each.
"""

import argparse
import datetime as dt
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from rich.console import Console

import repatria
from repatria.cli.match_lists import read_records
from repatria.linkage import LinkageParams, default_model, evaluate, propose
from repatria.synth import ListsParams, Quality, make_two_lists
from repatria.synth.lists_files import ListsFormat, render_lists

COLUMNS = ("F1", "R at 99 % P", "calibration error", "P at 0.95", "siblings at 0.95", "namesakes at 0.95", "s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=23)
    parser.add_argument("--only", action="append", help="one of the kinds; may be given several times")
    asked = parser.parse_args()
    print(f"repatria {repatria.__version__}, model {default_model().version}, {dt.datetime.now(dt.UTC):%Y-%m-%d}")
    print(f"\n| lists | {' | '.join(COLUMNS)} |\n|{' --- |' * (len(COLUMNS) + 1)}")
    for name, params in kinds(asked.size).items():
        if not asked.only or name in asked.only:
            print(f"| {name} | {' | '.join(measured(params, asked.seed))} |", flush=True)


def kinds(size: int) -> dict[str, ListsParams]:
    """The kinds of lists."""
    usual = ListsParams(n_left=size, n_right=size)
    poor = ListsParams.of_quality(Quality.POOR, n_left=size, n_right=size)
    good = ListsParams.of_quality(Quality.GOOD, n_left=size, n_right=size)
    kin = dict(usual.population.kin)
    many_kin = {**kin, **{name: rate * 5 for name, rate in kin.items() if name in {"siblings", "father-son", "twins"}}}
    many_namesakes = {**kin, **{name: rate * 5 for name, rate in kin.items() if name.startswith("namesakes")}}
    return {
        "usual": usual,
        "no dates": without(usual, "dob"),
        "no patronymics": without(usual, "patronymic"),
        "names and dates alone": without(usual, "sex", "birthplace", "service_number", "unit"),
        "no sex": without(usual, "sex"),
        "all in Latin letters": replace(
            usual, left=replace(usual.left, latin=1.0), right=replace(usual.right, latin=1.0)
        ),
        "5 % on both": replace(usual, overlap=0.05),
        "95 % on both": replace(usual, overlap=0.95),
        f"{size // 10} beside {size * 5}": replace(usual, n_left=size // 10, n_right=size * 5),
        "poor beside good": replace(poor, right=good.right),
        "slips twice as often": poor,
        "slips 0.4 times as often": good,
        "five times the kin": replace(usual, population=replace(usual.population, kin=many_kin)),
        "five times the namesakes": replace(usual, population=replace(usual.population, kin=many_namesakes)),
    }


def without(params: ListsParams, *fields: str) -> ListsParams:
    """Neither list fills these fields."""
    left, right = (
        replace(side, given={**side.given, **dict.fromkeys(fields, 0.0)}) for side in (params.left, params.right)
    )
    return replace(params, left=left, right=right)


def measured(params: ListsParams, seed: int) -> list[str]:
    """One row of the table."""
    with tempfile.TemporaryDirectory() as folder:
        world = render_lists(
            make_two_lists(params, rng=np.random.default_rng(seed)), seed=seed, file_format=ListsFormat.CSV
        )
        for name, content in world.files.items():
            Path(folder, name).write_bytes(content)
        quiet = Console(quiet=True)
        left, right = (read_records(Path(folder, f"{side}.csv"), quiet) for side in "ab")
        truth, families = (
            pl.read_csv(Path(folder, f"{name}.csv"), infer_schema=False).rename({"id_a": "left_id", "id_b": "right_id"})
            for name in ("truth", "families")
        )
    began = time.process_time()
    found = propose(left, right, params=LinkageParams(threshold=1e-3)).frame
    seconds = time.process_time() - began
    told = evaluate(found, truth.drop("errors"), families=families.drop("birth"))
    numbers = (told.best.f1, told.recall_at_99_precision, told.calibration_error, told.at[1].precision)
    kin = (told.kin_taken.get(kind, (0, 0, 0)) for kind in ("sibling", "namesake"))
    return [*(f"{value:.4f}" for value in numbers), *(f"{sure} of {n}" for _, sure, n in kin), f"{seconds:.1f}"]


if __name__ == "__main__":
    main()

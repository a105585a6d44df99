"""Train the packaged linkage model on invented lists: ``python -m scripts.train_linkage [--seed N]``.

Writes src/repatria/linkage/data/model-2.json.  The same seed writes the same bytes; live lists are never used.  The
worlds differ in how their clerks err and in what they leave out, so that the model is at home in none of them.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from scripts.invented_lists import World, invented_lists

from repatria.linkage.model import PACKAGED
from repatria.linkage.training import Labelled, LabelledRows, train

TARGET = Path(__file__).resolve().parents[1] / "src" / "repatria" / "linkage" / "data" / PACKAGED
COMPARISONS = ("surname", "given", "patronymic", "birth_date", "sex", "birth_place", "service_number", "unit_name")
N_PERSONS, N_BOTH, N_BROTHERS, N_FATHERS, N_CHANCE = 16_000, 9_000, 3_000, 2_000, 1_500_000
WORLDS = (
    World(),
    World(slip=0.03, date_errors=1.5, no_date=0.15, year_only=0.08, no_patronymic=0.25, other_number=0.03, skew=8.0),
    World(slip=0.008, date_errors=0.6, no_date=0.0, year_only=0.02, no_patronymic=0.05, women=0.15, skew=60.0),
    World(slip=0.02, date_errors=1.2, romanized=(0.0, 1.0), other_surname=0.008, other_given=0.004, short_form=0.05),
    World(slip=0.02, romanized=(0.5, 0.5), other_number=0.06, moved=0.4, other_place=0.3, women=0.1, initial=0.03),
    World(date_errors=2.0, no_date=0.3, year_only=0.15, age_only=0.1, no_number=0.9, no_unit=0.9, no_place=0.3),
)


def main() -> None:
    """Make the lists, count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20250602)
    seed = parser.parse_args().seed
    model = train(
        _labelled(seed),
        comparisons=COMPARISONS,
        n_chance=N_CHANCE,
        rng=np.random.default_rng(seed),
        version="2.2",
        trained_on=f"invented lists: {len(WORLDS)} worlds from seed {seed} on, {N_BOTH} persons on both lists, "
        f"{N_BROTHERS} pairs of siblings and {N_FATHERS} of father and son in each",
    )
    TARGET.write_text(model.to_json(), encoding="utf-8")
    print(f"wrote {TARGET.name}, SHA-256 {model.digest}")


def _labelled(seed: int) -> Iterator[Labelled]:
    for place, world in enumerate(WORLDS):
        left, right, both, kin = invented_lists(
            seed + place, N_PERSONS, N_PERSONS, N_BOTH, N_BROTHERS, n_fathers=N_FATHERS, world=world
        )
        yield Labelled(
            left=left,
            right=right,
            matches=_rows(both),
            siblings=_rows(kin.filter(pl.col("kinship") == "sibling")),
            fathers=_rows(kin.filter(pl.col("kinship") == "father-son")),
        )


def _rows(pairs: pl.DataFrame) -> LabelledRows:
    return tuple(pairs[side].to_numpy().astype(np.uint32) for side in ("left", "right"))  # type: ignore[return-value]


if __name__ == "__main__":
    main()

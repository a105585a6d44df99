"""Train the packaged linkage model on invented lists: ``python scripts/train_linkage.py [--seed N]``.

Writes src/repatria/linkage/data/model-1.json.  The same seed writes the same bytes; live lists are never used.
"""

import argparse
from pathlib import Path

import numpy as np
import polars as pl
from scripts.invented_lists import invented_lists

from repatria.linkage.training import LabelledRows, train

TARGET = Path(__file__).resolve().parents[1] / "src" / "repatria" / "linkage" / "data" / "model-1.json"
N_PERSONS, N_BOTH, N_BROTHERS, N_CHANCE = 30_000, 20_000, 5_000, 2_000_000


def main() -> None:
    """Make the lists, count, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20250602)
    seed = parser.parse_args().seed
    left, right, both, kin = invented_lists(seed, N_PERSONS, N_PERSONS, N_BOTH, N_BROTHERS)
    model = train(
        left,
        right,
        matches=_rows(both),
        relatives=_rows(kin),
        n_chance=N_CHANCE,
        rng=np.random.default_rng(seed),
        version="1.2",
        trained_on=f"invented lists: seed {seed}, {N_BOTH} persons on both, {N_BROTHERS} pairs of siblings",
    )
    TARGET.write_text(model.to_json(), encoding="utf-8")
    print(f"wrote {TARGET.name}")


def _rows(pairs: pl.DataFrame) -> LabelledRows:
    return tuple(pairs[side].to_numpy().astype(np.uint32) for side in ("left", "right"))  # type: ignore[return-value]


if __name__ == "__main__":
    main()

"""Which true pairs of two lists blocking brings, and how many others beside them."""

from pathlib import Path

import numpy as np
import polars as pl
from benchmarks.quality.splink_lists import records

from repatria.linkage import LinkageParams, prepare
from repatria.linkage.blocking import Caps, candidate_pairs, key_table
from repatria.linkage.joining import SortedKeys


def recall_of_blocking(folder: Path) -> dict[str, object]:
    """Recall, candidates for each record of the longer list, and the kinds of error it misses most often."""
    left, right = (prepare(records(folder / f"{side}.csv")).by_id() for side in "ab")
    truth = pl.read_csv(folder / "truth.csv", infer_schema=False)
    rows = [
        truth.join(side.frame.select("record_id", "row"), left_on=name, right_on="record_id", maintain_order="left")[
            "row"
        ]
        for side, name in ((left, "id_a"), (right, "id_b"))
    ]
    true = rows[0].cast(pl.Int64).to_numpy() * right.height + rows[1].cast(pl.Int64).to_numpy()
    params, n_candidates, is_found = LinkageParams(), 0, np.zeros(len(true), bool)
    caps = Caps(block_pairs=params.block_pairs, pairs_per_record=params.pairs_per_record)
    keys = [SortedKeys.of(key_table(side.frame)) for side in (left, right)]
    for some_left, some_right in candidate_pairs(*keys, caps):
        n_candidates += len(some_left)
        is_found |= np.isin(true, some_left.astype(np.int64) * right.height + some_right)
    kinds = (
        truth.select(pl.col("errors").fill_null("").str.split(";"), is_found=pl.Series(is_found))
        .explode("errors")
        .group_by("errors")
        .agg(pl.col("is_found").mean(), n=pl.len())
        .filter(pl.col("n") >= 30)
        .sort("is_found")
    )
    return {
        "recall": float(is_found.mean()),
        "per_record": n_candidates / max(left.height, right.height),
        "missed": dict(kinds.select("errors", "is_found").head(8).iter_rows()),
    }

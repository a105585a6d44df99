"""Estimate a linkage model for lists of another kind, offline: ``python -m scripts.estimate_linkage A B --out FILE``.

The lists are put aside for it: a model is never estimated on the way to a result.  Where B is left out, A is compared
with itself.  The file names version, lists (by SHA-256) and seed, and is used as ``repatria match A B --model FILE``.
"""

import argparse
from pathlib import Path

import numpy as np
from rich.console import Console

from repatria.cli.match_lists import read_records
from repatria.linkage import LinkageParams, prepare
from repatria.linkage.blocking import Caps, candidate_pairs
from repatria.linkage.estimation import estimate
from repatria.linkage.levels import LEVELS, Rows
from repatria.linkage.records import PreparedRecords
from repatria.provenance import digest_of_bytes

N_CHANCE = 2_000_000


def main() -> None:
    """Read, estimate, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("a", type=Path)
    parser.add_argument("b", type=Path, nargs="?")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--comparisons", default="surname,given,birth_date", help=f"of {', '.join(LEVELS)}")
    parser.add_argument("--model-version", default="own-1")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    paths = [path for path in (asked.a, asked.b) if path is not None]
    records = [prepare(read_records(path, Console(stderr=True))) for path in paths]
    digests = ", ".join(digest_of_bytes(path.read_bytes()) for path in paths)
    found = estimate(
        records[0],
        records[-1],
        candidates(records[0], records[-1], within=len(records) == 1),
        comparisons=asked.comparisons.split(","),
        n_chance=N_CHANCE,
        rng=np.random.default_rng(asked.seed),
        version=asked.model_version,
        trained_on=f"expectation and maximization, seed {asked.seed}, lists of SHA-256 {digests}",
    )
    asked.out.write_text(found.model.to_json(), encoding="utf-8")
    print(
        f"wrote {asked.out}, SHA-256 {found.model.digest}; {found.share_of_candidates:.4f} of candidates are one person"
    )


def candidates(left: PreparedRecords, right: PreparedRecords, *, within: bool) -> tuple[Rows, Rows]:
    """All pairs that blocking brings."""
    params = LinkageParams()
    caps = Caps(block_pairs=params.block_pairs, pairs_per_record=params.pairs_per_record)
    keys = [side.with_sorted_keys().sorted_keys for side in (left, right)]
    if keys[0] is None or keys[1] is None:
        raise AssertionError("sorted keys were just made")
    parts = list(candidate_pairs(keys[0], keys[1], caps, within=within))
    none = np.empty(0, dtype=np.uint32)
    left_rows, right_rows = (np.concatenate([none, *(part[side] for part in parts)]) for side in (0, 1))
    return left_rows, right_rows


if __name__ == "__main__":
    main()

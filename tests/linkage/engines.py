"""Lists on which every engine must give the same pairs, and how sameness is told."""

from functools import cache

import polars as pl
from scripts.invented_lists import invented_lists

from repatria.linkage import LinkageParams, ScoredPairs

CASES = ("one-to-one", "raw", "capped", "given-prior")
_PARAMS = {
    "one-to-one": LinkageParams(),
    "raw": LinkageParams(one_to_one=False, threshold=0.0001),
    "capped": LinkageParams(block_pairs=20, pairs_per_record=1),
    "given-prior": LinkageParams(expected_matches=700.0),
}


@cache
def _invented() -> tuple[pl.DataFrame, pl.DataFrame]:
    left, right, _, _ = invented_lists(11, 3000, 2000, 1000, 200)
    return left, right.sample(fraction=1.0, shuffle=True, seed=1)


def lists_of(name: str) -> tuple[pl.DataFrame, pl.DataFrame, LinkageParams]:
    """Some thousand invented records in two lists with relatives, and how to match them."""
    return *_invented(), _PARAMS[name]


def assert_same(embedded: ScoredPairs, other: ScoredPairs) -> None:
    """All pairs, levels, weights and probabilities are equal, to the last bit, and so is what is told of them."""
    assert embedded.frame.equals(other.frame)
    assert embedded.frame.schema == other.frame.schema
    assert (embedded.n_candidates, embedded.expected_matches) == (other.n_candidates, other.expected_matches)
    assert (embedded.model_version, embedded.params) == (other.model_version, other.params)

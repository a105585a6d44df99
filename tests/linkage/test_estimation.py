"""A model estimated without truth comes near the one that truth would give."""

import numpy as np
import polars as pl
import pytest

from repatria.linkage import LEVELS, prepare
from repatria.linkage.estimation import estimate

N = 400
CODES = [f"AB{k * 7919 % 100_000:05d}" for k in range(2 * N)]


def lists():
    """Half of the people on both lists; a tenth of their codes have a slip, sexes never."""
    rows = [{"record_id": f"l{k}", "code": CODES[k], "sex": "MF"[k % 2], "occupation": f"o{k % 9}"} for k in range(N)]
    others = [
        {
            "record_id": f"r{k}",
            "code": CODES[k][:-1] + "X" if k % 10 == 0 else CODES[k],
            "sex": "MF"[k % 2],
            "occupation": f"o{(k if k % 4 else k + 1) % 9}",
        }
        for k in range(N // 2, N // 2 + N)
    ]
    return prepare(pl.DataFrame(rows)), prepare(pl.DataFrame(others))


@pytest.fixture(scope="module")
def estimated():
    left, right = lists()
    # As if blocking brought each true pair and ten chance pairs beside it.
    rng = np.random.default_rng(3)
    places = np.concatenate([np.arange(N // 2, N), rng.integers(N, size=10 * N)])
    others = np.concatenate([np.arange(N // 2), rng.integers(N, size=10 * N)])
    return estimate(
        left,
        right,
        (places.astype(np.uint32), others.astype(np.uint32)),
        comparisons=("code", "sex", "occupation"),
        n_chance=200_000,
        rng=np.random.default_rng(1),
        version="own-1",
        trained_on="a test",
    )


def test_the_share_of_one_person_is_found(estimated):
    assert estimated.share_of_candidates == pytest.approx(200 / 4200, rel=0.2)


def test_levels_of_one_person_and_of_chance_are_found(estimated):
    model = estimated.model
    assert model.m["code"][LEVELS["code"].index("same")] == pytest.approx(0.9, abs=0.1)
    assert model.m["sex"][1] > 0.98
    assert model.m["occupation"][LEVELS["occupation"].index("same")] == pytest.approx(0.75, abs=0.08)
    assert model.u["sex"][1] == pytest.approx(0.5, abs=0.02)
    assert model.u["occupation"][LEVELS["occupation"].index("same")] == pytest.approx(1 / 9, abs=0.02)


def test_the_model_says_what_it_was_made_of(estimated):
    assert (estimated.model.version, estimated.model.trained_on) == ("own-1", "a test")
    assert not estimated.model.s

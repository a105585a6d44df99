"""Pairs weighed one by one after a scan that could not know their weight."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kinship.worlds import SHAPES, bodies, families, marker

from repatria.errors import TooComplex
from repatria.kinship import LikelihoodParams, Obstacle, Panel, ScreenParams, likelihood_ratios, screen, weighing
from repatria.kinship.sweep import Pairs
from repatria.kinship.weighing import best_of

THETA = LikelihoodParams(theta=0.05)


@given(st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.sampled_from([0.5, 1.0, 2.0, 3.0])))
def test_the_best_are_those_of_the_sorted_lists(scores):
    params = ScreenParams(threshold_log10=0.4, best_per_body=2, best_per_missing=1)
    pairs = Pairs(
        np.array([column for column, _ in scores], dtype=np.int32),
        np.array([body for _, body in scores], dtype=np.int32),
        np.array(list(scores.values()), dtype=np.float64),
    )
    passing = {pair: score for pair, score in scores.items() if score >= params.threshold}

    def place(pair, own, other):
        rivals = sorted((-score, each[other]) for each, score in passing.items() if each[own] == pair[own])
        return rivals.index((-passing[pair], pair[other]))

    wanted = {pair for pair in passing if place(pair, 0, 1) < 1 or place(pair, 1, 0) < 2}
    kept = best_of(pairs, params)
    assert set(zip(kept.column.tolist(), kept.body.tolist(), strict=True)) == wanted


@pytest.fixture(scope="module")
def world():
    rng = np.random.default_rng(8)
    panel = Panel(markers=tuple(marker(f"D{number}", frequencies=(0.2, 0.3, 0.5)) for number in range(4)))
    few = {name: SHAPES[name] for name in ("parents", "mother", "wife and child")}
    return bodies(panel, 40, rng=rng), families(panel, rng=rng, each=4, shapes=few), panel


def test_theta_decides_and_not_the_scan(world):
    people, found, panel = world
    params = ScreenParams(threshold_log10=0.3, n_reshuffles=0)
    plain, strict = screen(people, found, panel, params), screen(people, found, panel, params, likelihood=THETA)
    assert 0 < len(strict) < len(plain)
    assert strict.log10_lr.min() >= 0.3
    for row in range(len(strict)):
        family, body = found[strict.family[row]], people.profiles.only([people.ids[strict.body[row]]])
        ratio = likelihood_ratios(family, "x", body, panel, params=THETA).log10_lr[0]
        assert strict.log10_lr[row] == pytest.approx(ratio, rel=1e-12)
    np.testing.assert_array_equal(strict.searches.n_passing, plain.searches.n_passing)


def test_who_is_too_complex_with_theta_is_named(world, monkeypatch):
    people, found, panel = world

    def entangled(family, *rest, params):
        if family.id == found[0].id:
            raise TooComplex("too entangled")
        return likelihood_ratios(family, *rest, params=params)

    monkeypatch.setattr(weighing, "likelihood_ratios", entangled)
    params = ScreenParams(threshold_log10=-1, n_reshuffles=0)
    candidates = screen(people, found, panel, params, likelihood=THETA)
    assert candidates.searches.obstacle.tolist() == [Obstacle.TOO_COMPLEX] + [Obstacle.NONE] * (len(found) - 1)
    assert 0 not in candidates.family

"""Kappa, its interval, and what is withheld."""

import random
from math import sqrt
from statistics import stdev

import pytest

from repatria.web.review.agreement import N_LEAST, TwoWords, agreement_of, measure

# Twenty both yes, five yes and no, ten no and yes, fifteen both no.
TEXTBOOK = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15


def test_the_interval_of_kappa_is_that_of_fleiss_cohen_and_everitt():
    """By hand from their equation for two words: kappa 0.4, standard error 0.1265."""
    found = agreement_of(TEXTBOOK)
    assert found.kappa == pytest.approx(0.4)
    assert (found.kappa_high - found.kappa_low) / (2 * 1.959964) == pytest.approx(0.1265, abs=0.0005)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_interval_is_as_wide_as_drawing_again_says(seed):
    """Three words, uneven margins; the bootstrap is another road to the same standard error."""
    rng = random.Random(seed)
    said = rng.choices(
        [("s", "s"), ("n", "n"), ("c", "c"), ("s", "n"), ("n", "s"), ("c", "n"), ("s", "c")],
        weights=[50, 25, 8, 6, 5, 4, 2],
        k=600,
    )
    found = agreement_of(said)
    drawn = [agreement_of(rng.choices(said, k=len(said))).kappa for _ in range(400)]
    error = (found.kappa_high - found.kappa_low) / (2 * 1.959964)
    assert error == pytest.approx(stdev(drawn), rel=0.15)
    assert error < 1 / sqrt(len(said))


def test_the_interval_of_the_proportion_stays_within_one():
    found = agreement_of([("s", "s")] * 29 + [("s", "n")])
    assert found.low < 29 / 30 < found.high < 1
    whole = agreement_of([("s", "s")] * 30)
    assert (whole.proportion, whole.kappa) == (1.0, None)
    assert whole.high == pytest.approx(1.0)


def two(names, words, probability=0.97):
    return TwoWords(names=names, words=words, probability=probability)


def test_two_reviewers_are_one_line_whoever_came_first_and_small_numbers_are_withheld():
    said = [two(("mira", "petro"), ("s", "n"))] * 6 + [two(("petro", "mira"), ("n", "s"))] * 6
    said += [two(("mira", "oksana"), ("s", "s"), 0.3)] * (N_LEAST - 1)
    found = measure(said)
    by_names = dict(found.by_reviewers)
    assert {names: one.n_links for names, one in by_names.items()} == {("mira", "petro"): 12, ("mira", "oksana"): 9}
    assert by_names["mira", "petro"].kappa == pytest.approx(0.0)  # one always says s, the other n
    assert by_names["mira", "oksana"].is_withheld
    assert [(band, one.n_links) for band, one in found.by_band] == [((0.2, 0.5), 9), ((0.95, 0.99), 12)]
    assert found.overall.n_links == 21


def test_certainty_lies_in_the_last_band():
    [(band, _)] = measure([two(("a", "b"), ("s", "s"), 1.0)]).by_band
    assert band[0] == 0.99

"""Expected likelihood ratios by sums that a reader can redo, and by the oracle."""

from itertools import combinations_with_replacement as pairs
from math import log10

import numpy as np
import pytest
from tests.kinship import oracle
from tests.kinship.families import drawn_pedigree

from repatria.errors import InputUnusable
from repatria.kinship import LikelihoodParams, Marker, Panel, Profiles
from repatria.kinship.forecast import ForecastParams, forecast, rank_relatives

P, Q = 0.2, 0.8
TWO = Panel(markers=(Marker(name="M", alleles=("a", "b"), frequencies=np.array([P, Q])),))
FAMILY = drawn_pedigree("F,,,M M,,,F son,F,M,M brother,F,M,M wife,,,F uncle,,,M")
ROWS = [{"id": m.id, "father": m.father, "mother": m.mother, "sex": " MF"[m.sex]} for m in FAMILY.members]


def profiles(reads, panel):
    return Profiles.of({who: dict.fromkeys(panel.names, read) for who, read in reads.items()}, panel)


def expect(reads, panel=TWO, **more):
    return forecast(FAMILY, "son", profiles(reads, panel), panel, rng=np.random.default_rng(1), **more)


def test_a_typed_father_is_worth_the_textbooks_sum():
    """Father a/a: the son is a/a with p (ratio 1/p) or a/b with q (ratio 1/2p)."""
    mean = P * log10(1 / P) + Q * log10(1 / (2 * P))
    square = P * log10(1 / P) ** 2 + Q * log10(1 / (2 * P)) ** 2
    found = expect({"F": ("a", "a")})
    assert found.mean == pytest.approx(mean, abs=1e-14)
    assert found.sd == pytest.approx(np.sqrt(square - mean**2), abs=1e-14)


def test_nobody_typed_is_worth_nothing():
    found = expect({})
    assert (found.mean, found.sd, found.reaches) == (pytest.approx(0.0), pytest.approx(0.0), 0.0)


def test_a_sample_to_come_is_the_sum_over_what_it_may_show():
    """Brother not yet typed, father a/b: over the oracle's joint table of brother and son."""
    plain = {"name": "M", "alleles": ["a", "b"], "freqs": [P, Q]}
    known = {"F": ["a", "b"]}
    total = oracle.likelihood(ROWS, known, plain)
    mean = 0.0
    for brother in map(list, pairs("ab", 2)):
        alone = oracle.likelihood(ROWS, known | {"brother": brother}, plain)
        for son in map(list, pairs("ab", 2)):
            both = oracle.likelihood(ROWS, known | {"brother": brother, "son": son}, plain)
            stranger = oracle.likelihood(ROWS[:1], {"F": son}, plain)
            mean += both / total * log10(both / alone / stranger)
    assert expect({"F": ("a", "b")}, sampled="brother").mean == pytest.approx(mean, abs=1e-13)


def test_a_parent_before_a_brother_before_a_wife_without_children():
    """A stranger's sample adds nothing; the gains are of one scale with the markers."""
    markers = tuple(Marker(name=f"M{n}", alleles=tuple("abcdef"), frequencies=np.full(6, 1 / 6)) for n in range(8))
    panel = Panel(markers=markers)
    now, ranked = rank_relatives(
        FAMILY, "son", profiles({"F": ("a", "b")}, panel), panel, ["wife", "brother", "M"],
        rng=np.random.default_rng(3), params=ForecastParams(log10_threshold=3.0),
    )  # fmt: skip
    assert [row.person for row in ranked] == ["M", "brother", "wife"]
    assert ranked[0].gain > ranked[1].gain > 0.1
    assert ranked[2].gain == pytest.approx(0.0, abs=1e-12)
    assert ranked[0].forecast.reaches > ranked[1].forecast.reaches > now.reaches
    assert ranked[0].forecast.stranger_reaches < 0.01


def test_draws_agree_with_the_exact_probability():
    """One marker, father a/a: the ratio reaches 1/p exactly if the son is a/a, with p; a stranger with p²."""
    found = expect({"F": ("a", "a")}, params=ForecastParams(log10_threshold=log10(1 / P) - 1e-9, n_draws=40_000))
    assert found.reaches == pytest.approx(P, abs=4 * np.sqrt(P * Q / 40_000))
    assert found.stranger_reaches == pytest.approx(P**2, abs=4 * np.sqrt(P**2 / 40_000))


def test_relatedness_in_the_population_lowers_the_expectation():
    with_theta = expect({"F": ("a", "a")}, likelihood=LikelihoodParams(theta=0.05))
    assert 0.0 < with_theta.mean < expect({"F": ("a", "a")}).mean


def test_a_silent_allele_is_not_read():
    marker = Marker(name="M", alleles=("a", "b", "s"), frequencies=np.array([0.5, 0.4, 0.1]), has_silent=True)
    found = expect({"F": ("a", "a")}, Panel(markers=(marker,)))
    assert 0.0 < found.mean < 1.0


def test_contradicting_references_and_typed_candidates_are_refused():
    with pytest.raises(InputUnusable, match="marker M"):
        expect({"F": ("a", "a"), "brother": ("b", "b")})
    with pytest.raises(ValueError, match="F cannot be asked"):
        rank_relatives(FAMILY, "son", profiles({"F": ("a", "a")}, TWO), TWO, ["F"], rng=np.random.default_rng(1))

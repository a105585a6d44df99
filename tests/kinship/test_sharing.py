"""Families that share tables have the likelihoods that each has alone."""

import numpy as np
import pytest
from tests.kinship.families import drawn_pedigree

from repatria.kinship import Marker, Profiles, log_likelihoods, proportional, stepwise
from repatria.kinship.evaluation import MOST_AT_ONCE
from repatria.kinship.likelihood import family_log_likelihoods
from repatria.kinship.markers import Panel
from repatria.kinship.sharing import _number_pairs

FAMILY = drawn_pedigree("F,,,M M,,,F W,,,F A,F,M,M B,F,M,F C,A,W,M D,A,W,F")
PLAIN = Marker(name="L", alleles=tuple("abcdefgh"), frequencies=np.array([0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05]))


def _reads(rng, n_families):
    """Reads as of placements: of each of three members one of few genotypes, in every combination."""
    few = np.sort(rng.integers(0, 8, size=(3, 4, 2)), axis=2).astype(np.int16)
    few[1, 0] = -1
    few[2, 1, 1] = -1
    chosen = np.sort(rng.integers(0, 4**3, n_families))
    return np.stack([few[0, chosen // 16], few[1, chosen // 4 % 4], few[2, chosen % 4]], axis=1)


@pytest.mark.parametrize("model", [None, proportional, stepwise])
@pytest.mark.parametrize("n_families", [1, 2, 7, 40, MOST_AT_ONCE + 3])
def test_families_together_have_the_likelihoods_that_each_has_alone(model, n_families):
    numbered = Marker(name="L", alleles=(*"56789", "10", "11", "12"), frequencies=PLAIN.frequencies)
    marker = PLAIN if model is None else numbered
    if model is proportional:
        marker = Marker(name="L", alleles=PLAIN.alleles, frequencies=PLAIN.frequencies, mutation=model(PLAIN, 0.01))
    elif model is stepwise:
        mutation = model(numbered, 0.01, rate2=1e-4)
        marker = Marker(name="L", alleles=numbered.alleles, frequencies=PLAIN.frequencies, mutation=mutation)
    reads = _reads(np.random.default_rng(n_families), n_families)
    together = family_log_likelihoods(FAMILY, ("B", "C", "D"), reads, marker)
    different, which = np.unique(reads, axis=0, return_inverse=True)
    panel = Panel(markers=(marker,))
    alone = [
        log_likelihoods(FAMILY, Profiles(ids=("B", "C", "D"), alleles=each[:, None]), panel)[0] for each in different
    ]
    np.testing.assert_allclose(together, np.array(alone)[which.ravel()], rtol=1e-13)


def test_equal_pairs_have_equal_numbers():
    rng = np.random.default_rng(0)
    one, other = rng.integers(-1, 60, (2, 500)).astype(np.int32)
    numbers, room = np.empty(500, dtype=np.int32), np.empty(1024, dtype=np.int32)
    n_found = _number_pairs(one, other, 500, room, numbers)
    pairs = list(zip(one.tolist(), other.tolist(), strict=True))
    assert n_found == len(set(pairs))
    first = {number: pair for pair, number in zip(reversed(pairs), reversed(numbers.tolist()), strict=True)}
    assert [first[number] for number in numbers.tolist()] == pairs

"""A pedigree as a network: what its variables are called, and what may be taken away or put in."""

import math

import numpy as np
import pytest
from tests.kinship.families import drawn_pedigree

from repatria.kinship import Chromosome, Factor, Marker, eliminate, pedigree_network

TRIO = drawn_pedigree("F,,,M M,,,F C,F,M,M D,F,M,F")
P, Q = 0.1, 0.9
MARKER = Marker(name="M", alleles=("A", "B"), frequencies=np.array([P, Q]))
READS = {"C": (0, 1), "D": (0, 0)}


def test_variables_are_named_for_what_they_are():
    network = pedigree_network(TRIO, READS, MARKER, fix_phase=False)
    alleles = {(line, who) for line in ("paternal", "maternal") for who in "FMCD"}
    selectors = {(parent, child) for parent in ("from father", "from mother") for child in "CD"}
    assert set(network.states) == alleles | selectors
    assert set(network.alleles) == alleles
    assert network.alleles["paternal", "C"].tolist() == [0, 1]
    assert network.alleles["paternal", "D"].tolist() == [0, -1]  # the same read twice: the second state only pads


def test_founders_may_be_given_another_prior():
    """Both parents are A/A for certain: the children's genotypes are then known, too."""
    network = pedigree_network(TRIO, READS, MARKER, with_population=False)
    founders = [name for name in network.alleles if name[1] in "FM"]
    certain = [Factor((name,), np.array([1.0, 0.0])) for name in founders]
    assert eliminate(network.with_factors(certain)).log_total == -math.inf
    both = pedigree_network(TRIO, {"C": (0, 0), "D": (0, 0)}, MARKER, with_population=False)
    assert eliminate(both.with_factors(certain)).log_total == pytest.approx(0.0, abs=1e-15)
    population = [Factor((name,), MARKER.frequencies) for name in founders]
    expected = eliminate(pedigree_network(TRIO, READS, MARKER)).log_total
    assert eliminate(network.with_factors(population)).log_total == pytest.approx(expected, abs=1e-14)


def test_a_sisters_selector_says_whether_she_shares_the_mothers_allele():
    """Two sibs AB and AA, by hand: the states of being identical by descent, one quarter each for both lines."""
    by_descent = {(True, True): 0.0, (True, False): P * P * Q, (False, True): P * P * Q, (False, False): 2 * P**3 * Q}
    expected = math.log(sum(by_descent.values()) / 4)
    assert eliminate(pedigree_network(TRIO, READS, MARKER)).log_total == pytest.approx(expected, abs=1e-14)


def test_a_target_stays_and_can_be_kept():
    network = pedigree_network(TRIO, {"C": (0, 0)}, MARKER, target="D")
    found = eliminate(network, keep=[("maternal", "D"), ("paternal", "D")])
    line = np.array([0.5 + 0.5 * P, 0.5 * Q])  # identical by descent with the brother's allele, or not
    table = np.exp(found.log_scale) * found.table / P**2
    np.testing.assert_allclose(table, np.outer(line, line), rtol=1e-13)


def test_on_x_a_father_passes_his_one_allele():
    marker = Marker(name="M", alleles=("A", "B"), frequencies=np.array([P, Q]), chromosome=Chromosome.X)
    network = pedigree_network(TRIO, {"F": (0, 0), "D": (0, 1)}, marker)
    assert ("from father", "D") not in network.states
    assert eliminate(network).log_total == pytest.approx(math.log(P * Q), abs=1e-14)

"""The engine beside the oracle, all at once: urn, X, silent, partial, drop-out, mutation, inbred founders."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.kinship import oracle
from tests.kinship.families import families

from repatria.kinship import LikelihoodParams, genotype_distributions, log_likelihoods

THETAS = st.sampled_from([0.0, 0.02, 0.4])


@settings(max_examples=60, deadline=None)
@given(families(largest=4), THETAS)
def test_the_likelihood_is_the_oracles(family, theta):
    found = log_likelihoods(family.pedigree, family.profiles, family.panel, params=LikelihoodParams(theta=theta))
    expected = oracle.likelihood(family.rows, family.reads, family.marker, theta=theta, inbreeding=family.inbreeding)
    assert found[0] == pytest.approx(oracle.ln(expected), abs=1e-11)


@settings(max_examples=25, deadline=None)
@given(families(largest=4), THETAS, st.data())
def test_the_distribution_of_a_genotype_is_the_oracles(family, theta, data):
    target = data.draw(st.sampled_from([row["id"] for row in family.rows]))
    reads = {each: read for each, read in family.reads.items() if each != target}
    profiles = family.profiles.only(list(reads))
    params = LikelihoodParams(theta=theta)
    found = genotype_distributions(family.pedigree, profiles, family.panel, target, params=params).tables[0]
    expected = oracle.genotype_distribution(
        family.rows, reads, family.marker, target, theta=theta, inbreeding=family.inbreeding
    )
    if expected is None:
        assert np.isnan(found).any()
        return
    for (one, other), probability in expected.items():
        assert found[one, other] == pytest.approx(probability, abs=1e-11)

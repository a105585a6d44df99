"""Distributions of a relative's genotype, and exclusion power, beside the peers'."""

import pytest
from tests.kinship import cases

from repatria.kinship.formats.answer import answer_case
from repatria.kinship.formats.case import DistributionCase, ExclusionPowerCase, parse_case


@pytest.mark.parametrize("name", cases.names("kinship", "dist-*"))
def test_genotype_distributions_are_the_peers(reference, name):
    given = cases.load(reference, "kinship", name)
    case, _ = parse_case(cases.asked(given))
    assert isinstance(case, DistributionCase)
    for ours, theirs in zip(answer_case(case), given["results"], strict=True):
        assert (ours["marker"], ours["genotypes"]) == (theirs["marker"], theirs["genotypes"])
        assert ours["prob"] == pytest.approx(theirs["prob"], rel=1e-10, abs=1e-15)
        assert ours["sum"] == pytest.approx(theirs["sum"], abs=1e-10)


@pytest.mark.parametrize("name", cases.names("kinship", "power-ep-*"))
def test_exclusion_power_is_the_peers(reference, name):
    given = cases.load(reference, "kinship", name)
    case, _ = parse_case(cases.asked(given))
    assert isinstance(case, ExclusionPowerCase)
    found, expected = answer_case(case), given["results"]
    assert found["per_marker"] == pytest.approx(expected["per_marker"], abs=1e-12)
    assert found["total"] == pytest.approx(expected["total"], abs=1e-12)
    assert found["expected_mismatches"] == pytest.approx(expected["expected_mismatches"], abs=1e-11)
    # The peer gives no numbers here: the package that sums them was not installed. The keys are its own.
    assert list(found["distribution"]) == list(expected["distribution"])
    assert sum(found["distribution"].values()) == pytest.approx(1.0, abs=1e-12)

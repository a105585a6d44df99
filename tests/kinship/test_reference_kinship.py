"""Likelihoods of every reference case of the peers, marker by marker."""

import math

import pytest
from tests.kinship import cases

from repatria.kinship.formats.answer import answer_case
from repatria.kinship.formats.case import KinshipCase, parse_case

NAMES = [name for name in cases.names("kinship") if not name.startswith(("dist-", "linked-", "power-"))]


@pytest.mark.parametrize("name", NAMES)
def test_likelihoods_are_the_peers(reference, name):
    given = cases.load(reference, "kinship", name)
    case, findings = parse_case(cases.asked(given))
    assert isinstance(case, KinshipCase)
    assert not findings
    found, expected = answer_case(case), given["results"]
    for marker, ours, theirs in zip(given["markers"], found["per_marker"], expected["per_marker"], strict=True):
        assert ours["marker"] == theirs["marker"]
        for key in ("lnlik", "lnLR"):
            assert list(ours[key]) == list(theirs[key])
            for hypothesis, value in theirs[key].items():
                near = cases.is_near(cases.number(ours[key][hypothesis]), cases.number(value), cases.tolerance(marker))
                assert near, (marker["name"], key, hypothesis, ours[key][hypothesis], value)
    n = len(given["markers"])
    for key in ("total_lnlik", "total_lnLR", "total_log10LR"):
        for hypothesis, value in expected[key].items():
            assert cases.is_near(cases.number(found[key][hypothesis]), cases.number(value), n * 1e-10 + 1e-8), key
    for hypothesis, value in expected["total_LR"].items():
        assert math.isclose(found["total_LR"][hypothesis], value, rel_tol=1e-8)
    assert list(found) == list(expected)

"""Two linked markers beside the peer, at every recombination fraction."""

import pytest
from tests.kinship import cases

from repatria.kinship.formats.answer import answer_case
from repatria.kinship.formats.case import LinkedCase, parse_case


@pytest.mark.parametrize("name", cases.names("kinship", "linked-*"))
def test_linked_likelihoods_are_the_peers(reference, name):
    given = cases.load(reference, "kinship", name)
    case, findings = parse_case(cases.asked(given))
    assert isinstance(case, LinkedCase)
    assert not findings
    for ours, theirs in zip(answer_case(case), given["results"], strict=True):
        assert list(ours) == list(theirs)
        assert ours["rho"] == theirs["rho"]
        for key in ("lnlik", "lnlik_unrelated", "lnLR"):
            assert cases.is_near(cases.number(ours[key]), cases.number(theirs[key]), 1e-10), (key, ours[key])

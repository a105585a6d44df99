"""Alleles of common descent, and the likelihood ratios that follow from them."""

from itertools import combinations_with_replacement

import numpy as np
import pytest
from tests.kinship import cases, oracle

from repatria.errors import InputUnusable
from repatria.kinship.expected import expected_linked_ratio, expected_ratio
from repatria.kinship.formats.case import parse_case
from repatria.kinship.identity import shared_alleles
from repatria.kinship.pedigree import Member, Pedigree


def family(*rows):
    return Pedigree(members=tuple(Member(id=each, father=dad, mother=mum) for each, dad, mum in rows))


SIBS = family(("dad", None, None), ("mum", None, None), ("a", "dad", "mum"), ("b", "dad", "mum"))
GRANDSON = family(*[("old", None, None), ("gran", None, None), ("dad", "old", "gran"), ("mum", None, None)],
                  ("boy", "dad", "mum"))  # fmt: skip


def test_sibs_share_none_one_or_two():
    assert shared_alleles(SIBS, "a", "b").sum(axis=1) == pytest.approx([0.25, 0.5, 0.25], abs=1e-15)


def test_father_and_son_share_one():
    assert shared_alleles(GRANDSON, "dad", "boy", 0.1)[1, 1] == pytest.approx(1.0)


def test_grandfather_and_grandson_share_both_places_unless_one_recombined():
    """One meiosis decides: ½(1 - rho) both, ½ rho one of the two."""
    found = shared_alleles(GRANDSON, "old", "boy", 0.1)
    assert found[:2, :2] == pytest.approx(np.array([[0.45, 0.05], [0.05, 0.45]]))


def test_linked_sibs_are_thompsons_formula():
    """psi = rho² + (1 - rho)²: two sibs share at both places by one parent with ½ psi."""
    rho = 0.1
    psi = rho**2 + (1 - rho) ** 2
    assert shared_alleles(SIBS, "a", "b", rho)[2, 2] == pytest.approx((psi / 2) ** 2)


def test_unlinked_places_are_independent():
    found = shared_alleles(SIBS, "a", "b", 0.5)
    assert found == pytest.approx(np.outer([0.25, 0.5, 0.25], [0.25, 0.5, 0.25]))


def test_an_inbred_pair_is_refused():
    inbred = family(*[("dad", None, None), ("mum", None, None), ("a", "dad", "mum"), ("b", "dad", "mum")],
                    ("c", "a", "b"))  # fmt: skip
    with pytest.raises(InputUnusable, match="c is inbred"):
        shared_alleles(inbred, "a", "c")


@pytest.mark.parametrize("name", cases.names("kinship", "power-elr-*"))
def test_expected_ratios_are_the_peers(reference, name):
    case, _ = parse_case(cases.data(reference, "kinship", name))
    expected = cases.load(reference, "kinship", name)["results"]
    for row in expected["one_locus"]:
        found = expected_ratio(case.pedigree, *case.pair, int(row["n_alleles"]))
        assert found == pytest.approx(row["E_LR_if_related"], rel=1e-14)
    for row in expected["two_linked_loci"]:
        n = int(row["n_alleles_1"]), int(row["n_alleles_2"])
        found = expected_linked_ratio(case.pedigree, *case.pair, n, row["rho"])
        assert found == pytest.approx(row["E_LR_if_related"], rel=1e-13)


def test_the_expectation_is_the_sum_over_all_pairs_of_genotypes():
    """Half sibs at one locus of three alleles: sum over 36 pairs of P(pair | related)² / P(pair | unrelated)."""
    rows = [("d", None, None), ("m", None, None), ("n", None, None), ("a", "d", "m"), ("b", "d", "n")]
    pedigree = [{"id": each, "father": dad, "mother": mum, "sex": None} for each, dad, mum in rows]
    strangers = [{**each, "father": None, "mother": None} for each in pedigree if each["id"] in "ab"]
    marker = {"name": "M", "alleles": ["1", "2", "3"], "freqs": [0.2, 0.3, 0.5]}
    total = 0.0
    for one in combinations_with_replacement(marker["alleles"], 2):
        for other in combinations_with_replacement(marker["alleles"], 2):
            reads = {"a": list(one), "b": list(other)}
            related = oracle.likelihood(pedigree, reads, marker)
            total += related**2 / oracle.likelihood(strangers, reads, marker)
    assert expected_ratio(family(*rows), "a", "b", 3) == pytest.approx(total, rel=1e-12)

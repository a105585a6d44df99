"""The oracle itself, against sums that a reader can redo and against a peer."""

import math

import pytest
from tests.kinship import cases, oracle

P, Q = 0.1, 0.9
MARKER = {"name": "M", "alleles": ["A", "B"], "freqs": [P, Q], "chrom": "autosomal"}
TRIO = [
    {"id": "dad", "father": None, "mother": None, "sex": "M"},
    {"id": "mum", "father": None, "mother": None, "sex": "F"},
    {"id": "child", "father": "dad", "mother": "mum", "sex": "M"},
]


def test_trio_is_the_textbook_sum():
    """Father AB, mother BB, child AB: 2pq · q² · ½."""
    found = oracle.likelihood(TRIO, {"dad": ["A", "B"], "mum": ["B", "B"], "child": ["A", "B"]}, MARKER)
    assert found == pytest.approx(2 * P * Q * Q**2 / 2, rel=1e-14)


def test_a_silent_allele_saves_a_father():
    """Father [A, A], child [B, B], s silent: father A/s, child B/s: 2ps · ½ · q, mother summed out."""
    p, q, s = 0.2, 0.7, 0.1
    marker = {"name": "M", "alleles": ["A", "B", "s"], "freqs": [p, q, s], "silent_allele": "s"}
    found = oracle.likelihood(TRIO, {"dad": ["A", "A"], "child": ["B", "B"]}, marker)
    assert found == pytest.approx(2 * p * s / 2 * q, rel=1e-14)


def test_two_strangers_of_one_urn_are_like_each_other():
    """Balding and Nichols: a second A/A after a first, theta 0.1."""
    theta = 0.1
    strangers = [{"id": each, "father": None, "mother": None, "sex": "F"} for each in "ab"]
    found = oracle.likelihood(strangers, {"a": ["A", "A"], "b": ["A", "A"]}, MARKER, theta=theta)
    expected = math.prod((n * theta + (1 - theta) * P) / (1 + (n - 1) * theta) for n in range(4))
    assert found == pytest.approx(expected, rel=1e-14)


def test_a_son_has_his_x_from_his_mother_alone():
    found = oracle.likelihood(TRIO, {"dad": ["A"], "child": ["A"]}, {**MARKER, "chrom": "X"})
    assert found == pytest.approx(P * P, rel=1e-14)


def test_an_inbred_founder_is_oftener_homozygous():
    founder = [TRIO[0]]
    found = oracle.likelihood(founder, {"dad": ["A", "A"]}, MARKER, inbreeding={"dad": 0.25})
    assert found == pytest.approx(0.75 * P**2 + 0.25 * P, rel=1e-14)


def test_grandfather_and_grandson_at_linked_markers():
    """One meiosis apart twice: the grandson's paternal haplotype is the grandfather's with ½(1 - rho) at both."""
    pedigree = [
        {"id": "old", "father": None, "mother": None, "sex": "M"},
        {"id": "old_w", "father": None, "mother": None, "sex": "F"},
        {"id": "dad", "father": "old", "mother": "old_w", "sex": "M"},
        {"id": "mum", "father": None, "mother": None, "sex": "F"},
        {"id": "boy", "father": "dad", "mother": "mum", "sex": "M"},
    ]
    rho, reads = 0.1, {"old": (["A", "A"], ["A", "A"]), "boy": (["A", "A"], ["A", "A"])}
    found = oracle.linked_likelihood(pedigree, reads, MARKER, MARKER, rho)
    both, one = (1 - rho) / 2, rho / 2
    expected = P**4 * P**2 * (both + 2 * one * P + both * P**2)
    assert found == pytest.approx(expected, rel=1e-12)


def test_partial_read_is_the_sum_over_what_it_may_be():
    founder = [TRIO[0]]
    found = oracle.likelihood(founder, {"dad": ["A", None]}, MARKER)
    assert found == pytest.approx(P**2 + 2 * P * Q, rel=1e-14)


@pytest.mark.parametrize(
    "name", cases.names("kinship", "theta-trio-*", "theta-parent*", "silent-parent*", "silent-trio*")
)
def test_the_peer_says_the_same_at_small_markers(reference, name):
    case = cases.load(reference, "kinship", name)
    for marker, row in zip(case["markers"], case["results"]["per_marker"], strict=True):
        if len(marker["alleles"]) > 5:
            continue
        reads = {person: typed.get(marker["name"]) for person, typed in case["genotypes"].items()}
        for hypothesis in case["hypotheses"]:
            found = oracle.ln(oracle.likelihood(hypothesis["pedigree"], reads, marker, theta=case["theta"]))
            expected = cases.number(row["lnlik"][hypothesis["name"]])
            assert found == expected or found == pytest.approx(expected, abs=1e-10)

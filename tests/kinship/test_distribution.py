"""A relative's genotype given the others: by hand, by the oracle, and as the quotient of two likelihoods."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from tests.kinship import oracle
from tests.kinship.families import drawn_pedigree, families

from repatria.kinship import (
    UNREAD,
    Chromosome,
    Marker,
    Mutation,
    Panel,
    Profiles,
    genotype_distributions,
    genotype_tables,
    log_likelihoods,
)

TRIO = drawn_pedigree("F,,,M M,,,F C,F,M,M")
P, Q = 0.1, 0.9
SNP = Marker(name="M", alleles=("A", "B"), frequencies=np.array([P, Q]))


def test_a_child_of_a_typed_mother_by_hand():
    """Mother AB: the child has A of her with ½, and of the father what the population has."""
    profiles = Profiles.of({"M": {"M": "AB"}}, Panel(markers=(SNP,)))
    found = genotype_distributions(TRIO, profiles, Panel(markers=(SNP,)), "C")
    np.testing.assert_allclose(found.tables[0], [[P / 2, 0.5], [0.0, Q / 2]], rtol=1e-14)
    assert found.log_evidence[0] == pytest.approx(math.log(2 * P * Q), abs=1e-14)


def test_a_son_on_x_has_his_mothers_allele_twice():
    marker = Marker(name="M", alleles=("A", "B"), frequencies=np.array([P, Q]), chromosome=Chromosome.X)
    profiles = Profiles.of({"M": {"M": "AB"}, "F": {"M": "A"}}, Panel(markers=(marker,)))
    found = genotype_distributions(TRIO, profiles, Panel(markers=(marker,)), "C")
    np.testing.assert_allclose(found.tables[0], [[0.5, 0.0], [0.0, 0.5]], rtol=1e-14)


def test_a_stranger_has_the_genotypes_of_the_population():
    nobody = Profiles(ids=(), alleles=np.zeros((0, 1, 2), dtype=np.int16))
    found = genotype_distributions(TRIO, nobody, Panel(markers=(SNP,)), "F")
    np.testing.assert_allclose(found.tables[0], [[P * P, 2 * P * Q], [0.0, Q * Q]], rtol=1e-14)
    assert found.log_evidence.tolist() == [0.0]


@settings(max_examples=60, deadline=None)
@given(families(largest=4))
def test_every_genotype_tried_in_turn_gives_the_same(family):
    untyped = [row["id"] for row in family.rows if row["id"] not in family.reads]
    if not untyped:
        return
    target = untyped[0]
    found = genotype_distributions(family.pedigree, family.profiles, family.panel, target)
    evidence = oracle.likelihood(family.rows, family.reads, family.marker, inbreeding=family.inbreeding)
    assert found.log_evidence[0] == pytest.approx(oracle.ln(evidence), abs=1e-11)
    expected = oracle.genotype_distribution(
        family.rows, family.reads, family.marker, target, inbreeding=family.inbreeding
    )
    if expected is None:
        assert np.isnan(found.tables[0]).all()
        return
    table = np.zeros_like(found.tables[0])
    for (one, other), share in expected.items():
        table[one, other] = share
    np.testing.assert_allclose(found.tables[0], table, rtol=1e-10, atol=1e-15)


def test_a_table_is_the_quotient_of_two_likelihoods():
    """Two sibs read, stepwise mutation: P(genotype | sibs) · P(sibs) = P(sibs, genotype)."""
    rng = np.random.default_rng(5)
    steps = np.array([[0.1 ** abs(i - j) if i != j else 0.0 for j in range(8)] for i in range(8)])
    matrix = 0.003 * steps / steps.sum(axis=1, keepdims=True) + 0.997 * np.eye(8)
    marker = Marker(
        name="M",
        alleles=tuple("abcdefgh"),
        frequencies=rng.dirichlet(np.ones(8)),
        mutation=Mutation(female=matrix, male=matrix),
    )
    pedigree = drawn_pedigree("F,,,M M,,,F T,F,M,M S,F,M,F R,F,M,M")
    panel = Panel(markers=(marker,))
    sibs = Profiles.of({"S": {"M": "ab"}, "R": {"M": "bb"}}, panel)
    found = genotype_distributions(pedigree, sibs, panel, "T")
    for genotype in ("aa", "ab", "bh", "hh"):
        whole = sibs.and_of(Profiles.of({"T": {"M": genotype}}, panel))
        one, other = (marker.index(each) for each in genotype)
        expected = log_likelihoods(pedigree, whole, panel)[0] - log_likelihoods(pedigree, sibs, panel)[0]
        assert math.log(found.tables[0][one, other]) == pytest.approx(expected, abs=1e-12)
    assert found.tables[0].sum() == pytest.approx(1.0, abs=1e-14)


def test_families_may_differ_in_who_was_read_and_one_may_be_impossible():
    reads = np.array([[[0, 0], [0, 1]], [[0, 0], [UNREAD, UNREAD]], [[0, UNREAD], [1, 1]], [[0, 0], [1, 1]]], np.int16)
    grandchild = drawn_pedigree("G,,,M H,,,F P,G,H,M Q,,,F T,P,Q,M")
    logs, tables = genotype_tables(grandchild, ["G", "P"], "T", reads, SNP)
    assert np.isfinite(logs[:3]).all()
    assert logs[3] == -math.inf
    assert np.isnan(tables[3]).all()
    np.testing.assert_allclose(tables[:3].sum(axis=(1, 2)), 1.0, rtol=1e-14)
    for family in range(3):
        alone = genotype_tables(grandchild, ["G", "P"], "T", reads[family : family + 1], SNP)
        assert (alone[1][0] == tables[family]).all()


def test_somebody_read_is_no_target():
    profiles = Profiles.of({"M": {"M": "AB"}}, Panel(markers=(SNP,)))
    with pytest.raises(ValueError, match="M has a profile"):
        genotype_distributions(TRIO, profiles, Panel(markers=(SNP,)), "M")
    with pytest.raises(ValueError, match="not a member"):
        genotype_distributions(TRIO, profiles, Panel(markers=(SNP,)), "X")

"""Likelihoods: by hand, against every genotype tried in turn, and what must change nothing."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.kinship import oracle
from tests.kinship.families import drawn_pedigree, families

from repatria.errors import TooComplex
from repatria.kinship import (
    Marker,
    Member,
    Mutation,
    Panel,
    Pedigree,
    Profiles,
    Sex,
    eliminate,
    family_log_likelihoods,
    log_likelihoods,
    pedigree_network,
)

P, Q = 0.1, 0.9
TRIO = drawn_pedigree("F,,,M M,,,F C,F,M,M")
SNP = Panel(markers=(Marker(name="M", alleles=("A", "B"), frequencies=np.array([P, Q])),))


def one(pedigree, reads, marker):
    panel = Panel(markers=(marker,))
    profiles = Profiles.of({each: {marker.name: read} for each, read in reads.items()}, panel)
    return float(log_likelihoods(pedigree, profiles, panel)[0])


def stepwise(n, rate=2e-3, ratio=0.1):
    matrix = np.array([[ratio ** abs(i - j) if i != j else 0.0 for j in range(n)] for i in range(n)])
    matrix = rate * matrix / matrix.sum(axis=1, keepdims=True)
    return matrix + (1 - rate) * np.eye(n)


def ladder(n, mutation=None, name="L"):
    rng = np.random.default_rng(n)
    frequencies = rng.dirichlet(np.ones(n))
    return Marker(name=name, alleles=tuple(map(str, range(n))), frequencies=frequencies, mutation=mutation)


def test_trio_is_the_textbook_sum():
    """Father AB, mother BB, child AB: 2pq · q² · ½."""
    found = one(TRIO, {"F": "AB", "M": "BB", "C": "AB"}, SNP.markers[0])
    assert found == pytest.approx(math.log(2 * P * Q * Q**2 / 2), abs=1e-14)


def test_an_exclusion_is_a_result():
    assert one(TRIO, {"F": "AA", "C": "BB"}, SNP.markers[0]) == -math.inf


def test_nothing_read_is_certain():
    nobody = Profiles(ids=(), alleles=np.zeros((0, 1, 2), dtype=np.int16))
    assert log_likelihoods(TRIO, nobody, SNP).tolist() == [0.0]
    untyped = Profiles(ids=("F",), alleles=np.full((1, 1, 2), -1, dtype=np.int16))
    assert log_likelihoods(TRIO, untyped, SNP).tolist() == [0.0]


@settings(max_examples=120, deadline=None)
@given(families())
def test_every_genotype_tried_in_turn_gives_the_same(family):
    """Loops, inbred founders, X, silent alleles, drop-out, single reads, mutation by sex: fast path and network."""
    expected = oracle.ln(oracle.likelihood(family.rows, family.genotypes, family.marker, inbreeding=family.inbreeding))
    fast = float(log_likelihoods(family.pedigree, family.profiles, family.panel)[0])
    reads = {each: tuple(map(int, family.profiles.alleles[row, 0])) for row, each in enumerate(family.profiles.ids)}
    marker = family.panel.markers[0]
    general = eliminate(pedigree_network(family.pedigree, reads, marker)).log_total
    free = eliminate(pedigree_network(family.pedigree, reads, marker, fix_phase=False)).log_total
    assert (fast, general, free) == pytest.approx((expected,) * 3, abs=1e-11)


@settings(max_examples=30, deadline=None)
@given(families(largest=8), st.randoms(use_true_random=False))
def test_order_of_members_and_of_alleles_changes_nothing(family, random):
    expected = log_likelihoods(family.pedigree, family.profiles, family.panel)[0]
    rows = random.sample(family.rows, len(family.rows))
    other = replace(family, rows=rows, reads=dict(random.sample(list(family.reads.items()), len(family.reads))))
    assert log_likelihoods(other.pedigree, other.profiles, other.panel)[0] == pytest.approx(expected, abs=1e-11)
    n = len(family.marker["alleles"])
    order = [*random.sample(range(n - 1), n - 1), n - 1]  # a silent allele stays the last
    plain = {
        **family.marker,
        "alleles": [family.marker["alleles"][k] for k in order],
        "freqs": [family.marker["freqs"][k] for k in order],
        "mutation": family.marker["mutation"]
        and {
            side: {"matrix": [[family.marker["mutation"][side]["matrix"][i][j] for j in order] for i in order]}
            for side in ("female", "male")
        },
    }
    other = replace(family, marker=plain)
    assert log_likelihoods(other.pedigree, other.profiles, other.panel)[0] == pytest.approx(expected, abs=1e-11)


@pytest.mark.parametrize("rate", [0.0, 0.01])
def test_splitting_an_unseen_allele_changes_nothing_in_the_proportional_model(rate):
    """Cousins; alleles a, b, c with c unseen, then c as two."""

    def proportional(frequencies):
        share = rate / (1 - (frequencies**2).sum())
        matrix = share * np.tile(frequencies, (len(frequencies), 1))
        matrix += np.diag(1 - matrix.sum(axis=1))
        return Mutation(female=matrix, male=matrix) if rate else None

    cousins = drawn_pedigree(
        "A,,,M B,,,F F1,A,B,M F2,A,B,M M1,,,F M2,,,F X,F1,M1,M Y,F2,M2,F",
    )
    whole, split = np.array([0.2, 0.3, 0.5]), np.array([0.2, 0.3, 0.1, 0.4])
    # The split model is made from the same share, so that the rate of each allele stays the same.
    share = rate / (1 - (whole**2).sum())
    fine = share * np.tile(split, (4, 1))
    fine += np.diag(1 - fine.sum(axis=1))
    markers = [
        Marker(name="M", alleles=tuple("abc"), frequencies=whole, mutation=proportional(whole)),
        Marker(
            name="M",
            alleles=tuple("abcd"),
            frequencies=split,
            mutation=Mutation(female=fine, male=fine) if rate else None,
        ),
    ]
    values = [one(cousins, {"X": "ab", "Y": "bb"}, marker) for marker in markers]
    assert values[0] == pytest.approx(values[1], abs=1e-12)


def test_lumped_alleles_and_all_alleles_agree():
    """The fast path lumps under the equal model, the network does not."""
    n, rate = 12, 0.01
    matrix = np.full((n, n), rate / (n - 1)) + (1 - rate - rate / (n - 1)) * np.eye(n)
    marker = ladder(n, Mutation(female=matrix, male=matrix))
    family = drawn_pedigree("A,,,M B,,,F F,A,B,M U,A,B,M M,,,F C,F,M,M D,F,M,F")
    reads = {"U": (0, 3), "C": (3, 3), "D": (4, 5)}
    profiles = Profiles(ids=tuple(reads), alleles=np.array([[read] for read in reads.values()], dtype=np.int16))
    lumped = float(log_likelihoods(family, profiles, Panel(markers=(marker,)))[0])
    assert lumped == pytest.approx(eliminate(pedigree_network(family, reads, marker)).log_total, abs=1e-12)


def village(n_people=60):
    """Cousins marry now and then: sixty people in some ten generations."""
    rng = np.random.default_rng(11)
    members: list[Member] = []
    for k in range(n_people):
        sex = Sex.MALE if k % 2 == 0 else Sex.FEMALE
        fathers = [each.id for each in members[-12:] if each.sex == Sex.MALE]
        mothers = [each.id for each in members[-12:] if each.sex == Sex.FEMALE]
        is_born_here = k >= 6 and rng.random() < 0.7
        father, mother = (str(rng.choice(fathers)), str(rng.choice(mothers))) if is_born_here else (None, None)
        members.append(Member(id=f"p{k}", father=father, mother=mother, sex=sex))
    return Pedigree(members=tuple(members))


def log_likelihood_of_fully_typed(pedigree, genotypes, frequencies, matrix):
    """Where everybody is typed the likelihood is a product: founders by Hardy and Weinberg, children by Mendel."""
    total = 0.0
    for member in pedigree.members:
        a, b = genotypes[member.id]
        ways = [(a, b)] if a == b else [(a, b), (b, a)]
        if member.father is None:
            total += math.log(len(ways) * frequencies[a] * frequencies[b])
        else:
            father, mother = genotypes[member.father], genotypes[member.mother]
            passed = [sum(matrix[f, p] for f in father) * sum(matrix[m, q] for m in mother) / 4 for p, q in ways]
            total += math.log(math.fsum(passed))
    return total


def test_forty_loci_and_sixty_people_do_not_underflow():
    """Everyone is read at random, so that nearly every child needs mutations: each marker is far below 1e-200."""
    pedigree, n = village(), 14
    matrix = stepwise(n, rate=1e-3)
    markers = tuple(ladder(n, Mutation(female=matrix, male=matrix), name=f"L{k}") for k in range(40))
    alleles = np.random.default_rng(7).integers(0, n, size=(len(pedigree), 40, 2)).astype(np.int16)
    found = log_likelihoods(pedigree, Profiles(ids=pedigree.ids, alleles=alleles), Panel(markers=markers))
    expected = [
        log_likelihood_of_fully_typed(
            pedigree, dict(zip(pedigree.ids, alleles[:, k].tolist(), strict=True)), marker.frequencies, matrix
        )
        for k, marker in enumerate(markers)
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-13)
    assert max(expected) < math.log(1e-200)


def test_a_family_far_below_the_smallest_float_is_still_exact():
    """Forty children AB of AA × BB, then each needs one mutation: (2 · 1e-9)⁴⁰ · the rest, by hand."""
    rate = 1e-9
    matrix = np.array([[1 - rate, rate], [rate, 1 - rate]])
    marker = Marker(
        name="M", alleles=("A", "B"), frequencies=np.array([0.5, 0.5]), mutation=Mutation(female=matrix, male=matrix)
    )
    text = "F,,,M M,,,F " + " ".join(f"C{k},F,M,M" for k in range(40))
    reads = {"F": "AA", "M": "BB"} | {f"C{k}": "AA" for k in range(40)}
    expected = 2 * math.log(0.25) + 40 * (math.log1p(-rate) + math.log(rate))
    assert one(drawn_pedigree(text), reads, marker) == pytest.approx(expected, rel=1e-14)


def test_many_families_at_once_are_each_as_alone():
    marker = ladder(9, Mutation(female=stepwise(9), male=stepwise(9, rate=4e-3)))
    rng = np.random.default_rng(3)
    reads = rng.integers(0, 9, size=(40, 2, 2)).astype(np.int16)
    reads[::5, 1] = -1
    reads[1::5, 0, 1] = -1
    found = family_log_likelihoods(TRIO, ["M", "C"], reads, marker)
    alone = [
        log_likelihoods(TRIO, Profiles(ids=("M", "C"), alleles=each[:, None]), Panel(markers=(marker,)))[0]
        for each in reads
    ]
    assert found.tolist() == alone


def test_a_profile_of_a_stranger_is_refused():
    profiles = Profiles.of({"nobody": {"M": "AA"}}, SNP)
    with pytest.raises(ValueError, match="nobody has a profile"):
        log_likelihoods(TRIO, profiles, SNP)


def test_profiles_of_another_panel_are_refused():
    with pytest.raises(ValueError, match="1 markers, the panel 2"):
        log_likelihoods(TRIO, Profiles.of({"F": {"M": "AA"}}, SNP), Panel(markers=(ladder(2), ladder(3, name="K"))))


def test_a_pedigree_too_entangled_says_how_much_it_would_take():
    """Every woman has a child with every man: the founders' alleles all meet."""
    founders = [f"f{k},,,M m{k},,,F" for k in range(9)]
    children = [f"c{i}{j},f{i},m{j},F" for i in range(9) for j in range(9)]
    pedigree = drawn_pedigree(" ".join(founders + children))
    marker = ladder(20, Mutation(female=stepwise(20), male=stepwise(20)))
    typed = [each for each in pedigree.ids if each.startswith("c")]
    profiles = Profiles(ids=tuple(typed), alleles=np.zeros((len(typed), 1, 2), dtype=np.int16))
    with pytest.raises(TooComplex, match=r"MiB and .* products"):
        log_likelihoods(pedigree, profiles, Panel(markers=(marker,)))

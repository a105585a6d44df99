"""Profile against profile: by hand, with drop-out and mistakes tolerated, and kin told from one person."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.kinship import Marker, Panel, Profiles, example_frequencies
from repatria.kinship.direct import (
    DirectParams,
    Kin,
    enough_log10_lr,
    kin_ratios,
    merge_profiles,
    same_as,
    same_person,
)
from repatria.kinship.same_ratio import same_log_ratio

MARKER = Marker(name="L", alleles=("a", "b", "c"), frequencies=np.array([0.1, 0.2, 0.7]))
A, B, C, UNREAD = 0, 1, 2, -1


def ratio(one, other, **more):
    return math.exp(same_log_ratio(one, other, MARKER, **more))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((A, B), (B, A), 1 / (2 * 0.1 * 0.2)),
        ((A, A), (A, A), 1 / 0.1**2),
        ((A, B), (A, C), 0.0),
        ((A, B), (UNREAD, UNREAD), 1.0),
        ((A, B), (A, UNREAD), 1 / (1 - 0.9**2)),
    ],
)
def test_one_person_by_hand(one, other, expected):
    """The inverse of how frequent the genotype is; one allele read fits everyone who carries it."""
    assert ratio(one, other) == pytest.approx(expected)


def test_a_lost_allele_is_no_contradiction():
    """a/b and then only a: the heterozygote lost one copy. P(a/b)·(1-d)²·(1-d)d over both reads' frequencies."""
    d = 0.1
    het = 2 * 0.1 * 0.2
    both = het * (1 - d) ** 2 * (1 - d) * d
    reads_ab = het * (1 - d) ** 2
    reads_a = 0.1**2 * (1 - d**2) + 2 * 0.1 * 0.9 * (1 - d) * d
    assert ratio((A, B), (A, A), dropout=d) == pytest.approx(both / (reads_ab * reads_a))


def test_a_mistake_is_tolerated_at_its_price():
    """A contradiction costs about twice the rate of mistakes, and never everything."""
    assert ratio((A, B), (C, C), mistyping=0.001) == pytest.approx(0.001 * 2 - 0.001**2, rel=1e-9)


def test_relatedness_in_the_population_weakens_a_match():
    """Balding and Nichols: 2(θ + (1-θ)p)(θ + (1-θ)q) / ((1+θ)(1+2θ)) for the second person."""
    theta = 0.03
    second = 2 * (theta + 0.97 * 0.1) * (theta + 0.97 * 0.2) / ((1 + theta) * (1 + 2 * theta))
    assert ratio((A, B), (A, B), theta=theta) == pytest.approx(1 / second)
    assert ratio((A, B), (A, B), theta=theta) < ratio((A, B), (A, B))


READS = st.tuples(st.integers(0, 2), st.integers(0, 2))


KINDS = [(A, A), (B, B), (C, C), (A, B), (A, C), (B, C)]


@settings(deadline=None, max_examples=60)
@given(READS, st.sampled_from([0.0, 0.01, 0.2]))
def test_a_stranger_averages_one(one, mistyping):
    """Over all reads that a stranger may have, weighed by how frequent they are, the ratio is 1."""
    shares = [MARKER.frequencies[x] * MARKER.frequencies[y] * (1 + (x != y)) for x, y in KINDS]
    ratios = [ratio(one, kind, mistyping=mistyping) for kind in KINDS]
    assert np.dot(shares, ratios) == pytest.approx(1.0)


@settings(deadline=None, max_examples=60)
@given(READS, READS, st.sampled_from([0.0, 0.05]), st.sampled_from([0.0, 0.1]))
def test_the_order_of_two_profiles_changes_nothing(one, other, theta, dropout):
    assert ratio(one, other, theta=theta, dropout=dropout) == pytest.approx(
        ratio(other, one[::-1], theta=theta, dropout=dropout)
    )


def drawn(n, panel, rng):
    reads = np.zeros((n, len(panel), 2), dtype=np.int16)
    for place, marker in enumerate(panel.markers):
        reads[:, place] = rng.choice(marker.n_alleles, (n, 2), p=marker.frequencies / marker.frequencies.sum())
    return Profiles(ids=tuple(f"P{i}" for i in range(n)), alleles=reads)


def children(profiles, one, other, n, rng):
    reads = np.zeros((n, profiles.alleles.shape[1], 2), dtype=np.int16)
    for side, parent in enumerate((one, other)):
        picks = rng.integers(0, 2, (n, profiles.alleles.shape[1]))
        reads[:, :, side] = np.take_along_axis(profiles.alleles[parent][None], picks[:, :, None], axis=2)[:, :, 0]
    return Profiles(ids=tuple(f"C{i}" for i in range(n)), alleles=reads)


def test_bags_of_one_person_are_found_and_siblings_are_not():
    """Three bags of one man: whole, with lost alleles, and with a mistake; his brothers stay apart."""
    rng, panel = np.random.default_rng(5), example_frequencies(16)
    parents = drawn(200, panel, rng)
    brothers = children(parents, 0, 1, 4, rng)
    degraded, mistaken = brothers.alleles[0].copy(), brothers.alleles[0].copy()
    degraded[:3] = UNREAD
    degraded[3:6, 1] = degraded[3:6, 0]
    mistaken[7] = (mistaken[7] + 1) % 4
    profiles = parents.and_of(brothers).and_of(
        Profiles(ids=("bag 2", "bag 3"), alleles=np.stack([degraded, mistaken]).astype(np.int16))
    )
    found = same_person(profiles, panel)
    assert found.groups(len(profiles)) == ((200, 204, 205),)
    assert found.n_mismatches.max() == 1
    merged = merge_profiles(profiles, found.groups(len(profiles)))
    assert len(merged.profiles) == len(profiles) - 2
    row = merged.members.index((200, 204, 205))
    assert merged.n_conflicts[row] == 1
    kept = [place for place in range(16) if place != 7]
    assert (np.sort(merged.profiles.alleles[row, kept]) == np.sort(brothers.alleles[0, kept])).all()


def test_staff_are_recognized():
    rng, panel = np.random.default_rng(6), example_frequencies(12)
    bodies, staff = drawn(50, panel, rng), drawn(5, panel, rng)
    alleles = bodies.alleles.copy()
    alleles[17] = staff.alleles[3]
    found = same_as(Profiles(ids=bodies.ids, alleles=alleles), staff, panel)
    assert (found.one.tolist(), found.other.tolist()) == ([17], [3])
    assert found.log10_lr[0] > 6


def test_identical_twins_give_one_profile():
    """Two references that are equal: one person given twice, or twins; DNA cannot say, so the answer is a set."""
    rng, panel = np.random.default_rng(7), example_frequencies(12)
    one = drawn(1, panel, rng)
    both = Profiles(ids=("twin 1", "twin 2"), alleles=np.concatenate([one.alleles, one.alleles]))
    assert same_person(both, panel).groups(2) == ((0, 1),)


def test_longer_lists_ask_for_more_before_two_are_one_person():
    """72 million pairs of strangers would give 72 joined ones at a ratio of a million."""
    assert enough_log10_lr(1) == 6.0
    assert enough_log10_lr(12_000 * 11_999 // 2) == pytest.approx(9.857, abs=0.001)
    rng, panel = np.random.default_rng(7), example_frequencies(12)
    many, staff = drawn(200, panel, rng), drawn(700, panel, rng)
    assert same_person(many, panel).least_log10_lr == pytest.approx(np.log10(19_900) + 2)
    assert same_as(many, staff, panel).least_log10_lr == pytest.approx(np.log10(140_000) + 2)


def test_few_loci_are_never_one_person():
    panel = Panel(markers=(MARKER,))
    both = Profiles(ids=("V1", "V2"), alleles=np.zeros((2, 1, 2), dtype=np.int16))
    assert len(same_person(both, panel)) == 0
    assert len(same_person(both, panel, params=DirectParams(least_compared=1, least_log10_lr=0.0))) == 1


def test_kin_by_hand():
    """a/a and a/a: parent and child 1/p; siblings (1 + p)²/4p²; half siblings (1 + p)/2p."""
    panel = Panel(markers=(MARKER,))
    both = Profiles(ids=("V1", "V2"), alleles=np.zeros((2, 1, 2), dtype=np.int16))
    found = kin_ratios(both, np.array([0], dtype=np.int32), np.array([1], dtype=np.int32), panel)
    p = 0.1
    expected = [1 / p, (1 + p) ** 2 / (4 * p**2), (1 + p) / (2 * p)]
    assert 10.0 ** found[0] == pytest.approx(expected)


def test_kin_among_bodies_is_told():
    rng, panel = np.random.default_rng(8), example_frequencies(23)
    parents = drawn(2, panel, rng)
    everyone = parents.and_of(children(parents, 0, 1, 2, rng))
    pairs = np.array(list(itertools.combinations(range(4), 2)), dtype=np.int32)
    found = kin_ratios(everyone, pairs[:, 0], pairs[:, 1], panel)
    best = [list(Kin)[place] if value > 3 else None for place, value in zip(found.argmax(1), found.max(1), strict=True)]
    assert best == [None, *[Kin.PARENT_CHILD] * 4, Kin.FULL_SIBLINGS]

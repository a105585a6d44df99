"""Exclusion power by sums that a reader can redo."""

import numpy as np
import pytest

from repatria.kinship import Chromosome, Marker, Member, Panel, Pedigree, Profiles, Sex
from repatria.kinship.mutation import equal
from repatria.kinship.power import count_distribution, exclusion_power

P, Q = 0.2, 0.8
FREQUENCIES = np.array([P, Q])
TRIO = Pedigree(
    members=(
        Member(id="dad", sex=Sex.MALE),
        Member(id="mum", sex=Sex.FEMALE),
        Member(id="son", father="dad", mother="mum", sex=Sex.MALE),
        Member(id="girl", father="dad", mother="mum", sex=Sex.FEMALE),
    )
)


def panel(**more):
    return Panel(markers=(Marker(name="M", alleles=("A", "B"), frequencies=FREQUENCIES, **more),))


def power(pedigree, missing, reads, of):
    return exclusion_power(pedigree, missing, Profiles.of({who: {"M": read} for who, read in reads.items()}, of), of)


def test_father_aa_excludes_bb():
    assert power(TRIO, "son", {"dad": ("A", "A")}, panel()).by_marker == pytest.approx([Q**2])


def test_two_homozygous_parents_exclude_all_but_one_genotype():
    found = power(TRIO, "son", {"dad": ("A", "A"), "mum": ("B", "B")}, panel())
    assert found.by_marker == pytest.approx([1 - 2 * P * Q])
    assert found.total == pytest.approx(1 - 2 * P * Q)


def test_mutation_is_left_out():
    mutating = panel(mutation=equal(panel().markers[0], 0.01))
    assert power(TRIO, "son", {"dad": ("A", "A")}, mutating).by_marker == pytest.approx([Q**2])


def test_relatives_who_contradict_each_other_say_nothing():
    impossible = {"dad": ("A", "A"), "girl": ("B", "B")}
    found = power(TRIO, "son", impossible, panel())
    assert np.isnan(found.by_marker).all()
    assert (found.total, found.expected_mismatches) == (0.0, 0.0)
    assert found.distribution.tolist() == [1.0]


def test_relatives_who_need_a_mutation_exclude_nobody():
    mutating = panel(mutation=equal(panel().markers[0], 0.01))
    found = power(TRIO, "son", {"dad": ("A", "A"), "girl": ("B", "B")}, mutating)
    assert found.by_marker.tolist() == [0.0]


def test_a_mans_x_is_one_allele():
    found = power(TRIO, "son", {"mum": ("A", "A")}, panel(chromosome=Chromosome.X))
    assert found.by_marker == pytest.approx([Q])


def test_counts_of_independent_events_are_the_binomial():
    assert count_distribution(np.full(3, 0.5)) == pytest.approx([1 / 8, 3 / 8, 3 / 8, 1 / 8])
    assert count_distribution(np.array([0.1, 0.3])) == pytest.approx([0.63, 0.34, 0.03])

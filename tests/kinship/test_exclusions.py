"""Markers at which a body cannot be a missing person without a mutation."""

from dataclasses import replace

import numpy as np
import pytest
from tests.kinship import cases
from tests.kinship.worlds import FEMALE, MALE, UNKNOWN, marker, pedigree

from repatria.kinship import NOT_COMPARED, Bodies, Chromosome, Family, Panel, Profiles, equal, exclusions
from repatria.kinship.formats.case import parse_case

TREE = pedigree("d M", "m F", "x M d m")


def _bodies(reads, panel, sexes):
    return Bodies(profiles=Profiles.of(reads, panel), sexes=np.array(sexes, dtype=np.int8))


def _counts(reads, bodies, panel, tree=TREE, sexes=None):
    family = Family(id="F", pedigree=tree, missing=("x",), references=Profiles.of(reads, panel))
    return exclusions(family, "x", _bodies(bodies, panel, sexes or [MALE] * len(bodies)), panel).tolist()


@pytest.mark.parametrize("name", cases.names("dvi"))
def test_agrees_with_peer(name, reference):
    """dvir's exclusion matrix, exactly; the other sex is not compared, but where pairings are given."""
    case, _ = parse_case(cases.data(reference, "dvi", name))
    expected = cases.load(reference, "dvi", name)["results"]["exclusion_matrix"]
    bodies = case.bodies.profiles.only(expected["victims"])
    order = [case.bodies.profiles.index(each) for each in expected["victims"]]
    for column, missing in enumerate(expected["missing"]):
        family = next(each for each in case.families if missing in each.missing)
        counts = exclusions(family, missing, Bodies(profiles=bodies, sexes=case.bodies.sexes[order]), case.panel)
        wanted = [NOT_COMPARED if row[column] is None else int(row[column]) for row in expected["values"]]
        assert counts.tolist() == wanted


def test_mutation_is_off_and_silent_alleles_are_not():
    """Mother 10/10, body 11/11: one exclusion, unless both carry a silent allele."""
    with_mutation = Panel(markers=(marker("D1", model=lambda one: equal(one, 0.1)),))
    silent = Panel(
        markers=(marker("D1", frequencies=(0.5, 0.4, 0.1), alleles=("10", "11", "silent"), has_silent=True),)
    )
    reads = {"m": {"D1": ("10", "10")}}, {"B": {"D1": ("11", "11")}}
    assert _counts(*reads, with_mutation) == [1]
    assert _counts(*reads, silent) == [0]


def test_a_single_read_excludes_only_where_no_partner_would_do():
    panel = Panel(markers=(marker("D1"),))
    tree = pedigree("d M", "m F", "x M d m")
    reads = {"d": {"D1": ("10", "10")}, "m": {"D1": ("11", "11")}}
    assert _counts(reads, {"B": {"D1": ("10", None)}, "C": {"D1": ("12", None)}}, panel, tree) == [0, 1]


def test_what_was_not_read_does_not_exclude_but_impossible_relatives_do():
    panel = Panel(markers=(marker("D1"), marker("D2")))
    tree = pedigree("d M", "m F", "x M d m", "s F d m")
    reads = {"m": {"D1": ("10", "10")}, "s": {"D1": ("11", "11")}}
    assert _counts(reads, {"B": {"D2": ("10", "10")}, "C": {"D1": ("10", "10")}}, panel, tree) == [1, 1]


def test_the_other_sex_is_not_compared_and_an_unknown_one_is():
    panel = Panel(markers=(marker("D1"), marker("X1", chromosome=Chromosome.X)))
    reads = {"m": {"D1": ("10", "10"), "X1": ("10", "11")}}
    bodies = {each: {"D1": ("11", "11"), "X1": ("12",)} for each in "ABC"}
    assert _counts(reads, bodies, panel, sexes=[MALE, FEMALE, UNKNOWN]) == [2, NOT_COMPARED, 2]
    unknown = pedigree("d M", "m F", "x ? d m")
    assert _counts(reads, bodies, panel, unknown, [MALE, FEMALE, UNKNOWN]) == [1, 1, 1]


def test_the_question_must_fit():
    panel = Panel(markers=(marker("D1"),))
    family = Family(id="F", pedigree=TREE, missing=("x",), references=Profiles.of({}, panel))
    bodies = _bodies({}, panel, [])
    with pytest.raises(ValueError, match="d is not one of its missing"):
        exclusions(family, "d", bodies, panel)
    two = replace(bodies, profiles=Profiles(ids=(), alleles=np.empty((0, 2, 2), dtype=np.int16)))
    with pytest.raises(ValueError, match="expected bodies of 1 markers"):
        exclusions(family, "x", two, panel)

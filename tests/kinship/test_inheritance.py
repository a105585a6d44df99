"""Which alleles matter, and which selectors are free."""

import numpy as np
import pytest
from tests.kinship.families import drawn_pedigree

from repatria.kinship import Member, Pedigree, Sex
from repatria.kinship.inheritance import Kind, Read, States, inheritance

FAMILY = drawn_pedigree("G,,,M H,,,F F,G,H,M U,G,H,M M,,,F C,F,M,M W,,,F D,C,W,F")


def drawn(typed, **how):
    reads = np.array([Read.BOTH if each in typed else Read.NOTHING for each in FAMILY.ids], dtype=np.int8)
    return inheritance(FAMILY, reads, **how)


def members(found):
    return {FAMILY.ids[variable.member] for variable in found.variables}


def test_descendants_of_whom_nothing_was_read_are_left_out():
    assert members(drawn("U")) == {"G", "H", "U"}
    assert members(drawn("U", target=FAMILY.index("C"))) == {"G", "H", "U", "F", "M", "C"}
    assert not drawn("").variables


def test_a_founder_of_one_child_gives_one_allele_and_no_selector():
    found = drawn("C")
    alleles = [FAMILY.ids[each.member] for each in found.variables if each.states == States.ALLELES]
    assert alleles.count("M") == 1
    assert found.n_selectors == 1  # of the father, who is no founder


def test_each_founder_has_one_fixed_meiosis_unless_none_is_wanted():
    free = drawn("UC", fix_phase=False)
    assert free.n_selectors == 6
    assert drawn("UC").n_selectors == 6 - 3  # G, H and M; the father F is no founder


def test_a_man_on_x_has_his_mothers_allele_only():
    found = drawn("C", is_x=True)
    assert members(found) == {"C", "M"}
    assert [link.kind for link in found.links].count(Kind.PASSED) == 1


def test_an_unknown_sex_on_x_is_asked_for_by_id():
    pedigree = Pedigree(
        members=(
            Member(id="someone"),
            Member(id="dad"),
            Member(id="mum"),
            Member(id="kid", father="dad", mother="mum", sex=Sex.FEMALE),
        )
    )
    inheritance(pedigree, np.array([0, 1, 1, 1], dtype=np.int8), is_x=True)  # parents' sexes are known by their child
    with pytest.raises(ValueError, match="someone: the sex must be known"):
        inheritance(pedigree, np.array([1, 0, 0, 0], dtype=np.int8), is_x=True)

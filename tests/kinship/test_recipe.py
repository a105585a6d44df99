"""Recipes are shared by families of one shape, and by nobody else."""

import numpy as np
from tests.kinship.families import drawn_pedigree

from repatria.kinship import Pedigree
from repatria.kinship.inheritance import Read
from repatria.kinship.observation import read_patterns
from repatria.kinship.recipe import plan_for

ONE = drawn_pedigree("F,,,M M,,,F C,F,M,M")
OTHER = drawn_pedigree("papa,,,M mama,,,F kid,papa,mama,M")


def plan(pedigree=ONE, reads=(1, 0, 1), **how):
    rows = np.array([0, -1, 1], dtype=np.int32)
    settings = {"target": -1, "is_x": False, "n_alleles": 9} | how
    return plan_for(pedigree, np.array(reads, dtype=np.int8), rows, **settings)


def test_the_same_shape_read_alike_shares_a_recipe():
    assert plan() is plan(OTHER)
    assert plan(n_alleles=10) is plan()  # sizes within a factor of two are ordered alike


def test_another_question_has_another_recipe():
    inbred = Pedigree(members=ONE.members, inbreeding={"F": 0.1})
    others = [plan(reads=(1, 0, 2)), plan(target=1), plan(is_x=True), plan(inbred), plan(n_alleles=40)]
    assert len({id(each) for each in [plan(), *others]}) == 6


def test_what_was_read_has_a_pattern():
    reads = np.array([[-1, -1], [3, -1], [3, 4], [5, 5]], dtype=np.int16)
    assert read_patterns(reads).tolist() == [Read.NOTHING, Read.ONE, Read.BOTH, Read.BOTH]
    assert read_patterns(reads, may_drop=True).tolist() == [Read.NOTHING, Read.SOME, Read.SOME, Read.SOME]

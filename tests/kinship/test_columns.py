"""Missing persons side by side whom one table can serve."""

import numpy as np
from tests.kinship.worlds import FEMALE, MALE, UNKNOWN, bodies, families, marker, pedigree

from repatria.kinship import UNREAD, Chromosome, Family, LikelihoodParams, Panel, Profiles
from repatria.kinship.columns import chunks, group_columns
from repatria.kinship.genotype_codes import genotype_codes
from repatria.kinship.tables import interchangeable, ratio_tables

PANEL = Panel(markers=(marker("D1"), marker("X1", chromosome=Chromosome.X)))


def _family(tree, reads, missing=("x",)):
    return Family(id="F", pedigree=tree, missing=missing, references=Profiles.of(reads, PANEL))


def test_families_of_one_shape_share_a_group_whatever_they_call_their_members():
    one = _family(pedigree("d M", "m F", "x M d m"), {"m": {"D1": ("10", "11")}})
    other = Family(
        id="G",
        pedigree=pedigree("da M", "ma F", "son M da ma"),
        missing=("son",),
        references=Profiles.of({"ma": {"D1": ("12", "12")}}, PANEL),
    )
    father = _family(one.pedigree, {"d": {"D1": ("10", "11")}})
    columns = group_columns([one, father, other], PANEL)
    assert [group.columns.tolist() for group in columns.groups] == [[0, 2], [1]]
    assert columns.groups[0].genotypes[:, 0, 0].tolist() == [[0, 1], [2, 2]]
    assert columns.is_read.tolist() == [[True, False]] * 3


def test_order_of_the_relatives_does_not_part_families():
    tree = pedigree("d M", "m F", "x M d m")
    reads = {"d": {"D1": ("10", "10")}, "m": {"D1": ("11", "12")}}
    turned = _family(tree, dict(reversed(reads.items())))
    (group,) = group_columns([_family(tree, reads), turned], PANEL).groups
    assert group.genotypes[0].tolist() == group.genotypes[1].tolist()


def test_every_missing_member_has_a_column_and_sexes_stand_apart():
    tree = pedigree("d M", "m F", "x M d m", "y F d m", "z ? d m")
    columns = group_columns([_family(tree, {}, ("y", "x", "z"))] * 2, PANEL)
    assert columns.family.tolist() == [0, 0, 0, 1, 1, 1]
    assert columns.missing.tolist() == [0, 1, 2, 0, 1, 2]
    assert columns.sexes.tolist() == [FEMALE, MALE, UNKNOWN] * 2
    assert [group.sex for group in columns.groups] == [UNKNOWN, MALE, FEMALE]


def test_lots_hold_one_sex_and_no_more_columns_than_allowed():
    rng = np.random.default_rng(1)
    columns = group_columns(families(PANEL, rng=rng, each=5), PANEL)
    lots = list(chunks(columns.groups, 4))
    assert sorted(column for lot in lots for group in lot for column in group.columns.tolist()) == list(range(35))
    assert all(len({group.sex for group in lot}) == 1 and sum(map(len, lot)) <= 4 for lot in lots)


def test_on_x_a_relative_of_unknown_sex_is_left_unread():
    tree = pedigree("d M", "m F", "x M d m", "s ? d m")
    (group,) = group_columns([_family(tree, {"s": {"D1": ("10", "11"), "X1": ("10", "10")}})], PANEL).groups
    assert group.genotypes[0, 0].tolist() == [[0, 1], [UNREAD, UNREAD]]


def test_brothers_may_be_swapped_but_not_with_sisters_or_fathers():
    tree = pedigree("d M", "m F", "x M d m", "a M d m", "b M d m", "s F d m", "e M d m", "w F", "c F e w", "f F e w")
    assert interchangeable(tree, ("a", "s", "b", "e", "c", "f")) == [[0, 2], [4, 5]]


def test_families_with_the_same_reads_share_a_table():
    tree = pedigree("d M", "m F", "x M d m", "a M d m", "b M d m")
    one, other = {"D1": ("10", "11")}, {"D1": ("12", "12")}
    found = [_family(tree, reads) for reads in ({"a": one, "b": other}, {"a": other, "b": one}, {"a": one, "b": one})]
    columns = group_columns(found, PANEL)
    people = bodies(PANEL, 9, rng=np.random.default_rng(3))
    codes = genotype_codes(people.profiles)
    made = ratio_tables(columns.groups, codes, PANEL, params=LikelihoodParams())
    assert made.starts[0, 0] == made.starts[1, 0] != made.starts[2, 0]
    assert len(made.values) == 2 * codes.n_codes[0] + codes.n_codes[1]

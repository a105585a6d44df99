"""What explains a pair: hand sums, and families with contradicting given names."""

import numpy as np
import polars as pl
import pytest
from tests.linkage.people import crowd, probability_of, table

from repatria.linkage import LinkageParams, propose
from repatria.linkage.explanations import Explanations, judge, others_weight_bits
from repatria.linkage.scoring import Weights

NONE = LinkageParams(one_to_one=False, expected_matches=1.0, threshold=0.0)


def weights(**bits):
    return Weights(**{name: np.array([bits.get(name, 0.0)]) for name in Weights.__slots__})


def test_the_weight_against_a_brother_is_the_textbook_sum():
    """Person 12 bits; brothers 10 bits at 1 in 256: 12 - log2(2**10/256 + the rest)."""
    of = Explanations(person=1 / 1024, sibling=1 / 256, twin=0.0, father=0.0, namesake=0.0)
    found = others_weight_bits(weights(person=12.0, sibling=10.0), of)
    assert found[0] == pytest.approx(-np.log2(2**10 / 256 + (1 - 1 / 256)))


def test_kinship_is_named_where_it_is_not_far_fetched():
    rows = np.zeros(1, np.uint32), np.zeros(1, np.uint32)
    likely = judge(weights(person=10.0, sibling=14.0), rows, 100, 100, NONE)
    assert likely.kin.tolist() == [0]
    assert likely.explanation.tolist() == [0]
    sure = judge(weights(person=30.0, sibling=14.0), rows, 100, 100, NONE)
    assert sure.kin.tolist() == [-1]
    assert sure.explanation.tolist() == [2]


LEFT = table(
    ("A1", "Верболоз", "Тарас", "Назарович", "1990-05-14"),
    ("A2", "Криничар", "Роман", "Захарович", "1988-02-03"),
    ("A3", "Смеречук", "Денис", "Юрійович", "1961-04-09"),
    ("A4", "Ковалець", "Іван", "Петрович", ""),
)
RIGHT = table(
    ("B1", "Verboloz", "Artem", "Nazarovych", "1990-05-14"),  # a twin
    ("B2", "Криничар", "Максим", "Захарович", "1991-11-20"),  # a brother
    ("B3", "Smerechuk", "Zakhar", "Denysovych", "1986-12-01"),  # a son
    ("B4", "Ковалець", "Иван", "Петрович", ""),  # a namesake, or himself
)


@pytest.fixture(scope="module")
def found():
    """In lists of some hundred others, so that rarity and prior are those of lists."""
    left, right = pl.concat([LEFT, crowd(300, "l")]), pl.concat([RIGHT, crowd(300, "r")])
    return propose(left, right, params=LinkageParams(one_to_one=False, threshold=0.0)).frame


@pytest.mark.parametrize("pair", [("A2", "B2"), ("A3", "B3")])
def test_a_brother_or_son_of_rare_surname_is_not_the_man_himself(found, pair):
    assert probability_of(found, *pair) < 0.05


def test_a_twin_is_never_sure_to_be_the_man_himself(found):
    assert probability_of(found, "A1", "B1") < 0.8


@pytest.mark.parametrize(
    ("pair", "kin"), [(("A1", "B1"), "twin"), (("A2", "B2"), "sibling"), (("A3", "B3"), "father-son")]
)
def test_the_kinship_is_told(found, pair, kin):
    row = found.filter((pl.col("left_id") == pair[0]) & (pl.col("right_id") == pair[1]))
    assert row["kin"].to_list() == [kin]


def test_the_weights_of_a_row_sum_to_its_weight(found):
    fields = [column for column in found.columns if column.startswith("weight_")]
    assert found.select(pl.sum_horizontal(fields)).to_series().to_numpy() == pytest.approx(
        found["match_weight"].to_numpy(), abs=1e-9
    )


def many_namesakes(n_namesakes):
    """300 sure pairs, and others that share the whole name and contradict in the date; and one that shares the name."""
    sure, contradicting = np.full(300, 40.0), np.full(n_namesakes, 4.0)
    person = np.concatenate([sure, contradicting, [20.0]])
    namesake = np.concatenate([np.full(300, 20.0), np.full(n_namesakes, 20.0), [20.0]])
    none = np.zeros(len(person))
    rows = np.arange(len(person), dtype=np.uint32)
    found = Weights(person=person, sibling=none, twin=none, father=none, namesake=namesake)
    return judge(found, (rows, rows), 1000, 1000, LinkageParams(one_to_one=False, threshold=0.0))


def test_lists_with_many_namesakes_are_less_sure_of_a_name_alone():
    """Namesakes are counted where dates tell them apart, and thought of where no date is said."""
    few, many = many_namesakes(0), many_namesakes(150)
    assert many.probability[-1] < few.probability[-1] - 0.04
    assert many.probability[0] > 0.999
    assert many.expected == pytest.approx(few.expected, abs=2.0)

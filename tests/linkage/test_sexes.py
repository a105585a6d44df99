"""Whether a pair speaks of a woman, and what a changed surname then says."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from tests.linkage.people import crowd, probability_of, table

from repatria.linkage import LEVELS, LinkageParams, default_model, propose
from repatria.linkage.model import LinkageModel
from repatria.linkage.sexes import MAN, UNKNOWN, WOMAN, sexes_of

RAW = LinkageParams(one_to_one=False, threshold=0.0)


def test_either_record_tells_the_sex_and_a_contradiction_tells_nothing():
    left = pl.DataFrame({"sex": ["F", "M", None, "F", None]})
    right = pl.DataFrame({"sex": [None, "M", "F", "M", None]})
    every = np.arange(5, dtype=np.uint32)
    assert sexes_of(left, right, (every, every)).tolist() == [WOMAN, MAN, WOMAN, UNKNOWN, UNKNOWN]


def pair_under_two_surnames(sex, given, patronymic, model=None):
    """Probability of one person who stands under another surname on each list, and the pair's row."""
    row = (given, patronymic, "1990-05-14")
    left = pl.concat([table(("L", "Верболоз", *row), sex=[sex]), crowd(300, "l")], how="diagonal")
    right = pl.concat([table(("R", "Криничар", *row), sex=[sex]), crowd(300, "r")], how="diagonal")
    found = propose(left, right, params=RAW, model=model).frame
    return probability_of(found, "L", "R"), found.filter(pl.col("left_id") == "L", pl.col("right_id") == "R")


def test_another_surname_speaks_less_against_a_woman_than_against_a_man():
    (woman, of_woman), (man, of_man) = (pair_under_two_surnames(sex, "Саша", "Андрієвич") for sex in "FM")
    assert woman > man
    model, different = default_model(), LEVELS["surname"].index("different")
    lost = model.sex_bits("surname")[:, different]
    apart = of_woman["weight_surname"][0] - of_man["weight_surname"][0]
    assert apart == pytest.approx(lost[WOMAN] - lost[MAN])


def test_a_model_without_proportions_by_sex_treats_both_alike():
    model = replace(default_model(), w={}, v={})
    (woman, _), (man, _) = (pair_under_two_surnames(sex, "Саша", "Андрієвич", model) for sex in "FM")
    assert woman == pytest.approx(man)
    assert LinkageModel.from_json(model.to_json()).digest == model.digest


def test_a_model_tells_of_women_and_men_or_of_neither():
    with pytest.raises(ValueError, match="or neither"):
        replace(default_model(), v={})


def test_the_rarity_of_a_people_counts_once():
    """A rare given name and a rare patronymic: together they say no more than the rarer one and an average one."""
    rows = [(f"{k}", "Верболоз", "Зураб", "Вахтангович", "") for k in range(1)]
    left, right = (
        pl.concat([table((side, *rows[0][1:])), crowd(300, side.lower())], how="diagonal") for side in ("L", "R")
    )
    found = propose(left, right, params=RAW).frame.filter(pl.col("left_id") == "L", pl.col("right_id") == "R")
    model, same = default_model(), LEVELS["given"].index("same")
    plain = [model.weights_bits(name)[same] for name in ("given", "patronymic")]
    rarity = found["weight_given"][0] - plain[0]
    assert rarity > 1.0
    assert found["weight_given"][0] + found["weight_patronymic"][0] == pytest.approx(sum(plain) + rarity, abs=0.35)
    fields = [column for column in found.columns if column.startswith("weight_")]
    assert found.select(pl.sum_horizontal(fields)).item() == pytest.approx(found["match_weight"][0], abs=1e-9)

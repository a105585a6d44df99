from hashlib import sha256
from importlib.resources import files

import numpy as np
import pytest

from repatria.errors import InputUnusable
from repatria.linkage import (
    FAMILY,
    FAMILY_LEVELS,
    KIN,
    LEVELS,
    LinkageModel,
    LinkageParams,
    default_model,
    reason,
    sentence,
)
from repatria.linkage.explanations import probabilities
from repatria.linkage.model import PACKAGED


def test_the_packaged_model_is_written_as_it_is_read():
    model = default_model()
    again = LinkageModel.from_json(model.to_json())
    assert again.to_json() == model.to_json()
    assert again.version == model.version


def test_the_digest_in_every_result_is_that_of_the_models_file():
    data = files("repatria.linkage").joinpath("data", PACKAGED).read_bytes()
    assert default_model().digest == sha256(data).hexdigest()


def test_a_model_may_hold_some_comparisons_and_think_of_no_relatives():
    model = default_model()
    small = LinkageModel(
        version="x",
        trained_on="x",
        m={"sex": model.m["sex"], "surname": model.m["surname"]},
        u={"sex": model.u["sex"], "surname": model.u["surname"]},
    )
    assert small.comparisons == ("surname", "sex")
    assert LinkageModel.from_json(small.to_json()).to_json() == small.to_json()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"version": "1", "trained_on": "x", "levels": {}}', '{"version": "1", "trained_on": "x"}'],
)
def test_a_file_that_is_no_model_is_refused_by_name(text):
    with pytest.raises(InputUnusable, match=r"own\.json"):
        LinkageModel.from_json(text, file="own.json")


def test_a_model_with_levels_that_are_not_known_is_refused():
    text = default_model().to_json().replace('"one-digit"', '"two-digits"')
    with pytest.raises(InputUnusable, match="levels of"):
        LinkageModel.from_json(text)


def test_the_strongest_agreement_speaks_for_one_person_and_disagreement_against():
    model = default_model()
    for name in model.comparisons:
        weights = model.weights_bits(name)
        assert weights[-1] > 0 > weights[0], name


def test_contradicting_given_names_point_to_relatives_not_to_chance():
    model = default_model()
    assert model.weights_bits("given")[0] < -4
    assert model.family_bits("given")[0] > 0


def test_probability_is_the_textbook_sum():
    """Prior 1 in 1024 and evidence of 10 bits: odds 1024/1023 to 1."""
    assert probabilities(np.array([10.0]), 1 / 1024)[0] == pytest.approx(1024 / (1024 + 1023))


def test_a_model_that_does_not_sum_to_one_is_refused():
    model = default_model()
    spoiled = {**model.m, "sex": np.array([0.5, 0.4])}
    with pytest.raises(ValueError, match="sex"):
        LinkageModel(version="x", trained_on="x", m=spoiled, u=model.u, s=model.s)


@pytest.mark.parametrize(
    "wrong",
    [
        {"threshold": 1.0},
        {"expected_matches": 0.0},
        {"relatives_per_match": -1.0},
        {"namesakes_per_match": 11.0},
        {"twins_per_relative": -0.1},
        {"block_pairs": 0},
    ],
)
def test_parameters_outside_their_range_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        LinkageParams(**wrong)


def test_every_level_has_a_sentence():
    for name, levels in {**LEVELS, FAMILY: FAMILY_LEVELS}.items():
        for level in range(0 if name == FAMILY else -1, len(levels)):
            assert sentence(reason(name, level)).endswith(".")
    assert all(sentence(f"kin-{kin}").endswith(".") for kin in KIN)

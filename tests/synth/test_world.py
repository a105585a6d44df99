import hashlib

import numpy as np
import pytest
from tests.synth.reading import letters, planted, raw_rows, truth, world

from repatria.synth import Kind, Sizes, make_world


def digests(files):
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def test_same_seed_gives_the_same_bytes_in_every_file():
    """Spreadsheets and Parquet too: no clock, no random ids."""
    again = make_world(0.02, seed=7, rng=np.random.default_rng(7))
    assert digests(again.files) == digests(world().files)


def test_another_seed_gives_another_list_of_every_kind():
    other, first = digests(world(seed=8).files), digests(world().files)
    assert not [
        name for name in first if name.endswith((".csv", ".tsv", ".xlsx", ".ods")) and first[name] == other[name]
    ]


def test_sizes_are_those_of_the_agreement_at_scale_one():
    sizes = Sizes.at_scale(1)
    assert (sizes.n_missing, sizes.n_held, sizes.n_bags, sizes.n_returned, sizes.n_round) == (
        60000,
        8000,
        6000,
        1200,
        1000,
    )
    assert sizes.n_children == 339


def test_few_children_remain_in_a_small_world():
    assert Sizes.at_scale(0.01).n_children == 12


@pytest.mark.parametrize("scale", [0.009, 11, float("nan")])
def test_scale_out_of_range_is_refused(scale):
    with pytest.raises(ValueError, match="scale"):
        Sizes.at_scale(scale)


@pytest.mark.parametrize("scale", [0.02, 0.05])
def test_lists_have_the_rows_of_their_scale(scale):
    sizes, n_rows = Sizes.at_scale(scale), world(scale).n_rows
    for side in ("a", "b"):
        assert n_rows[f"{side}-missing"] == sizes.n_missing
        assert n_rows[f"{side}-held"] == sizes.n_held
        assert n_rows[f"{side}-dead"] == sizes.n_bags
        assert n_rows[f"{side}-returned"] == sizes.n_returned
    assert (n_rows["a-offer"], n_rows["b-offer"]) == (sizes.n_round, sizes.n_round - 1)
    assert n_rows["a-children"] == sizes.n_children


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_every_kind_of_error_is_planted_even_in_a_small_world(seed):
    assert {str(kind) for kind in Kind} - {Kind.ALIKE} == {kind for kind in Kind if planted(kind, world(seed=seed))}


def test_about_six_in_seven_held_are_sought_by_their_side():
    rows = truth("rows", world(0.05))
    held = set(rows.filter(rows["list"] == "a-held")["person_id"])
    sought = set(rows.filter(rows["list"] == "b-missing")["person_id"])
    assert len(held & sought) / len(held) == pytest.approx(0.85, abs=0.04)


def test_case_names_every_list_with_its_true_digest_but_one():
    of = world()
    wrong = [
        key
        for key, letter in letters(of).items()
        if hashlib.sha256(of.files[letter["file"]]).hexdigest() != letter["sha256"]
    ]
    assert wrong == [line["list"] for line in planted(Kind.FILE_CHANGED, of)] == ["b-missing-later"]


def test_one_letter_states_more_rows_than_its_list_holds():
    of = world()
    short = {key for key, letter in letters(of).items() if letter["stated_count"] != of.n_rows[key]}
    assert short == {line["list"] for line in planted(Kind.FEWER_ROWS, of)} == {"b-offer"}
    assert letters(of)["b-offer"]["stated_count"] == of.n_rows["b-offer"] + 1


def test_case_file_is_free_of_findings_but_for_the_open_reading():
    from repatria.case import parse_case

    case, findings = parse_case(world().files["case.toml"])
    assert case is not None
    assert [finding.code for finding in findings] == ["readings-open"]


def test_truth_lies_outside_the_lists():
    assert not [letter["file"] for letter in letters(world()).values() if not letter["file"].startswith("lists/")]


def test_headers_come_in_four_languages_and_oddly():
    of = world()
    said = {key: {str(text) for row in raw_rows(key, of)[:5] for text in row} for key in of.n_rows}
    assert "Прізвище" in said["a-missing"]
    assert "Фамилия" in said["b-held"]
    assert "Surname" in said["a-offer"]
    assert "Soyadı" in said["b-returned"]
    assert "Рожд." in said["b-offer"]
    assert '"Рожд." = "birth_date"' in of.files["lists/b-offer.columns.toml"].decode()

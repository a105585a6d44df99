"""The labels of the truth are true: nothing is labeled that did not happen, and nothing happens unlabeled."""

import datetime as dt

import pytest
from rapidfuzz.distance import OSA
from tests.synth.lists_making import QUIET, STYLE, differing, made, ordinary, side_by_side, with_one_slip

from repatria.synth import SLIPS, ListHabits, ListsParams
from repatria.synth.lists_labels import BIT, LABELS, language_label, said
from repatria.synth.noise import LOOKALIKES
from repatria.synth.spelling import Romanization, romanize

CYRILLIC = str.maketrans(
    {latin: own for own, latin in LOOKALIKES.items()}
    | {latin.upper(): own.upper() for own, latin in LOOKALIKES.items()}
)


MISSING = {label for label in LABELS if label.endswith("-missing")}
STYLED = {"birthplace-grain": "birthplace", "unit-abbreviated": "unit"}


def a_slip_apart(name: str):
    return lambda one, other: OSA.distance(one[name], other[name]) == 1


def at_most_three_letters_apart(name: str):
    return lambda one, other: 1 <= OSA.distance(one[name], other[name]) <= 3


def date(row) -> tuple[int, ...]:
    return tuple(int(part) for part in row["dob"].split("-"))


def swapped_back(one, other) -> bool:
    year, month, day = date(other)
    return date(one) == (year, day, month)


def days_apart(one, other) -> int:
    return abs((dt.date(*date(one)) - dt.date(*date(other))).days)


def age_is_right(one, other) -> bool:
    born, seen = dt.date(*date(one)), dt.date.fromisoformat(other["age_on"])
    had_birthday = (seen.month, seen.day) >= (born.month, born.day)
    return not other["dob"] and int(other["age"]) == seen.year - born.year - (not had_birthday)


def one_digit(name: str):
    return lambda one, other: (
        len(one[name]) == len(other[name]) and sum(a != b for a, b in zip(one[name], other[name], strict=True)) == 1
    )


# What a slip may change, and what must hold between the right record and the other.
CLAIMS = {
    "typo-surname": ({"surname"}, a_slip_apart("surname")),
    "typo-given": ({"given"}, a_slip_apart("given")),
    "typo-patronymic": ({"patronymic"}, a_slip_apart("patronymic")),
    "ear-surname": ({"surname"}, at_most_three_letters_apart("surname")),
    "ear-given": ({"given"}, at_most_three_letters_apart("given")),
    "ear-patronymic": ({"patronymic"}, at_most_three_letters_apart("patronymic")),
    "lookalike": ({"surname"}, lambda one, other: other["surname"].translate(CYRILLIC) == one["surname"]),
    "diminutive": ({"given"}, lambda one, other: other["given"].isalpha()),
    "given-initial": ({"given"}, lambda one, other: other["given"] == one["given"][0] + "."),
    "given-other": ({"given"}, lambda one, other: len(other["given"]) > 2),
    "patronymic-missing": ({"patronymic"}, lambda one, other: other["patronymic"] == ""),
    "patronymic-initial": ({"patronymic"}, lambda one, other: other["patronymic"] == one["patronymic"][0] + "."),
    "patronymic-other": ({"patronymic"}, lambda one, other: len(other["patronymic"]) > 2),
    "surname-other": ({"surname"}, lambda one, other: len(other["surname"]) > 1),
    "names-swapped": (
        {"surname", "given"},
        lambda one, other: (other["given"], other["surname"]) == (one["surname"], one["given"]),
    ),
    "one-column": (
        {"surname", "given", "patronymic"},
        lambda one, other: other["surname"] == f"{one['surname']} {one['given']} {one['patronymic']}",
    ),
    "married-name": ({"surname"}, lambda one, other: one["sex"] == "ж"),
    "half-surname": ({"surname"}, lambda one, other: one["surname"].startswith(other["surname"] + "-")),
    "masculine-surname": ({"surname"}, lambda one, other: one["sex"] == "ж" and one["surname"][-1] == "а"),
    "truncated": (
        {"surname"},
        lambda one, other: one["surname"].startswith(other["surname"]) and 7 <= len(other["surname"]) <= 10,
    ),
    "dob-swap": ({"dob"}, swapped_back),
    "dob-year1": ({"dob"}, lambda one, other: 364 <= days_apart(one, other) <= 367),
    "dob-day1": ({"dob"}, lambda one, other: days_apart(one, other) == 1),
    "dob-month1": ({"dob"}, lambda one, other: 27 <= days_apart(one, other) <= 32),
    "dob-digit": ({"dob"}, lambda one, other: OSA.distance(one["dob"], other["dob"]) <= 2),
    "dob-decade": ({"dob"}, lambda one, other: abs(date(one)[0] - date(other)[0]) == 10),
    "dob-january-first": ({"dob"}, lambda one, other: date(other) == (date(one)[0], 1, 1)),
    "dob-month-only": ({"dob"}, lambda one, other: other["dob"] == one["dob"][:7]),
    "dob-year-only": ({"dob"}, lambda one, other: other["dob"] == one["dob"][:4]),
    "dob-age-only": ({"dob", "age", "age_on"}, age_is_right),
    "dob-missing": ({"dob"}, lambda one, other: other["dob"] == ""),
    "dob-other": ({"dob"}, lambda one, other: 0 < days_apart(one, other) <= 20 * 366),
    "sex-wrong": ({"sex"}, lambda one, other: {one["sex"], other["sex"]} == {"ч", "ж"}),
    "birthplace-other": ({"birthplace"}, lambda one, other: other["birthplace"] != ""),
    "birthplace-typo": ({"birthplace"}, lambda one, other: True),
    "number-digit": ({"service_number"}, one_digit("service_number")),
    "number-other": ({"service_number"}, lambda one, other: len(other["service_number"]) == 9),
    "unit-renamed": ({"unit"}, lambda one, other: other["unit"] != ""),
    "unit-other": ({"unit"}, lambda one, other: other["unit"] != ""),
}


def test_every_slip_has_a_claim():
    assert set(CLAIMS) == set(SLIPS)


@pytest.mark.parametrize("slip", sorted(SLIPS))
def test_a_slip_is_labeled_exactly_where_it_changed_a_record(slip):
    may_change, claim = CLAIMS[slip]
    n_slipped = 0
    for labels, one, other in side_by_side(with_one_slip(slip)):
        style = {name for label, name in STYLED.items() if label in labels}
        changed = differing(one, other) - style
        assert labels <= STYLE | {slip}
        if slip in labels:
            n_slipped += 1
            assert changed <= may_change
            assert changed or style & may_change
            assert claim(one, other), (slip, one, other)
        else:
            assert not changed, (one, other)
    assert n_slipped >= 5


def test_records_of_a_pair_without_slips_are_equal_in_everything_that_both_say():
    n_clean = 0
    for labels, one, other in side_by_side(ordinary()):
        if labels <= STYLE | MISSING:
            n_clean += 1
            style = {name for label, name in STYLED.items() if label in labels}
            assert all(not one[name] or not other[name] for name in differing(one, other) - style)
    assert n_clean >= 20


def test_what_is_missing_is_labeled():
    for labels, one, other in side_by_side(ordinary()):
        for name, label in (("birthplace", "birthplace-missing"), ("sex", "sex-missing")):
            assert (label in labels) == (not one[name] or not other[name])
        if "one-column" not in labels:
            assert ("patronymic-missing" in labels) == (not one["patronymic"] or not other["patronymic"])
        assert {"dob-missing", "dob-age-only"} & labels or (one["dob"] and other["dob"])


def test_languages_are_labeled_and_undone_by_register():
    right = ListHabits(**{**{name: getattr(QUIET, name) for name in ListHabits.__slots__}, "languages": {"ru": 1.0}})
    lists = made(ListsParams(n_left=300, n_right=300, carelessness=0.0, left=QUIET, right=right))
    pairs = side_by_side(lists)
    assert all("language:uk-ru" in labels for labels, _, _ in pairs)
    assert any(one["given"] != other["given"] for _, one, other in pairs)
    assert all(
        one["dob"] == other["dob"] and one["service_number"] == other["service_number"] for _, one, other in pairs
    )


@pytest.mark.parametrize("system", [Romanization.UK_PASSPORT, Romanization.FRENCH, Romanization.SCIENTIFIC])
def test_a_romanization_is_labeled_and_is_that_of_its_table(system):
    fields = {name: getattr(QUIET, name) for name in ListHabits.__slots__}
    right = ListHabits(**{**fields, "latin": 1.0, "romanizations": {system: 1.0}})
    lists = made(ListsParams(n_left=200, n_right=200, carelessness=0.0, left=QUIET, right=right))
    for labels, one, other in side_by_side(lists):
        assert {"script", f"romanization:{system}"} <= labels
        assert "-".join(romanize(part, system) for part in one["surname"].split("-")) == other["surname"]
        assert romanize(one["given"], system) == other["given"]


def test_labels_are_bits_of_one_word_and_read_back():
    assert len(set(LABELS)) == len(LABELS) <= 64
    assert said(0) == ""
    assert said(int(BIT["script"] | BIT["dob-swap"])) == "script;dob-swap"
    assert language_label("ru", "uk") == language_label("uk", "ru") == "language:uk-ru"

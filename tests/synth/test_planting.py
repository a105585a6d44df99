"""Every planted error is really in its file, as anybody can read it there."""

import datetime as dt
import re

import pytest
from tests.synth.reading import cell, planted, raw_rows, truth, world

from repatria.synth import Kind
from repatria.synth.layout import LAYOUTS

AS_OF = dt.date(2025, 6, 10)
NAMES = ("surname", "given", "patronymic")


def cells(kind, name):
    of = world()
    return [cell(line["list"], line["row"], name, of) for line in planted(kind, of)]


def pairs(kind, name):
    of = world()
    return [
        (cell(line["list"], line["row"], name, of), cell(line["other_list"], line["other_row"], name, of))
        for line in planted(kind, of)
    ]


def names(list_key, row):
    return tuple(cell(list_key, row, name, world()) for name in NAMES)


def dated(text):
    if isinstance(text, dt.date):
        return text
    for form in ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise AssertionError(text)


def people_of(line):
    rows = truth("rows", world())

    def person(key, number):
        return rows.filter((rows["list"] == key) & (rows["row"] == number))["person_id"][0]

    return person(line["list"], line["row"]), person(line["other_list"], line["other_row"])


@pytest.mark.parametrize("kind", [Kind.DUPLICATE_SPELLING, Kind.DUPLICATE_SCRIPT])
def test_duplicates_are_one_person_spelled_twice_in_one_list(kind):
    for line in planted(kind, world()):
        one, other = people_of(line)
        assert one == other
        assert line["list"] == line["other_list"]
        assert names(line["list"], line["row"]) != names(line["other_list"], line["other_row"])


def test_duplicates_in_two_scripts_are_in_latin_once():
    for line in planted(Kind.DUPLICATE_SCRIPT, world()):
        assert re.fullmatch(r"[^а-яєіїґ]+", " ".join(names(line["list"], line["row"])).lower())
        assert re.search(r"[а-яєіїґ]", " ".join(names(line["other_list"], line["other_row"])).lower())


def test_duplicate_rows_are_equal_letter_by_letter():
    of = world()
    for line in planted(Kind.DUPLICATE_ROW, of):
        rows = raw_rows(line["list"], of)
        shown = [column for column, name in enumerate(LAYOUTS[line["list"]].fields) if name != "row_number"]
        assert [rows[line["row"] - 1][column] for column in shown] == [
            rows[line["other_row"] - 1][column] for column in shown
        ]


def test_doubles_are_two_people_with_one_name_and_birth_date():
    for line in planted(Kind.DOUBLES, world()):
        one, other = people_of(line)
        assert one != other
        assert names(line["list"], line["row"]) == names(line["other_list"], line["other_row"])
    assert all(one == other for one, other in pairs(Kind.DOUBLES, "birth_date"))


@pytest.mark.parametrize(("kind", "purpose"), [(Kind.ALREADY_RETURNED, "returned"), (Kind.DEAD, "dead")])
def test_strangers_stand_on_another_list_of_the_same_sender_by_name(kind, purpose):
    rows = truth("rows", world())
    for line in planted(kind, world()):
        here = rows.filter((rows["list"] == line["list"]) & (rows["row"] == line["row"])).to_dicts()[0]
        there = rows.filter((rows["purpose"] == purpose) & (rows["sender"] == here["sender"]) & rows["has_name"])
        assert here["purpose"] in {"held", "offer"}
        assert here["person_id"] in set(there["person_id"])


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.CIVILIAN, {"цивільна особа", "гражданское лицо", "civilian"}),
        (Kind.STATED_DEAD, {"помер у шпиталі", "умер в госпитале"}),
        (Kind.STATED_RETURNED, {"повернутий", "возвращен"}),
    ],
)
def test_conditions_are_said_in_words(kind, words):
    assert set(cells(kind, "category")) <= words


def test_minors_are_seventeen():
    for born in map(dated, cells(Kind.MINOR, "birth_date")):
        assert AS_OF.year - born.year - ((AS_OF.month, AS_OF.day) < (born.month, born.day)) == 17


def test_births_in_the_future_are_after_the_list():
    assert all(dated(text) > AS_OF for text in cells(Kind.BIRTH_FUTURE, "birth_date"))


def test_an_impossible_birth_date_is_the_31st_of_february():
    assert all(re.search(r"31\.02\.|-02-31", text) for text in cells(Kind.BIRTH_IMPOSSIBLE, "birth_date"))


def test_a_month_first_date_has_no_such_month():
    for text in cells(Kind.BIRTH_NO_SUCH_MONTH, "birth_date"):
        month = text[5:7] if re.match(r"\d{4}-\d\d-", text) is None else text.split("-")[1]
        if "." in text:
            month = text.split(".")[1]
        assert int(month) > 12


def test_a_two_digit_year_has_two_digits():
    assert all(re.fullmatch(r"\d\d\.\d\d\.\d\d", text) for text in cells(Kind.BIRTH_TWO_DIGIT, "birth_date"))


def test_a_serial_is_the_day_number_of_the_true_birth_date():
    of = world()
    rows, persons = truth("rows", of), truth("persons", of)
    births = dict(persons.select("person_id", "birth_date").rows())
    slipped = {"year-off-by-one", "day-off-by-one", "day-month-swapped"}
    for line in planted(Kind.BIRTH_SERIAL, of):
        row = rows.filter((rows["list"] == line["list"]) & (rows["row"] == line["row"])).to_dicts()[0]
        serial = int(float(cell(line["list"], line["row"], "birth_date", of)))
        born = dt.date(1899, 12, 30) + dt.timedelta(days=serial)
        assert born == births[row["person_id"]] or slipped & set(row["labels"])


def test_a_year_alone_is_four_digits():
    assert all(re.fullmatch(r"\d{4}", str(text)) for text in cells(Kind.BIRTH_YEAR_ONLY, "birth_date"))


def test_numbers_are_zero_empty_shared_or_begin_with_zero():
    of = world()

    def numbers(kind):
        for line in planted(kind, of):
            name = "prisoner_number" if "held" in line["list"] else "service_number"
            yield cell(line["list"], line["row"], name, of)

    assert set(numbers(Kind.NUMBER_ZERO)) == {"0"}
    assert set(numbers(Kind.NUMBER_EMPTY)) == {""}
    assert all(re.search(r"^(\w\w-)?0\d+$", text) for text in numbers(Kind.LEADING_ZEROS))
    for line, shared in zip(planted(Kind.NUMBER_SHARED, of), numbers(Kind.NUMBER_SHARED), strict=True):
        name = "prisoner_number" if "held" in line["list"] else "service_number"
        assert cell(line["other_list"], line["other_row"], name, of) == shared != ""


def test_lookalike_letters_mix_scripts_in_one_word():
    for surname in cells(Kind.LOOKALIKE, "surname"):
        assert re.search("[a-z]", surname)
        assert re.search("[а-яіїєґ]", surname.lower())


def test_a_patronymic_can_be_missing():
    assert set(cells(Kind.PATRONYMIC_MISSING, "patronymic")) == {""}


def test_swapped_columns_have_the_given_name_first():
    of = world()
    persons, rows = truth("persons", of), truth("rows", of)
    for line in planted(Kind.NAME_COLUMNS_SWAPPED, of):
        row = rows.filter((rows["list"] == line["list"]) & (rows["row"] == line["row"])).to_dicts()[0]
        person = persons.filter(persons["person_id"] == row["person_id"]).to_dicts()[0]
        surname, given, _ = names(line["list"], line["row"])
        if not any(label.startswith(("latin", "by-ear")) for label in row["labels"]):
            assert surname in {person["given_uk"], person["given_ru"]} or "typo" in row["labels"]
            assert given != surname


def test_formulas_stand_in_cells():
    assert all(str(text).startswith("=") for text in cells(Kind.FORMULA, "place"))


def test_siblings_share_one_row():
    assert all(" та " in text for text in cells(Kind.SIBLINGS, "given"))


def test_tags_and_seals_are_shared_and_a_tag_is_empty():
    assert all(one == other != "" for one, other in pairs(Kind.TAG_SHARED, "tag"))
    assert all(one == other != "" for one, other in pairs(Kind.SEAL_SHARED, "seal"))
    assert set(cells(Kind.TAG_EMPTY, "tag")) == {""}
    assert {str(text) for text in cells(Kind.BAG_EMPTY, "n_individuals")} == {"0"}


def test_totals_stand_under_the_last_row_with_a_number():
    of = world()
    for kind, error in ((Kind.TOTALS_ROW, 0), (Kind.TOTALS_ROW_WRONG, 2)):
        for line in planted(kind, of):
            label, n_rows = raw_rows(line["list"], of)[line["row"] - 1][:2]
            assert label in {"Всього", "Итого"}
            assert int(n_rows) == of.n_rows[line["list"]] + error


def test_titles_stand_above_the_header():
    of = world()
    for line in planted(Kind.TITLE_ROWS, of):
        assert raw_rows(line["list"], of)[0][0] == LAYOUTS[line["list"]].title[0]


def test_a_typo_differs_from_the_register_in_few_letters():
    from rapidfuzz.distance import OSA

    of = world()
    persons, rows = truth("persons", of), truth("rows", of)
    for line in planted(Kind.TYPO, of):
        row = rows.filter((rows["list"] == line["list"]) & (rows["row"] == line["row"])).to_dicts()[0]
        person = persons.filter(persons["person_id"] == row["person_id"]).to_dicts()[0]
        if not any(label.startswith(("latin", "by-ear")) for label in row["labels"]):
            surname = cell(line["list"], line["row"], "surname", of)
            assert min(OSA.distance(surname, person[f"surname_{language}"]) for language in ("uk", "ru")) in {1, 2}

import numpy as np
import pytest
from tests.linkage.people import table

from repatria.linkage.comparison import compare
from repatria.linkage.levels import LEVELS
from repatria.linkage.records import prepare

ROW = np.zeros(1, dtype=np.uint32)


def level(comparison: str, left, right, **columns) -> str:
    names = {"surname": 1, "given": 2, "patronymic": 3, "birth_date": 4}
    # A given name alone may be a surname in the wrong column.
    surname = "Гнатюк" if comparison == "given" else ""
    rows = [["x", surname, "", "", ""], ["x", surname, "", "", ""]]
    if comparison in names:
        rows[0][names[comparison]], rows[1][names[comparison]] = left, right
        tables = [table(tuple(row)) for row in rows]
    else:
        tables = [table(tuple(row), **{comparison: [value]}) for row, value in zip(rows, (left, right), strict=True)]
    found = int(compare(prepare(tables[0]), prepare(tables[1]), ROW, ROW)[comparison][0])
    return "missing" if found == -1 else LEVELS[comparison][found]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("1986-03-11", "1986-03-11", "same"),
        ("1986-03-11", "1986-11-03", "swapped"),
        ("1986-03-11", "1987-03-11", "year-off-by-one"),
        ("1986-03-11", "1986-03-12", "one-digit"),
        ("1986-03-11", "1986-04-11", "one-digit"),
        ("1986-03-11", "1968-03-11", "one-digit"),  # neighbors swapped
        ("1986-03-11", "1936-03-11", "one-digit"),
        ("1986-03-11", "1996-03-11", "decade"),
        ("1986-03-11", "1989-03-11", "one-digit"),
        ("1986-03-11", "1972-03-11", "same-day-month"),
        ("1986-03-11", "1986-03-25", "one-part"),
        ("1986-03-21", "1986-12-21", "one-part"),
        ("1986-03-11", "1986-01-01", "january-first"),
        ("1986-01-01", "1986-01-01", "same"),
        ("1986-01-01", "1987-01-01", "year-off-by-one"),
        ("1986-03-11", "1986", "year-known"),
        ("1986-03-11", "1987", "near-year-known"),
        ("1986-03-11", "1987-03", "near-year-known"),
        ("1986-03-11", "1987-04", "near-year"),
        ("1986-03-11", "1986-03", "month-known"),
        ("1986-03-11", "1986-04", "same-year"),
        ("1986-03-11", "1986-05-20", "same-year"),
        ("1986-03-11", "1985-05-20", "near-year"),
        ("1986-03-11", "1970-05-20", "different"),
        ("1986-03-11", "", "missing"),
    ],
)
def test_birth_dates(left, right, expected):
    assert level("birth_date", left, right) == level("birth_date", right, left) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Вишнякова", "Vishnyakov", "same"),
        ("Гнатюк", "Гнаток", "one-letter"),
        ("Коржевська-Мазурик", "Коржевский", "similar"),
        ("Гнатюк", "Мазурик", "different"),
        ("Харчиненко", "Charchinenko", "one-letter"),  # ch read as German
        ("Очирбат", "Оирбат", "one-letter"),  # a consonant left out, the vowels around it run together
        ("Соколенко", "Soolenko", "one-letter"),
        ("Кононилов", "Комогоров", "different"),  # the shared ending counts for nothing
        ("Гнатюк", "", "missing"),
    ],
)
def test_surnames(left, right, expected):
    assert level("surname", left, right) == level("surname", right, left) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Микола", "Nikolai", "same"),
        ("Саша", "Олександр", "same"),
        ("Володимир", "Володимр", "same"),
        ("М.", "Mykola", "initial"),
        ("П.", "Mykola", "different"),
        ("Марина", "Мария", "different"),
        ("Іван", "Петро", "different"),
        ("Бабрак", "Babrek", "similar"),
        ("Іван", "", "missing"),
    ],
)
def test_given_names(left, right, expected):
    assert level("given", left, right) == level("given", right, left) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("АБ-012345", "аб 012345", "same"),
        ("АБ-012345", "АБ-012346", "one-digit"),
        ("АВ-012345", "AB 012345", "same"),  # Latin letters that look the same
        ("АБ-012345", "012345", "same-digits"),
        ("АБ-0123", "0123", "different"),
        ("АБ-012345", "ВГ-777777", "different"),
        ("АБ-012345", "", "missing"),
    ],
)
def test_service_numbers(left, right, expected):
    assert level("service_number", left, right) == expected


def test_birthplaces_are_compared_without_the_words_for_kinds_of_places():
    assert level("birth_place", "м. Тихобережськ", "Тихобережск, Россия") == "same"
    assert level("birth_place", "Мостище", "с. Руднове, Тихобережский район") == "different"
    assert level("birth_place", "Руднове, Тихобережськ", "Руднове") == "shared-word"


def test_a_birthplace_with_a_slip_of_the_pen_is_similar():
    assert level("birth_place", "Тихобережськ", "Тихобрежськ") == "similar-word"


@pytest.mark.parametrize(
    ("comparison", "left", "right", "expected"),
    [
        ("postcode", "tq13 8df", "TQ138DF", "same"),
        ("postcode", "tq13 8df", "tq13 8dg", "one-letter"),
        ("postcode", "tq13 8df", "tq13 9ab", "same-district"),
        ("postcode", "tq13 8df", "n1 9ab", "different"),
        ("phone", "+380 44 123 45 67", "044 1234567", "same"),
        ("phone", "+380 44 123 45 67", "044 1234568", "one-digit"),
        ("email", "A.Writer@Example.org", "a.writer@example.org", "same"),
        ("email", "a.writer@example.org", "a.writr@example.org", "one-letter"),
        ("email", "a.writer@example.org", "a.writer@elsewhere.net", "same-user"),
        ("email", "a.writer@example.org", "someone@elsewhere.net", "different"),
        ("address", "12 Long Lane", "Long Lane 12", "same"),
        ("address", "12 Long Lane", "12 Lomg Lane", "similar"),
        ("address", "12 Long Lane", "7 Long Street", "shared-word"),
        ("address", "12 Long Lane", "7 High Street", "different"),
        ("occupation", "electrician", "Electrician", "same"),
        ("occupation", "army doctor", "doctor", "shared-word"),
        ("code", "AB 123-456", "ab123456", "same"),
        ("code", "AB 123-456", "AB 123-457", "one-digit"),
        ("code", "AB 123-456", "CD 123-456", "different"),
    ],
)
def test_fields_of_other_lists(comparison, left, right, expected):
    assert level(comparison, left, right) == level(comparison, right, left) == expected


def test_units_share_a_number():
    assert level("unit_name", "117 бригада", "117 бр.") == "shared-number"
    assert level("unit_name", "117 бригада", "118 бригада") == "different"


def test_sex_is_read_in_three_languages():
    assert level("sex", "Ч", "M") == "same"
    assert level("sex", "ж", "M") == "different"
    assert level("sex", "?", "M") == "missing"

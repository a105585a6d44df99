import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.names import Name, arrange, parse

WHOLE = Name(surname="Гнатюк", given="Зіновій", patronymic="Петрович")


@pytest.mark.parametrize("text", ["Гнатюк Зіновій Петрович", "Зіновій Петрович Гнатюк", "Гнатюк, Зіновій Петрович"])
def test_one_string_is_read_in_any_order(text):
    assert parse(text) == WHOLE


def test_a_surname_on_ovich_is_not_taken_for_the_patronymic():
    assert parse("Yankovich Pavlo Denysovych") == Name(surname="Yankovich", given="Pavlo", patronymic="Denysovych")
    assert parse("Pavlo Denysovych Yankovich") == Name(surname="Yankovich", given="Pavlo", patronymic="Denysovych")


def test_a_listed_given_name_tells_the_order_of_two_words():
    assert parse("Микола Мазурик") == parse("Мазурик Микола") == Name(surname="Мазурик", given="Микола")


@pytest.mark.parametrize(
    "columns",
    [
        ("Гнатюк", "Зіновій", "Петрович"),
        ("Зіновій", "Гнатюк", "Петрович"),
        ("Гнатюк", "Петрович", "Зіновій"),
        ("Гнатюк", "Зіновій Петрович", ""),
        ("Гнатюк Зіновій Петрович", "", ""),
    ],
)
def test_columns_filled_in_another_order_are_put_right(columns):
    assert arrange(*columns) == WHOLE


def test_an_unlisted_given_name_and_a_surname_that_ends_as_one_are_put_right():
    assert arrange("Ельбран", "Багаторов").surname == "Багаторов"


def test_what_the_tables_do_not_make_plain_stays_as_it_was():
    assert arrange("Роман", "Іван") == Name(surname="Роман", given="Іван")


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=150)
def test_no_text_breaks_reading(surname, given_name, patronymic):
    parse(surname)
    arrange(surname, given_name, patronymic)

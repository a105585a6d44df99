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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Гнатюк З.П.", Name(surname="Гнатюк", given="З.", patronymic="П.")),
        ("З. П. Гнатюк", Name(surname="Гнатюк", given="З.", patronymic="П.")),
        ("Zinovii P. Hnatiuk", Name(surname="Hnatiuk", given="Zinovii", patronymic="P.")),
        ("HNATIUK, Zinovii Petrovych", Name(surname="HNATIUK", given="Zinovii", patronymic="Petrovych")),
        ("Lundqvist, Johan Erik", Name(surname="Lundqvist", given="Johan Erik")),
        ("Hnatiuk Zinovii, Jr", Name(surname="Hnatiuk", given="Zinovii")),
        ("Гнатюк-молодший Зіновій", Name(surname="Гнатюк", given="Зіновій")),
        ("ст. солдат Гнатюк Зіновій", Name(surname="Гнатюк", given="Зіновій")),
        ("Гнатюк (Мазурик) Ганна Петрівна", Name(surname="Гнатюк Мазурик", given="Ганна", patronymic="Петрівна")),
        ("Тахмазов Вагиф Гусейн оглы", Name(surname="Тахмазов", given="Вагиф", patronymic="Гусейн оглы")),
        ("Leyla Ramiz qızı Tahmazova", Name(surname="Tahmazova", given="Leyla", patronymic="Ramiz qızı")),
        ("ЗіновійПетрович Гнатюк", Name(surname="Гнатюк", given="Зіновій", patronymic="Петрович")),
        ("Major", Name(surname="Major")),
    ],
)
def test_what_stands_beside_a_name_is_told_from_it(text, name):
    assert parse(text) == name


@pytest.mark.parametrize("columns", [("Гнатюк", "З.П.", ""), ("Гнатюк", "З. П.", None)])
def test_initials_in_one_column_are_parted(columns):
    assert arrange(*(cell or "" for cell in columns)) == Name(surname="Гнатюк", given="З.", patronymic="П.")


@pytest.mark.parametrize("word", ["Вяеслав", "М.", "Babrek", "Зіновій", "Багаторов"])
def test_a_given_name_without_a_surname_stays_in_its_column(word):
    assert arrange("", word, "") == Name(given=word)


def test_columns_turned_round_are_put_right():
    # Surnames that are a letter away from a given name.
    assert arrange("Зіновій", "Данилов") == Name(surname="Данилов", given="Зіновій")
    assert arrange("Микола", "Іванова") == Name(surname="Іванова", given="Микола")
    assert arrange("Гнатюк", "Вяеслав") == Name(surname="Гнатюк", given="Вяеслав")
    assert arrange("Петрович", "Гнатюк", "Зіновій") == WHOLE
    assert arrange("Гнатюка", "Зіновія", "Петровича") == WHOLE


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=150)
def test_no_text_breaks_reading(surname, given_name, patronymic):
    parse(surname)
    arrange(surname, given_name, patronymic)

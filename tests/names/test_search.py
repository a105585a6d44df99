import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.names import reading, search_tokens


def test_a_query_in_any_script_finds_the_tokens_of_a_record():
    record = search_tokens("Щербаник", "Зіновій", "Петрович")
    assert set(search_tokens("SHCHERBANIK zinoviy")) <= set(record)
    assert search_tokens("Щербаник Зиновий") == record[:2]


@pytest.mark.parametrize(
    ("query", "surname"),
    [("Щербакова", "Щербаков"), ("Щербаков", "Shcherbakova"), ("Вишнівська", "Вишневский"), ("Толстая", "Толстой")],
)
def test_a_surname_of_one_sex_finds_the_other(query, surname):
    assert search_tokens(query) == search_tokens(surname)


def test_short_words_keep_their_vowels():
    assert search_tokens("Лі") != search_tokens("Ло")
    assert search_tokens("Ева") == ("iva",)


def test_tokens_are_distinct_short_and_latin():
    tokens = search_tokens("Гнатюк Гнатюк " + "я" + "нт" * 100)
    assert tokens[0] == "gnatuk"
    assert len(tokens) == 2
    assert len(tokens[1]) == 64


@given(st.text())
@settings(max_examples=100)
def test_no_text_breaks_search_or_reading(text):
    assert all(token.isascii() and token == token.lower() and " " not in token for token in search_tokens(text))
    assert reading(text).isascii()


def test_ukrainian_is_read_by_the_passport_rules():
    assert reading("Згурський", "Юрій", "Євгенович") == "Yurii Yevhenovych ZGHURSKYI"


def test_russian_is_read_by_common_habit():
    assert reading("Щербаник", "Юрьян", "Евгеньевич") == "Yuryan Yevgenyevich SHCHERBANIK"


def test_a_latin_name_is_only_put_in_order():
    assert reading("Stahl", "johannes") == "Johannes STAHL"

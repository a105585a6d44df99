import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.synth import spelling, tables
from repatria.synth.spelling import Romanization, romanize


@pytest.mark.parametrize(
    ("word", "system", "latin"),
    [
        ("Згурський", Romanization.UK_PASSPORT, "Zghurskyi"),
        ("Юрій", Romanization.UK_PASSPORT, "Yurii"),
        ("Щербак", Romanization.UK_PASSPORT, "Shcherbak"),
        ("Їжакевич", Romanization.UK_PASSPORT, "Yizhakevych"),
        ("Щербаков", Romanization.RU_ICAO, "Shcherbakov"),
        ("Подъячев", Romanization.RU_ICAO, "Podieiachev"),
        ("Ершов", Romanization.RU_BGN, "Yershov"),
        ("Жуков", Romanization.GERMAN, "Schukow"),
        ("Шевченко", Romanization.POLISH, "Szewczenko"),
        ("Чубенко", Romanization.TURKISH, "Çubenko"),
    ],
)
def test_romanizations_follow_their_tables(word, system, latin):
    assert romanize(word, system) == latin


@pytest.mark.parametrize(
    ("russian", "ukrainian"),
    [
        ("Никитин", "Нікітін"),
        ("Сергеев", "Сергєєв"),
        ("Соловьёв", "Соловйов"),
        ("Вяземский", "Вяземський"),
        ("Ельцов", "Єльцов"),
    ],
)
def test_ukrainian_clerks_write_russian_surnames_by_the_orthography(russian, ukrainian):
    assert spelling.ukrainian_of_russian(russian) == ukrainian


@pytest.mark.parametrize(
    ("ukrainian", "russian"), [("Сірий", "Сирый"), ("Ґудзь", "Гудзь"), ("В'юн", "Вьюн"), ("Яворський", "Яворский")]
)
def test_russian_registers_write_ukrainian_surnames_in_their_letters(ukrainian, russian):
    assert spelling.russian_of_ukrainian(ukrainian) == russian


@pytest.mark.parametrize(
    ("masculine", "feminine"),
    [
        ("Іванов", "Іванова"),
        ("Яворський", "Яворська"),
        ("Яворский", "Яворская"),
        ("Белый", "Белая"),
        ("Бойко", "Бойко"),
        ("Нікітін", "Нікітіна"),
    ],
)
def test_women_bear_feminine_forms(masculine, feminine):
    assert spelling.feminine(masculine) == feminine


@pytest.mark.parametrize(
    ("given_name", "uk", "ru"),
    [("Сергій", "Сергійович", None), ("Юрий", None, "Юрьевич"), ("Никита", None, "Никитич"), ("Ілля", None, None)],
)
def test_patronymics_follow_the_rule(given_name, uk, ru):
    if uk:
        assert spelling.ukrainian_patronymic(given_name) == uk
        assert spelling.ukrainian_daughter_of(uk) == "Сергіївна"
    if ru:
        assert spelling.russian_patronymic(given_name) == ru


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(tables.surnames().uk), st.sampled_from(list(Romanization)))
def test_a_romanized_word_has_no_cyrillic_left(word, system):
    latin = romanize(word, system)
    assert latin[0].isupper()
    assert not any("а" <= letter.lower() <= "ґ" for letter in latin)

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from repatria.synth.belarusian import (
    belarusian_daughter_of,
    belarusian_feminine,
    belarusian_of_russian,
    belarusian_patronymic,
)
from repatria.synth.lists_slips import HEARD, KEYS, misheard, mistyped, truncated, with_lookalike

words = st.text("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", min_size=1, max_size=14)
luck = st.tuples(*[st.floats(0, 1, exclude_max=True)] * 3)


@given(words, luck)
def test_a_slip_of_the_fingers_is_one_edit_after_the_first_letter(word, luck):
    assert OSA.distance(word, mistyped(word, luck)) <= 1
    assert mistyped(word, luck)[0] == word[0]


@given(words, luck)
def test_what_was_heard_was_written_from_the_table(word, luck):
    heard = misheard(word, luck)
    assert heard == word or any(
        word[:place] + written + word[place + len(sound) :] == heard
        for sound, written in HEARD
        for place in range(1, len(word))
        if word.startswith(sound, place)
    )


@given(words, luck)
def test_a_lookalike_changes_one_letter_into_a_latin_one(word, luck):
    changed = with_lookalike(word, luck)
    assert len(changed) == len(word)
    assert sum(letter.isascii() for letter in changed) <= 1


@given(words, luck)
def test_a_narrow_column_keeps_the_beginning(word, luck):
    assert word.startswith(truncated(word, luck))
    assert len(truncated(word, luck)) == min(len(word), 7 + int(luck[0] * 4))


def test_latin_words_are_misheard_in_latin_letters():
    assert all(misheard("Shevchenko", (0.0, where / 40, 0.0)).isascii() for where in range(40))


def test_keys_lie_side_by_side():
    assert set(KEYS["а"]) == {"в", "п"}
    assert set(KEYS["q"]) == {"w"}
    assert all(letter in KEYS[near] for letter, nears in KEYS.items() for near in nears)


@pytest.mark.parametrize(
    ("russian", "belarusian"),
    [
        ("Тихонов", "Ціханоў"),
        ("Никитин", "Нікіцін"),
        ("Соколовский", "Сакалоўскі"),
        ("Кравченко", "Краўчэнка"),
        ("Дедов", "Дзедоў"),
    ],
)
def test_belarusian_registers_write_by_sound(russian, belarusian):
    assert belarusian_of_russian(russian) == belarusian


def test_belarusian_forms_of_women_and_fathers():
    assert belarusian_feminine("Ціханоў") == "Ціханова"
    assert belarusian_feminine("Лугоўскі") == "Лугоўская"
    assert belarusian_feminine("Мельнік") == "Мельнік"
    assert belarusian_patronymic("Антон") == "Антонавіч"
    assert belarusian_patronymic("Сяргей") == "Сяргеевіч"
    assert belarusian_daughter_of("Антонавіч") == "Антонаўна"
    assert belarusian_daughter_of("Сяргеевіч") == "Сяргееўна"

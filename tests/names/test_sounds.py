import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.names import tables
from repatria.names.scripts import is_vowelless
from repatria.names.sounds import (
    distance_of_words,
    priced_distance,
    sound_distance,
    sound_prices,
    sounds_of_word,
)

letters = st.text(alphabet="abceghijkostuxyzщджюяецмунאבגדمحدბარკλό", max_size=10)
ALIKE = [
    ("Jessop", "Джессоп"),  # English
    ("Thackeray", "Теккерей"),
    ("Cauchon", "Кошон"),  # French
    ("Schönherr", "Шёнхерр"),  # German
    ("Ceccarelli", "Чеккарелли"),  # Italian
    ("Jiménez", "Хименес"),  # Spanish
    ("Przybylski", "Пшибыльский"),  # Polish
    ("Takahashi", "Такахаси"),  # Japanese, by Polivanov
    ("Xiaoping", "Сяопин"),  # Chinese, by Palladius
    ("Szabó", "Сабо"),  # Hungarian
    ("Giorgi", "გიორგი"),
    ("Kostas", "Κώστας"),
    ("Hovhannes", "Հովհաննես"),
    ("Tanaka", "タナカ"),
    ("Minsu", "민수"),
    ("Mahmud", "محمود"),
    ("Binyamin", "בנימין"),
    ("Priya", "प्रिया"),
]


@pytest.mark.parametrize(("latin", "other"), ALIKE, ids=[latin for latin, _ in ALIKE])
def test_one_name_in_two_scripts_sounds_nearer_than_any_other_name(latin, other):
    own = sound_distance(latin, other)
    assert own < 0.35
    assert all(own < sound_distance(stranger, other) for stranger, _ in ALIKE if stranger != latin)


@given(letters, letters)
@settings(max_examples=200, deadline=None)
def test_distance_is_symmetric_bounded_and_zero_for_equal_words(left, right):
    there = distance_of_words(left, right)
    assert there == pytest.approx(distance_of_words(right, left), abs=1e-6)
    assert 0.0 <= there <= 2.0
    assert not sounds_of_word(left) or distance_of_words(left, left) == pytest.approx(0.0)


def slow_distance(left: bytes, right: bytes, prices) -> float:
    """The textbook recursion, without a table."""
    if not left or not right:
        return float(sum(prices.without[each] for each in left or right))
    return min(
        slow_distance(left[1:], right[1:], prices) + float(prices.instead[left[0], right[0]]),
        slow_distance(left[1:], right, prices) + float(prices.without[left[0]]),
        slow_distance(left, right[1:], prices) + float(prices.without[right[0]]),
    )


@given(st.binary(min_size=1, max_size=4), st.binary(min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_the_compiled_distance_is_the_textbook_recursion(left, right):
    prices = sound_prices()
    left, right = (bytes(each % len(prices.without) for each in side) for side in (left, right))
    arrays = [np.frombuffer(side, dtype=np.uint8) for side in (left, right)]
    longer = max(1.0, *(sum(float(prices.without[each]) for each in side) for side in (left, right)))
    got = priced_distance(*arrays, prices.instead, prices.without, prices.without)
    assert got == pytest.approx(slow_distance(left, right, prices) / longer, abs=1e-5)
    assert got == pytest.approx(
        priced_distance.plain(*arrays, prices.instead, prices.without, prices.without), abs=1e-6
    )


def test_the_tables_name_each_other():
    symbols = {row[0] for row in tables.rows("sound_symbols.tsv")}
    sounds = {each.split()[0] for row in tables.rows("sound_symbols.tsv") for each in row[1].split(",")}
    assert {symbol for row in tables.rows("sound_spellings.tsv") for symbol in row[1].split()} <= symbols
    assert {sound for row in tables.rows("sound_neighbors.tsv") for sound in row[:2]} <= sounds


def test_vowels_that_a_script_does_not_write_cost_little():
    assert is_vowelless("محمد")
    assert not is_vowelless("Мухаммад")
    assert sound_distance("محمد", "Muhammad") < sound_distance("mhmd", "Muhammad")

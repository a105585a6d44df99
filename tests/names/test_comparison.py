import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.names import Name, NameLevel, compare, compare_columns
from repatria.names.wording import SENTENCES, sentence

words = st.sampled_from(
    ["Гнатюк", "Hnatiuk", "Коваль", "Kowal", "Іван", "Иван", "Nikolai", "Петрович", "Petrivna", "J."]
)
names = st.lists(words | st.text(max_size=8), max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Гнатюк Зіновій Петрович", "Zinoviy Petrovich Gnatyuk"),
        ("Вишнякова Ганна Сергіївна", "Anna Sergeevna Vishnyakova"),
        ("Мацкевіч Мікалай Уладзіміравіч", "Николай Владимирович Мацкевич"),
        ("Johannes Ståhl", "Stahl Johannes"),
    ],
)
def test_spellings_of_one_name_are_the_same(left, right):
    assert compare(left, right).level is NameLevel.SAME


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Гнатюк Зіновій Петрович", "Hnatiuk Ivan Petrovych"),  # brothers
        ("Гнатюк Зіновій Петрович", "Hnatiuk Zinovii Ivanovych"),  # namesakes, perhaps cousins
        ("Гнатюк Зіновій Петрович", "Mazuryk Zinovii Petrovych"),
    ],
)
def test_a_contradicting_part_is_never_probable(left, right):
    assert compare(left, right).level in {NameLevel.DIFFERENT, NameLevel.POSSIBLE}


def test_reasons_say_what_agrees_and_what_is_missing():
    reasons = compare("Гнатюк Микола Петрович", "Hnatyuk Nikolai").reasons
    assert reasons == ("surname-same", "given-another-form", "patronymic-missing")


@given(names, names)
@settings(max_examples=200)
def test_comparison_is_symmetric_bounded_and_worded(left, right):
    there, back = compare(left, right), compare(right, left)
    assert there == back
    assert 0.0 <= there.score <= 1.0
    assert all(sentence(code) in SENTENCES.values() for code in there.reasons)


def test_columns_are_compared_pair_by_pair():
    scored = compare_columns(["Гнатюк Іван", "Гнатюк Іван"], ["Ivan Hnatiuk", "Petro Mazuryk"])
    assert scored[0].score > 0.9 > 0.1 > scored[1].score


def test_parts_and_whole_string_are_read_alike():
    whole = Name(surname="Гнатюк", given="Микола", patronymic="Петрович")
    assert compare(whole, "Hnatiuk Mykola Petrovych") == compare("Гнатюк Микола Петрович", "Hnatiuk Mykola Petrovych")

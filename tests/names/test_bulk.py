"""Compiled levels are the levels of the plain functions, and both stand on rapidfuzz's measures."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from repatria import names
from repatria.names import folding, letters, settling
from repatria.names.alikeness import class_level, given_level, surname_level

SURNAMES = (
    "Гнатюк Гнатюк-Мазурик Hnatiuk Gnatiuk Мазурик Коваль Ковальов Ковалёв Ковальчук Koval Жовтобрюх Оиров Очиров"
)
SURNAMES += (
    " Вишнівська Vishnevskiy Чернов Хернов Журов Юров Шульц Шультс Стець Ярош Яров Бут Бутко Петренко Петриченко"
)
GIVEN = "Микола Николай Nikolay Mikołaj Саша Олександра Александр Алла Анна Hanna Зіновій Zinovii Zenoviy Ахмед Ахмат"
GIVEN += " Johannes Johanna J. Іван Іванка Ян Olexandr Olexandra Тарс Тарас Гліб Глеб"
PATRONYMICS = (
    "Петрович Петрівна Petrovich Олексійович Алексеевич Сергіївна Сергеевна Ахмедович Ахмадович Рамзан-оглы П."
)
alphabet = st.text(alphabet="aiushcztdkvgrn", max_size=9)
stems = st.sampled_from([" ".join(sorted(names.surname_stems(each))) for each in SURNAMES.split()])
surnames = stems | alphabet | st.lists(stems | alphabet, min_size=1, max_size=3).map(" ".join)


def given_text(name):
    return "\t".join((names.class_key(names.given_classes(name), folded := names.skeleton(name)), folded))


def patronymic_text(name):
    return "\t".join((names.class_key(names.father_classes(name), stem := names.patronymic_stem(name)), stem))


def slip(text, place, letter):
    """A text with one letter more, in its skeleton and where it is unlisted in its key."""
    key, _, folded = text.partition("\t")
    spoiled = folded[:place] + letter + folded[place:]
    return f"{key if key.startswith('=') else spoiled}\t{spoiled}"


slips = st.tuples(st.integers(0, 6), st.sampled_from("aikt"))
unlisted = alphabet.filter(bool).map(lambda word: f"{word}\t{word}")
given_texts = st.sampled_from([given_text(each) for each in GIVEN.split()])
given_texts = given_texts | unlisted | st.builds(lambda text, how: slip(text, *how), given_texts, slips)
patronymics = st.sampled_from([patronymic_text(each) for each in PATRONYMICS.split()]) | unlisted


def as_buffer(word):
    return np.frombuffer(word.encode(), dtype=np.uint8)


def everyone_with_everyone(table_of, levels_of, texts):
    table = table_of(texts)
    left, right = (codes.ravel().astype(np.int32) for codes in np.indices((len(texts), len(texts))))
    return levels_of(table, table, left, right).reshape(len(texts), len(texts))


@given(alphabet, alphabet)
@settings(max_examples=300, deadline=None)
def test_measures_are_rapidfuzz_s_to_the_bit(one, other):
    scratch = letters.scratch_for(max(len(one), len(other)))
    slices = as_buffer(one), 0, len(one), as_buffer(other), 0, len(other)
    assert letters.jaro_winkler(*slices, scratch) == JaroWinkler.similarity(one, other)
    for most in (1, 2, 3):
        expected = min(DamerauLevenshtein.distance(one, other), most + 1)
        assert letters.letters_apart(*slices, most, scratch) == expected


@given(st.text(alphabet="aiuoehcsztdkv ", max_size=10), st.text(alphabet="aiushcktv", min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_settling_and_dropped_sounds_are_those_of_folding(word, other):
    room = np.append(as_buffer(word), np.zeros(2, np.uint8))
    assert bytes(room[: settling.settle(room, len(word))]).decode() == folding._settle(word)
    settled = folding._settle(other)
    for place in range(1, len(settled)):
        shorter = folding._settle(settled[:place] + settled[place + 1 :])
        ours = [(as_buffer(text), 0, len(text)) for text in (shorter, settled)]
        masks = [letters.mask_of(*each) for each in ours]
        found = settling.is_sound_dropped(*ours[0], masks[0], *ours[1], masks[1], np.zeros(99, np.uint8))
        assert found == folding.is_sound_dropped(shorter, settled)


@given(st.lists(surnames, min_size=1, max_size=8, unique=True))
@settings(max_examples=150, deadline=None)
def test_surnames_have_the_plain_levels(texts):
    found = everyone_with_everyone(names.surname_table, names.surname_levels, texts)
    texts = [" ".join(text.split()) for text in texts]
    assert found.tolist() == [[surname_level(a, b) for b in texts] for a in texts]


@given(st.lists(given_texts, min_size=1, max_size=8, unique=True))
@settings(max_examples=150, deadline=None)
def test_given_names_have_the_plain_levels(texts):
    found = everyone_with_everyone(names.given_table, names.given_levels, texts)
    assert found.tolist() == [[given_level(*a.split("\t"), *b.split("\t")) for b in texts] for a in texts]


@given(st.lists(patronymics, min_size=1, max_size=8, unique=True))
@settings(deadline=None)
def test_patronymics_have_the_plain_levels(texts):
    found = everyone_with_everyone(names.patronymic_table, names.patronymic_levels, texts)
    assert found.tolist() == [[class_level(*a.split("\t"), *b.split("\t")) for b in texts] for a in texts]


def test_tables_may_differ_and_missing_texts_have_no_level():
    left, right = names.surname_table(["hnatik", "kaval"]), names.surname_table(["mazurik", "kaval", "hnatik"])
    found = names.surname_levels(left, right, np.array([0, 1, 1, -1, 0]), np.array([2, 1, 0, 1, -1]))
    assert found.dtype == np.int8
    assert found.tolist() == [4, 4, 0, -1, -1]


def test_a_text_that_is_not_folded_and_codes_that_are_out_of_place_are_refused():
    for text in ("Гнатюк", "Kowal", "o'konar"):
        with pytest.raises(ValueError, match="folded"):
            names.surname_table([text])
    table = names.surname_table(["hnatik"])
    with pytest.raises(ValueError, match="as many"):
        names.surname_levels(table, table, np.array([0]), np.array([0, 0]))
    with pytest.raises(ValueError, match="outside"):
        names.surname_levels(table, table, np.array([0]), np.array([1]))


def test_empty_tables_and_no_pairs_have_no_levels():
    table = names.given_table([])
    assert names.given_levels(table, table, np.array([], np.int32), np.array([], np.int32)).tolist() == []
    assert names.given_levels(table, table, np.array([-1]), np.array([-1])).tolist() == [-1]

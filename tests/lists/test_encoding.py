import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.lists.encoding import decode

UKRAINIAN = "Вигаданенко Їржі Єгорович, солдат, важкопоранений; Ґедзь Олена Юріївна, сержант"
RUSSIAN = "Выдуманов Пётр Ильич, рядовой, тяжелораненый; Несуществующая Юлия Эдуардовна, сержант"
TURKISH = "Uydurmaz İsmail, çavuş, ağır yaralı; Hayalioğlu Şükrü, er"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (UKRAINIAN, "utf-8"),
        (UKRAINIAN, "utf-16-le"),
        (UKRAINIAN, "utf-16-be"),
        (UKRAINIAN, "cp1251"),
        (UKRAINIAN, "koi8-u"),
        (UKRAINIAN, "cp1125"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (TURKISH, "cp1254"),
        (TURKISH, "utf-8"),
    ],
)
@pytest.mark.parametrize("change", [str, str.upper, str.lower])
def test_letters_tell_the_encoding(text, encoding, change):
    decoded = decode(change(text).encode(encoding, "replace"))
    assert decoded.encoding == encoding
    assert decoded.text == change(text).encode(encoding, "replace").decode(encoding)


def test_one_short_word_is_enough_but_not_certain_for_ever():
    assert decode("Іван".encode("cp1251")).text == "Іван"
    assert decode("Иван".encode("koi8-r")).text == "Иван"


def test_a_mark_goes_before_all_statistics():
    assert decode(b"\xff\xfe" + "Іван".encode("utf-16-le")).text == "Іван"
    assert decode(b"\xef\xbb\xbf" + "Іван".encode()).text == "Іван"


def test_a_few_broken_places_in_utf8_are_counted():
    data = (UKRAINIAN * 3).encode() + b"\xff\xfe"
    decoded = decode(data)
    assert (decoded.encoding, decoded.n_lost) == ("utf-8", 2)


def test_what_fits_nearly_as_well_is_named():
    assert decode("é".encode("latin-1")).other
    assert decode(UKRAINIAN.encode("cp1251")).other == ""
    assert decode(UKRAINIAN.upper().encode("cp1251")).other == ""
    assert decode(RUSSIAN.encode("koi8-r")).other == ""


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03" * 10, bytes(range(32)) * 4, b"abc\x00def"])
def test_binary_bytes_are_no_text(data):
    assert decode(data) is None


@settings(deadline=None)
@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщьюяіїєґ ", min_size=30, max_size=60))
def test_utf8_and_utf16_come_back_whatever_the_letters(text):
    assert decode(text.encode()).text == text
    assert decode(("Прізвище;" + text).encode("utf-16-le")).text == "Прізвище;" + text

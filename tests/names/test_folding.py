import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.names import fine_skeleton, frame, skeleton
from repatria.names.scripts import words

# One invented person's words in every habit of writing.
SPELLINGS = {
    "щ by every habit": "Щербаник Shcherbanyk Schtscherbanik Szczerbanik Ščerbanik Chtcherbanik Шчарбанік",
    "ц before -ов": "Купцов Kuptsov Kupcov Kuptsoff Kuptzow Купцоў",
    "ж": "Ждовнов Zhdovnov Ždovnov Żdownow Jdovnov",
    "х": "Хоменко Khomenko Homenko Хоменка",
    "г and its h": "Гнатюк Hnatiuk Gnatyuk Gnatjuk",
    "adjective endings": "Зоринський Зоринский Zorynskyi Zorinskiy Zorinskij",
    "ё and ьо": "Горелёв Горельов Gorelyov Gorelev Горелев",
    "Belarusian ў and дз": "Лебедзеў Lebedzeu Лебедев Lebedev",
    "Belarusian о in first place": "Кавалёў Kavaliou Ковалёв Kovalev",
    "French ou": "Тумилов Toumilov Tumilov",
    "Turkish letters": "Щукинчев Şçukinçev",
    "doubled letters": "Наталля Natallia Наталя",
    "German w and tsch": "Тючев Tjutschew Tyuchev",
    "Polish ch where w stands": "Хрустовский Chrustowski Khrustovskiy",
    "soft signs and apostrophes": "В'юнник Вьюнник Viunnyk V’iunnyk",
    "x is кс": "Максимук Maximuk Maksymuk",
}


@pytest.mark.parametrize("spellings", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_every_habit_of_writing_folds_to_one_skeleton(spellings):
    folded = {skeleton(word).rstrip("aiu") for word in spellings.split()}
    # Unstressed vowels are the one thing that Belarusian spelling changes beyond a class.
    assert len({frame(each) for each in folded}) == 1, folded


@pytest.mark.parametrize("habit", ["щ by every habit", "ц before -ов", "г and its h", "ё and ьо", "French ou"])
def test_most_habits_keep_the_vowels_too(habit):
    words = [word for word in SPELLINGS[habit].split() if not word.startswith(("Шча", "Кава"))]
    assert len({skeleton(word) for word in words}) == 1


@pytest.mark.parametrize(
    ("mixed", "plain"),
    [
        ("Мiкола", "Микола"),  # Latin i
        ("Пeтpo", "Петро"),  # Latin e, p
        ("Лyцeнкo", "Луценко"),
        ("Оксанa", "Оксана"),
        ("ĸлим", "Клим"),  # the Greenlandic letter that published lists hold
        ("Nаtalia", "Natalia"),  # Cyrillic а in a Latin word
    ],
)
def test_letters_of_the_other_script_that_look_alike_are_repaired(mixed, plain):
    assert skeleton(mixed) == skeleton(plain)


def test_fine_skeleton_keeps_names_apart_that_the_coarse_one_folds():
    assert skeleton("Олена") == skeleton("Аліна")
    assert fine_skeleton("Олена") != fine_skeleton("Аліна")


@pytest.mark.parametrize("text", ["გიორგი", "Ναταλία", "محمد", "北京", "Ångström"])
def test_any_other_script_gets_latin_letters(text):
    assert skeleton(text).isascii()
    assert skeleton(text)


@given(st.text())
@settings(max_examples=150)
def test_no_text_breaks_folding_and_a_skeleton_folds_to_itself(text):
    once = skeleton(text)
    assert skeleton(once) == once
    assert once.isascii()


@given(st.text(alphabet="абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёыэъў", min_size=1, max_size=12))
@settings(max_examples=150)
def test_cyrillic_words_fold_to_themselves_in_capitals_and_when_folded_again(word):
    assert skeleton(word.upper()) == skeleton(word)
    assert skeleton(skeleton(word)) == skeleton(word)


@given(st.text(alphabet="aZіҐӐӏӀѣ́'ʼ-ß", max_size=6))
@settings(max_examples=150)
def test_a_plain_word_is_read_as_among_others(text):
    assert words(text) == words(f"{text} .")

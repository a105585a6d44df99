import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.names import Name, NameLevel, compare, compare_columns, compare_frame
from repatria.names.evidence import ALIGNED, CLASS_REASONS, NOTES, REPAIRED, SURNAME_REASONS, TURNED
from repatria.names.wording import WORDS, in_words, one_line

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


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Гнатюк Микола Петрович", "Hnatyuk Nikolai", "same given name in Ukrainian and Russian form"),
        ("Гнатюк Микола Петрович", "Hnatyuk Nikolai", "patronymic missing on one side"),
        ("Гнатюк Аляксандр Петрович", "Гнатюк Олександр Петрович", "in Belarusian and Ukrainian form"),
        ("Гнатюк Саша", "Гнатюк Олександр", "short or foreign form"),
        ("Мазурик Іван Петрович", "Мазурек Иван Петрович", "same surname"),
        ("Жовтобрюх Іван Петрович", "Жовтобух Иван Петрович", "one letter or only vowels differ in the surname"),
        ("Вишнівська Ганна Петрівна", "Вишневский Анна Петровна", "masculine and feminine form"),
        ("Гнaтюк Іван Петрович", "Гнатюк Іван Петрович", "letters of another script repaired"),
        ("Гнатюк Іван Петрович", "Hnatiuk Petro Petrovych", "perhaps brothers or sisters"),
        ("Гнатюк Іван Петрович", "Hnatiuk Petro Ivanovych", "perhaps parent and child"),
        ("Гнатюк Іван Петрович", "Hnatiuk Ivan Ihorovych", "perhaps namesakes or cousins"),
        ("Гнатюк Ганна Петрівна", "Мазурик Анна Петровна", "before and after a marriage"),
        ("Гнатюк Іван", "Ivan Hnatiuk", "patronymic missing on both sides"),
        ("Гнатюк І. Петрович", "Гнатюк Іван Петрович", "only an initial of the given name on one side"),
        ("Thorbjörn Ståhl", "Stahl Thorbjorn", "words compared in any order"),
        ("Гнатюк-Мазурик Іван", "Іван Мазурик", "one half of a double surname shared"),
        ("Зіновій Гнатюк Петрович", "Hnatiuk Zinovii Petrovych", "same words"),
        ("Жовтобрюхівський Іван Петрович", "ZHOVTOBRIUKHIV IVAN PETROVYCH", "where a machine-readable zone cut it"),
    ],
)
def test_reasons_say_in_words_what_agrees_and_what_does_not(left, right, expected):
    assert expected in one_line(compare(left, right).reasons)


def test_each_reason_has_its_words():
    codes = {f"surname-{each}" for each in SURNAME_REASONS} | {f"given-{each}" for each in CLASS_REASONS}
    unspoken = {"ukrainian-russian", "belarusian-russian", "belarusian-ukrainian", "short-form"}
    codes |= {f"patronymic-{each}" for each in CLASS_REASONS if each not in unspoken}
    assert codes | {*NOTES[1:], REPAIRED, ALIGNED, TURNED} == set(WORDS)


def test_relatives_lie_below_one_person_with_a_slip():
    """The dangerous errors are brothers, parents and namesakes."""
    slip = compare("Гнатюк Зіновій Петрович", "Hnatyk Zynoviy Petrowitsch").score
    for other in ("Hnatiuk Ivan Petrovych", "Hnatiuk Petro Zinoviiovych", "Hnatiuk Zinovii Ivanovych"):
        assert compare("Гнатюк Зіновій Петрович", other).score < 0.5 < slip


@given(names, names)
@settings(max_examples=200, deadline=None)
def test_comparison_is_symmetric_bounded_and_worded(left, right):
    there, back = compare(left, right), compare(right, left)
    assert there == back
    assert 0.0 <= there.score <= 1.0
    assert all(in_words(code) in WORDS.values() for code in there.reasons)


def test_columns_are_compared_pair_by_pair():
    scored = compare_columns(["Гнатюк Іван", "Гнатюк Іван"], ["Ivan Hnatiuk", "Petro Mazuryk"])
    assert scored[0].score > 0.9 > 0.1 > scored[1].score


def test_parts_and_whole_string_are_read_alike():
    whole = Name(surname="Гнатюк", given="Микола", patronymic="Петрович")
    assert compare(whole, "Hnatiuk Mykola Petrovych") == compare("Гнатюк Микола Петрович", "Hnatiuk Mykola Petrovych")


@given(st.lists(st.tuples(names, names), max_size=6))
@settings(max_examples=100, deadline=None)
def test_many_pairs_at_once_come_out_as_one_by_one(pairs):
    left, right = [a for a, _ in pairs], [b for _, b in pairs]
    each = [compare(a, b) for a, b in pairs]
    assert compare_columns(left, right) == each
    frame = compare_frame(left, right)
    assert frame["score"].to_list() == [one.score for one in each]
    assert frame["level"].to_list() == [one.level.value for one in each]
    assert frame["reasons"].to_list() == [list(one.reasons) for one in each]


def test_columns_of_two_lengths_are_refused():
    with pytest.raises(ValueError, match="as many"):
        compare_columns(["Гнатюк Іван"], [])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Хасан аль-Багдади", "BAGHDADI HASSAN"),
        ("Thorbjörn Ståhl", "Stahl, Thorbjorn"),
        ("Гнатюк Степан Петроич", "Hnatiuk Stepan Petrovych"),
        ("Зиновий Гнатюк Петрович", "Гнатюк Зіновій Петрович"),
        ("Панченко Олекзандр", "ПАНЧЕНКО Александр Фёдорович"),
        ("Гнатюк-Мазурик Іван", "Мазурик Иван Петрович"),
    ],
)
def test_words_find_each_other_where_the_parts_are_told_wrong(left, right):
    assert compare(left, right).score >= 0.75


def test_one_word_that_contradicts_is_not_outweighed_by_those_that_agree():
    assert compare("Abdul Karim Hassan Rahimi", "Abdul Karim Hassan Noorzai").score < 0.75


def test_nothing_said_is_no_agreement():
    assert compare("", "").score < 0.4
    assert compare("Гнатюк", "").score < 0.4

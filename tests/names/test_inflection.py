from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.names import Name, compare, nominative, parse
from repatria.names.inflection import CASES, inflected_name

GNATIUK = Name(surname="Гнатюк", given="Зіновій", patronymic="Петрович")

# One invented person in every case, as school grammars decline the name.
DECLINED = {
    "Гнатюк Зіновій Петрович": [
        "Гнатюка Зіновія Петровича",
        "Гнатюку Зіновію Петровичу",
        "Гнатюкові Зіновієві Петровичеві",
        "Гнатюком Зіновієм Петровичем",
        "Зіновія Петровича Гнатюка",
    ],
    "Вишнівська Одарка Сергіївна": [
        "Вишнівської Одарки Сергіївни",
        "Вишнівській Одарці Сергіївні",
        "Вишнівську Одарку Сергіївну",
        "Вишнівською Одаркою Сергіївною",
    ],
    "Мазуренко Павло Ілліч": ["Мазуренка Павла Ілліча", "Мазуренком Павлом Іллічем"],
    "Купець Ілля Львович": ["Купця Іллі Львовича", "Купцеві Іллі Львовичу"],
    "Горелов Пётр Ильич": ["Горелова Петра Ильича", "Гореловым Петром Ильичом", "Горелову Петру Ильичу"],
    "Зоринская Любовь Павловна": ["Зоринской Любови Павловны", "Зоринскую Любовь Павловну"],
    "Лебедзеў Мікалай Рыгоравіч": ["Лебедзева Мікалая Рыгоравіча", "Лебедзевым Мікалаем Рыгоравічам"],
}


@pytest.mark.parametrize(("plain", "form"), [(plain, form) for plain, forms in DECLINED.items() for form in forms])
def test_a_declined_name_leads_back_to_its_nominative(plain, form):
    surname, given_name, patronymic = plain.split()
    names = [each.name for each in nominative(form)[:4]]
    assert Name(surname=surname, given=given_name, patronymic=patronymic) in names
    assert compare(form, plain).score > 0.95


def test_several_readings_are_ranked_and_none_is_chosen_in_silence():
    readings = nominative("Александра Горелова")
    cases = {(each.case, each.sex): each.name for each in reversed(readings)}
    assert cases["nominative", "F"] == Name(surname="Горелова", given="Александра")
    assert cases["genitive", "M"] == Name(surname="Горелов", given="Александр")
    assert [each.weight for each in readings] == sorted((each.weight for each in readings), reverse=True)
    assert parse("Александра Горелова") == Name(surname="Горелова", given="Александра")


@pytest.mark.parametrize(
    "plain",
    ["Гнатюк Зіновій Петрович", "Горелова Марина", "Сава Коваля", "Ельбран Багатура", "Гнатюк", "Zinoviya Hnatiuka"],
)
def test_a_name_that_may_be_meant_as_written_stays(plain):
    assert inflected_name(plain) is None


def test_other_scripts_and_single_letters_have_no_reading():
    assert nominative("Hnatiuk Zinovii") == nominative("") == nominative("Г") == ()


@given(st.lists(st.text(alphabet="абвгіийояюьеємку'-", min_size=1, max_size=9), max_size=5).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_reading(text):
    for each in nominative(text):
        assert each.case in CASES
        assert each.sex in {"M", "F"}


PEER_SURNAMES = ["Горелов", "Тумилин", "Зоринский", "Ковальчук", "Мазурик", "Бутович", "Купец", "Медведь", "Галай"]
PEER_GIVEN = ["Сергей", "Игорь", "Павел", "Илья", "Антон", "Юрий", "Лев", "Николай"]
PEER_PATRONYMICS = ["Петрович", "Ильич", "Алексеевич"]
PEER_CASES = {"genitive": "gent", "dative": "datv", "accusative": "accs", "instrumental": "ablt"}


@pytest.fixture(scope="module")
def declined():
    """What pymorphy3 and its Russian dictionary make of a word in a case."""
    morphology = pytest.importorskip("pymorphy3").MorphAnalyzer(lang="ru")

    def form(word: str, grammeme: str, case: str) -> str | None:
        for parsed in morphology.parse(word):
            if {"masc", "sing", "nomn", grammeme} <= parsed.tag.grammemes:
                return parsed.inflect({case}).word.capitalize()
        return None

    return form


@pytest.mark.parametrize("case", PEER_CASES)
def test_russian_forms_are_those_of_pymorphy(declined, case):
    """Every form that the peer makes of an invented name is led back to that name."""
    checked, lost = 0, []
    for surname, given_name, patronymic in product(PEER_SURNAMES, PEER_GIVEN, PEER_PATRONYMICS):
        parts = ((surname, "Surn"), (given_name, "Name"), (patronymic, "Patr"))
        forms = [declined(word, grammeme, PEER_CASES[case]) for word, grammeme in parts]
        if None in forms:
            continue
        checked += 1
        whole = Name(surname=surname, given=given_name, patronymic=patronymic)
        if whole not in [each.name for each in nominative(" ".join(forms))[:4]]:
            lost.append((forms, whole))
    assert checked >= 60
    assert not lost

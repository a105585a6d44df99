import pytest

from repatria.names import father_classes, given_classes, patronymic_stem
from repatria.names.patronymic import is_patronymic


@pytest.mark.parametrize(
    ("patronymic", "father"),
    [
        ("Олексійович", "Олексій"),
        ("Алексеевна", "Алексей"),
        ("Aliakseevich", "Аляксей"),
        ("Миколайович", "Микола"),
        ("Nikolayevna", "Николай"),
        ("Ильинична", "Илья"),
        ("Ілліч", "Ілля"),
        ("Львівна", "Лев"),
        ("Petrovych", "Петро"),
        ("Пятроўна", "Пётр"),
        ("Яковлевич", "Яков"),
        ("Яківна", "Яків"),
        ("Уладзіміраўна", "Владимир"),
        ("Дмитрович", "Дмитрий"),
        ("Кузьминична", "Кузьма"),
        ("Рыгоравіч", "Григорій"),
        ("Рамиз оглы", "Рамиз"),
        ("Hüseyn qızı", "Гусейн"),
        ("Нурланұлы", "Нурлан"),
        ("Рахмонзода", "Рахман"),
        ("Мусаевич", "Муса"),
    ],
)
def test_a_patronymic_leads_to_the_fathers_name(patronymic, father):
    assert father_classes(patronymic) & given_classes(father)


def test_sons_and_daughters_patronymics_share_their_stem():
    assert patronymic_stem("Сергіївна") == patronymic_stem("Sergeevich") == patronymic_stem("Сергійович")


def test_alexei_is_not_the_father_of_aleksandrovich():
    assert father_classes("Олексійович").isdisjoint(father_classes("Олександрович"))


def test_a_father_outside_the_tables_still_has_a_stem():
    assert father_classes("Бабраковіч") == frozenset()
    assert patronymic_stem("Бабракович") == patronymic_stem("Babrakovna")


@pytest.mark.parametrize("word", ["Петрович", "Petrivna", "Сергіївна", "Mikalaevich", "Ильинична"])
def test_patronymics_tell_themselves_by_their_ending(word):
    assert is_patronymic(word)


@pytest.mark.parametrize("word", ["Петренко", "Коваль", "Ильин", "Anna", ""])
def test_other_words_are_no_patronymics(word):
    assert not is_patronymic(word)

import pytest

from repatria.lists.fullname import NameOrder, NameParts, seems_several, split_name


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Вигаданенко Іван Петрович", ("Вигаданенко", "Іван", "Петрович")),
        ("Іван Петрович Вигаданенко", ("Вигаданенко", "Іван", "Петрович")),
        ("Вигаданенко Іван", ("Вигаданенко", "Іван", "")),
        ("ВИГАДАНЕНКО Іван Петрович", ("ВИГАДАНЕНКО", "Іван", "Петрович")),
        ("Ivan VYHADANENKO", ("VYHADANENKO", "Ivan", "")),
        ("Vyhadanenko, Ivan Petrovych", ("Vyhadanenko", "Ivan", "Petrovych")),
        ("Выдуманов Али Гасан оглы", ("Выдуманов", "Али", "Гасан оглы")),
        ("Вигадана-Нечуй Олена Іванівна", ("Вигадана-Нечуй", "Олена", "Іванівна")),
        ("Вигаданенко І.П.", ("Вигаданенко", "І.П.", "")),
        ("Вигаданенко І. П.", ("Вигаданенко", "І.", "П.")),
        ("Вигаданенко", ("Вигаданенко", "", "")),
        ("Нечуй Левицький Іван Семенович", ("Нечуй Левицький", "Іван", "Семенович")),
        ("Вигаданенко, Іван, Петрович", ("Вигаданенко", "Іван", "Петрович")),
        ("Гнатович Іван", ("Гнатович", "Іван", "")),
    ],
)
def test_a_full_name_is_taken_apart(text, parts):
    assert split_name(text) == NameParts(*parts)


def test_a_turkish_header_puts_the_surname_last():
    assert split_name("Ali Can Uydurmaz", NameOrder.SURNAME_LAST) == NameParts("Uydurmaz", "Ali Can", "")
    assert split_name("Ivan Petrovych Hnatovych", NameOrder.SURNAME_LAST) == NameParts("Hnatovych", "Ivan", "Petrovych")


@pytest.mark.parametrize("text", ["Іван та Петро", "Иван, Пётр, Анна", "Ivan and Petro", "Ali ve Can", "Іван; Петро"])
def test_several_people_in_one_cell_are_noticed(text):
    assert seems_several(text)


@pytest.mark.parametrize("text", ["Вигаданенко, Іван", "Анна-Марія", "Іван Петрович", "Іван / Ivan"])
def test_one_person_is_not_several(text):
    assert not seems_several(text)

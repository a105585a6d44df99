import pytest

from repatria.names import given_classes
from repatria.names.given import given_rows, sex_of_class

FORMS = {
    "nikolay": "Микола Миколай Николай Мікалай Mykola Nikolai Nikolaj Mikalai Nicholas Коля",
    "vladimir": "Володимир Владимир Уладзімір Volodymyr Vladimir Wladimir Uladzimir Вова",
    "aleksey": "Олексій Алексей Аляксей Oleksii Alexey Aleksej Aliaksei Alexei",
    "dmitriy": "Дмитро Дмитрий Дзмітрый Dmytro Dmitry Dzmitry Dmitrij",
    "sergey": "Сергій Сергей Сяргей Serhii Sergey Siarhei Sergueï Sergej",
    "evgeniy": "Євген Евгений Яўген Yevhen Evgeny Yauhen Jewgenij Eugene",
    "anna": "Ганна Анна Hanna Anna",
}


@pytest.mark.parametrize(
    ("key", "form"), [(key, form) for key, forms in FORMS.items() for form in forms.split()], ids=str
)
def test_forms_of_one_name_share_their_class(key, form):
    assert key in given_classes(form)


@pytest.mark.parametrize(
    ("left", "right"), [("Олег", "Ольга"), ("Іван", "Ігор"), ("Олена", "Аліна"), ("Роман", "Рамазан"), ("Анна", "Алла")]
)
def test_names_that_look_alike_stay_apart(left, right):
    assert given_classes(left).isdisjoint(given_classes(right))


def test_a_short_form_may_belong_to_two_names():
    assert given_classes("Саша") == {"aleksandr", "aleksandra"}


def test_a_misspelled_name_takes_the_only_name_one_letter_away():
    assert given_classes("Владимр") == {"vladimir"}
    assert given_classes("Xqzw") == frozenset()


def test_the_table_is_large_and_whole():
    rows = given_rows()
    assert len(rows) >= 900
    assert len({row[0] for row in rows}) == len(rows)
    assert all(row[1] in {"M", "F"} and all(row[2:5]) for row in rows)
    assert set(sex_of_class().values()) == {"M", "F"}


def test_every_form_of_the_table_is_found_under_its_own_key():
    lost = [
        (row[0], form)
        for row in given_rows()
        for cell in row[2:]
        for form in cell.split(",")
        if form and row[0] not in given_classes(form)
    ]
    assert not lost

import pytest

from repatria.lists.headers import column_letters, field_by_header, field_names, is_month_first, recognize
from repatria.lists.words import table


def test_no_header_stands_for_two_fields():
    assert set(field_by_header().values()) == set(field_names())


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Прізвище", "surname"), ("Ім'я", "given"), ("Ім’я", "given"), ("ІМ`Я", "given"), ("По батькові", "patronymic"),
        ("Дата народження", "birth_date"), ("Військове звання", "rank"), ("Особовий номер", "service_number"),
        ("Бирка", "tag"), ("№ бирки", "tag"), ("ПІБ", "full_name"), ("П.І.Б.", "full_name"), ("ФИО", "full_name"),
        ("Ф.И.О.", "full_name"), ("Full name", "full_name"), ("Adı Soyadı", "full_name"), ("ADI SOYADI", "full_name"),
        ("Фамилия", "surname"), ("Имя", "given"), ("Отчество", "patronymic"), ("Дата рождения", "birth_date"),
        ("Воинское звание", "rank"), ("Личный номер", "service_number"), ("Surname", "surname"), ("SOYADI", "surname"),
        ("First name(s)", "given"), ("D.O.B.", "birth_date"), ("Doğum Tarihi", "birth_date"),
        ("DOĞUM TARİHİ", "birth_date"),
        ("№ з/п", "row_number"), ("№ п/п", "row_number"), ("В/ч", "unit_name"), ("Пломба №", "seal"),
        ("Прiзвище", "surname"),  # with a Latin i
        ("Прізвище / Фамилия", "surname"), ("Дата народження (дд.мм.рррр)", "birth_date"), ("birth_date", "birth_date"),
        ("Прізвище / Rank", ""), ("Улюблений колір", ""), ("", ""), ("x" * 300, ""),
    ],
)  # fmt: skip
def test_headers_are_recognized_in_four_languages(header, field):
    assert recognize(header) == field


def test_every_field_of_a_prisoner_is_known_in_each_language():
    """GC III 17 and 122 in Ukrainian, Russian, English and Turkish: at least one header each."""
    for field in ("surname", "given", "full_name", "birth_date", "rank", "service_number", "birth_place", "unit_name"):
        headers = " ".join(table("headers.toml")[field])
        assert any(letter in headers for letter in "іїє"), field
        assert any("a" <= letter <= "z" for letter in headers), field
        assert len(table("headers.toml")[field]) >= 8, field


@pytest.mark.parametrize("header", ["Date of birth (mm/dd/yyyy)", "Дата народження (ММ.ДД.РРРР)", "DOB MM-DD-YYYY"])
def test_a_header_may_say_that_the_month_comes_first(header):
    assert is_month_first(header)


@pytest.mark.parametrize("header", ["Date of birth (dd/mm/yyyy)", "Дата народження", "Doğum tarihi (gg.aa.yyyy)"])
def test_otherwise_the_day_comes_first(header):
    assert not is_month_first(header)


def test_columns_are_named_as_in_a_spreadsheet():
    assert [column_letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]

import datetime as dt

import pytest
from tests.lists.build import codes, csv_bytes, ods_bytes, parse, said, xlsx_bytes

from repatria.dates import PartialDate
from repatria.errors import InputUnusable
from repatria.lists import ListPurpose, RowState

UKRAINIAN = [
    ["№ з/п", "Прізвище", "Ім'я", "По батькові", "Дата народження", "Військове звання", "Особовий номер", "Категорія"],
    ["1", "Вигаданенко", "Їржі", "Єгорович", "29.03.1986", "солдат", "000123", "важкопоранений, підтверджено"],
    ["2", "Ґедзь", "Олена", "Юріївна", "1990", "сержант", "", ""],
    ["3", "Щербань; молодший", "Іван", "", "05.1991", "", "7", "цивільний"],
]
RUSSIAN = [
    ["№ п/п", "Фамилия", "Имя", "Отчество", "Дата рождения", "Воинское звание", "Личный номер", "Состояние здоровья"],
    ["1", "Выдуманов", "Пётр", "Ильич", "29.03.1986", "рядовой", "000123", "тяжелораненый"],
    ["2", "Несуществующая", "Юлия", "Эдуардовна", "1990", "сержант", "", ""],
]
TURKISH = [
    ["Sıra No", "Soyadı", "Adı", "Doğum Tarihi", "Rütbesi", "Künye No", "Durumu", "Cinsiyeti"],
    ["1", "Uydurmaz", "İsmail", "29.03.1986", "çavuş", "000123", "ağır yaralı", "erkek"],
    ["2", "Hayalioğlu", "Şükrü", "1990", "er", "", "sivil", "E"],
]
ENGLISH = [
    ["No.", "Surname", "Given names", "Date of birth", "Rank", "Service number", "Condition", "Sex"],
    ["1", "Madeup", "John", "29.03.1986", "private", "000123", "severely wounded", "M"],
    ["2", "Nobodyson", "Jane", "1990", "sergeant", "", "", "F"],
]
CYRILLIC = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-u")
LANGUAGES = {"uk": UKRAINIAN, "ru": RUSSIAN, "tr": TURKISH, "en": ENGLISH}
ENCODINGS = {
    "uk": (*CYRILLIC, "cp1125"),
    "ru": (*CYRILLIC, "koi8-r", "cp866"),
    "tr": ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1254"),
    "en": ("utf-8", "utf-16-le", "cp1251", "koi8-u"),
}
CASES = [
    (language, encoding, delimiter)
    for language, encodings in ENCODINGS.items()
    for encoding in encodings
    for delimiter in ";,\t|"
]


def encodable(rows, encoding):
    """KOI8 has no numero sign: such a file says N."""
    return [[cell.replace("№", "N") if encoding.startswith("koi8") else cell for cell in row] for row in rows]


@pytest.mark.parametrize(("language", "encoding", "delimiter"), CASES)
def test_every_encoding_and_separator_comes_back_letter_by_letter(language, encoding, delimiter):
    rows = encodable(LANGUAGES[language], encoding)
    parsed = parse(csv_bytes(rows, encoding=encoding, delimiter=delimiter))
    assert [list(row.raw.values()) for row in parsed.rows] == rows[1:]
    assert parsed.reading.delimiter == delimiter
    assert codes(parsed) == []
    first = parsed.rows[0]
    assert (first.service_number, first.birth_date) == ("000123", PartialDate(1986, 3, 29))
    assert "severely_wounded" in first.categories
    assert (first.surname, first.given) == (rows[1][1], rows[1][2])


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("build", [xlsx_bytes, ods_bytes])
def test_a_spreadsheet_comes_back_letter_by_letter(language, build):
    rows = LANGUAGES[language]
    parsed = parse(build({"List": rows}))
    assert [list(row.raw.values()) for row in parsed.rows] == rows[1:]
    assert codes(parsed) == []
    assert parsed.rows[0].service_number == "000123"


def test_the_reading_says_how_the_file_was_read():
    parsed = parse(csv_bytes(UKRAINIAN, encoding="cp1251"))
    reading = parsed.reading
    assert (reading.format, reading.encoding, reading.delimiter, reading.header_row) == ("csv", "cp1251", ";", 1)
    assert reading.columns["patronymic"] == "По батькові"
    assert reading.headers == tuple(UKRAINIAN[0])
    assert reading.as_json()["columns"] == dict(reading.columns)


def test_counts_follow_the_states():
    parsed = parse([["Прізвище", "Ім'я"], ["Перша", "Олена"], ["Друга", ""], ["", ""], ["-", "-"]])
    assert (parsed.n_rows, parsed.n_accepted, parsed.n_warned, parsed.n_rejected) == (3, 1, 1, 1)
    assert [row.number for row in parsed.rows] == [2, 3, 5]


def test_titles_above_and_totals_and_signatures_below_are_no_people():
    parsed = parse(
        [
            ["Список військовополонених"],
            ["станом на 02.06.2025"],
            [],
            ["№ з/п", "ПІБ", "Дата народження"],
            ["1", "2", "3"],
            ["1", "Вигаданенко Іван Петрович", "1986"],
            ["№ з/п", "ПІБ", "Дата народження"],
            ["2", "Вигадана Олена Іванівна", "1990"],
            ["Всього:", "2"],
            [],
            ["Начальник відділу", "(підпис)"],
        ]
    )
    assert [(row.number, row.surname, row.given, row.patronymic) for row in parsed.rows] == [
        (6, "Вигаданенко", "Іван", "Петрович"),
        (8, "Вигадана", "Олена", "Іванівна"),
    ]
    assert [(aside.number, aside.kind) for aside in parsed.set_aside] == [
        (5, "column numbers"),
        (7, "header"),
        (9, "total"),
        (11, "footer"),
    ]
    assert codes(parsed) == ["row-set-aside", "row-set-aside", "totals-row", "row-set-aside", "empty-rows"]
    assert said(parsed, "empty-rows") == "Empty rows between the others, not counted: 1."
    assert said(parsed, "totals-row") == (
        "row 9: The row is a total of 2, which agrees with the rows counted. It is not counted as a person."
    )


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (["Всього", "2"], "totals-row"),
        (["Итого: 2 чел."], "totals-row"),
        (["Total", "", "2"], "totals-row"),
        (["Toplam 2"], "totals-row"),
        (["Разом осіб", "1 000"], "totals-row-differs"),
        (["Усього", "дві"], "totals-row-without-number"),
    ],
)
def test_a_total_is_compared_and_not_counted(total, expected):
    parsed = parse([["ПІБ", "Дата народження"], ["Вигаданенко Іван", "1986"], ["Вигадана Олена", "1987"], total])
    assert (parsed.n_rows, codes(parsed)) == (2, [expected])


def test_a_total_that_differs_says_both_numbers():
    parsed = parse([["ПІБ", "Дата народження"], ["Вигаданенко Іван", "1986"], ["Всього", "1 000"]])
    assert said(parsed, "totals-row-differs") == (
        "row 3: The row is a total of 1000, but the rows above it are 1. It is not counted as a person. "
        "Check whether rows are missing or the total was not brought up to date."
    )


def test_subtotals_count_the_rows_since_the_last_one():
    rows = [["ПІБ", "Дата народження"], ["Вигаданенко Іван", "1986"], ["Разом", "1"], ["Вигадана Олена", "1987"]]
    parsed = parse([*rows, ["Разом", "1"], ["Всього", "2"]])
    assert codes(parsed) == ["totals-row"] * 3


def test_a_list_without_rows_says_so():
    assert codes(parse([["Прізвище", "Ім'я"]])) == ["list-empty"]


def test_a_file_without_a_header_names_the_remedy():
    with pytest.raises(InputUnusable) as refused:
        parse([["Вигаданенко", "Іван", "1986"], ["Вигадана", "Олена", "1987"]])
    assert str(refused.value) == (
        "held.csv: no header row was found in the first 40 rows: no row names at least a surname, a full name, a "
        "number or a tag together with another field. Put a header over the columns, or send a mapping file (TOML) "
        'with one line for each column: "header" = "surname".'
    )
    assert "Вигаданенко" not in str(refused.value)


def test_the_sender_s_own_mapping_goes_first():
    rows = [["A", "B", "Прізвище"], ["Вигаданенко", "Іван", "Псевдо"]]
    parsed = parse(rows, columns={"a": "surname", "B": "given", "Прізвище": "note"})
    (row,) = parsed.rows
    assert (row.surname, row.given, row.other) == ("Вигаданенко", "Іван", {"note": "Псевдо"})
    assert codes(parsed) == []


def test_a_mapping_that_does_not_fit_is_said():
    parsed = parse([["Прізвище", "Ім'я"], ["А", "Б"]], columns={"Стовпець": "rank", "Ім'я": "givn"})
    assert said(parsed, "mapping-header-absent") == (
        "row 1: The mapping names the header 'Стовпець', which is not in the file. "
        "Write the header as it stands in the file, or take the line out of the mapping."
    )
    assert said(parsed, "mapping-field-unknown") == (
        "The mapping names the field 'givn', which does not exist. "
        "The nearest one is 'given'; the reference lists all of them."
    )


def test_columns_are_said_when_unknown_doubled_or_nameless():
    parsed = parse([["Прізвище", "Ім'я", "Фамилия", "Колір", "", "Ім'я"], *[["А", "Б", "В", "Г", "Ґ", "Д"]] * 3])
    assert sorted(codes(parsed)) == [
        "column-duplicate",
        "column-duplicate",
        "column-header-repeated",
        "column-unrecognized",
        "column-without-header",
    ]
    assert dict(parsed.rows[0].raw) == {
        "Прізвище": "А",
        "Ім'я": "Б",
        "Фамилия": "В",
        "Колір": "Г",
        "column E": "Ґ",
        "Ім'я (2)": "Д",
    }
    assert parsed.reading.unrecognized == ("Колір", "column E")


def test_recognized_columns_without_a_place_of_their_own_go_to_other():
    parsed = parse([["№", "ПІБ", "Адреса", "Примітка"], ["7", "Вигаданенко Іван", "вул. Вигадана, 1", "-"]])
    assert parsed.rows[0].other == {"row_number": "7", "address": "вул. Вигадана, 1"}


@pytest.mark.parametrize("build", [xlsx_bytes, ods_bytes])
def test_dates_and_numbers_of_a_spreadsheet(build):
    rows = [
        ["Прізвище", "Ім'я", "Дата народження", "Особовий номер"],
        ["Вигаданенко", "Іван", dt.date(1986, 3, 29), 123],
        ["Вигадана", "Олена", 31500, "0123"],
        [],
        ["Третій", "Олег", 1990, ""],
    ]
    parsed = parse(build({"List": rows}))
    assert [row.birth_date for row in parsed.rows] == [PartialDate(1986, 3, 29)] * 2 + [PartialDate(1990)]
    assert [row.service_number for row in parsed.rows] == ["123", "0123", ""]
    assert [row.number for row in parsed.rows] == [2, 3, 5]
    assert said(parsed, "numbers-stored-as-numbers") == (
        "field service_number: The column 'Особовий номер' has cells typed as numbers (1): zeros at their beginning "
        "are lost. Format the column as text and type the numbers again where they begin with zero."
    )


@pytest.mark.parametrize("build", [xlsx_bytes, ods_bytes])
def test_of_several_sheets_the_one_with_a_header_is_read(build):
    data = build({"Титул": [["Зміст"]], "Список": ENGLISH, "Порожній": []})
    parsed = parse(data)
    assert (parsed.reading.sheet, parsed.n_rows) == ("Список", 2)
    assert said(parsed, "sheet-chosen") == (
        "Several sheets hold data: 'Список' was read, not 'Титул'. "
        "Send one sheet a file, or confirm that the others do not belong to the list."
    )


def test_a_hidden_sheet_is_said():
    parsed = parse(xlsx_bytes({"Front": [["see inside"]], "Back": ENGLISH}, hidden=["Back"]))
    assert "sheet-hidden" in codes(parsed)


def test_formulas_of_a_sheet_are_said():
    data = xlsx_bytes({"List": [["Прізвище", "Ім'я"], ["Вигаданенко", "Іван"]]})
    assert codes(parse(data)) == []
    with_formula = _with_formula()
    assert said(parse(with_formula), "formulas-in-sheet").startswith("Formulas in the file: 1.")


def _with_formula():
    import io

    import xlsxwriter

    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Прізвище", "Ім'я"])
    sheet.write_string(1, 0, "Вигаданенко")
    sheet.write_formula(1, 1, '=CONCATENATE("І","ван")', value="Іван")
    book.close()
    return packed.getvalue()


def test_a_two_language_header_is_recognized():
    parsed = parse(
        [["Прізвище / Surname", "Ім'я (Given name)", "Дата народження\u00a0(дд.мм.рррр)"], ["А", "Б", "1986"]]
    )
    assert set(parsed.reading.columns) == {"surname", "given", "birth_date"}


def test_flags_in_columns_of_their_own():
    header = ["ПІБ", "Важкопоранений", "Цивільний", "Підтверджено комісією"]
    yes, no = parse([header, ["А Б", "+", "", "так"], ["В Г", "ні", "-", "не підтверджено"]]).rows
    assert (yes.categories, yes.findings) == (("severely_wounded", "medical_confirmed"), ())
    assert (no.categories, no.findings) == ((), ())


def test_the_dead_are_read_by_tag():
    header = ["Бирка", "Пломба", "Мінімальна кількість осіб", "Місце виявлення", "Дата виявлення"]
    (row,) = parse([header, ["А-0001", "П 17", "2", "квадрат 7", "01.05.2025"]], purpose=ListPurpose.DEAD).rows
    assert (row.tag, row.seal, row.n_individuals, row.place) == ("А-0001", "П 17", 2, "квадрат 7")
    assert (row.event_date, row.state) == (PartialDate(2025, 5, 1), RowState.ACCEPTED)


def test_a_name_of_one_part_is_a_warning():
    (row,) = parse([["ПІБ"], ["Вигаданенко"]]).rows
    assert (row.surname, row.state, codes(row)) == ("Вигаданенко", RowState.WARNED, ["name-incomplete"])


def test_the_same_bytes_give_the_same_reading():
    data = csv_bytes(UKRAINIAN, encoding="cp1251")
    assert parse(data) == parse(data)


def test_a_column_headed_name_that_holds_full_names_is_read_as_such():
    parsed = parse(
        [["№", "Ім'я", "Рік народження"], ["1", "Вигаданенко Іван", "1986"], ["2", "Вигадана Олена", "1987"]]
    )
    assert [(row.surname, row.given) for row in parsed.rows] == [("Вигаданенко", "Іван"), ("Вигадана", "Олена")]
    only_given = parse([["№", "Ім'я", "Рік народження"], ["1", "Іван", "2016"]], purpose=ListPurpose.CHILDREN)
    assert (only_given.rows[0].surname, only_given.rows[0].given) == ("", "Іван")


def test_a_column_named_name_beside_a_surname_is_the_given_name():
    (row,) = parse([["Name", "Surname"], ["Ivan", "Vyhadanenko"]]).rows
    assert (row.surname, row.given) == ("Vyhadanenko", "Ivan")


def test_numbers_in_titles_and_totals_are_no_numbers_of_people():
    rows = [["ПІБ", "Особовий номер"], [1, 2], ["Вигаданенко Іван", "0012"], ["Всього", 1]]
    assert "numbers-stored-as-numbers" not in codes(parse(xlsx_bytes({"List": rows})))


def test_a_header_may_stand_under_a_title_of_several_cells():
    parsed = parse([["Дата:", "02.06.2025", "Місце:", "Вигадане"], ["ПІБ", "Дата народження"], ["А Б", "1986"]])
    assert (parsed.reading.header_row, parsed.n_rows) == (2, 1)


def test_headers_over_two_lines_of_a_cell_are_recognized():
    parsed = parse(xlsx_bytes({"List": [["Прізвище,\nім'я,\nпо батькові", "Дата\nнародження"], ["А Б В", "1986"]]}))
    assert set(parsed.reading.columns) == {"full_name", "birth_date"}

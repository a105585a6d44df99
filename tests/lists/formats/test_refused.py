"""Files that are no lists, are protected, or are larger than a list may be: each with its remedy."""

import io
import zipfile

import pytest
from tests.lists.build import codes, ods_bytes, parse, xlsx_bytes

from repatria.errors import InputUnusable
from repatria.lists import limits

HEADER = ["Прізвище", "Ім'я", "Дата народження"]
PERSON = ["Вигаданенко", "Іван", "1986"]
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SEND_AGAIN = "Save the list as XLSX, ODS or CSV (UTF-8) and send it again."


def refusal(data, file_name="held.xlsx"):
    with pytest.raises(InputUnusable) as refused:
        parse(data, file_name=file_name)
    return str(refused.value)


def repacked(data, change):
    """The archive with its members changed: name → bytes, or None to leave one out."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "held.xlsx: the file is empty. Send the list again."),
        (b"\xef\xbb\xbf\r\n", "held.xlsx: the file is empty. Send the list again."),
        (
            OLD_OFFICE,
            "held.xlsx: this is an office file of the old kind (.xls or .doc), whatever its name says. " + SEND_AGAIN,
        ),
        (
            OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"),
            "held.xlsx: the spreadsheet is protected by a password. Take the password off and send it again.",
        ),
        (b"%PDF-1.7", "held.xlsx: this is a PDF document, not a list, whatever its name says. " + SEND_AGAIN),
        (b"\x89PNG\r\n", "held.xlsx: this is a picture, not a list, whatever its name says. " + SEND_AGAIN),
        (b"<html><table>", "held.xlsx: this is a web page or XML, whatever its name says. " + SEND_AGAIN),
        (
            b"PK\x03\x04 cut short",
            "held.xlsx: the file is damaged or was cut short. Save the list again and send it again.",
        ),
        (
            bytes(range(256)) * 4,
            "held.xlsx: this is neither text nor a spreadsheet that can be read. " + SEND_AGAIN,
        ),
    ],
)
def test_what_is_no_list_is_refused_with_a_remedy(data, message):
    assert refusal(data) == message


def test_a_packed_file_of_another_kind_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(packed.getvalue()).startswith("held.xlsx: this is a text document, not a spreadsheet")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("list.csv", "x")
    assert refusal(packed.getvalue()).startswith("held.xlsx: this is a packed file, not a spreadsheet")


def test_the_bytes_decide_not_the_name():
    assert parse(xlsx_bytes({"List": [HEADER, PERSON]}), file_name="held.csv").reading.format == "xlsx"
    assert parse([HEADER, PERSON], file_name="held.xls").reading.format == "csv"


def test_a_spreadsheet_without_data_is_refused():
    assert refusal(xlsx_bytes({"List": []})) == "held.xlsx: no sheet holds any data. Send the list again."
    assert refusal(ods_bytes({"List": []})) == "held.xlsx: no sheet holds any data. Send the list again."


def test_a_file_over_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr("repatria.lists.formats.sniff.MAX_FILE_BYTES", 2**20)
    assert refusal(b"a" * (2**20 + 1)) == (
        "held.xlsx: the file is larger than 1 MiB. Split the list into several files."
    )


def test_a_list_over_the_limit_of_rows_is_refused(monkeypatch):
    monkeypatch.setattr("repatria.lists.formats.delimited.MAX_ROWS", 5)
    assert refusal("Прізвище;Ім'я\n".encode() + b"a;b\n" * 9) == (
        "held.xlsx: row 6 goes over what a list may hold (5 rows, 500 columns, 12,000,000 cells). "
        "Split the list into several files."
    )


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr("repatria.lists.formats.archive.MAX_UNPACKED_BYTES", 10**6)
    data = repacked(
        xlsx_bytes({"List": [HEADER, PERSON]}), lambda name, part: part + b" " * (2 * 10**6 if "sheet1" in name else 0)
    )
    assert len(data) < 20_000
    assert refusal(data).startswith("held.xlsx: unpacked, the file is larger than 0 MiB. Take out pictures")


def test_a_size_that_the_archive_lies_about_is_not_believed(monkeypatch):
    monkeypatch.setattr("repatria.lists.formats.archive.MAX_UNPACKED_BYTES", 10**6)
    data = bytearray(repacked(xlsx_bytes({"List": [HEADER, PERSON]}), lambda name, part: part + b" " * 2 * 10**6))
    stated = (10).to_bytes(4, "little")
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = data.find(mark)
        while start >= 0:
            data[start + at : start + at + 4] = stated
            start = data.find(mark, start + 4)
    assert refusal(bytes(data)).startswith("held.xlsx: ")


@pytest.mark.parametrize("quote", [b'"', b"'"])
def test_one_stray_cell_far_away_is_refused_and_not_laid_out(quote):
    """Laid out in full, the sheet would have 17 billion cells."""
    stray = b"<row r=Q1048576Q><c r=QXFD1048576Q><v>1</v></c></row></sheetData>".replace(b"Q", quote)
    data = repacked(xlsx_bytes({"List": [HEADER, PERSON]}), lambda name, part: part.replace(b"</sheetData>", stray))
    assert refusal(data) == (
        "held.xlsx: the sheet 'sheet1.xml' goes over what a list may hold (1,000,000 rows, 500 columns, 12,000,000 "
        "cells). Delete stray cells far from the list, or split it into several files."
    )


def test_one_long_text_a_million_times_is_refused(monkeypatch):
    monkeypatch.setattr("repatria.lists.formats.xlsx.MAX_UNPACKED_BYTES", 10**5)
    data = xlsx_bytes({"List": [HEADER, *[["а" * 3000, "Іван", "1986"]] * 30]})
    assert refusal(data).startswith("held.xlsx: the texts of all cells together are larger than 0 MiB.")


def test_an_ods_cell_repeated_without_end_takes_no_room():
    data = ods_bytes({"List": [HEADER, PERSON]})
    empty = repacked(
        data,
        lambda _, part: part.replace(
            b"</table:table>",
            b'<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
            b'table:number-columns-repeated="16384"/></table:table-row></table:table>',
        ),
    )
    assert parse(empty).n_rows == 1
    full = repacked(
        data,
        lambda _, part: part.replace(
            b"</table:table>",
            b'<table:table-row table:number-rows-repeated="1048570"><table:table-cell office:value-type="string" '
            b'table:number-columns-repeated="400"><text:p>x</text:p></table:table-cell></table:table-row></table:table>',
        ),
    )
    assert "goes over what a list may hold" in refusal(full)


@pytest.mark.parametrize("build", [xlsx_bytes, ods_bytes])
def test_a_declared_document_type_is_refused(build):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><'

    def spoil(name, part):
        at = part.find(b"<", part.find(b"?>") + 1) if part.startswith(b"<?xml") else -1
        return part[:at] + bomb + part[at + 1 :] if at > 0 and ("sheet1" in name or "content" in name) else part

    assert "damaged" in refusal(repacked(build({"List": [HEADER, PERSON]}), spoil))


def test_a_protected_ods_is_refused():
    def protect(name, part):
        return part.replace(b"<manifest:manifest ", b"<manifest:encryption-data/><manifest:manifest ")

    assert "protected by a password" in refusal(repacked(ods_bytes({"List": [HEADER, PERSON]}), protect))


@pytest.mark.parametrize("build", [xlsx_bytes, ods_bytes])
def test_a_spreadsheet_without_one_of_its_parts_is_refused_or_read(build):
    data = build({"List": [HEADER, PERSON]})
    for left_out in zipfile.ZipFile(io.BytesIO(data)).namelist():
        try:
            parse(
                repacked(data, lambda name, part, gone=left_out: None if name == gone else part), file_name="held.xlsx"
            )
        except InputUnusable as error:
            assert str(error).startswith("held.xlsx: ")  # noqa: PT017  # both outcomes are right


def test_limits_are_large_enough_for_a_whole_war():
    assert limits.MAX_ROWS >= 1_000_000
    assert limits.MAX_FILE_BYTES >= 100 * 2**20


def test_an_unclosed_quotation_mark_swallows_no_rows():
    lines = ["Прізвище;Ім'я;Дата народження", '"Вигаданенко;Іван;1986', "Вигадана;Олена;1990", "Третій;Олег;1991"]
    parsed = parse("\n".join(lines).encode())
    assert [row.given for row in parsed.rows] == ["Іван", "Олена", "Олег"]
    assert "quote-unclosed" in codes(parsed)


def test_lines_inside_quotation_marks_stay_one_row():
    parsed = parse('Прізвище;Ім\'я;Адреса\nВигаданенко;Іван;"вул. Вигадана, 1\nкв. 2"\nТретій;Олег;\n'.encode())
    assert [row.number for row in parsed.rows] == [2, 3]
    assert parsed.rows[0].raw["Адреса"] == "вул. Вигадана, 1\nкв. 2"
    assert parsed.rows[0].other["address"] == "вул. Вигадана, 1 кв. 2"


def test_lines_with_separators_inside_quotation_marks_stay_one_row():
    rows = 'ПІБ;Адреса\nВигаданенко Іван;"м. Вигадане; вул. 1;\nкв. 2; поверх 3;"\nТретій Олег;х\nП Р;у\n'
    parsed = parse(rows.encode())
    assert [row.number for row in parsed.rows] == [2, 3, 4]
    assert codes(parsed) == []


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(line_end):
    parsed = parse(line_end.join(["Прізвище;Ім'я", "А;Б", "", "В;Г"]).encode())
    assert [(row.number, row.surname) for row in parsed.rows] == [(2, "А"), (4, "В")]
    assert codes(parsed) == ["empty-rows"]


def test_a_line_that_names_the_separator_is_not_counted():
    parsed = parse("sep=|\nПрізвище|Ім'я\nА|Б\n".encode())
    assert (parsed.reading.delimiter, parsed.reading.header_row, parsed.rows[0].number) == ("|", 1, 2)


def test_one_column_only_is_read_and_said():
    parsed = parse("ПІБ\nВигаданенко Іван\n".encode())
    assert (parsed.rows[0].given, codes(parsed)) == ("Іван", ["delimiter-uncertain"])


def test_broken_places_and_doubtful_encodings_are_said():
    parsed = parse("Прізвище;Ім'я\nВигаданенко;Іван\n".encode() + b"\xff;\xfe\n")
    assert codes(parsed) == ["text-undecodable"]
    doubtful = parse(b"Surname;Given name\nL\xe9;Jo\n")
    assert codes(doubtful) == ["encoding-uncertain"]

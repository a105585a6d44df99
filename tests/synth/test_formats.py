import datetime as dt
import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from repatria.synth.formats import render_delimited, render_ods, render_xlsx

ROWS = [["Назва"], [], ["Ім'я", "Дата", "N"], ["Олесь & <Ко>", dt.date(1990, 2, 3), 7], ["", "31.02.1990", ("=1+2", 3)]]


@pytest.mark.parametrize("render", [render_xlsx, render_ods])
def test_spreadsheets_keep_text_numbers_and_dates(render):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(render(ROWS, n_title_rows=1))).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False)
    assert rows[0][0] == "Назва"
    assert rows[3] == ["Олесь & <Ко>", dt.date(1990, 2, 3), 7]
    assert rows[4] == ["", "31.02.1990", 3]


@pytest.mark.parametrize("render", [render_xlsx, render_ods])
def test_spreadsheets_carry_no_time_of_their_making(render):
    times = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(render(ROWS, n_title_rows=1))).infolist()}
    assert len(times) == 1
    assert max(times) < (2026,)


@pytest.mark.parametrize(
    ("encoding", "start"),
    [
        ("utf-8", b"\xd0"),
        ("utf-8-sig", b"\xef\xbb\xbf"),
        ("utf-16", b"\xff\xfe"),
        ("cp1251", b"\xc9"),
        ("koi8_u", b"\xea"),
    ],
)
def test_text_is_written_in_its_encoding(encoding, start):
    content = render_delimited([["Йосип", "a;b"]], encoding=encoding, delimiter=";")
    assert content.startswith(start)
    assert content.decode(encoding) == 'Йосип;"a;b"\r\n'


def test_a_letter_that_an_old_encoding_lacks_is_written_plainly():
    assert render_delimited([["Wałęsa’ë"]], encoding="koi8_u", delimiter=";").decode("koi8_u") == "Wal?sa'e\r\n"

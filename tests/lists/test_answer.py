import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from tests.lists.build import csv_bytes, parse

from repatria.findings import Finding, Severity
from repatria.lists import AnswerWords, render_answer, render_answer_csv
from repatria.lists.answer import neutralized

ROWS = [
    ["Список"],
    ["№", "Прізвище", "Ім'я", "Дата народження", "Особовий номер"],
    ["1", "Вигаданенко", "Іван", "29.03.1986", "000123"],
    ["2", "=A1+1", "Олена", "31.02.1990", ""],
    ["3", "", "", "1990", "7"],
    ["Всього", "3"],
]
HEADINGS = ["Row", "State", "Reasons", "What to do", "Codes"]


def sheet(packed, at=0):
    return CalamineWorkbook.from_filelike(io.BytesIO(packed)).get_sheet_by_index(at).to_python()


def csv_rows(packed):
    return list(csv.reader(io.StringIO(packed.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_answer_has_the_original_columns_first_then_state_and_reasons():
    header, first, second, third, total = sheet(render_answer(parse(ROWS), file_name="held.csv"))
    assert header == [*ROWS[1], *HEADINGS]
    assert first == [*ROWS[2], "3", "accepted", "", "", ""]
    assert second[:7] == [*ROWS[3], "4", "accepted with warning"]
    assert second[7].splitlines()[1] == (
        "field birth_date: The birth date is on no calendar and is left unknown; no other day was guessed."
    )
    assert second[8].splitlines()[1].startswith("Look at the document again")
    assert second[9] == "formula-neutralized birth-date-impossible"
    assert third[5:7] == ["5", "rejected"]
    assert total[:2] == ["Всього", "3"]
    assert total[5:7] == ["6", "not counted"]


def test_the_second_sheet_tells_of_the_list_as_a_whole():
    lines = sheet(render_answer(parse(ROWS, stated_count=4), file_name="held.csv"), 1)
    assert lines[:5] == [
        ["held.csv", ""],
        ["accepted", "1"],
        ["accepted with warning", "1"],
        ["rejected", "1"],
        ["not counted", "1"],
    ]
    assert ["Прізвище", "surname"] in lines
    assert any(line[0] == "The covering letter states 4; rows in the file: 3." for line in lines)


def test_nothing_in_the_answer_is_a_formula():
    import zipfile

    packed = render_answer(parse(ROWS), file_name="held.csv")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 2
    assert not any(b"<f>" in part or b"<f " in part for part in sheets)
    assert b'state="frozen"' in sheets[0]


def test_in_csv_an_apostrophe_keeps_text_from_running():
    packed = render_answer_csv(parse(ROWS))
    assert packed.startswith(b"\xef\xbb\xbf")
    header, first, second, *_ = csv_rows(packed)
    assert header[-5:] == HEADINGS
    assert first[4] == "000123"
    assert second[1] == "'=A1+1"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "\ra", "\na", "＝1"])
def test_every_beginning_of_a_formula_is_neutralized(text):
    assert neutralized(text) == f"'{text}"


CELLS = st.text(
    st.sampled_from("=+-@\t ") | st.characters(exclude_categories=["C"], exclude_characters=';"'), max_size=9
)


@settings(deadline=None)
@given(st.lists(CELLS, min_size=2, max_size=4))
def test_no_cell_of_an_answer_begins_like_a_formula(cells):
    parsed = parse(csv_bytes([["Прізвище", "Ім'я", "Примітка", "Адреса"], cells]))
    for line in csv_rows(render_answer_csv(parsed)):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in line)
    render_answer(parsed, file_name="x.csv")


def test_further_findings_make_a_row_worse_never_better():
    extra = {
        3: [Finding(code="dead-too", severity=Severity.WARNING, message="On two lists.", remedy="Say which.", row=3)],
        5: [Finding(code="seen", severity=Severity.NOTE, message="Seen.", remedy="", row=5)],
    }
    _, first, _, third, _ = sheet(render_answer(parse(ROWS), file_name="held.csv", extra=extra))
    assert first[6:] == ["accepted with warning", "On two lists.", "Say which.", "dead-too"]
    assert third[6] == "rejected"


def test_an_answer_can_be_in_any_language():
    def sentences(finding):
        return {"": ""}.get(finding.message or finding.remedy, "речення")

    words = AnswerWords(state="Стан", accepted="прийнято", reasons="Причини")
    header, first, second, *_ = sheet(
        render_answer(parse(ROWS), file_name="held.csv", sentences=sentences, words=words)
    )
    assert (header[6], header[7], first[6]) == ("Стан", "Причини", "прийнято")
    assert second[7] == "речення\nречення"


def test_the_same_list_gives_the_same_bytes():
    assert render_answer(parse(ROWS), file_name="a") == render_answer(parse(ROWS), file_name="a")


def test_text_to_the_right_of_the_header_is_in_the_answer():
    rows = [["Прізвище", "Ім'я"], ["А", "Б"], ["В", "Г", "зайве"], ["Ґ", "Д"]]
    header, _, second, _ = sheet(render_answer(parse(rows), file_name="held.csv"))
    assert header[:3] == ["Прізвище", "Ім'я", "column C"]
    assert second[2] == "зайве"


def test_a_text_longer_than_a_cell_is_cut_with_a_sign():
    rows = [["Прізвище", "Ім'я", "Примітка"], ["А", "Б", "в" * 40_000]]
    _, first = sheet(render_answer(parse(rows), file_name="held.csv"))
    assert len(first[2]) == 32_767
    assert first[2].endswith(" […]")

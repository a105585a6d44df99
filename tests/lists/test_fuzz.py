"""Any bytes give a list with findings or a sentence that names the file: never another exception."""

import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lists.build import AS_OF, csv_bytes, ods_bytes, xlsx_bytes

from repatria.errors import InputUnusable
from repatria.lists import ListPurpose, RowState, parse_list, render_answer_csv

ROWS = [["Прізвище", "Ім'я", "Дата народження", "Бирка"], ["Вигаданенко", "Іван", "1986", "A-1"]]
SEEDS = [
    csv_bytes(ROWS),
    csv_bytes(ROWS, encoding="utf-16"),
    csv_bytes(ROWS, encoding="cp1251", delimiter=","),
    xlsx_bytes({"List": ROWS}),
    ods_bytes({"List": ROWS}),
]
PURPOSES = st.sampled_from(list(ListPurpose))


def holds(data, purpose):
    try:
        parsed = parse_list(data, file_name="any.bin", purpose=purpose, as_of=AS_OF)
    except InputUnusable as error:
        if not str(error).startswith("any.bin: "):
            raise
        return
    if parsed.n_rows != parsed.n_accepted + parsed.n_warned + parsed.n_rejected:
        raise AssertionError("a row has no state")
    for row in parsed.rows:
        if row.state is not RowState.after(row.findings):
            raise AssertionError(f"row {row.number}: state does not follow from its findings")
    for finding in parsed.all_findings():
        finding.text()
    render_answer_csv(parsed)


@settings(deadline=None)
@given(st.binary(max_size=400), PURPOSES)
def test_any_bytes(data, purpose):
    holds(data, purpose)


@settings(deadline=None)
@given(st.text(alphabet="аіЇя;,\t|\"'\n\r=+-0123456789./ Az№", max_size=200), PURPOSES)
def test_any_text_under_a_header(text, purpose):
    holds(("ПІБ;Дата народження;Особовий номер;Бирка;Категорія\n" + text).encode(), purpose)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SEEDS), st.data(), PURPOSES)
def test_a_good_file_with_a_few_bytes_changed(seed, data, purpose):
    spoiled = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 6))):
        spoiled[data.draw(st.integers(0, len(spoiled) - 1))] = data.draw(st.integers(0, 255))
    holds(bytes(spoiled), purpose)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SEEDS[3:]), st.data(), PURPOSES)
def test_a_spreadsheet_with_a_part_spoiled_inside(seed, data, purpose):
    """The archive is whole, so that the damage reaches the readers of XML."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(seed)) as old, zipfile.ZipFile(packed, "w") as new:
        names = old.namelist()
        target = data.draw(st.sampled_from(names))
        for name in names:
            part = bytearray(old.read(name))
            if name == target and part:
                at = data.draw(st.integers(0, len(part) - 1))
                part[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
            new.writestr(name, bytes(part))
    holds(packed.getvalue(), purpose)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SEEDS), st.data())
def test_a_file_cut_short(seed, data):
    holds(seed[: data.draw(st.integers(0, len(seed)))], ListPurpose.HELD)

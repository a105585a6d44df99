"""Files for the tests, made from rows of texts; every person in them is invented."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence

import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from repatria.lists import ListPurpose, ListRow, ParsedList, parse_list

AS_OF = dt.date(2025, 6, 2)
Rows = Sequence[Sequence[object]]


def csv_bytes(rows: Rows, *, encoding: str = "utf-8", delimiter: str = ";") -> bytes:
    text = "\n".join(
        delimiter.join(f'"{cell}"' if delimiter in str(cell) else str(cell) for cell in row) for row in rows
    )
    return text.encode(encoding)


def xlsx_bytes(sheets: Mapping[str, Rows], *, hidden: Sequence[str] = ()) -> bytes:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True, "strings_to_formulas": False})
    date_format = book.add_format({"num_format": "dd.mm.yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for at_row, row in enumerate(rows):
            for at, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(at_row, at, dt.datetime(cell.year, cell.month, cell.day), date_format)
                elif isinstance(cell, str):
                    sheet.write_string(at_row, at, cell)
                elif cell is not None:
                    sheet.write(at_row, at, cell)
    if hidden:
        visible = [sheet for sheet in book.worksheets() if sheet.name not in hidden]
        visible[0].activate()
        visible[0].set_first_sheet()
    book.close()
    return packed.getvalue()


def ods_bytes(sheets: Mapping[str, Rows]) -> bytes:
    document = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        document.spreadsheet.addElement(table)
        for row in rows:
            line = TableRow()
            table.addElement(line)
            for value in row:
                line.addElement(_ods_cell(value))
    packed = io.BytesIO()
    document.write(packed)
    return packed.getvalue()


def _ods_cell(value: object) -> TableCell:
    if value in ("", None):
        return TableCell()
    if isinstance(value, dt.date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
        cell.addElement(P(text=value.strftime("%d.%m.%y")))
    elif isinstance(value, (int, float)):
        cell = TableCell(valuetype="float", value=str(value))
        cell.addElement(P(text=f"{value}"))
    else:
        cell = TableCell(valuetype="string")
        for part in str(value).split("\n"):
            cell.addElement(P(text=part))
    return cell


def parse(
    rows: Rows | bytes,
    *,
    purpose: ListPurpose = ListPurpose.HELD,
    as_of: dt.date | None = AS_OF,
    stated_count: int | None = None,
    columns: Mapping[str, str] | None = None,
    file_name: str = "held.csv",
) -> ParsedList:
    data = rows if isinstance(rows, bytes) else csv_bytes(rows)
    return parse_list(
        data, file_name=file_name, purpose=purpose, as_of=as_of, stated_count=stated_count, columns=columns
    )


def one(header: Sequence[object], cells: Sequence[object], purpose: ListPurpose = ListPurpose.HELD) -> ListRow:
    (row,) = parse([header, cells], purpose=purpose).rows
    return row


def codes(holder: ListRow | ParsedList) -> list[str]:
    return [finding.code for finding in holder.findings]


def said(holder: ListRow | ParsedList, code: str) -> str:
    """The one finding with this code, in its words."""
    (found,) = [finding for finding in holder.findings if finding.code == code]
    return found.text()

"""XLSX with merged title rows, true date cells and fixed times."""

import datetime as dt
import io
from collections.abc import Sequence

import xlsxwriter

from repatria.synth.layout import Cell

CREATED = dt.datetime(2025, 6, 10, 9, 0, 0)  # noqa: DTZ001 - the format knows no zones


def render_xlsx(rows: Sequence[Sequence[Cell]], *, n_title_rows: int, sheet: str = "Список") -> bytes:
    """Write one sheet; title rows are merged over the width of the table."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    )
    book.set_properties({"created": CREATED, "title": "", "author": "", "comments": ""})
    date_format, bold = book.add_format({"num_format": "dd.mm.yyyy"}), book.add_format({"bold": True})
    page = book.add_worksheet(sheet)
    width = max(len(row) for row in rows)
    for number, row in enumerate(rows):
        if number < n_title_rows:
            page.merge_range(number, 0, number, width - 1, row[0], bold)
            continue
        for column, cell in enumerate(row):
            if isinstance(cell, tuple):
                page.write_formula(number, column, cell[0], None, cell[1])
            elif isinstance(cell, dt.date):
                page.write_datetime(number, column, cell, date_format)
            elif isinstance(cell, int):
                page.write_number(number, column, cell)
            elif cell:
                page.write_string(number, column, cell)
    book.close()
    return out.getvalue()

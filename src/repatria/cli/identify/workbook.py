"""The results as one workbook, a sheet for each table; every cell is text or a number, never a formula."""

import datetime as dt
import io
import math
from collections.abc import Mapping

import polars as pl

# A workbook without a day of its own: the same results give the same bytes.
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  # xlsxwriter wants it without a zone
MOST_ROWS = 1_048_575
MOST_LETTERS = 32_767


def workbook(sheets: Mapping[str, pl.DataFrame], *, title: str) -> bytes:
    """Tables by the names of their sheets; a table with more rows than a sheet holds is cut, and says so."""
    import xlsxwriter

    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _CREATED, "title": title[:200]})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for name, frame in sheets.items():
        sheet = book.add_worksheet(name)
        for column, header in enumerate(frame.columns):
            sheet.write_string(0, column, header, head)
            sheet.set_column(column, column, 48 if header in {"message", "remedy", "numbers", "value"} else 15)
        for number, row in enumerate(frame.head(MOST_ROWS - 1).iter_rows(), start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    if cell:
                        sheet.write_string(number, column, cell[:MOST_LETTERS])
                elif cell is not None:
                    if isinstance(cell, float) and not math.isfinite(cell):
                        sheet.write_string(number, column, "" if math.isnan(cell) else str(cell))
                    else:
                        sheet.write_number(number, column, cell)
        if frame.height >= MOST_ROWS:
            sheet.write_string(MOST_ROWS, 0, f"cut: {frame.height} rows; the Parquet file holds all")
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, min(frame.height, MOST_ROWS - 1)), max(0, frame.width - 1))
    book.close()
    return sink.getvalue()

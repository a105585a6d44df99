"""XLSX and ODS: the sheet that holds the list, as a grid of texts."""

from collections.abc import Mapping
from dataclasses import dataclass

from repatria.errors import InputUnusable
from repatria.findings import Finding
from repatria.lists.formats.archive import unpack
from repatria.lists.grid import Grid
from repatria.lists.headers import count_fields
from repatria.lists.limits import MAX_CELL_CHARACTERS, MAX_CELLS, MAX_COLUMNS, MAX_HEADER_ROW, MAX_ROWS
from repatria.lists.wording import finding

_WANTED = ("xl/", "_rels/", "[Content_Types].xml", "content.xml", "mimetype", "META-INF/", "word/document.xml")
_PICTURES = ("xl/media/", "xl/drawings/", "xl/embeddings/", "xl/charts/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a file: texts, and how many cells of each column were typed as numbers."""

    name: str
    rows: list[list[str]]
    n_numeric_by_column: Mapping[int, int]
    n_formulas: int = 0
    is_visible: bool = True


def read_spreadsheet(data: bytes, file_name: str, mapping: Mapping[str, str]) -> Grid:
    """Read the sheet whose header names most fields; others that hold data are named in a finding."""
    members = unpack(data, file_name, wanted=_WANTED, unwanted=_PICTURES)
    if "content.xml" in members:
        from repatria.lists.formats.ods import read_sheets as read_ods

        kind, sheets = "ods", read_ods(members, file_name)
    elif any(name.startswith("xl/workbook") for name in members):
        from repatria.lists.formats.xlsx import read_sheets as read_xlsx

        kind, sheets = "xlsx", read_xlsx(members, file_name)
    else:
        what = "a text document" if "word/document.xml" in members else "a packed file"
        raise InputUnusable(
            f"{file_name}: this is {what}, not a spreadsheet, whatever its name says. "
            "Save the list as XLSX, ODS or CSV (UTF-8) and send it again."
        )
    return _chosen(kind, [sheet for sheet in sheets if sheet.rows], file_name, mapping)


def _chosen(kind: str, sheets: list[Sheet], file_name: str, mapping: Mapping[str, str]) -> Grid:
    if not sheets:
        raise InputUnusable(f"{file_name}: no sheet holds any data. Send the list again.")
    best = max(sheets, key=lambda sheet: (_best_row(sheet, mapping), sheet.is_visible, len(sheet.rows)))
    findings: list[Finding] = []
    others = [sheet.name for sheet in sheets if sheet is not best]
    if others:
        names = ", ".join(f"'{name[:40]}'" for name in others[:5]) + (", …" if len(others) > 5 else "")
        findings.append(finding("sheet-chosen", sheet=best.name[:40], others=names))
    if not best.is_visible:
        findings.append(finding("sheet-hidden", sheet=best.name[:40]))
    if best.n_formulas:
        findings.append(finding("formulas-in-sheet", n_cells=best.n_formulas))
    return Grid(
        format=kind,
        rows=best.rows,
        sheet=best.name,
        n_numeric_by_column=best.n_numeric_by_column,
        findings=tuple(findings),
    )


def _best_row(sheet: Sheet, mapping: Mapping[str, str]) -> int:
    return max(count_fields(row, mapping) for row in sheet.rows[:MAX_HEADER_ROW])


def check_extent(file_name: str, sheet: str, n_rows: int, n_columns: int) -> None:
    """Refuse a sheet whose used area is larger than a list may be, before it is laid out in memory."""
    if n_rows > MAX_ROWS or n_columns > MAX_COLUMNS or n_rows * n_columns > MAX_CELLS:
        raise InputUnusable(
            f"{file_name}: the sheet '{sheet[:40]}' goes over what a list may hold ({MAX_ROWS:,} rows, {MAX_COLUMNS} "
            f"columns, {MAX_CELLS:,} cells). Delete stray cells far from the list, or split it into several files."
        )


def trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Rows without empty cells at their end, and without empty rows at the sheet's end."""
    for row in rows:
        while row and not row[-1]:
            row.pop()
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def number_text(value: float) -> str:
    """A number as its digits: 12345.0 is "12345"; one too long for a spreadsheet is written with an exponent."""
    if abs(value) >= 1e15:
        return f"{value:.14e}".upper()
    return str(int(value)) if value == int(value) else repr(value)


def cell_text(text: str) -> str:
    """A text as it can be stored: without NUL, and no longer than a cell of a spreadsheet."""
    return text.replace("\x00", "")[:MAX_CELL_CHARACTERS]

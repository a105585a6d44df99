"""ODS: read cell by cell, so that a cell said to repeat a million times takes no room."""

import math
from collections import Counter
from collections.abc import Mapping
from xml.parsers import expat

from repatria.errors import InputUnusable
from repatria.lists.formats.spreadsheet import Sheet, cell_text, check_extent, number_text, trimmed
from repatria.lists.limits import MAX_CELL_CHARACTERS

_ENCRYPTED = b"encryption-data"
_SILENT = frozenset({"office:annotation", "draw:frame", "draw:custom-shape", "office:forms", "table:shapes"})


def read_sheets(members: Mapping[str, bytes], file_name: str) -> list[Sheet]:
    """Every sheet of the file."""
    if _ENCRYPTED in members.get("META-INF/manifest.xml", b""):
        raise InputUnusable(f"{file_name}: the file is protected by a password. Take it off and send it again.")
    if b"spreadsheet" not in members.get("mimetype", b"spreadsheet"):
        raise InputUnusable(
            f"{file_name}: this is an office document, not a spreadsheet. Save the list as ODS, XLSX or CSV (UTF-8)."
        )
    reader = _Reader(file_name)
    try:
        reader.parser.Parse(members["content.xml"], True)
    except expat.ExpatError as error:
        raise InputUnusable(
            f"{file_name}: the spreadsheet is damaged. Save it as ODS again and send it again."
        ) from error
    return reader.sheets


class _Reader:
    """Follows the tags of content.xml; empty repeated cells and rows are laid out only once text comes after them."""

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name
        self.sheets: list[Sheet] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._name = ""
        self._rows: list[list[str]] | None = None
        self._row: list[str] = []
        self._n_empty_rows = self._n_empty_cells = self._n_row_repeats = self._n_cell_repeats = 0
        self._n_cells = self._n_formulas = self._n_silent = 0
        self._numeric: Counter[int] = Counter()
        self._text: list[str] | None = None
        self._n_paragraphs = 0
        self._value: str | None = None
        self._is_numeric = False

    def _refuse_doctype(self, *_: object) -> None:
        raise InputUnusable(f"{self.file_name}: the spreadsheet is damaged. Save it as ODS again and send it again.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _SILENT:
            self._n_silent += 1
        elif tag == "table:table" and self._rows is None:
            self._name = attributes.get("table:name", "")
            self._rows, self._n_empty_rows, self._n_formulas, self._numeric = [], 0, 0, Counter()
        elif tag == "table:table-row":
            self._row, self._n_empty_cells = [], 0
            self._n_row_repeats = _count(attributes.get("table:number-rows-repeated"))
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._start_cell(attributes)
        elif self._text is not None:
            self._in_text(tag, attributes)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._n_cell_repeats = _count(attributes.get("table:number-columns-repeated"))
        self._text, self._n_paragraphs = [], 0
        self._n_formulas += "table:formula" in attributes
        kind = attributes.get("office:value-type", "")
        self._is_numeric = kind in ("float", "currency", "percentage")
        self._value = None
        if kind == "date":
            self._value = attributes.get("office:date-value", "").removesuffix("T00:00:00") or None
        elif self._is_numeric:
            self._value = _number(attributes.get("office:value", ""))

    def _in_text(self, tag: str, attributes: dict[str, str]) -> None:
        if self._text is None or self._n_silent:
            return
        if tag == "text:p":
            self._n_paragraphs += 1
            if self._n_paragraphs > 1:
                self._text.append("\n")
        elif tag == "text:s":
            self._text.append(" " * min(_count(attributes.get("text:c")), 100))
        elif tag in ("text:tab", "text:line-break"):
            self._text.append("\t" if tag == "text:tab" else "\n")

    def _characters(self, text: str) -> None:
        if self._text is not None and self._n_paragraphs and not self._n_silent:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        if tag in _SILENT:
            self._n_silent -= 1
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._end_cell()
        elif tag == "table:table-row" and self._rows is not None:
            self._end_row(self._rows)
        elif tag == "table:table" and self._rows is not None:
            self.sheets.append(
                Sheet(
                    name=self._name,
                    rows=trimmed(self._rows),
                    n_numeric_by_column=self._numeric,
                    n_formulas=self._n_formulas,
                )
            )
            self._rows = None

    def _end_cell(self) -> None:
        text = cell_text(self._value if self._value is not None else "".join(self._text or ()))
        self._text = None
        if not text:
            self._n_empty_cells += self._n_cell_repeats
            return
        width = len(self._row) + self._n_empty_cells + self._n_cell_repeats
        check_extent(self.file_name, self._name, 1, width)
        self._row += [""] * self._n_empty_cells
        if self._is_numeric:
            for at in range(len(self._row), width):
                self._numeric[at] += 1
        self._row += [text] * self._n_cell_repeats
        self._n_empty_cells = 0

    def _end_row(self, rows: list[list[str]]) -> None:
        if not self._row:
            self._n_empty_rows += self._n_row_repeats
            return
        n_rows = len(rows) + self._n_empty_rows + self._n_row_repeats
        self._n_cells += len(self._row) * self._n_row_repeats
        check_extent(self.file_name, self._name, n_rows, 1)
        check_extent(self.file_name, self._name, 1 + self._n_cells // MAX_CELL_CHARACTERS, 1)
        check_extent(self.file_name, self._name, self._n_cells // 20, 20)
        rows += [[] for _ in range(self._n_empty_rows)]
        rows += [list(self._row) for _ in range(self._n_row_repeats)]
        self._n_empty_rows = 0


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and 0 < len(text) < 10 else 1


def _number(text: str) -> str | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return number_text(value) if math.isfinite(value) else None

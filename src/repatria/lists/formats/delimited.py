"""Text files: one row a line, cells between separators."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from repatria.errors import InputUnusable
from repatria.findings import Finding
from repatria.lists.encoding import Decoded, decode
from repatria.lists.grid import Grid
from repatria.lists.headers import count_fields
from repatria.lists.limits import MAX_CELL_CHARACTERS, MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from repatria.lists.wording import finding

DELIMITERS = (";", ",", "\t", "|")
_SAMPLE_CHARACTERS = 64_000
_SAMPLE_ROWS = 60
_DECLARED = re.compile(r'\A"?sep=([;,\t|])"?\r?\n', re.IGNORECASE)


def read_delimited(data: bytes, file_name: str, mapping: Mapping[str, str]) -> Grid:
    """Read CSV and its kin in any encoding and with any usual separator."""
    decoded = decode(data)
    if decoded is None:
        raise InputUnusable(
            f"{file_name}: this is neither text nor a spreadsheet that can be read. "
            "Save the list as XLSX, ODS or CSV (UTF-8) and send it again."
        )
    findings = _of_encoding(decoded)
    text, delimiter = decoded.text, ""
    if match := _DECLARED.match(text):
        # A spreadsheet program takes this line for itself and does not count it.
        delimiter, text = match[1], text[match.end() :]
    delimiter = delimiter or _delimiter(text, mapping)
    if not delimiter:
        findings.append(finding("delimiter-uncertain"))
    rows = _rows(text, delimiter or ";", file_name)
    if _quote_may_run_away(rows, delimiter):
        plain = _rows(text, delimiter or ";", file_name, quoting=csv.QUOTE_NONE)
        if _n_of_usual_width(plain, plain) > _n_of_usual_width(rows, plain):
            findings.append(finding("quote-unclosed"))
            rows = plain
    return Grid(
        format="csv", rows=rows, encoding=decoded.encoding, delimiter=delimiter or ";", findings=tuple(findings)
    )


def _of_encoding(decoded: Decoded) -> list[Finding]:
    findings = []
    if decoded.other:
        findings.append(finding("encoding-uncertain", encoding=decoded.encoding, other=decoded.other))
    if decoded.n_lost:
        findings.append(finding("text-undecodable", n_places=decoded.n_lost, encoding=decoded.encoding))
    return findings


def _delimiter(text: str, mapping: Mapping[str, str]) -> str:
    """The separator under which most headers are recognized; then the one that gives the steadiest width."""
    sample = text[:_SAMPLE_CHARACTERS]
    best, best_score = "", (0, 0.0, 0)
    for delimiter in DELIMITERS:
        if delimiter not in sample:
            continue
        rows = [row for row, _ in zip(_reader(sample, delimiter), range(_SAMPLE_ROWS), strict=False) if any(row)]
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        width, n_steady = widths.most_common(1)[0]
        n_fields = max(count_fields(row, mapping) for row in rows)
        score = (n_fields, n_steady / len(rows), width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _reader(text: str, delimiter: str, quoting: int = csv.QUOTE_MINIMAL) -> Iterator[list[str]]:
    # newline="" keeps returns inside quotation marks as they are.
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]  # int is what csv takes
    try:
        yield from reader
    except csv.Error:
        # The only errors left for text without NUL: a cell over the module's limit, or a lone return.
        yield ["\x00"]


def _rows(text: str, delimiter: str, file_name: str, *, quoting: int = csv.QUOTE_MINIMAL) -> list[list[str]]:
    rows: list[list[str]] = []
    n_cells = 0
    for row in _reader(text, delimiter, quoting):
        if row == ["\x00"]:
            if quoting == csv.QUOTE_MINIMAL:
                return [["\x00"]]
            raise InputUnusable(
                f"{file_name}: line {len(rows) + 1} cannot be split into cells. "
                "Open the list in a spreadsheet program, save it as XLSX and send it again."
            )
        while row and not row[-1]:
            row.pop()
        n_cells += len(row)
        rows.append(row)
        if len(rows) > MAX_ROWS or len(row) > MAX_COLUMNS or n_cells > MAX_CELLS:
            raise InputUnusable(
                f"{file_name}: row {len(rows)} goes over what a list may hold ({MAX_ROWS:,} rows, {MAX_COLUMNS} "
                f"columns, {MAX_CELLS:,} cells). Split the list into several files."
            )
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def _quote_may_run_away(rows: list[list[str]], delimiter: str) -> bool:
    """A cell may have swallowed whole lines: it holds line ends and as many separators as a row has."""
    if rows == [["\x00"]]:
        return True
    width = max((len(row) for row in rows[:_SAMPLE_ROWS]), default=0)
    for row in rows:
        for cell in row:
            if "\n" in cell and (len(cell) > MAX_CELL_CHARACTERS or cell.count(delimiter or "\n") >= max(2, width - 1)):
                return True
    return False


def _n_of_usual_width(rows: list[list[str]], model: list[list[str]]) -> int:
    """Rows as wide as most rows of the model: cut at the line ends inside its cells, a table has fewer of them."""
    widths = Counter(len(row) for row in model if row)
    usual = widths.most_common(1)[0][0] if widths else 0
    return sum(len(row) == usual for row in rows)

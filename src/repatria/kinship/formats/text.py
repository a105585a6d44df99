"""A delimited text as columns: any usual encoding and separator, any bytes."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest

import numpy as np
import polars as pl
from numpy.typing import NDArray

from repatria.errors import InputUnusable
from repatria.kinship.formats.wording import Notes

MAX_FILE_BYTES = 512 * 1024 * 1024
MAX_COLUMNS = 2_000
_DELIMITERS = ("\t", ";", ",")
_ROWS_AT_ONCE = 20_000
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Cells as text, stripped: a column of ``frame`` ("0", "1", …) for each header; ``rows`` are their row numbers."""

    headers: tuple[str, ...]
    frame: pl.DataFrame
    rows: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, place: int) -> pl.Series:
        """The cells of one column; "" for an empty one."""
        return self.frame[str(place)]

    def texts(self, place: int | None) -> list[str]:
        """The cells of one column as a list; empty texts for no column."""
        return [""] * len(self) if place is None else self.column(place).to_list()


def decode(data: bytes, file: str, notes: Notes) -> str:
    """The text in these bytes, with line ends of one kind.

    Raises
    ------
    InputUnusable
        The bytes are no text, or too many.
    """
    if len(data) > MAX_FILE_BYTES:
        raise InputUnusable(
            f"{file or 'file'}: larger than {MAX_FILE_BYTES // 1024**2} MiB. Split it into several files."
        )
    text = _text(data, notes)
    if "\x00" in text:
        raise InputUnusable(f"{file or 'file'}: this is no text. Save it as text (UTF-8) and send it again.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text(data: bytes, notes: Notes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return _lossy(data[len(mark) :], encoding, notes)
    sample = data[:4000]
    if len(sample) > 3 and b"\x00" in sample:
        little = sample[1::2].count(0) > sample[0::2].count(0)
        return _lossy(data, "utf-16-le" if little else "utf-16-be", notes)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        notes.add("encoding-taken-as-cp1251")
        return _lossy(data, "cp1251", notes)


def _lossy(data: bytes, encoding: str, notes: Notes) -> str:
    text = data.decode(encoding, errors="replace")
    if n_lost := text.count("\N{REPLACEMENT CHARACTER}"):
        notes.add("text-undecodable", n_places=n_lost, encoding=encoding)
    return text


def read_table(data: bytes, file: str, notes: Notes, *, delimiter: str = "") -> Table:
    """The first row that is not empty is the header; short rows are filled up, empty ones left out.

    Raises
    ------
    InputUnusable
        No text, no header, or more columns than a table of profiles can have.
    """
    text = decode(data, file, notes)
    quoting = csv.QUOTE_MINIMAL
    if text.count('"') % 2:
        notes.add("quote-unclosed")
        quoting = csv.QUOTE_NONE
    reader = _numbered(text, delimiter or _delimiter(text), quoting, file)
    headers = next(((number, row) for number, row in reader if any(cell.strip() for cell in row)), None)
    if headers is None:
        raise InputUnusable(f"{file or 'file'}: the file is empty. Send it again with a header and a row under it.")
    names = [cell.strip() for cell in headers[1]]
    if len(names) > MAX_COLUMNS:
        raise InputUnusable(f"{file or 'file'}: {len(names):,} columns, at most {MAX_COLUMNS:,} can be read.")
    table = _columns(reader, tuple(names), notes)
    return replace(table, frame=_as_sent(table.frame)) if "'" in text else table


def _delimiter(text: str) -> str:
    """The separator that cuts the header into most cells."""
    header = next((line for line in text.split("\n", 50) if line.strip()), "")
    return max(_DELIMITERS, key=header.count)


def _numbered(text: str, delimiter: str, quoting: int, file: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]  # int is what csv takes
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            yield number, row
    except csv.Error as error:
        raise InputUnusable(
            f"{file or 'file'}: row {number + 1} cannot be split into cells. Save the table again as CSV (UTF-8)."
        ) from error


def _columns(reader: Iterator[tuple[int, list[str]]], headers: tuple[str, ...], notes: Notes) -> Table:
    n = len(headers)
    frames, numbers = [], []
    while chunk := list(islice(reader, _ROWS_AT_ONCE)):
        kept = [(number, row) for number, row in chunk if any(row)]
        for number, row in kept:
            if len(row) > n and any(cell.strip() for cell in row[n:]):
                notes.add("row-too-wide", row=number)
        columns = list(zip_longest(*(row[:n] for _number, row in kept), fillvalue=""))
        columns += [("",) * len(kept)] * (n - len(columns))
        frames.append(_frame(columns))
        numbers += [number for number, _row in kept]
    frame = pl.concat(frames) if frames else _frame([()] * n)
    rows = np.array(numbers, dtype=np.int32)
    filled = frame.select(pl.any_horizontal(pl.all() != "")).to_series().to_numpy()
    return Table(headers=headers, frame=frame.filter(pl.Series(filled)), rows=rows[filled])


def _frame(columns: Sequence[Sequence[str]]) -> pl.DataFrame:
    named = {str(place): pl.Series(list(column), dtype=pl.String) for place, column in enumerate(columns)}
    return pl.DataFrame(named).select(pl.all().str.strip_chars())


def _as_sent(frame: pl.DataFrame) -> pl.DataFrame:
    """Cells without the apostrophe that keeps a spreadsheet from running them, see :func:`render_table`."""
    return frame.select(pl.all().str.replace(r"^'([=+\-@])", "$1"))


def codes(column: pl.Series) -> tuple[list[str], NDArray[np.int32]]:
    """The different texts of a column, and for each cell the place of its text among them."""
    found = column.unique(maintain_order=True)
    places = pl.Series(np.arange(len(found), dtype=np.int32))
    if len(found) == 0:
        return [], np.empty(0, dtype=np.int32)
    return found.to_list(), column.replace_strict(found, places, return_dtype=pl.Int32).to_numpy()


def simplified(header: str) -> str:
    """A header as it is compared: small letters and digits alone."""
    return "".join(letter for letter in header.casefold() if letter.isalnum())


def find_columns(headers: Sequence[str], known: Mapping[str, str]) -> dict[str, int]:
    """Field → place of the first header that says it; ``known`` maps simplified headers to fields."""
    found: dict[str, int] = {}
    for place, header in enumerate(headers):
        field = known.get(simplified(header))
        if field is not None:
            found.setdefault(field, place)
    return found


def render_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """CSV in UTF-8 with a comma; a cell that begins like a formula gets an apostrophe, which reading takes off."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows)
    return out.getvalue().encode("utf-8")

"""Tables that ``repatria match`` and ``match evaluate`` read, and ids that no spreadsheet runs."""

import csv
import re
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from repatria.errors import InputUnusable

if TYPE_CHECKING:
    import polars as pl

_REMEDY = "Save it as CSV in UTF-8, or as Parquet."
_FORMULA = re.compile(r"[=+@\t\r]|-(?![\d.]+$)")


def read_table(path: Path) -> "pl.DataFrame":
    """A CSV file in any usual encoding, its separator guessed from the head and every cell a text, or Parquet."""
    import polars as pl

    if not path.is_file():
        raise InputUnusable(f"{path}: no such file.")
    try:
        if path.suffix.lower() == ".parquet":
            return pl.read_parquet(path, glob=False)
        data = path.read_bytes()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputUnusable(f"{path}: not a table that can be read. {_REMEDY}") from error
    if not _is_utf8(data):
        data = _decoded(data, path)
    if b"\n" not in data:
        # As spreadsheets of old end their lines: otherwise all rows were one header.
        data = data.replace(b"\r", b"\n")
    head = data.split(b"\n", 1)[0]
    separator = max(",;\t", key=lambda mark: head.count(mark.encode()))
    try:
        return pl.read_csv(data, separator=separator, infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeError) as error:
        raise InputUnusable(f"{path}{_too_wide(data, separator)}") from error


def _too_wide(data: bytes, separator: str) -> str:
    """What is wrong with a table that cannot be read: its first line with more cells than the header, if any."""
    rows = csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator)
    try:
        header = next(rows, [])
        for row in rows:
            if len(row) > len(header):
                return (
                    f", line {rows.line_num}: {len(row)} cells where the header has {len(header)}."
                    " Put cells that hold the separator in quotes."
                )
    except csv.Error:
        pass
    return f": not a table that can be read. {_REMEDY}"


def those_there(headers: Sequence[str], known: Sequence[str]) -> str:
    """The headers of a table as they may be told: a first row of which none is known may be somebody's name."""
    if known:
        return f"it has {', '.join(headers)}"
    return f"none of the {len(headers)} cells of its first row is a header that is known here"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in data[:1000]


def _decoded(data: bytes, path: Path) -> bytes:
    from repatria.lists.encoding import decode

    found = decode(data)
    if found is None:
        raise InputUnusable(f"{path}: not a table that can be read. {_REMEDY}")
    return found.text.encode("utf-8")


def neutral(text: str) -> str:
    """An id as it is written: one that begins as a formula does is quoted, for a spreadsheet would run it."""
    return f"'{text}" if _FORMULA.match(text) else text

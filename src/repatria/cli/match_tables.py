"""Tables that ``repatria match`` and ``match evaluate`` read, and ids that no spreadsheet runs."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from repatria.errors import InputUnusable

if TYPE_CHECKING:
    import polars as pl

_FORMULA = re.compile(r"[=+@\t\r]|-(?![\d.]+$)")


def read_table(path: Path) -> "pl.DataFrame":
    """A CSV file in any usual encoding, its separator guessed from the head and every cell a text, or Parquet."""
    import polars as pl

    if not path.is_file():
        raise InputUnusable(f"{path}: no such file.")
    try:
        if path.suffix.lower() == ".parquet":
            return pl.read_parquet(path)
        data = path.read_bytes()
        if not _is_utf8(data):
            data = _decoded(data, path)
        head = data.split(b"\n", 1)[0]
        separator = max(",;\t", key=lambda mark: head.count(mark.encode()))
        return pl.read_csv(data, separator=separator, infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeError, OSError) as error:
        raise InputUnusable(f"{path}: not a table that can be read. Save it as CSV in UTF-8, or as Parquet.") from error


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
        raise InputUnusable(f"{path}: not a table that can be read. Save it as CSV in UTF-8, or as Parquet.")
    return found.text.encode("utf-8")


def neutral(text: str) -> str:
    """An id as it is written: one that begins as a formula does is quoted, for a spreadsheet would run it."""
    return f"'{text}" if _FORMULA.match(text) else text

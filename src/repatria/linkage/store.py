"""Prepared records as bytes, so that a list is prepared once and compared with many others.

The bytes hold arrays and an Arrow table, nothing that could run.  They are of use to the version that wrote them alone:
another one may fold a name otherwise, and two lists would then be compared that were not read alike.
"""

import struct
import zlib
from functools import cache
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from tokenize import TokenError
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
import polars as pl

from repatria.errors import InputUnusable
from repatria.linkage import tables
from repatria.linkage.joining import SortedKeys
from repatria.linkage.records import TEXTS, PreparedRecords
from repatria.names import TextTable

_ENGINES: Final = ("repatria.names", "repatria.linkage")
_TABLES: Final[dict[str, Any]] = {
    each.__name__: each for each in (TextTable, tables.WordTable, tables.NumberTable, tables.PlaceTable)
}
_PLAIN: Final = "texts"
# What the readers of archives, arrays and tables raise where bytes are not theirs.
_UNREADABLE: Final = (
    *(ValueError, KeyError, OSError, EOFError, RuntimeError, SyntaxError),
    *(BadZipFile, struct.error, TokenError, zlib.error, pl.exceptions.PolarsError),
)
# Compiled code tells arrays that may be written from those that may not: they come back as they were.
_OWN, _LENT = "own", "lent"


@cache
def preparation() -> str:
    """SHA-256 over the code and the tables that prepare records: equal where the same list is prepared alike."""
    found = sha256()
    for engine in _ENGINES:
        for folder in (files(engine), files(engine).joinpath("data")):
            for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
                if each.is_file():
                    found.update(sha256(each.read_bytes()).digest())
    return found.hexdigest()


def pack(records: PreparedRecords) -> bytes:
    """The records in the order of their ids with their blocking keys sorted, as bytes that :func:`unpack` reads."""
    ready = records.by_id().with_sorted_keys()
    assert ready.sorted_keys is not None  # noqa: S101 - for the types alone
    frame = BytesIO()
    ready.frame.write_ipc(frame)
    arrays = {
        "preparation": np.frombuffer(preparation().encode(), dtype=np.uint8),
        "frame": np.frombuffer(frame.getbuffer(), dtype=np.uint8),
        **{f"keys.{name}": getattr(ready.sorted_keys, name) for name in ("keys", "order", "begins")},
    }
    for comparison in TEXTS:
        arrays[f"texts.{comparison}"] = _as_bytes(ready.texts[comparison])
        table = ready.tables[comparison]
        arrays[f"kind.{comparison}"] = np.frombuffer(_kind(table).encode(), dtype=np.uint8)
        if _kind(table) != _PLAIN:
            for name, part in table._asdict().items():
                is_lent = isinstance(part, np.ndarray) and not part.flags.writeable
                arrays[f"{_LENT if is_lent else _OWN}.{comparison}.{name}"] = np.asarray(part)
    out = BytesIO()
    np.savez(out, allow_pickle=False, **arrays)
    return out.getvalue()


def unpack(data: bytes, *, file: str = "the stored list") -> PreparedRecords:
    """The records that :func:`pack` wrote.

    Raises
    ------
    InputUnusable
        The bytes are of another version of Repatria, or of something else; ``file`` names them in the message.
    """
    try:
        with np.load(BytesIO(data), allow_pickle=False) as arrays:
            if arrays["preparation"].tobytes().decode() != preparation():
                raise InputUnusable(
                    f"{file}: prepared by another version of Repatria, which reads names otherwise. Delete it; the list"
                    " is then prepared anew."
                )
            return _unpacked(arrays)
    except _UNREADABLE as error:
        raise InputUnusable(
            f"{file}: no list that was stored here. Delete it; the list is then prepared anew."
        ) from error


def _unpacked(arrays: Any) -> PreparedRecords:
    by_comparison: dict[str, Any] = {}
    texts = {comparison: _as_texts(arrays[f"texts.{comparison}"]) for comparison in TEXTS}
    for comparison in TEXTS:
        kind = arrays[f"kind.{comparison}"].tobytes().decode()
        if kind == _PLAIN:
            by_comparison[comparison] = texts[comparison].to_list()
        else:
            table = _TABLES[kind]
            by_comparison[comparison] = table(*(_part(arrays, f"{comparison}.{name}") for name in table._fields))
    return PreparedRecords(
        frame=pl.read_ipc(BytesIO(arrays["frame"].tobytes())),
        texts=texts,
        tables=by_comparison,
        sorted_keys=SortedKeys(**{name: arrays[f"keys.{name}"] for name in ("keys", "order", "begins")}),
    )


def _part(arrays: Any, name: str) -> Any:
    if f"{_OWN}.{name}" in arrays:
        part = arrays[f"{_OWN}.{name}"]
        return part if part.ndim else part.item()
    part = arrays[f"{_LENT}.{name}"]
    part.flags.writeable = False
    return part


def _kind(table: Any) -> str:
    return type(table).__name__ if type(table).__name__ in _TABLES else _PLAIN


def _as_bytes(texts: pl.Series) -> Any:
    out = BytesIO()
    texts.rename("text").to_frame().write_ipc(out)
    return np.frombuffer(out.getbuffer(), dtype=np.uint8)


def _as_texts(stored: Any) -> pl.Series:
    return pl.read_ipc(BytesIO(stored.tobytes())).to_series()

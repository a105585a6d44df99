"""Tables of pairs of names in blocks, from CSV or Parquet and back, whatever their size."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from repatria.cli.match_tables import neutral
from repatria.errors import InputUnusable

if TYPE_CHECKING:
    import polars as pl
    import pyarrow.parquet as pq

NEEDED = ("name1", "name2")
MADE = ("score", "level", "reason")
ROWS_OF_BLOCK = 50_000
_SUFFIXES = {".csv", ".parquet"}
_REMEDY = "Save it as CSV in UTF-8, or as Parquet."


class Sink(Protocol):
    """Where scored blocks go."""

    def write(self, block: "pl.DataFrame") -> None:
        """Append a block."""


def blocks(path: Path) -> Iterator[tuple["pl.DataFrame", float]]:
    """The table in blocks, each with the part of the file that is read by its end, in [0, 1].

    Raises
    ------
    InputUnusable
        No such file, no table, no column of names, no rows, or a row of another length than the header.
    """
    if not path.is_file():
        raise InputUnusable(f"{path}: no such file.")
    is_empty = True
    for block, part in _parquet_blocks(path) if path.suffix.lower() == ".parquet" else _csv_blocks(path):
        is_empty = is_empty and not block.height
        yield block, part
    if is_empty:
        raise InputUnusable(f"{path}: no pairs in it. Below the header, each row holds two names.")


def _csv_blocks(path: Path) -> Iterator[tuple["pl.DataFrame", float]]:
    import polars as pl

    with path.open("rb") as raw:
        head = raw.readline()
    separator = max(",;\t", key=lambda mark: head.count(mark.encode()))
    size = path.stat().st_size
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, delimiter=separator, strict=True)
            header = [cell.strip() for cell in next(rows, [])]
            check_columns(path, header)
            block: list[list[str]] = []
            for row in rows:
                if not row:
                    continue
                if len(row) != len(header):
                    raise InputUnusable(
                        f"{path}, line {rows.line_num}: {len(row)} cells where the header has {len(header)}."
                        " Put cells that hold the separator in quotes."
                    )
                block.append(row)
                if len(block) == ROWS_OF_BLOCK:
                    # The underlying buffer: the text layer cannot tell while it is being iterated.
                    yield _frame(block, header), file.buffer.tell() / size
                    block = []
            yield _frame(block, header), 1.0
    except (csv.Error, UnicodeError) as error:
        raise InputUnusable(f"{path}: not a table that can be read. {_REMEDY}") from error
    except pl.exceptions.PolarsError as error:
        raise InputUnusable(f"{path}: not a table that can be read. {_REMEDY}") from error


def _frame(rows: list[list[str]], header: list[str]) -> "pl.DataFrame":
    import polars as pl

    return pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String()), orient="row")


def _parquet_blocks(path: Path) -> Iterator[tuple["pl.DataFrame", float]]:
    import polars as pl
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        check_columns(path, file.schema_arrow.names)
        n_rows, n_read = max(file.metadata.num_rows, 1), 0
        for batch in file.iter_batches(batch_size=ROWS_OF_BLOCK):
            n_read += batch.num_rows
            block = pl.DataFrame(pl.from_arrow(batch))
            yield block.with_columns(pl.col(name).cast(pl.String) for name in NEEDED), n_read / n_rows
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError) as error:
        raise InputUnusable(f"{path}: not a table that can be read. {_REMEDY}") from error


def check_columns(path: Path, header: list[str]) -> None:
    """Refuse a header without both names, with two columns of one name, or with a column that is made here."""
    if missing := [name for name in NEEDED if name not in header]:
        raise InputUnusable(
            f"{path}: no column {' and no column '.join(missing)}; it has {', '.join(header) or 'no header'}."
            " Rename its columns."
        )
    if len(set(header)) < len(header):
        raise InputUnusable(f"{path}: two columns have one name. Rename one of them.")
    if taken := [name for name in MADE if name in header]:
        raise InputUnusable(f"{path}: it has a column {' and '.join(taken)} already. Rename or remove it.")


@contextmanager
def written(out: Path) -> Iterator[Sink]:
    """A sink into a table; the file stands under its name only when everything is in it."""
    if out.suffix.lower() not in _SUFFIXES:
        raise InputUnusable(f"{out}: scored pairs are written as .csv or .parquet. Name such a file with --out.")
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f"{out.name}.part")
    try:
        if out.suffix.lower() == ".parquet":
            sink = _ParquetSink(unfinished)
            try:
                yield sink
            finally:
                sink.close()
        else:
            with unfinished.open("wb") as file:
                yield _CsvSink(file)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)


class _CsvSink:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._is_begun = False

    def write(self, block: "pl.DataFrame") -> None:
        import polars as pl

        # A spreadsheet would run a cell that begins as a formula does, and the cells are other people's.
        neutralized = [
            pl.Series(column.name, [text if text is None else neutral(text) for text in column], dtype=pl.String)
            for column in block.get_columns()
            if column.dtype == pl.String and column.name not in MADE
        ]
        block.with_columns(neutralized).write_csv(self._file, include_header=not self._is_begun)
        self._is_begun = True


class _ParquetSink:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def write(self, block: "pl.DataFrame") -> None:
        import pyarrow.parquet as pq

        table = block.to_arrow()
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, table.schema)
        self._writer.write_table(table.cast(self._writer.schema))

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()

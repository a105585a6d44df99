"""Tables of pairs of names in blocks, from CSV or Parquet and back, whatever their size."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from repatria.cli.match_tables import neutral, those_there
from repatria.cli.outputs import whole
from repatria.errors import InputUnusable

if TYPE_CHECKING:
    import polars as pl
    import pyarrow.parquet as pq

NEEDED = ("name1", "name2")
MADE = ("score", "level", "reason")
ROWS_OF_BLOCK = 400_000
# All that ``neutral`` may quote, and a little more.
_MAY_BE_FORMULA = r"^[=+@\t\r-]"
_SUFFIXES = {".csv", ".parquet"}
_REMEDY = "Save it as CSV in UTF-8, or as Parquet."
_SAMPLE_BYTES = 1 << 20


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

    try:
        with path.open("rb") as beginning:
            sample = beginning.read(_SAMPLE_BYTES)
        head = sample.partition(b"\n")[0]
        separator = max(",;\t", key=lambda mark: head.count(mark.encode()))
        size = path.stat().st_size
        with path.open("rb") as raw, TextIOWrapper(raw, encoding=_encoding(path, sample), newline="") as file:
            rows = csv.reader(file, delimiter=separator, strict=True)
            header = [cell.strip() for cell in next(rows, [])]
            check_columns(path, header)
            width = len(header)
            cells: list[str] = []  # of all rows, one after the other: no list a row for the collector to walk
            for row in rows:
                if row and len(row) != width:
                    raise InputUnusable(
                        f"{path}, line {rows.line_num}: {len(row)} cells where the header has {width}."
                        " Put cells that hold the separator in quotes."
                    )
                cells += row
                if len(cells) == width * ROWS_OF_BLOCK:
                    # The bytes below: the text layer cannot tell while it is being iterated.
                    yield _frame(cells, header), raw.tell() / size
                    cells = []
            yield _frame(cells, header), 1.0
    except (csv.Error, UnicodeError, OSError, pl.exceptions.PolarsError) as error:
        raise InputUnusable(f"{path}: not a table that can be read. {_REMEDY}") from error


def _encoding(path: Path, sample: bytes) -> str:
    """Of a file by its beginning."""
    from repatria.lists.encoding import decode

    # The beginning of a long file may end within a letter.
    is_cut = len(sample) == _SAMPLE_BYTES
    found = decode(sample[: sample.rfind(b"\n") + 1] if is_cut else sample)
    if found is None:
        raise InputUnusable(f"{path}: not a table that can be read. {_REMEDY}")
    if found.encoding.startswith("utf-16"):
        # With its mark the file says itself which byte comes first, and the mark is no part of the header.
        return "utf-16" if sample[:2] in {b"\xff\xfe", b"\xfe\xff"} else found.encoding
    return "utf-8-sig" if found.encoding == "utf-8" else found.encoding


def _frame(cells: list[str], header: list[str]) -> "pl.DataFrame":
    import polars as pl

    n = len(header)
    return pl.DataFrame([pl.Series(name, cells[place::n], dtype=pl.String) for place, name in enumerate(header)])


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
            f"{path}: no column {' and no column '.join(missing)}; {_told(header)}. Rename its columns."
        )
    if len(set(header)) < len(header):
        raise InputUnusable(f"{path}: two columns have one name. Rename one of them.")
    if taken := [name for name in MADE if name in header]:
        raise InputUnusable(f"{path}: it has a column {' and '.join(taken)} already. Rename or remove it.")


def _told(header: list[str]) -> str:
    return those_there(header, [name for name in NEEDED if name in header]) if header else "it has no header"


@contextmanager
def written(out: Path) -> Iterator[Sink]:
    """A sink into a table; the file stands under its name only when everything is in it."""
    if out.suffix.lower() not in _SUFFIXES:
        raise InputUnusable(f"{out}: scored pairs are written as .csv or .parquet. Name such a file with --out.")
    with whole(out) as unfinished:
        if out.suffix.lower() == ".parquet":
            sink = _ParquetSink(unfinished)
            try:
                yield sink
            finally:
                sink.close()
        else:
            with unfinished.open("wb") as file:
                yield _CsvSink(file, out)


class _CsvSink:
    def __init__(self, file: IO[bytes], out: Path) -> None:
        self._file, self._out = file, out
        self._is_begun = False

    def write(self, block: "pl.DataFrame") -> None:
        import polars as pl

        # A spreadsheet would run a cell that begins as a formula does, and the cells are other people's.
        neutralized = [
            column.replace_strict(risky, list(map(neutral, risky)), default=column)
            for column in block.get_columns()
            if column.dtype == pl.String and column.name not in MADE
            if (risky := column.filter(column.str.contains(_MAY_BE_FORMULA)).unique().drop_nulls().to_list())
        ]
        table = block.with_columns(neutralized).rename(neutral)
        try:
            table.write_csv(self._file, include_header=not self._is_begun)
        except pl.exceptions.ComputeError as error:
            raise InputUnusable(
                f"{self._out}: a column of the pairs holds lists, or there is no space left."
                " Leave such columns out, or write .parquet."
            ) from error
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

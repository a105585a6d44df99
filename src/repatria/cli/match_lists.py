"""Lists as ``repatria match`` reads them: headers in the parties' languages, dates in three forms."""

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

from repatria.cli.match_tables import read_table, those_there
from repatria.errors import InputUnusable

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console

COLUMNS = {
    "id": "record_id",
    "record_id": "record_id",
    "surname": "surname",
    "given": "given",
    "given_name": "given",
    "patronymic": "patronymic",
    "dob": "birth_date",
    "birth_date": "birth_date",
    "sex": "sex",
    "birthplace": "birth_place",
    "birth_place": "birth_place",
    "service_number": "service_number",
    "unit": "unit_name",
    "unit_name": "unit_name",
    "age": "age",
    "age_on": "age_on",
    **{name: name for name in ("address", "postcode", "phone", "email", "occupation", "code")},
}
# A whole name goes where the surname stands: the names engine parts it.
_WHOLE_NAME = "full_name"
_ROW_NUMBER = "row_number"
# No name is longer, and time and memory grow with the square of a text.
LONGEST = 1_000
_FIELDS = frozenset(COLUMNS.values()) | {_WHOLE_NAME, _ROW_NUMBER}
# A second column of one name is renamed by the reader.
_RENAMED = re.compile(r"_duplicated_\d+$")
# Midnight is what spreadsheets and databases write behind a day.
DATE = (
    r"^\s*(?:(?P<y>[0-9]{4})(?:-(?P<m>[0-9]{1,2})(?:-(?P<d>[0-9]{1,2}))?)?"
    r"|(?P<d2>[0-9]{1,2})\.(?P<m2>[0-9]{1,2})\.(?P<y2>[0-9]{4}))(?:[ T]0?0:00(?::00(?:\.0+)?)?)?\s*$"
)
_FIRST_YEAR = 1000
# Arabic, Persian and full-width digits.
_DIGITS = {chr(zero + digit): str(digit) for zero in (0x660, 0x6F0, 0xFF10) for digit in range(10)}


def read_records(path: Path, notes: "Console") -> "pl.DataFrame":
    """A list as a record table of the linkage engine; what cannot be read is counted in ``notes``.

    Raises
    ------
    InputUnusable
        The file is no table, or lacks ids or names.
    """
    import polars as pl

    table = read_table(path)
    by_name = _fields(table.columns)
    fields = list(by_name.values())
    is_there = {"id": "record_id" in fields, "surname": "surname" in fields or _WHOLE_NAME in fields}
    if missing := [name for name, is_said in is_there.items() if not is_said]:
        raise InputUnusable(
            f"{path}: no column {' and no column '.join(missing)}; {those_there(table.columns, fields)}."
            " Rename its columns, or add them."
        )
    if len(set(fields)) < len(fields):
        raise InputUnusable(f"{path}: two columns hold the same: {', '.join(sorted(by_name))}. Keep one of them.")
    try:
        records = table.select(pl.col(header).cast(pl.String).alias(column) for header, column in by_name.items())
    except pl.exceptions.PolarsError as error:
        raise InputUnusable(f"{path}: a column holds lists or bytes. Save each column as text.") from error
    unclear = records.select(
        (pl.col("record_id").str.strip_chars().fill_null("") == "") | pl.col("record_id").is_duplicated()
    ).to_series()
    if unclear.any():
        row = unclear.to_list().index(True) + 1
        raise InputUnusable(
            f"{path}: the column id has empty or repeated values, first in row {row} below the header."
            " Give every row an id of its own."
        )
    read = _without_overlong(_with_surname(records), path, notes)
    return _with_ages(_with_dates(read, path, notes), path, notes)


def _without_overlong(records: "pl.DataFrame", path: Path, notes: "Console") -> "pl.DataFrame":
    """A text that is too long for any name is a slip of a separator or a quotation mark, and was not said."""
    import polars as pl

    texts = [name for name in records.columns if name != "record_id"]
    kept = records.with_columns(pl.when(pl.col(name).str.len_chars() <= LONGEST).then(pl.col(name)) for name in texts)
    if n_overlong := sum(kept[name].null_count() - records[name].null_count() for name in texts):
        notes.print(f"{path}: {n_overlong} cells of more than {LONGEST} letters count as missing.")
    return kept


def _fields(headers: list[str]) -> dict[str, str]:
    """Which column holds what: by our own names of columns, or by the headers that parties' lists come with."""
    from repatria.lists.headers import recognize

    names = {header: _RENAMED.sub("", header).strip() for header in headers}
    known = {header: COLUMNS.get(name.lower()) or recognize(name) for header, name in names.items()}
    found = {header: field for header, field in known.items() if field in _FIELDS}
    # A list without ids of its own is known by the numbers of its rows.
    instead = "" if "record_id" in found.values() else "record_id"
    numbered = {header: instead if field == _ROW_NUMBER else field for header, field in found.items()}
    return {header: field for header, field in numbered.items() if field}


def _with_surname(records: "pl.DataFrame") -> "pl.DataFrame":
    if _WHOLE_NAME not in records.columns:
        return records
    if "surname" in records.columns:
        return records.drop(_WHOLE_NAME)
    return records.rename({_WHOLE_NAME: "surname"})


def _with_ages(records: "pl.DataFrame", path: Path, notes: "Console") -> "pl.DataFrame":
    """An age says when somebody was born only with the day on which it was true."""
    import polars as pl

    if not {"age", "age_on"} <= set(records.columns):
        return records.drop("age", "age_on", strict=False)
    said = pl.col("age").str.strip_chars().fill_null("") != ""
    read = records.with_columns(
        is_said=said,
        age=pl.col("age").str.strip_chars().cast(pl.Int16, strict=False),
        age_on=pl.col("age_on").str.strip_chars().str.to_date("%Y-%m-%d", strict=False),
    )
    is_age = pl.col("age").is_between(0, 120) & pl.col("age_on").is_not_null()
    if n_unreadable := read.filter(pl.col("is_said") & ~is_age.fill_null(value=False)).height:
        notes.print(f"{path}: {n_unreadable} ages without a day (YYYY-MM-DD), or out of range, count as missing.")
    return read.with_columns(pl.when(is_age).then(pl.col(name)) for name in ("age", "age_on")).drop("is_said")


def _with_dates(records: "pl.DataFrame", path: Path, notes: "Console") -> "pl.DataFrame":
    import polars as pl

    if "birth_date" not in records.columns:
        return records
    text = pl.col("birth_date").str.replace_many(_DIGITS)
    # Rust's regular expressions name a group once: two for each part, of which one is filled.
    part = text.str.extract_groups(DATE).struct
    names = {"birth_year": ("y", "y2"), "birth_month": ("m", "m2"), "birth_day": ("d", "d2")}
    read = records.with_columns(
        pl.coalesce(part.field(iso), part.field(dotted)).cast(pl.Int16).alias(name)
        for name, (iso, dotted) in names.items()
    )
    # 31.02. and a day that has not come are nobody's birth dates.
    parts = [
        pl.col(name).fill_null(1).cast(pl.String).str.zfill(width) for name, width in zip(names, (4, 2, 2), strict=True)
    ]
    earliest = pl.concat_str(parts, separator="-").str.to_date("%Y-%m-%d", strict=False)
    is_date = ((pl.col("birth_year") >= _FIRST_YEAR) & (earliest <= dt.datetime.now(dt.UTC).date())).fill_null(
        value=False
    )
    n_unreadable = read.filter(text.str.strip_chars().fill_null("").ne("") & ~is_date).height
    if n_unreadable:
        notes.print(f"{path}: {n_unreadable} birth dates cannot be read and count as missing.")
    return read.with_columns(pl.when(is_date).then(pl.col(name)) for name in names).drop("birth_date")

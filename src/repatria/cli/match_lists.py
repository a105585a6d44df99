"""Lists as ``repatria match`` reads them: headers in the parties' languages, dates in three forms."""

from pathlib import Path
from typing import TYPE_CHECKING

from repatria.cli.match_tables import read_table
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
_FIELDS = frozenset(COLUMNS.values()) | {_WHOLE_NAME, _ROW_NUMBER}
DATE = (
    r"^\s*(?:(?P<y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?)?|(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.(?P<y2>\d{4}))\s*$"
)


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
            f"{path}: no column {' and no column '.join(missing)}; it has {', '.join(table.columns)}."
            " Rename its columns, or add them."
        )
    if len(set(fields)) < len(fields):
        raise InputUnusable(f"{path}: two columns hold the same: {', '.join(sorted(by_name))}. Keep one of them.")
    records = table.select(pl.col(header).cast(pl.String).alias(column) for header, column in by_name.items())
    if records["record_id"].null_count() or records["record_id"].n_unique() < records.height:
        raise InputUnusable(f"{path}: the column id has empty or repeated values. Give every row an id of its own.")
    return _with_ages(_with_dates(_with_surname(records), path, notes), path, notes)


def _fields(headers: list[str]) -> dict[str, str]:
    """Which column holds what: by our own names of columns, or by the headers that parties' lists come with."""
    from repatria.lists.headers import recognize

    known = {header: COLUMNS.get(header.strip().lower()) or recognize(header) for header in headers}
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
    text = pl.col("birth_date")
    # Rust's regular expressions name a group once: two for each part, of which one is filled.
    part = text.str.extract_groups(DATE).struct
    names = {"birth_year": ("y", "y2"), "birth_month": ("m", "m2"), "birth_day": ("d", "d2")}
    read = records.with_columns(
        pl.coalesce(part.field(iso), part.field(dotted)).cast(pl.Int16).alias(name)
        for name, (iso, dotted) in names.items()
    )
    is_date = (
        pl.col("birth_year").is_not_null()
        & pl.col("birth_month").fill_null(1).is_between(1, 12)
        & pl.col("birth_day").fill_null(1).is_between(1, 31)
    )
    n_unreadable = read.filter(text.str.strip_chars().fill_null("").ne("") & ~is_date).height
    if n_unreadable:
        notes.print(f"{path}: {n_unreadable} birth dates cannot be read and count as missing.")
    return read.with_columns(pl.when(is_date).then(pl.col(name)) for name in names).drop("birth_date")

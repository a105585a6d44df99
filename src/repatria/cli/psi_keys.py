"""The six kinds of keys of a private comparison: what two lists must agree on, letter by letter, to meet."""

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from repatria import __version__

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console

KINDS: Final = (
    "name-year-month",
    "name-year-day",
    "name-day-month",
    "name-father-year",
    "given-father-date",
    "number-given",
)
_SEPARATOR = "\x1f"


def parts_of_kinds() -> "dict[str, tuple[pl.Expr, ...]]":
    """For each kind the prepared columns whose texts, joined, are the key; where one is missing there is no key.

    Where a key holds the whole day, day and month stand in the order of their size, so a date in which the two were
    exchanged has the same key.
    """
    import polars as pl

    surname, given, father = (pl.col(name) for name in ("surname_frame", "given_key", "patronymic_key"))
    year, month, day = (pl.col(name) for name in ("birth_year", "birth_month", "birth_day"))
    is_whole = month.is_not_null() & day.is_not_null()
    day_month = pl.when(is_whole).then(
        pl.concat_str(pl.min_horizontal(month, day), pl.max_horizontal(month, day), separator="-")
    )
    return {
        "name-year-month": (surname, given, year, month),
        "name-year-day": (surname, given, year, day),
        "name-day-month": (surname, given, day_month),
        "name-father-year": (surname, given, father, year),
        "given-father-date": (given, father, year, day_month),
        "number-given": (pl.col("service_number"), given),
    }


def keys_of_list(path: Path, notes: "Console") -> "pl.DataFrame":
    """The keys of a list: columns ``record_id``, ``kind`` and ``key``; a record has at most one of each kind.

    Raises
    ------
    InputUnusable
        The list cannot be read.
    """
    import polars as pl

    from repatria.cli.match_lists import read_records
    from repatria.linkage import prepare

    frame = prepare(read_records(path, notes)).frame
    return pl.concat(
        frame.select(
            "record_id",
            pl.lit(kind).alias("kind"),
            pl.concat_str([part.cast(pl.String) for part in parts], separator=_SEPARATOR).alias("key"),
        ).drop_nulls("key")
        for kind, parts in parts_of_kinds().items()
    )


@cache
def tables_version() -> str:
    """The program's version and a digest of all that makes keys of names: code and tables.

    Two sides with different ones would make different keys of one person and miss it in silence.
    """
    hashed = hashlib.sha256(Path(__file__).read_bytes())
    for package in ("repatria.names", "repatria.linkage"):
        root = files(package)
        folders = [root, root.joinpath("data")] if package == "repatria.names" else [root]
        for place in sorted(
            (place for folder in folders for place in folder.iterdir() if _makes_keys(package, place.name)),
            key=lambda place: place.name,
        ):
            hashed.update(place.name.encode() + b"\0" + place.read_bytes().replace(b"\r\n", b"\n"))
    return f"{__version__}-{hashed.hexdigest()[:16]}"


def _makes_keys(package: str, name: str) -> bool:
    return name.endswith((".py", ".tsv", ".txt")) if package == "repatria.names" else name == "records.py"

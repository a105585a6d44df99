"""The table that lists arrive in, and the columns that are made of it for comparing.

A record table has ``record_id`` and any of the columns of ``COLUMNS``; an absent column, an empty string and
null all mean that nothing was said.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.linkage.blocking import block_keys
from repatria.names import (
    arrange,
    class_key,
    father_classes,
    frame,
    given_classes,
    patronymic_stem,
    skeleton,
    surname_stems,
)

COLUMNS: dict[str, pl.DataType] = {
    "record_id": pl.String(),
    "surname": pl.String(),
    "given": pl.String(),
    "patronymic": pl.String(),
    "birth_year": pl.Int16(),
    "birth_month": pl.Int16(),
    "birth_day": pl.Int16(),
    "sex": pl.String(),
    "birth_place": pl.String(),
    "service_number": pl.String(),
    "unit_name": pl.String(),
}

# Which prepared columns make the text that each comparison reads.
_TEXTS: dict[str, tuple[str, ...]] = {
    "surname": ("surname_stem",),
    "given": ("given_key", "given_skeleton"),
    "patronymic": ("patronymic_key", "patronymic_stem"),
    "sex": ("sex",),
    "birth_place": ("place",),
    "service_number": ("service_number",),
    "unit_name": ("unit_name",),
}
_ROW_NUMBERS = pl.int_range(pl.len(), dtype=pl.UInt32).alias("row")
_NOT_NUMBER = re.compile(r"[^0-9A-ZА-ЯЁІЇЄҐ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRecords:
    """A record table made ready for comparing; prepare a list once and compare it with many others.

    Parameters
    ----------
    frame
        One row a record: skeletons, classes and dates, the hash of each blocking rule's key (null where the
        record says too little), and for each comparison of texts ``code_c``, a place in ``texts[c]`` or -1.
    """

    frame: pl.DataFrame
    texts: Mapping[str, list[str]]

    @property
    def height(self) -> int:
        """How many records."""
        return self.frame.height

    def codes(self, comparison: str) -> npt.NDArray[np.int64]:
        """For each row the place of its text in ``texts[comparison]``, -1 where nothing was said."""
        return self.frame[f"code_{comparison}"].to_numpy()

    def where(self, is_kept: pl.Series) -> "PreparedRecords":
        """Only the rows that are kept, in their order."""
        return replace(self, frame=self.frame.filter(is_kept).with_columns(_ROW_NUMBERS))

    def by_id(self) -> "PreparedRecords":
        """The same records in the order of their ids."""
        return replace(self, frame=self.frame.sort("record_id").with_columns(_ROW_NUMBERS))


def prepare(records: pl.DataFrame) -> PreparedRecords:
    """The columns that blocking and comparison use, one row a record, in the same order.

    Names become skeletons and classes; an absent part is null.  Each distinct spelling is read once.

    Raises
    ------
    ValueError
        ``record_id`` is missing or not unique.
    """
    whole = _with_all_columns(records)
    names = _names(whole.select("surname", "given", "patronymic"))
    frame = whole.select(
        pl.col("record_id"),
        _ROW_NUMBERS,
        pl.col("birth_year", "birth_month", "birth_day"),
        _mapped(whole["sex"], _sex).alias("sex"),
        _mapped(whole["birth_place"], _place).alias("place"),
        _mapped(whole["service_number"], _number).alias("service_number"),
        _mapped(whole["unit_name"], skeleton_with_digits).alias("unit_name"),
    ).hstack(names)
    coded = {comparison: _coded(frame, columns) for comparison, columns in _TEXTS.items()}
    codes = [codes.alias(f"code_{comparison}") for comparison, (codes, _) in coded.items()]
    texts = {comparison: texts for comparison, (_, texts) in coded.items()}
    return PreparedRecords(frame=frame.with_columns(block_keys()).with_columns(codes), texts=texts)


def _coded(frame: pl.DataFrame, columns: tuple[str, ...]) -> tuple[pl.Series, list[str]]:
    text = frame.select(pl.concat_str(columns, separator="\t")).to_series()
    distinct = text.drop_nulls().unique(maintain_order=True)
    places = pl.Series(np.arange(len(distinct)), dtype=pl.Int64)
    if distinct.is_empty():
        return pl.Series(np.full(len(text), -1), dtype=pl.Int64), []
    return text.replace_strict(distinct, places, default=-1, return_dtype=pl.Int64), distinct.to_list()


def _with_all_columns(records: pl.DataFrame) -> pl.DataFrame:
    if "record_id" not in records.columns:
        raise ValueError("a record table needs the column record_id")
    if records["record_id"].n_unique() != records.height:
        raise ValueError("record_id must be unique within a record table")
    return records.select(
        (pl.col(name).cast(dtype) if name in records.columns else pl.lit(None, dtype=dtype).alias(name))
        for name, dtype in COLUMNS.items()
    )


def _names(columns: pl.DataFrame) -> pl.DataFrame:
    columns = columns.with_columns(pl.all().fill_null(""))
    distinct = columns.unique(maintain_order=True)
    read = pl.DataFrame(
        [_read_name(*row) for row in distinct.iter_rows()],
        schema=["surname_stem", "surname_frame", "given_key", "given_skeleton", "patronymic_key", "patronymic_stem"],
        schema_overrides=dict.fromkeys(["surname_stem", "surname_frame", "given_key", "patronymic_key"], pl.String()),
        orient="row",
    ).with_columns(pl.all().cast(pl.String).replace("", None))
    joined = columns.join(
        distinct.hstack(read), on=["surname", "given", "patronymic"], how="left", maintain_order="left"
    )
    return joined.select(read.columns)


def _read_name(surname: str, given: str, patronymic: str) -> tuple[str, ...]:
    name = arrange(surname, given, patronymic)
    stems = sorted(surname_stems(name.surname))
    given_words, stem = skeleton(name.given), patronymic_stem(name.patronymic)
    return (
        " ".join(stems),
        "".join(frame(part) for part in stems),
        class_key(given_classes(name.given), given_words),
        given_words,
        class_key(father_classes(name.patronymic), stem),
        stem,
    )


def _mapped(column: pl.Series, read: Callable[[str], str]) -> pl.Series:
    distinct = column.drop_nulls().unique()
    return column.replace_strict(
        distinct, pl.Series([read(text) for text in distinct], dtype=pl.String), default=None
    ).replace("", None)


def _sex(text: str) -> str:
    return {"m": "M", "f": "F", "ч": "M", "м": "M", "ж": "F", "male": "M", "female": "F"}.get(text.strip().lower(), "")


def _place(text: str) -> str:
    return " ".join(sorted({word for word in skeleton(text).split() if len(word) > 2} - _kinds_of_places()))


@cache
def _kinds_of_places() -> frozenset[str]:
    text = files("repatria.linkage").joinpath("data", "place_words.txt").read_text(encoding="utf-8")
    return frozenset(skeleton(line) for line in text.splitlines() if line and not line.startswith("#"))


def _number(text: str) -> str:
    return _NOT_NUMBER.sub("", text.upper())


def skeleton_with_digits(text: str) -> str:
    """The skeleton of a unit's name with its numbers kept, which are what tells units apart."""
    return " ".join(sorted({*skeleton(text).split(), *re.findall(r"\d+", text)}))

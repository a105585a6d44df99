"""The table that lists arrive in, and the columns that are made of it for comparing.

A record table has ``record_id`` and any of the columns of ``COLUMNS``; an absent column, an empty string and
null all mean that nothing was said.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from repatria.linkage import blocking, tables
from repatria.linkage.birth_dates import born_between
from repatria.linkage.joining import SortedKeys
from repatria.names import given_table, patronymic_table, read_columns, skeleton, surname_table

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
    "age": pl.Int16(),
    "age_on": pl.Date(),
    "address": pl.String(),
    "postcode": pl.String(),
    "phone": pl.String(),
    "email": pl.String(),
    "occupation": pl.String(),
    "code": pl.String(),
}

# Which prepared columns make the text that each comparison reads, and the table of its distinct texts.
TEXTS: dict[str, tuple[tuple[str, ...], Callable[[pl.Series], Any]]] = {
    "surname": (("surname_stem",), lambda texts: surname_table(texts.to_list())),
    "given": (("given_key", "given_skeleton"), lambda texts: given_table(texts.to_list())),
    "patronymic": (("patronymic_key", "patronymic_stem"), lambda texts: patronymic_table(texts.to_list())),
    "sex": (("sex",), tables.word_table),
    "birth_place": (("place",), tables.place_table),
    "service_number": (("service_number",), tables.number_table),
    "unit_name": (("unit_name",), tables.numbered_table),
    "address": (("address",), pl.Series.to_list),
    "postcode": (("postcode",), pl.Series.to_list),
    "phone": (("phone",), tables.number_table),
    "email": (("email",), pl.Series.to_list),
    "occupation": (("occupation",), tables.word_table),
    "code": (("code",), tables.number_table),
}
_ROW_NUMBERS = pl.int_range(pl.len(), dtype=pl.UInt32).alias("row")
_CYRILLIC, _LATIN = "АВЕІКМНОРСТХУ", "ABEIKMHOPCTXY"
_NOT_NUMBER = "[^0-9A-ZА-ЯЁІЇЄҐ]"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRecords:
    """A record table made ready for comparing; prepare a list once and compare it with many others.

    Parameters
    ----------
    frame
        One row a record: skeletons, classes and dates, and for each comparison of texts ``code_c`` (Int32), a place
        in ``texts[c]`` or -1.
    texts
        The distinct texts of each comparison.
    tables
        What compiled code reads of them.
    sorted_keys
        The blocking keys in order, where they were sorted before; see :meth:`with_sorted_keys`.
    """

    frame: pl.DataFrame
    texts: Mapping[str, pl.Series]
    tables: Mapping[str, Any]
    sorted_keys: SortedKeys | None = None

    @classmethod
    def of(cls, frame: pl.DataFrame) -> "PreparedRecords":
        """Records from the columns of texts and dates of some prepared ``frame``, in its order."""
        found = {comparison: _coded(frame, columns) for comparison, (columns, _) in TEXTS.items()}
        codes = [codes.alias(f"code_{comparison}") for comparison, (codes, _) in found.items()]
        texts = {comparison: texts for comparison, (_, texts) in found.items()}
        return cls(
            frame=frame.with_columns(_ROW_NUMBERS, *codes),
            texts=texts,
            tables={comparison: table(texts[comparison]) for comparison, (_, table) in TEXTS.items()},
        )

    @property
    def height(self) -> int:
        """How many records."""
        return self.frame.height

    def codes(self, comparison: str) -> npt.NDArray[np.int32]:
        """For each row the place of its text in ``texts[comparison]``, -1 where nothing was said."""
        return self.frame[f"code_{comparison}"].to_numpy()

    def where(self, is_kept: pl.Series) -> "PreparedRecords":
        """Only the rows that are kept, in their order."""
        return replace(self, frame=self.frame.filter(is_kept).with_columns(_ROW_NUMBERS), sorted_keys=None)

    def by_id(self) -> "PreparedRecords":
        """The same records in the order of their ids."""
        if self.frame["record_id"].is_sorted():
            return self
        return replace(self, frame=self.frame.sort("record_id").with_columns(_ROW_NUMBERS), sorted_keys=None)

    def with_sorted_keys(self) -> "PreparedRecords":
        """The same records with their blocking keys sorted, which every comparison with another list needs."""
        if self.sorted_keys is not None:
            return self
        return replace(self, sorted_keys=SortedKeys.of(blocking.key_table(self.frame)))


def prepare(records: pl.DataFrame) -> PreparedRecords:
    """The columns that blocking and comparison use, one row a record, in the same order.

    Names become skeletons and classes; an absent part is null.  Each distinct spelling is read once.

    Raises
    ------
    ValueError
        ``record_id`` is missing or not unique.
    """
    whole = with_all_columns(records)
    frame = whole.select(
        pl.col("record_id"),
        pl.col("birth_year", "birth_month", "birth_day"),
        *born_between(),
        _mapped(whole["sex"], _sex).alias("sex"),
        _mapped(whole["birth_place"], _place).alias("place"),
        _number(pl.col("service_number")),
        *(_mapped(whole[name], skeleton_with_digits).alias(name) for name in ("unit_name", "address", "occupation")),
        *(_number(pl.col(name)) for name in ("postcode", "code")),
        pl.col("phone").str.replace_all(r"\D", "").str.tail(9).replace("", None),
        pl.col("email").str.strip_chars().str.to_lowercase().replace("", None),
    ).hstack(read_columns(whole["surname"], whole["given"], whole["patronymic"]))
    return PreparedRecords.of(frame)


def _coded(frame: pl.DataFrame, columns: tuple[str, ...]) -> tuple[pl.Series, pl.Series]:
    text = frame.select(pl.concat_str(columns, separator="\t")).to_series().to_arrow().dictionary_encode()
    if isinstance(text, pa.ChunkedArray):
        text = text.combine_chunks()
    codes = pl.Series(text.indices.fill_null(-1), dtype=pl.Int32)
    return codes, pl.Series(text.dictionary, dtype=pl.String)


def with_all_columns(records: pl.DataFrame) -> pl.DataFrame:
    """The known columns of a record table, null where it has none; others are left out."""
    if "record_id" not in records.columns:
        raise ValueError("a record table needs the column record_id")
    if records["record_id"].n_unique() != records.height:
        raise ValueError("record_id must be unique within a record table")
    return records.select(
        (pl.col(name).cast(dtype) if name in records.columns else pl.lit(None, dtype=dtype).alias(name))
        for name, dtype in COLUMNS.items()
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


def _number(text: pl.Expr) -> pl.Expr:
    """Letters and digits alone; a letter that both scripts have is written as the Latin one."""
    kept = text.str.to_uppercase().str.replace_all(_NOT_NUMBER, "")
    return kept.str.replace_many(list(_CYRILLIC), list(_LATIN)).replace("", None)


def skeleton_with_digits(text: str) -> str:
    """The skeleton of a unit's name with its numbers kept, which are what tells units apart."""
    return " ".join(sorted({*skeleton(text).split(), *re.findall(r"\d+", text)}))

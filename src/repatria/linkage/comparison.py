"""Compare the fields of many pairs at once: one level for each pair and comparison."""

from collections.abc import Callable, Collection
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.linkage.levels import LEVELS, MISSING, Levels, Rows
from repatria.linkage.records import PreparedRecords
from repatria.linkage.tables import Codes, number_levels, word_levels
from repatria.names import given_levels, patronymic_levels, surname_levels

TableLevels = Callable[[Any, Any, Codes, Codes], Levels]
"""Levels of pairs of texts of two tables, -1 where a side says nothing."""


def _same_or_not(left: Any, right: Any, left_codes: Codes, right_codes: Codes) -> Levels:
    return word_levels(left, right, left_codes, right_codes) >> 1


# In rising order of what they cost: when a pair cannot become likely any more, the rest is not compared.
COMPARISONS: Final[dict[str, TableLevels | None]] = {
    "birth_date": None,
    "given": given_levels,
    "patronymic": patronymic_levels,
    "sex": _same_or_not,
    "service_number": number_levels,
    "birth_place": word_levels,
    "unit_name": word_levels,
    "surname": surname_levels,
}


class Comparer:
    """Compares rows of two prepared tables; what is laid out once serves all their pairs."""

    def __init__(self, left: PreparedRecords, right: PreparedRecords) -> None:
        self._dates = _dates(left.frame), _dates(right.frame)
        self._tables = left.tables, right.tables
        self._codes = tuple(
            {name: np.ascontiguousarray(side.codes(name)) for name, levels in COMPARISONS.items() if levels}
            for side in (left, right)
        )

    def levels(self, comparison: str, rows: tuple[Rows, Rows]) -> Levels:
        """The level of one comparison for the pairs ``(rows[0][i], rows[1][i])``."""
        compare_texts = COMPARISONS[comparison]
        if compare_texts is None:
            return _date_levels(self._dates[0][rows[0]], self._dates[1][rows[1]])
        codes = (codes[comparison][side] for codes, side in zip(self._codes, rows, strict=True))
        return compare_texts(*(tables[comparison] for tables in self._tables), *codes)

    def is_said(self, comparison: str) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """For the rows of both tables whether the record says something that the comparison could use."""
        if COMPARISONS[comparison] is None:
            return (self._dates[0] > 0).any(axis=1), (self._dates[1] > 0).any(axis=1)
        return self._codes[0][comparison] >= 0, self._codes[1][comparison] >= 0


def compare(
    left: PreparedRecords,
    right: PreparedRecords,
    left_rows: Rows,
    right_rows: Rows,
    names: Collection[str] = tuple(LEVELS),
) -> dict[str, Levels]:
    """The level of each comparison for the pairs ``(left_rows[i], right_rows[i])`` of two prepared tables."""
    comparer = Comparer(left, right)
    return {name: comparer.levels(name, (left_rows, right_rows)) for name in LEVELS if name in names}


def _dates(table: pl.DataFrame) -> npt.NDArray[np.int16]:
    return table.select(pl.col("birth_year", "birth_month", "birth_day").fill_null(0)).to_numpy().astype(np.int16)


def _date_levels(left: npt.NDArray[np.int16], right: npt.NDArray[np.int16]) -> Levels:
    """Levels of birth dates, rows of (year, month, day) with 0 for an unknown part."""
    same = left == right
    same_year, same_month, same_day = same[:, 0], same[:, 1], same[:, 2]
    years_apart = np.abs(left[:, 0] - right[:, 0])
    is_full = (left > 0).all(axis=1) & (right > 0).all(axis=1)
    same_day_month = is_full & same_day & same_month
    is_swapped = is_full & same_year & (left[:, 1] == right[:, 2]) & (left[:, 2] == right[:, 1])
    order = LEVELS["birth_date"].index
    months_disagree = (left[:, 1] > 0) & (right[:, 1] > 0) & ~same_month
    return np.select(
        [
            (left[:, 0] == 0) | (right[:, 0] == 0),
            is_full & same.all(axis=1),
            is_swapped,
            same_day_month & (years_apart == 1),
            is_full & same_year & (same_month | same_day),
            same_day_month,
            ~is_full & same_year & ~months_disagree,
            same_year,
            years_apart == 1,
        ],
        [
            MISSING,
            order("same"),
            order("swapped"),
            order("year-off-by-one"),
            order("one-part"),
            order("same-day-month"),
            order("year-known"),
            order("same-year"),
            order("near-year"),
        ],
        default=order("different"),
    ).astype(np.int8)

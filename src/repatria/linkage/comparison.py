"""Compare the fields of many pairs at once: one level for each pair and comparison."""

from collections.abc import Callable, Collection
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repatria.linkage import fields
from repatria.linkage.birth_dates import date_levels, dates_of
from repatria.linkage.levels import LEVELS, MISSING, Levels, Rows
from repatria.linkage.records import PreparedRecords
from repatria.linkage.remembering import Remembered
from repatria.linkage.tables import Codes, code_levels, number_levels, place_levels, word_levels
from repatria.linkage.texts import hashes
from repatria.names import given_levels, patronymic_levels, surname_levels

TableLevels = Callable[[Any, Any, Codes, Codes], Levels]
"""Levels of pairs of texts of two tables, -1 where a side says nothing."""


def _same_or_not(left: Any, right: Any, left_codes: Codes, right_codes: Codes) -> Levels:
    return word_levels(left, right, left_codes, right_codes) >> 1


def _each_pair_once(level: fields.TextLevel) -> TableLevels:
    """A comparison that no compiled code knows: each distinct pair of texts is compared once."""

    def levels(left: list[str], right: list[str], left_codes: Codes, right_codes: Codes) -> Levels:
        found = np.full(len(left_codes), MISSING, dtype=np.int8)
        known = np.flatnonzero((left_codes >= 0) & (right_codes >= 0))
        pairs = left_codes[known].astype(np.int64) * max(len(right), 1) + right_codes[known]
        distinct, places = np.unique(pairs, return_inverse=True)
        each = (level(left[pair // len(right)], right[pair % len(right)]) for pair in distinct.tolist())
        found[known] = np.fromiter(each, dtype=np.int8, count=len(distinct))[places]
        return found

    return levels


# In rising order of what they cost: when a pair cannot become likely any more, the rest is not compared.
COMPARISONS: Final[dict[str, TableLevels | None]] = {
    "birth_date": None,
    "sex": _same_or_not,
    "service_number": number_levels,
    "birth_place": place_levels,
    "unit_name": word_levels,
    "phone": code_levels,
    "code": code_levels,
    "occupation": word_levels,
    "given": given_levels,
    "patronymic": patronymic_levels,
    "surname": surname_levels,
    "postcode": _each_pair_once(fields.postcode_level),
    "email": _each_pair_once(fields.email_level),
    "address": _each_pair_once(fields.address_level),
}
# Of these two texts have the level "same" only where they are one text.
_SAME_IS_EQUAL: Final = frozenset({"surname", "sex", "service_number", "birth_place", "unit_name"})
# Their texts repeat and their levels cost much.
_REMEMBERED: Final = frozenset({"given", "patronymic", "surname"})


class Comparer:
    """Compares rows of two prepared tables; what is laid out once serves all their pairs."""

    def __init__(self, left: PreparedRecords, right: PreparedRecords) -> None:
        self._dates = dates_of(left.frame), dates_of(right.frame)
        self._tables = left.tables, right.tables
        self._texts = left.texts, right.texts
        self._codes = tuple(
            {name: np.ascontiguousarray(side.codes(name)) for name, levels in COMPARISONS.items() if levels}
            for side in (left, right)
        )
        self._remembered = {
            name: Remembered(
                levels, left.tables[name], right.tables[name], len(left.texts[name]) * len(right.texts[name])
            )
            for name, levels in COMPARISONS.items()
            if levels is not None and name in _REMEMBERED
        }

    def levels(self, comparison: str, rows: tuple[Rows, Rows]) -> Levels:
        """The level of one comparison for the pairs ``(rows[0][i], rows[1][i])``."""
        compare_texts = COMPARISONS[comparison]
        if compare_texts is None:
            return date_levels(*self._dates, *rows)
        codes = [codes[comparison][side] for codes, side in zip(self._codes, rows, strict=True)]
        if comparison in self._remembered:
            return self._remembered[comparison](*codes)
        return compare_texts(*(tables[comparison] for tables in self._tables), *codes)

    def is_said(self, comparison: str) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """For the rows of both tables whether the record says something that the comparison could use."""
        if COMPARISONS[comparison] is None:
            return (self._dates[0] != 0).any(axis=1), (self._dates[1] != 0).any(axis=1)
        return self._codes[0][comparison] >= 0, self._codes[1][comparison] >= 0

    def equality(self, comparison: str) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
        """For the rows of both tables a number of the text: pairs of unlike numbers have not the level "same".

        0 where that cannot be said.
        """
        if comparison not in _SAME_IS_EQUAL:
            return np.zeros(len(self._dates[0]), np.uint32), np.zeros(len(self._dates[1]), np.uint32)
        return self._numbers(0, comparison), self._numbers(1, comparison)

    def _numbers(self, side: int, comparison: str) -> npt.NDArray[np.uint32]:
        # The last place is -1: nothing said.
        numbers = np.append((hashes(self._texts[side][comparison]) >> 32).astype(np.uint32) | 1, np.uint32(0))
        return numbers[self._codes[side][comparison]]


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

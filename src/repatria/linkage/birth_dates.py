"""Levels of birth dates: slips of a clerk's pen, dates known in part, and ages instead of dates."""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.compiled import compiled
from repatria.linkage.levels import LEVELS, MISSING, Levels

Dates = npt.NDArray[np.int32]
"""Rows of (year, month, day, earliest, latest): 0 for an unknown part; the last two are days since 1970 between which
a person was born whose year is not said but whose age on a day is, and 0 elsewhere."""

_ORDER = LEVELS["birth_date"].index
_MISSING: Final = MISSING
_DIFFERENT: Final = _ORDER("different")
_AGE_DIFFERS: Final = _ORDER("age-differs")
_NEAR_YEAR: Final = _ORDER("near-year")
_SAME_YEAR: Final = _ORDER("same-year")
_AGE_NEAR: Final = _ORDER("age-near")
_AGE_FITS: Final = _ORDER("age-fits")
_NEAR_YEAR_KNOWN: Final = _ORDER("near-year-known")
_JANUARY_FIRST: Final = _ORDER("january-first")
_YEAR_KNOWN: Final = _ORDER("year-known")
_DAY_MONTH_KNOWN: Final = _ORDER("day-month-known")
_SAME_DAY_MONTH: Final = _ORDER("same-day-month")
_MONTH_KNOWN: Final = _ORDER("month-known")
_ONE_PART: Final = _ORDER("one-part")
_DECADE: Final = _ORDER("decade")
_YEAR_OFF_BY_ONE: Final = _ORDER("year-off-by-one")
_ONE_DIGIT: Final = _ORDER("one-digit")
_SWAPPED: Final = _ORDER("swapped")
_SAME: Final = _ORDER("same")
_DAYS_OF_A_YEAR: Final = 366


def dates_of(frame: pl.DataFrame) -> Dates:
    """The rows of :data:`Dates` of a prepared table."""
    names = ("birth_year", "birth_month", "birth_day", "birth_earliest", "birth_latest")
    known = [pl.col(name) if name in frame.columns else pl.lit(0).alias(name) for name in names]
    return np.ascontiguousarray(frame.select(each.fill_null(0).cast(pl.Int32) for each in known).to_numpy())


def born_between() -> tuple[pl.Expr, pl.Expr]:
    """First and last day of birth, in days since 1970, of who is ``age`` years old on the day ``age_on``."""
    is_needed = pl.col("birth_year").is_null() & pl.col("age").is_between(0, 120)
    day, years = pl.col("age_on"), pl.col("age").cast(pl.Int32)
    latest = day.dt.offset_by(pl.format("-{}y", years))
    earliest = day.dt.offset_by(pl.format("-{}y", years + 1))
    return (
        pl.when(is_needed).then(earliest.to_physical() + 1).cast(pl.Int32).alias("birth_earliest"),
        pl.when(is_needed).then(latest.to_physical()).cast(pl.Int32).alias("birth_latest"),
    )


@compiled
def _day_number(year: int, month: int, day: int) -> int:
    """Days since 1 January 1970, as Howard Hinnant's days_from_civil."""
    if month <= 2:
        year -= 1
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return int(era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468)


@compiled
def _is_one_slip(one: int, other: int) -> bool:
    """Two numbers YYYYMMDD that differ in one digit, or in two neighboring digits that changed places."""
    n_differing, place, first, second = 0, 0, -1, -1
    low_one, low_other, high_one, high_other = 0, 0, 0, 0
    while place < 8:
        digit, digit_other = one % 10, other % 10
        if digit != digit_other:
            n_differing += 1
            if n_differing == 1:
                first, low_one, low_other = place, digit, digit_other
            else:
                second, high_one, high_other = place, digit, digit_other
        one, other, place = one // 10, other // 10, place + 1
    is_turned = n_differing == 2 and second == first + 1 and low_one == high_other and high_one == low_other
    return n_differing == 1 or is_turned


@compiled
def _full_level(year: int, month: int, day: int, year_r: int, month_r: int, day_r: int) -> int:
    """Level of two dates that are known whole."""
    apart = abs(year - year_r)
    if month == month_r and day == day_r:
        if apart == 0:
            return _SAME
        if apart == 1:
            return _YEAR_OFF_BY_ONE
        if apart == 10:
            return _DECADE
    if apart == 0 and month == day_r and day == month_r:
        return _SWAPPED
    # Clerks and computers write 1 January where no more than the year is known.
    if apart == 0 and (month * day == 1 or month_r * day_r == 1):
        return _JANUARY_FIRST
    if _is_one_slip(year * 10000 + month * 100 + day, year_r * 10000 + month_r * 100 + day_r):
        return _ONE_DIGIT
    if apart == 0:
        return _ONE_PART if month == month_r or day == day_r else _SAME_YEAR
    if month == month_r and day == day_r:
        return _SAME_DAY_MONTH
    return _NEAR_YEAR if apart == 1 else _DIFFERENT


@compiled
def _partial_level(year: int, month: int, day: int, year_r: int, month_r: int, day_r: int) -> int:
    """Level of two dates of which one at least is known in part."""
    months_known = month > 0 and month_r > 0
    if year == 0 or year_r == 0:
        if not months_known or day == 0 or day_r == 0:
            return _MISSING
        return _DAY_MONTH_KNOWN if month == month_r and day == day_r else _DIFFERENT
    if year == year_r:
        if not months_known:
            return _YEAR_KNOWN
        return _MONTH_KNOWN if month == month_r else _SAME_YEAR
    if abs(year - year_r) == 1:
        return _NEAR_YEAR if months_known and month != month_r else _NEAR_YEAR_KNOWN
    return _DIFFERENT


@compiled
def _age_level(year: int, month: int, day: int, earliest: int, latest: int) -> int:
    """Level of a date, known whole or in part, and an age that tells the days between which a person was born."""
    if month == 0:
        first, last = _day_number(year, 1, 1), _day_number(year, 12, 31)
    elif day == 0:
        first, last = _day_number(year, month, 1), _day_number(year, month, 28) + 3
    else:
        first = _day_number(year, month, day)
        last = first
    if first <= latest and last >= earliest:
        return _AGE_FITS
    is_near = first - _DAYS_OF_A_YEAR <= latest and last + _DAYS_OF_A_YEAR >= earliest
    return _AGE_NEAR if is_near else _AGE_DIFFERS


@compiled
def _ages_level(earliest: int, latest: int, earliest_r: int, latest_r: int) -> int:
    """Level of two ages."""
    if earliest <= latest_r and earliest_r <= latest:
        return _AGE_FITS
    is_near = earliest <= latest_r + _DAYS_OF_A_YEAR and earliest_r <= latest + _DAYS_OF_A_YEAR
    return _AGE_NEAR if is_near else _AGE_DIFFERS


@compiled
def _compared(
    left: Dates, right: Dates, left_rows: npt.NDArray[np.uint32], right_rows: npt.NDArray[np.uint32]
) -> Levels:
    found = np.empty(len(left_rows), np.int8)
    for pair in range(len(left_rows)):
        year, month, day, earliest, latest = left[left_rows[pair]]
        year_r, month_r, day_r, earliest_r, latest_r = right[right_rows[pair]]
        has_age, has_age_r = earliest != 0 or latest != 0, earliest_r != 0 or latest_r != 0
        if has_age and has_age_r:
            level = _ages_level(earliest, latest, earliest_r, latest_r)
        elif has_age and year_r > 0:
            level = _age_level(year_r, month_r, day_r, earliest, latest)
        elif has_age_r and year > 0:
            level = _age_level(year, month, day, earliest_r, latest_r)
        elif year > 0 and month > 0 and day > 0 and year_r > 0 and month_r > 0 and day_r > 0:
            level = _full_level(year, month, day, year_r, month_r, day_r)
        else:
            level = _partial_level(year, month, day, year_r, month_r, day_r)
        found[pair] = level
    return found


def date_levels(
    left: Dates, right: Dates, left_rows: npt.NDArray[np.uint32], right_rows: npt.NDArray[np.uint32]
) -> Levels:
    """Levels of the birth dates of many pairs of rows of two tables."""
    found: Levels = _compared(left, right, left_rows, right_rows)
    return found

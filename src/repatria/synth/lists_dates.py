"""Birth dates as clerks write them, slips included: columns of numbers in, columns of numbers out."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from repatria.synth.lists_clerks import Luck
from repatria.synth.population_births import WORLD_DATE, days_in_month, parts_of

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Dates:
    """Year, month and day, 0 where not said; ``age`` in whole years on the day ``age_on``, -1 where not said."""

    year: Ints
    month: Ints
    day: Ints
    age: Ints
    age_on: Ints


def dates_written(
    births: Ints, is_given: Bools, luck: Luck, rates: Mapping[str, float]
) -> tuple[Dates, dict[str, Bools]]:
    """The dates of records, each with at most one slip, and for each label the rows that it befell."""
    kinds = [kind for kind in rates if kind.startswith("dob-")]
    chosen = luck.one_of([rates[kind] for kind in kinds])
    rng, n = luck.rng, len(births)
    year, month, day = parts_of(births)
    age_on = WORLD_DATE.toordinal() - rng.integers(0, 1_100, n)
    dates = Dates(year, month, day, np.full(n, -1), age_on)
    draws = {"sign": rng.choice([-1, 1], n), "digit": rng.integers(1, 10, n), "part": rng.random(n)}
    befell = {}
    for place, kind in enumerate(kinds):
        rows = np.flatnonzero((chosen == place) & is_given)
        before = _taken(dates, rows)
        _SLIPS[kind](dates, rows, {name: values[rows] for name, values in draws.items()}, births[rows])
        changed = np.zeros(n, bool)
        changed[rows] = (before != _taken(dates, rows)).any(axis=0)
        befell[kind] = changed
    for part in (dates.year, dates.month, dates.day):
        part[~is_given] = 0
    befell["dob-missing"] |= ~is_given
    return dates, befell


def _taken(dates: Dates, rows: Ints) -> Ints:
    return np.stack([dates.year[rows], dates.month[rows], dates.day[rows]])


Draws = Mapping[str, Ints]


def _swap(dates: Dates, rows: Ints, _draws: Draws, _births: Ints) -> None:
    rows = rows[dates.day[rows] <= 12]
    dates.month[rows], dates.day[rows] = dates.day[rows].copy(), dates.month[rows].copy()


def _year1(dates: Dates, rows: Ints, draws: Draws, _births: Ints) -> None:
    dates.year[rows] += draws["sign"]
    _within_month(dates, rows)


def _day1(dates: Dates, rows: Ints, draws: Draws, _births: Ints) -> None:
    dates.day[rows] += draws["sign"]
    _within_month(dates, rows)


def _month1(dates: Dates, rows: Ints, draws: Draws, _births: Ints) -> None:
    dates.month[rows] = np.clip(dates.month[rows] + draws["sign"], 1, 12)
    _within_month(dates, rows)


def _digit(dates: Dates, rows: Ints, draws: Draws, _births: Ints) -> None:
    """Another digit in the last or last but one of the year, the last of the month, or in the day."""
    year, month, day = _taken(dates, rows)
    place = (draws["part"] * 5).astype(np.int64)
    changed = np.stack(
        [
            year - year % 10 + (year + draws["digit"]) % 10,
            year + ((year // 10 + draws["digit"]) % 10 - year // 10 % 10) * 10,
            month - month % 10 + (month + draws["digit"]) % 10,
            day - day % 10 + (day + draws["digit"]) % 10,
            day + ((day // 10 + draws["digit"]) % 4 - day // 10) * 10,
        ]
    )[place, np.arange(len(rows))]
    year = np.where((place < 2) & (changed >= 1925) & (changed <= 2012), changed, year)
    month = np.where((place == 2) & (changed >= 1) & (changed <= 12), changed, month)
    # A day that no calendar has would have been seen.
    day = np.where((place > 2) & (changed >= 1) & (changed <= days_in_month(year, month)), changed, day)
    dates.year[rows], dates.month[rows], dates.day[rows] = year, month, day
    _within_month(dates, rows)


def _decade(dates: Dates, rows: Ints, draws: Draws, _births: Ints) -> None:
    # Ten years too young a soldier would have been seen.
    dates.year[rows] += np.where(dates.year[rows] > 1997, -10, 10 * draws["sign"])
    _within_month(dates, rows)


def _january_first(dates: Dates, rows: Ints, _draws: Draws, _births: Ints) -> None:
    dates.month[rows] = dates.day[rows] = 1


def _month_only(dates: Dates, rows: Ints, _draws: Draws, _births: Ints) -> None:
    dates.day[rows] = 0


def _year_only(dates: Dates, rows: Ints, _draws: Draws, _births: Ints) -> None:
    dates.month[rows] = dates.day[rows] = 0


def _missing(dates: Dates, rows: Ints, _draws: Draws, _births: Ints) -> None:
    dates.year[rows] = dates.month[rows] = dates.day[rows] = 0


def _age_only(dates: Dates, rows: Ints, draws: Draws, births: Ints) -> None:
    year, month, day = _taken(dates, rows)
    on_year, on_month, on_day = parts_of(dates.age_on[rows])
    had_birthday = (on_month > month) | ((on_month == month) & (on_day >= day))
    dates.age[rows] = on_year - year - ~had_birthday
    _missing(dates, rows, draws, births)


def _other(dates: Dates, rows: Ints, draws: Draws, births: Ints) -> None:
    """Somebody else's date, up to twenty years off."""
    off = ((draws["part"] - 0.5) * 40 * 365).astype(np.int64)
    is_too_young = births + off > WORLD_DATE.toordinal() - 14 * 366
    dates.year[rows], dates.month[rows], dates.day[rows] = parts_of(births + np.where(is_too_young, -off, off))


def _within_month(dates: Dates, rows: Ints) -> None:
    last = days_in_month(dates.year[rows], dates.month[rows])
    dates.day[rows] = np.clip(dates.day[rows], 1, last)


_SLIPS = {
    "dob-swap": _swap,
    "dob-year1": _year1,
    "dob-day1": _day1,
    "dob-month1": _month1,
    "dob-digit": _digit,
    "dob-decade": _decade,
    "dob-january-first": _january_first,
    "dob-month-only": _month_only,
    "dob-year-only": _year_only,
    "dob-age-only": _age_only,
    "dob-missing": _missing,
    "dob-other": _other,
}

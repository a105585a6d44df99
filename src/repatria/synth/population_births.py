"""Birth dates as papers state them: ages of soldiers and civilians, and the days that clerks of old were fond of."""

import datetime as dt

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

WORLD_DATE = dt.date(2025, 6, 2)
_YEAR = 365.2425
# Beside their natural share, days that stand in papers since the true one was not written down at birth.
_ROUND_DAYS = (1, 5, 10, 15, 20, 25)
_SHARE_OF_ROUND_DAYS = 0.03


def draw_births(
    is_civilian: npt.NDArray[np.bool_], first_of_january: npt.NDArray[np.float64], *, rng: np.random.Generator
) -> Ints:
    """Proleptic ordinals of birth days.

    Parameters
    ----------
    first_of_january
        For each person the chance that the papers say 1 January; a third of these years are round.
    """
    n_people = len(is_civilian)
    ages = np.where(rng.random(n_people) < 0.3, rng.normal(27.0, 6.0, n_people), rng.normal(40.0, 9.0, n_people))
    ages = np.where(is_civilian, rng.normal(46.0, 17.0, n_people), ages)
    youngest, oldest = np.where(is_civilian, 14.0, 18.2), np.where(is_civilian, 92.0, 64.0)
    is_out = (ages < youngest) | (ages > oldest)
    # Drawn anew: cut off at a bound, thousands would share one birthday.
    ages = np.where(is_out, rng.uniform(youngest + 1.0, np.minimum(oldest, 50.0)), ages)
    births = WORLD_DATE.toordinal() - (ages * _YEAR).astype(np.int64)
    births = _on_round_days(births, rng.random(n_people) < _SHARE_OF_ROUND_DAYS, rng)
    is_january = rng.random(n_people) < first_of_january
    years = years_of(births[is_january])
    years = np.where(rng.random(len(years)) < 1 / 3, years // 5 * 5, years)
    births[is_january] = ordinals_of(years, np.ones_like(years), np.ones_like(years))
    return births


def _on_round_days(births: Ints, is_round: npt.NDArray[np.bool_], rng: np.random.Generator) -> Ints:
    years, months, days = parts_of(births)
    round_days = np.array(_ROUND_DAYS)[rng.integers(0, len(_ROUND_DAYS), len(births))]
    return ordinals_of(years, months, np.where(is_round, round_days, days))


_EPOCH = dt.date(1970, 1, 1).toordinal()


def parts_of(ordinals: Ints) -> tuple[Ints, Ints, Ints]:
    """Year, month and day of ordinals."""
    days = (ordinals - _EPOCH).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    since = months.astype(np.int64)
    day = (days - months).astype(np.int64) + 1
    return 1970 + since // 12, since % 12 + 1, day


def years_of(ordinals: Ints) -> Ints:
    """The calendar years of ordinals."""
    return parts_of(ordinals)[0]


def ordinals_of(years: Ints, months: Ints, days: Ints) -> Ints:
    """Ordinals of dates; a day beyond its month's end runs into the next."""
    first = ((years - 1970) * 12 + months - 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return first + days - 1 + _EPOCH


def days_in_month(years: Ints, months: Ints) -> Ints:
    """How many days a month has."""
    one = np.ones_like(years)
    return ordinals_of(years + months // 12, months % 12 + 1, one) - ordinals_of(years, months, one)

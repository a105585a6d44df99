"""Ages, dates known in part, and the compiled levels against slow and obvious ones."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.linkage import prepare
from repatria.linkage.birth_dates import _day_number, _full_level, _is_one_slip, date_levels, dates_of
from repatria.linkage.levels import LEVELS

ROW = np.zeros(1, dtype=np.uint32)
dates = st.dates(dt.date(1930, 1, 1), dt.date(2010, 12, 31))


def record(born: str = "", age: int | None = None, on: str | None = None, **parts):
    """A list of one record."""
    said = [int(part) for part in born.split("-")] if born else []
    year, month, day = [*said, None, None, None][:3]
    columns = {"birth_year": year, "birth_month": month, "birth_day": day, **parts}
    age_on = dt.date.fromisoformat(on) if on else None
    return prepare(
        pl.DataFrame({"record_id": ["x"], **{k: [v] for k, v in columns.items()}, "age": [age], "age_on": [age_on]})
    )


def level(left, right) -> str:
    found = int(date_levels(dates_of(left.frame), dates_of(right.frame), ROW, ROW)[0])
    assert found == int(date_levels(dates_of(right.frame), dates_of(left.frame), ROW, ROW)[0])
    return "missing" if found == -1 else LEVELS["birth_date"][found]


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("1985-06-02", "age-fits"),  # 37 on 1 June 2023: born from 2 June 1985 ...
        ("1986-06-01", "age-fits"),  # ... to 1 June 1986
        ("1985-06-01", "age-near"),
        ("1986-06-02", "age-near"),
        ("1984-06-01", "age-near"),
        ("1984-05-20", "age-differs"),
        ("1985", "age-fits"),
        ("1986", "age-fits"),
        ("1987", "age-near"),
        ("1989", "age-differs"),
        ("1986-06", "age-fits"),
        ("", "missing"),
    ],
)
def test_an_age_on_a_day_fits_two_years_of_birth(born, expected):
    assert level(record(born), record(age=37, on="2023-06-01")) == expected


@pytest.mark.parametrize(
    ("age", "on", "expected"),
    [
        (37, "2023-06-01", "age-fits"),
        (38, "2023-12-01", "age-fits"),
        (39, "2023-06-01", "age-near"),
        (45, "2023-06-01", "age-differs"),
    ],
)
def test_two_ages_are_compared_by_the_days_that_they_leave(age, on, expected):
    assert level(record(age=37, on="2023-06-01"), record(age=age, on=on)) == expected


def test_an_age_says_nothing_where_the_year_is_known_or_the_day_is_not():
    assert level(record("1986-03-11", age=99, on="2023-06-01"), record("1986-03-11")) == "same"
    assert level(record("1986-03-11"), record(age=37)) == "missing"
    assert level(record("1986-03-11"), record(age=-4, on="2023-06-01")) == "missing"


def test_day_and_month_without_a_year_agree_or_contradict():
    known = record("1986-03-11")
    assert level(known, record(birth_month=3, birth_day=11)) == "day-month-known"
    assert level(known, record(birth_month=4, birth_day=11)) == "different"
    assert level(known, record(birth_month=3)) == "missing"


@given(dates)
@settings(deadline=None)  # the first call compiles
def test_days_are_numbered_as_the_calendar_does(day):
    expected = (day - dt.date(1970, 1, 1)).days
    assert _day_number(day.year, day.month, day.day) == _day_number.plain(day.year, day.month, day.day) == expected


def slips(text: str) -> set[str]:
    """All that one digit put for another, or two neighbors swapped, make of a date."""
    put = {text[:k] + digit + text[k + 1 :] for k in range(8) for digit in "0123456789"}
    return (put | {text[:k] + text[k + 1] + text[k] + text[k + 2 :] for k in range(7)}) - {text}


@given(dates, dates, st.integers(0, 86))
@settings(max_examples=150, deadline=None)
def test_one_slip_is_one_digit_or_two_neighbors(day, other, which):
    text = day.strftime("%Y%m%d")
    slipped = sorted(slips(text))[which % len(slips(text))]
    assert _is_one_slip(int(text), int(slipped))
    far = other.strftime("%Y%m%d")
    assert _is_one_slip(int(text), int(far)) == (far in slips(text))


@given(dates, dates)
@settings(max_examples=150, deadline=None)
def test_whole_dates_are_compared_alike_compiled_and_plain_and_in_either_order(day, other):
    one, two = (each.timetuple()[:3] for each in (day, other))
    assert _full_level(*one, *two) == _full_level.plain(*one, *two) == _full_level(*two, *one)

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.dates import PartialDate
from repatria.lists.days import read_day

FIFTH_OF_MAY = PartialDate(1986, 5, 5)


@pytest.mark.parametrize(
    "text",
    [
        "05.05.1986", "5.5.1986", "05/05/1986", "05-05-1986", "05 05 1986", "5, 5, 1986", "1986-05-05", "1986.05.05",
        "1986/5/5", "1986-05-05T00:00:00", "1986-05-05 00:00:00", "05.05.1986 р.", "05.05.1986р.н.", "05.05.1986 г.р.",
        "05.05.1986 г.",
        "05.05.1986 року", "05051986", "19860505", "5 травня 1986", "5 травня 1986 року", "5 мая 1986 г.",
        "5 May 1986", "May 5, 1986", "5th May 1986", "5-May-1986", "5 Mayıs 1986", "«05.05.1986»", " 05.05.1986 ",
    ],
)  # fmt: skip
def test_a_full_date_is_read_in_every_usual_form(text):
    assert read_day(text).date == FIFTH_OF_MAY


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1986", PartialDate(1986)),
        ("1986 р.н.", PartialDate(1986)),
        ("1986 г.р.", PartialDate(1986)),
        ("00.00.1986", PartialDate(1986)),
        ("??.??.1986", PartialDate(1986)),
        ("12.??.1986", PartialDate(1986)),
        ("05.1986", PartialDate(1986, 5)),
        ("05/1986", PartialDate(1986, 5)),
        ("1986-05", PartialDate(1986, 5)),
        ("00.05.1986", PartialDate(1986, 5)),
        ("травень 1986", PartialDate(1986, 5)),
        ("май 1986", PartialDate(1986, 5)),
        ("May 1986", PartialDate(1986, 5)),
        ("29.02.1988", PartialDate(1988, 2, 29)),
    ],
)
def test_what_is_not_known_stays_unknown(text, date):
    assert read_day(text).date == date


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("31.02.1986", "impossible"),
        ("29.02.1986", "impossible"),
        ("31.04.1986", "impossible"),
        ("32.01.1986", "impossible"),
        ("45.45.1986", "impossible"),
        ("01.01.0000", "impossible"),
        ("13.1986", "impossible"),
        ("1986-02-31", "impossible"),
        ("31 лютого 1986", "impossible"),
        ("05.13.1986", "day-month-swapped"),
        ("05/31/1986", "day-month-swapped"),
        ("1986-13-05", "day-month-swapped"),
        ("12.05.86", "two-digit-year"),
        ("12/05/86", "two-digit-year"),
        ("12.05.'86", "two-digit-year"),
        ("05.86", "two-digit-year"),
        ("86", "two-digit-year"),
        ("120586", "two-digit-year"),
        ("5 травня 86", "two-digit-year"),
        ("about 1986", "unreadable"),
        ("1986?", "unreadable"),
        ("12.05.198", "unreadable"),
        ("12.05.1986/1987", "unreadable"),
        ("39", "two-digit-year"),
        ("39 років", "unreadable"),
        ("1234567890", "unreadable"),
        ("9999", ""),
    ],
)
def test_a_date_that_is_none_is_refused_with_its_reason(text, problem):
    day = read_day(text)
    assert day.problem == problem
    assert (day.date is None) == bool(problem)


def test_month_first_only_where_the_column_says_so():
    assert read_day("05/06/1986").date == PartialDate(1986, 6, 5)
    assert read_day("05/06/1986", is_month_first=True).date == PartialDate(1986, 5, 6)
    assert read_day("13/06/1986", is_month_first=True).problem == "day-month-swapped"
    assert read_day("1986-05-06", is_month_first=True).date == PartialDate(1986, 5, 6)


@pytest.mark.parametrize(
    ("text", "date"),
    [("31500", PartialDate(1986, 3, 29)), ("31500.0", PartialDate(1986, 3, 29)), ("32874", PartialDate(1990, 1, 1))],
)
def test_a_serial_is_days_since_30_december_1899(text, date):
    """31500 = 86 years of 365 days + 22 leap days since 30 December 1899 + 88 days: 29 March 1986."""
    day = read_day(text)
    assert (day.date, day.is_serial) == (date, True)


@settings(deadline=None)
@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_every_day_comes_back_from_every_form(day):
    date = PartialDate(day.year, day.month, day.day)
    forms = ["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d%m%Y", "%d %B %Y", "%B %d, %Y"]
    assert {read_day(day.strftime(form)).date for form in forms} == {date}
    assert read_day(day.strftime("%m/%d/%Y"), is_month_first=True).date == date


@settings(deadline=None)
@given(st.text(alphabet="0123456789./-, :рг?'TZмая", max_size=14))
def test_any_text_gives_a_date_or_a_reason(text):
    day = read_day(text)
    assert (day.date is None) != (day.problem == "")

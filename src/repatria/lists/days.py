"""Dates in cells.  A date is read or refused, with the reason; it is never guessed and never turned around."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from repatria.dates import PartialDate
from repatria.lists.words import fold, months

_SPREADSHEET_EPOCH = dt.date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 99_999  # five digits: 18 May 1927 to 13 October 2173

_UNKNOWN = r"00|0|\?\?|\?|xx|хх|__|--"
_TAIL = re.compile(r"\s*(?:р\.\s?н\.|г\.\s?р\.|р|г|року|роки|рік|года|год|y|yıl|yılı)\.?$", re.IGNORECASE)
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
_YEAR = re.compile(r"(\d{4})")
_YEAR_MONTH = re.compile(rf"(\d{{4}})[-./](\d{{1,2}}|{_UNKNOWN})", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"(\d{{1,2}}|{_UNKNOWN})\s?[-./]\s?(\d{{4}})", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"(\d{{4}})\s?[-./]\s?(\d{{1,2}}|{_UNKNOWN})\s?[-./]\s?(\d{{1,2}}|{_UNKNOWN})", re.IGNORECASE)
_YEAR_LAST = re.compile(
    rf"(\d{{1,2}}|{_UNKNOWN})(?:\s?[-./,]\s?|\s)(\d{{1,2}}|{_UNKNOWN})(?:\s?[-./,]\s?|\s)(\d{{4}})", re.IGNORECASE
)
_SHORT_YEAR = re.compile(r"\d{1,2}\s?[-./,]\s?\d{1,2}\s?[-./,]\s?['’]?\d{2}|\d{1,2}[./-]['’]?\d{2}|['’]?\d{2}|\d{6}")
_DAY_WORD_YEAR = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th|го|е)?)?\s*([^\W\d_]+)\s*(\d{4})")
_WORD_DAY_YEAR = re.compile(r"([^\W\d_]+)\s*(\d{1,2})(?:st|nd|rd|th)?\s*(\d{4})")
_DAY_WORD_SHORT_YEAR = re.compile(r"(?:\d{1,2})?\s*([^\W\d_]+)\s*\d{2}")
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{2})(\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:[.,]0*)?")


@dataclass(frozen=True, slots=True)
class Day:
    """What a cell says of a date: the date, or the ``problem`` why there is none.

    ``problem`` is ``unreadable``, ``impossible``, ``day-month-swapped`` or ``two-digit-year``, and the
    end of a finding's code.  ``is_serial``: the cell held a spreadsheet's day number.
    """

    date: PartialDate | None = None
    problem: str = ""
    is_serial: bool = False


@lru_cache(maxsize=65_536)
def read_day(text: str, *, is_month_first: bool = False) -> Day:
    """Read a cell's text as a date of which the day, or day and month, may be unknown.

    Parameters
    ----------
    is_month_first
        The column's header says month before day; otherwise the day comes first, as in all of the parties' languages.
    """
    plain = _TIME.sub("", text.strip().strip("\"'«»“”").strip())
    plain = _TAIL.sub("", plain).strip().rstrip(".,;")
    return _read_digits(plain, is_month_first) or _read_words(plain) or Day(problem="unreadable")


def _read_digits(text: str, is_month_first: bool) -> Day | None:
    if match := _YEAR.fullmatch(text):
        return _checked(match[1], "0", "0")
    if match := _YEAR_FIRST.fullmatch(text):
        return _checked(match[1], match[2], match[3])
    if match := _YEAR_LAST.fullmatch(text):
        first, second = (match[2], match[1]) if is_month_first else (match[1], match[2])
        return _checked(match[3], second, first)
    if match := _YEAR_MONTH.fullmatch(text):
        return _checked(match[1], match[2], "0")
    if match := _MONTH_YEAR.fullmatch(text):
        return _checked(match[2], match[1], "0")
    if match := _DIGITS.fullmatch(text):
        return _eight_digits(*match.groups())
    if match := _SERIAL.fullmatch(text):
        return _serial(int(match[1]))
    if _SHORT_YEAR.fullmatch(text):
        return Day(problem="two-digit-year")
    return None


def _eight_digits(one: str, two: str, three: str, four: str) -> Day:
    # Day-month-year has a century where year-month-day has a month; 18 to 21 is no month, so never both.
    if "18" <= three <= "21":
        return _checked(three + four, two, one)
    return _checked(one + two, three, four) if "18" <= one <= "21" else Day(problem="unreadable")


def _serial(number: int) -> Day:
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return Day(problem="unreadable")
    day = _SPREADSHEET_EPOCH + dt.timedelta(days=number)
    return Day(PartialDate(day.year, day.month, day.day), is_serial=True)


def _read_words(text: str) -> Day | None:
    plain = fold(text)
    for pattern, year, month, day in ((_DAY_WORD_YEAR, 3, 2, 1), (_WORD_DAY_YEAR, 3, 1, 2)):
        match = pattern.fullmatch(plain)
        if match and match[month] in months():
            return _checked(match[year], str(months()[match[month]]), match[day] or "0")
    match = _DAY_WORD_SHORT_YEAR.fullmatch(plain)
    return Day(problem="two-digit-year") if match and match[1] in months() else None


def _checked(year: str, month: str, day: str) -> Day:
    """A date from its parts; "00" and "??" stand for an unknown month or day."""
    y, m, d = int(year), _part(month), _part(day)
    if y == 0:
        return Day(problem="impossible")
    if m is None:
        # A day of an unknown month says nothing that can be kept.
        return Day(PartialDate(y))
    try:
        return Day(PartialDate(y, m, d))
    except ValueError:
        is_swapped = m > 12 and d is not None and d <= 12 and _exists(y, d, m)
        return Day(problem="day-month-swapped" if is_swapped else "impossible")


def _part(text: str) -> int | None:
    return (int(text) or None) if text.isdecimal() else None


def _exists(year: int, month: int, day: int) -> bool:
    try:
        PartialDate(year, month, day)
    except ValueError:
        return False
    return True

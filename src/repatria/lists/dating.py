"""The two dates of a row, checked against the day that the list speaks of."""

import datetime as dt
from collections.abc import Sequence

from repatria.dates import PartialDate
from repatria.findings import Finding
from repatria.lists.cells import clean
from repatria.lists.days import read_day
from repatria.lists.headers import Header, is_month_first
from repatria.lists.purpose import ListPurpose
from repatria.lists.wording import finding

MAX_AGE_YEARS = 110
ADULT_YEARS = 18


class DateReader:
    """Reads birth and event dates of one list's rows.

    ``as_of`` is the day that the list speaks of; without it nothing is said of ages and of dates in the future.
    """

    def __init__(self, header: Header, purpose: ListPurpose, as_of: dt.date | None) -> None:
        self.purpose, self.as_of = purpose, as_of
        self._as_of_text = as_of.isoformat() if as_of else ""
        self._columns = {
            name: (at, is_month_first(header.names[at]))
            for name in ("birth_date", "event_date")
            if (at := header.index_by_field.get(name)) is not None
        }

    def read(
        self, number: int, cells: Sequence[str], found: list[Finding]
    ) -> tuple[PartialDate | None, PartialDate | None]:
        """Birth date and event date; what could not be read is ``None`` and said in ``found``."""
        birth_date = self._date("birth_date", number, cells, found)
        if birth_date and self.as_of:
            birth_date = self._checked_age(birth_date, self.as_of, number, found)
        event_date = self._date("event_date", number, cells, found)
        if birth_date and event_date and event_date.latest() < birth_date.earliest():
            found.append(finding("event-date-before-birth", row=number, field="event_date"))
        return birth_date, event_date

    def _date(self, name: str, number: int, cells: Sequence[str], found: list[Finding]) -> PartialDate | None:
        if name not in self._columns:
            return None
        at, month_first = self._columns[name]
        text = clean(cells[at])
        if not text:
            return None
        day = read_day(text, is_month_first=month_first)
        prefix = name.replace("_", "-")
        if day.problem or day.is_serial:
            found.append(finding(f"{prefix}-{day.problem or 'serial'}", row=number, field=name))
        if day.date and self.as_of and day.date.earliest() > self.as_of:
            found.append(finding(f"{prefix}-in-future", row=number, field=name, as_of=self._as_of_text))
            return None
        return day.date

    def _checked_age(
        self, birth_date: PartialDate, as_of: dt.date, number: int, found: list[Finding]
    ) -> PartialDate | None:
        least, most = birth_date.age_bounds(as_of)
        said = {"row": number, "field": "birth_date", "as_of": self._as_of_text}
        if least > MAX_AGE_YEARS:
            found.append(finding("birth-date-too-early", max_age=MAX_AGE_YEARS, **said))  # type: ignore[arg-type]
            return None
        if self.purpose.is_of_prisoners and least < ADULT_YEARS:
            code = "minor" if most < ADULT_YEARS else "minor-undecided"
            found.append(finding(code, **said))  # type: ignore[arg-type]
        if self.purpose is ListPurpose.CHILDREN and least >= ADULT_YEARS:
            found.append(finding("adult-on-children-list", **said))  # type: ignore[arg-type]
        return birth_date

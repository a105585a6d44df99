"""Dates as people know them: "1986, month unknown" is not 1 January 1986."""

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which the day, or the day and the month, may be unknown (``None``)."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.year <= 9999:
            raise ValueError(f"expected 1 <= year <= 9999, got {self.year}")
        if self.month is None and self.day is not None:
            raise ValueError("a day without a month is not a date")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError(f"expected 1 <= month <= 12, got {self.month}")
        if self.day is not None and self.month is not None:
            last = calendar.monthrange(self.year, self.month)[1]
            if not 1 <= self.day <= last:
                raise ValueError(f"expected 1 <= day <= {last}, got {self.day}")

    @classmethod
    def fromisoformat(cls, text: str) -> Self:
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; anything else is a ``ValueError``."""
        parts = text.split("-")
        if not 1 <= len(parts) <= 3 or [len(part) for part in parts] != [4, 2, 2][: len(parts)]:
            raise ValueError("expected YYYY, YYYY-MM or YYYY-MM-DD")
        return cls(*(int(part) for part in parts))

    def isoformat(self) -> str:
        """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, as much as is known."""
        parts = [f"{self.year:04d}"] + [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def __str__(self) -> str:
        return self.isoformat()

    @property
    def is_complete(self) -> bool:
        """Day, month and year are all known."""
        return self.day is not None

    def earliest(self) -> dt.date:
        """The first day that this date can mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> dt.date:
        """The last day that this date can mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def age_bounds(self, on: dt.date) -> tuple[int, int]:
        """The least and the greatest age in whole years that a person born then can have on the day ``on``."""
        return _age(self.latest(), on), _age(self.earliest(), on)


def _age(born: dt.date, on: dt.date) -> int:
    # 29 February: a birthday is counted on 1 March of a common year, as tuples compare.
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

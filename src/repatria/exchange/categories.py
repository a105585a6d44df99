"""Who belongs to a category of a term, and how surely; nothing is guessed."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.dates import PartialDate
from repatria.exchange.candidates import UNKNOWN, Candidates, Standing

FULL_AGE = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeReading:
    """One reading of an age clause, in whole years completed on the reference date."""

    key: str
    min_age: int | None = None
    max_age: int | None = None
    includes_min: bool = True
    includes_max: bool = True

    @property
    def least(self) -> int:
        """The smallest whole age that is in."""
        return 0 if self.min_age is None else self.min_age + (not self.includes_min)

    @property
    def greatest(self) -> int:
        """The greatest whole age that is in."""
        return 999 if self.max_age is None else self.max_age - (not self.includes_max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A class of people that a term names: by age (``readings``) or by a claim (``claim``)."""

    key: str
    title: str
    claim: str = ""
    readings: tuple[AgeReading, ...] = ()
    reference_date: dt.date | None = None
    is_claim_enough: bool = False

    def __post_init__(self) -> None:
        if bool(self.claim) == bool(self.readings):
            raise ValueError(f"category {self.key}: expected either a claim or readings of an age")
        if self.readings and self.reference_date is None:
            raise ValueError(f"category {self.key}: an age needs its reference date")


def standings(candidates: Candidates, category: Category) -> NDArray[np.int8]:
    """How surely each person belongs to the category: a :class:`Standing` a person, int8 of shape (n,)."""
    if category.claim:
        return _by_claim(candidates, category)
    results = [in_reading(candidates, reading, category.reference_date) for reading in category.readings]
    low = np.minimum.reduce(results)
    high = np.maximum.reduce(results)
    unsure = np.logical_or.reduce([result == Standing.UNDECIDED for result in results])
    standing = np.where(low == high, low, Standing.READING_OPEN)
    return np.where(unsure, Standing.UNDECIDED, standing).astype(np.int8)


def in_reading(candidates: Candidates, reading: AgeReading, on: dt.date | None) -> NDArray[np.int8]:
    """For one reading: ``CONFIRMED``, ``OUTSIDE``, or ``UNDECIDED`` where the birth date leaves both open."""
    least, greatest = age_bounds(candidates, on)
    inside = (least >= reading.least) & (greatest <= reading.greatest)
    outside = (greatest < reading.least) | (least > reading.greatest)
    known = candidates.born_from != UNKNOWN
    standing = np.full(len(candidates), Standing.UNDECIDED, dtype=np.int8)
    standing[known & inside] = Standing.CONFIRMED
    standing[known & outside] = Standing.OUTSIDE
    return standing


def age_bounds(candidates: Candidates, on: dt.date | None) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Least and greatest age in whole years on the day ``on``; ``UNKNOWN`` where no birth date is known."""
    if on is None:
        raise ValueError("an age needs its reference date")
    return _ages(candidates.born_to, on), _ages(candidates.born_from, on)


def _ages(born: NDArray[np.int32], on: dt.date) -> NDArray[np.int16]:
    days, place = np.unique(born, return_inverse=True)
    return np.array([UNKNOWN if day == UNKNOWN else _age(int(day), on) for day in days], dtype=np.int16)[place]


def _age(day: int, on: dt.date) -> int:
    born = dt.date.fromordinal(day)
    return PartialDate(born.year, born.month, born.day).age_bounds(on)[0]


def _by_claim(candidates: Candidates, category: Category) -> NDArray[np.int8]:
    said = candidates.claims.get(category.claim)
    if said is None:
        return np.zeros(len(candidates), dtype=np.int8)
    if category.is_claim_enough:
        return np.where(said == Standing.CLAIMED, Standing.CONFIRMED, said).astype(np.int8)
    return said

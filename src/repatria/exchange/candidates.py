"""Whom a round could carry: one row a person, in columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from repatria.dates import PartialDate

UNKNOWN = -1


class Standing(IntEnum):
    """How surely a person belongs to a category; only ``CONFIRMED`` counts as belonging."""

    OUTSIDE = 0
    UNDECIDED = 1  # the data cannot tell, such as a birth year at the bound of an age
    CLAIMED = 2  # said, and not yet confirmed as the term asks
    READING_OPEN = 3  # belongs in some readings of the term and not in others
    CONFIRMED = 4


class Barred(StrEnum):
    """Why a person is out of this round whatever the rules; the shell finds these, the engine only keeps them.

    ``NOT_IN_THIS_ROUND`` is all that anyone is told of a private refusal to return.
    """

    NOT_IN_THIS_ROUND = "not_in_this_round"
    ALREADY_RETURNED = "already_returned"
    DEAD = "dead"
    DUPLICATE_OPEN = "duplicate_open"
    FINDING_OPEN = "finding_open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One person, for callers with few of them; :meth:`Candidates.of` makes the columns."""

    person_id: str
    side: int
    birth_date: PartialDate | None = None
    claims: Mapping[str, Standing] = field(default_factory=dict)
    barred: Barred | None = None
    is_on_stretcher: bool = False
    is_urgent: bool = False
    is_cleared_minor: bool = False
    held_days: int | None = None
    legs: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidates:
    """The persons of both sides.

    Parameters
    ----------
    person_ids
        Opaque and unique; their order as text is the last tie-breaker.
    side
        0 or 1, the place in ``RoundProblem.sides`` of the party that holds the person; int8 of shape (n,).
    born_from, born_to
        First and last day on which the person can have been born, as ``date.toordinal`` counts, ``UNKNOWN``
        where nothing is known.  Contradicting birth dates span both.
    claims
        For each claim that a category may ask for, a :class:`Standing` a person; int8.
    barred
        A :class:`Barred` code, or "" .
    held_days
        Days in captivity on the reference date, ``UNKNOWN`` where not known.
    is_cleared_minor
        A decision by name allows this person, who is or may be under 18, to travel in a round.
    legs
        Which legs a person may use, bool of shape (n, n_legs); ``None``: every leg.
    """

    person_ids: tuple[str, ...]
    side: NDArray[np.int8]
    born_from: NDArray[np.int32]
    born_to: NDArray[np.int32]
    claims: Mapping[str, NDArray[np.int8]]
    barred: tuple[str, ...]
    is_on_stretcher: NDArray[np.bool_]
    is_urgent: NDArray[np.bool_]
    is_cleared_minor: NDArray[np.bool_]
    held_days: NDArray[np.int32]
    legs: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        n = len(self.person_ids)
        if len(set(self.person_ids)) != n:
            raise ValueError("expected each person once, got a person_id twice")
        columns = (self.side, self.born_from, self.born_to, self.is_on_stretcher, self.is_urgent)
        columns += (self.is_cleared_minor, self.held_days, *self.claims.values())
        if any(column.shape != (n,) for column in columns) or len(self.barred) != n:
            raise ValueError(f"expected columns of {n} rows")
        if n and not 0 <= int(self.side.min()) <= int(self.side.max()) <= 1:
            raise ValueError("expected side 0 or 1")
        if bool(np.any(self.born_from > self.born_to)):
            raise ValueError("expected born_from <= born_to")
        if set(self.barred) - {"", *Barred}:
            raise ValueError("expected codes of Barred")
        if self.legs is not None and (self.legs.ndim != 2 or self.legs.shape[0] != n):
            raise ValueError(f"expected legs of shape ({n}, n_legs)")

    def __len__(self) -> int:
        return len(self.person_ids)

    @classmethod
    def of(cls, rows: Sequence[Candidate], *, n_legs: int = 1) -> Self:
        """Turn single persons into columns."""
        names = sorted({name for row in rows for name in row.claims})
        born = np.array([born_between(row.birth_date) for row in rows], dtype=np.int32).reshape(-1, 2)
        legs = None
        if any(row.legs is not None for row in rows):
            legs = np.array([[row.legs is None or leg in row.legs for leg in range(n_legs)] for row in rows])
        return cls(
            person_ids=tuple(row.person_id for row in rows),
            side=np.array([row.side for row in rows], dtype=np.int8),
            born_from=born[:, 0],
            born_to=born[:, 1],
            claims={name: np.array([row.claims.get(name, 0) for row in rows], dtype=np.int8) for name in names},
            barred=tuple(row.barred or "" for row in rows),
            is_on_stretcher=np.array([row.is_on_stretcher for row in rows], dtype=bool),
            is_urgent=np.array([row.is_urgent for row in rows], dtype=bool),
            is_cleared_minor=np.array([row.is_cleared_minor for row in rows], dtype=bool),
            held_days=np.array([UNKNOWN if r.held_days is None else r.held_days for r in rows], dtype=np.int32),
            legs=legs,
        )


def born_between(date: PartialDate | None) -> tuple[int, int]:
    """The first and the last day that a birth date can mean, as ordinals; ``UNKNOWN`` twice for none."""
    if date is None:
        return UNKNOWN, UNKNOWN
    return date.earliest().toordinal(), date.latest().toordinal()

"""Who is one person after the confirmed links, and which of the person's units is counted.

Pure questions with small answers; ``actions`` carries them out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One record: the person that it was opened with, and when it came."""

    record_id: UUID
    own_person: UUID
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One unit: where it is, or where it was before a link took it out of the count."""

    unit_id: UUID
    person_id: UUID
    kind: str
    account_kind: str
    event_date: str  # captured, returned or died, ISO as far as known
    received_at: datetime


def roots(previous: Mapping[UUID, UUID | None]) -> dict[UUID, UUID]:
    """For each record the first one of its row through a list's versions: its id is also its own person's id."""
    found: dict[UUID, UUID] = {}
    for record_id in previous:
        at = record_id
        while (before := previous.get(at)) is not None:
            at = before
        found[record_id] = at
    return found


def survivors(listed: Sequence[Listed], joined: Iterable[tuple[UUID, UUID]]) -> dict[UUID, UUID]:
    """For each own person the one that stays: the earliest received of all that links join, then the lowest id.

    Parameters
    ----------
    joined
        Pairs of own persons, one for each confirmed link; chains of any length make one person.
    """
    came: dict[UUID, datetime] = {}
    for one in listed:
        came[one.own_person] = min(one.received_at, came.get(one.own_person, one.received_at))
    head = {person: person for person in came}

    def find(person: UUID) -> UUID:
        while head[person] != person:
            head[person] = head[head[person]]
            person = head[person]
        return person

    for left, right in joined:
        first, second = sorted((find(left), find(right)), key=lambda person: (came[person], person))
        head[second] = first
    return {person: find(person) for person in came}


# A unit that stands nearer to the person's real place bears the count; claims and offers give way.
_NEARNESS = {
    kind: rank
    for rank, kinds in enumerate(
        (
            ("home", "family", "buried", "elsewhere"),
            ("remains", "mortuary", "laboratory"),
            ("transport", "neutral", "hospital"),
            ("held", "called"),
            ("offered",),
            ("sought",),
            ("not_listed", "declared"),
        )
    )
    for kind in kinds
}
_HOME, _HELD = _NEARNESS["home"], _NEARNESS["held"]


def absorbed(units: Iterable[Standing]) -> frozenset[UUID]:
    """Units of kind person that are counted under another unit of the same person.

    Bags and parts are never absorbed: numbers of different units are never added.  Where a person has
    any, all the person's other entries are counted under them.  Otherwise one unit bears the count.
    """
    by_person: dict[UUID, list[Standing]] = defaultdict(list)
    for unit in units:
        by_person[unit.person_id].append(unit)
    gone: set[UUID] = set()
    for of_one in by_person.values():
        entries = [unit for unit in of_one if unit.kind == "person"]
        if len(entries) == len(of_one):
            bearer = _bearer(entries)
            entries = [unit for unit in entries if unit is not bearer]
        gone.update(unit.unit_id for unit in entries)
    return frozenset(gone)


def _bearer(entries: Sequence[Standing]) -> Standing:
    captured = max((u.event_date for u in entries if _NEARNESS[u.account_kind] == _HELD), default="")

    def order(unit: Standing) -> tuple[int, datetime, UUID]:
        rank = _NEARNESS[unit.account_kind]
        # Home once and taken again later: the person is where the later capture says.
        if rank == _HOME and is_before(unit.event_date, captured):
            rank = _HELD + 1
        return rank, unit.received_at, unit.unit_id

    return min(entries, key=order)


def is_before(first: str, second: str) -> bool:
    """Whether a partly known ISO date is surely before another; unknown is never before anything."""
    shared = min(len(first), len(second))
    return bool(shared) and first[:shared] < second[:shared]

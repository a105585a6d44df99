"""Contradictions between lists: found among proposed links, told to the sender, never acted upon.

A finding is an alarm beside the review queue, not instead of it: whatever stays below the threshold is
still asked as a link.  A false alarm costs a sender's clerk a search and the program its credit; a missed
one costs only that the sender hears later.  We hold a false alarm to be nine times as dear, so the
threshold is 9 / (9 + 1) = 0.9.  A link that two people refused raises no alarm at any score; one that
they confirmed always does.  Nor does a pair of two different given names: it may be twins.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from repatria.web.review import wording
from repatria.web.review.merging import is_before
from repatria.web.review.models import LinkState

ALARM_PROBABILITY = 0.9
_SILENT = {LinkState.REFUSED, LinkState.UNDECIDABLE, LinkState.RETRACTED, LinkState.LAPSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One current row of a list, as far as a contradiction needs it."""

    record_id: UUID
    version_id: UUID
    list_id: UUID
    row: int
    sender: str
    purpose: str
    event_date: str
    name: str  # as submitted, in lower case
    birth_date: str  # ISO, empty unless the day is known

    def reads_like(self, other: "Row") -> bool:
        """Name and complete birth date stand there letter for letter as in the other row."""
        return bool(self.birth_date) and (self.name, self.birth_date) == (other.name, other.birth_date)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """Two current rows that a link joins."""

    left: Row
    right: Row
    probability: float
    state: str
    given: str = ""  # the matcher's code for the two given names

    @property
    def is_loud(self) -> bool:
        """Sure enough for an alarm, by people's word or else by score."""
        if self.state in _SILENT:
            return False
        # Twins share surname, patronymic, birth date and place: only the given name parts them.
        is_sure = self.probability >= ALARM_PROBABILITY and self.given != "different"
        return self.state == LinkState.CONFIRMED or is_sure


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A contradiction on one row, because of another."""

    code: str
    on: Row
    other: Row
    per_cent: int


def alarms(suspicions: Iterable[Suspicion]) -> list[Alarm]:
    """Every contradiction once: for each row and code the most probable counterpart."""
    best: dict[tuple[str, UUID], Alarm] = {}
    for suspicion in suspicions:
        for alarm in _of(suspicion) if suspicion.is_loud else ():
            key = (alarm.code, alarm.on.record_id)
            if key not in best or _order(alarm) < _order(best[key]):
                best[key] = alarm
    return sorted(best.values(), key=lambda alarm: (str(alarm.on.version_id), alarm.on.row, alarm.code))


def _order(alarm: Alarm) -> tuple[int, str]:
    return -alarm.per_cent, str(alarm.other.record_id)


def _of(suspicion: Suspicion) -> Iterator[Alarm]:
    # Rounded down, and never "100 %": a score is not a certainty.
    per_cent = min(99, int(suspicion.probability * 100))
    for code, on, other in _contradictions(suspicion.left, suspicion.right):
        yield Alarm(code=code, on=on, other=other, per_cent=per_cent)


def _contradictions(left: Row, right: Row) -> Iterator[tuple[str, Row, Row]]:
    if left.list_id == right.list_id:
        # Letter for letter the same was told when the list was read; it may be one person or two namesakes.
        if left.reads_like(right):
            return
        earlier, later = sorted((left, right), key=lambda row: row.row)
        yield wording.DUPLICATE, later, earlier
        return
    purposes = (left.purpose, right.purpose)
    match purposes:
        case ("held" | "offer", "returned") if not is_before(right.event_date, left.event_date):
            yield wording.RETURNED, left, right
        case ("held" | "offer", "dead"):
            yield wording.DEAD, left, right
        case ("missing", "held") if left.sender == right.sender:
            yield wording.OWN_SOUGHT, left, right
        case ("held", "held") if left.sender != right.sender:
            yield wording.BOTH_HOLD, left, right
            yield wording.BOTH_HOLD, right, left
        case ("children", "children"):
            yield wording.CHILD_TWICE, left, right
            yield wording.CHILD_TWICE, right, left
        case (one, other) if one == other and left.sender == right.sender:
            yield wording.TWO_LISTS, right, left

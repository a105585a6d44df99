"""Contradictions between lists: found among proposed links, told to the sender, never acted upon.

A finding is an alarm beside the review queue, not instead of it: whatever stays below the threshold is
still asked as a link.  That a list says one person twice can wait: a false alarm costs a sender's clerk a
search and the program its credit, a missed one only that the sender hears later.  We hold the false one to be
nine times as dear, so the threshold is 9 / (9 + 1) = 0.9.  Somebody dead or long at home on a prisoners' list
cannot wait: a missed one takes a place in the next round from somebody who could go, as a false one
does until it is answered.  Here the two weigh alike, and the threshold is one half.

Two links can raise one alarm: whom a party seeks, the other holds, and a bag's papers bear the number that the
search gives.  And two can silence one: where a search names the persons of both rows apart, they are two.
A link that two people refused raises no alarm at any score; one that they confirmed always does.  Nor does a
pair whose given names or patronymics contradict: it may be twins, brothers or cousins.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from repatria.web.review import wording
from repatria.web.review.merging import is_before
from repatria.web.review.models import LinkState

ALARM_PROBABILITY = 0.9
GRAVE_ALARM_PROBABILITY = 0.5
_GRAVE = {wording.RETURNED, wording.DEAD}
# Who is held hardly ever lies in a bag or went home as well.  Among all who are sought each alone is common: we
# hold both together to be twenty times as rare as chance would have it.
_BOTH_ODDS = 1 / 20
_SURELY_SOUGHT = 0.95
_CONTRADICTING = {"different", "resembling"}
# What people said counts at any score.
DECIDED = (LinkState.CONFIRMED, LinkState.REFUSED, LinkState.UNDECIDABLE, LinkState.RETRACTED)
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
    readers: frozenset[str] = frozenset()  # the parties that sent the list or were sent it

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
    patronymic: str = ""  # and for the two patronymics
    number: str = ""  # and for the two service numbers

    @property
    def is_possible(self) -> bool:
        """Neither refused by people nor contradicted by a name."""
        # Twins share surname, patronymic, birth date and place, but no number: only the given name parts them.
        # Мар'яна and Марина are one letter apart and two names.
        is_contradicted = self.given in _CONTRADICTING or self.patronymic == "different"
        is_contradicted = is_contradicted and self.number != "same"
        return self.state == LinkState.CONFIRMED or (self.state not in _SILENT and not is_contradicted)

    @property
    def odds(self) -> float:
        """For one person against two; people's word is worth a thousand to one at the least."""
        bounded = min(self.probability, 1.0 - 1e-6)
        odds = bounded / (1.0 - bounded)
        return max(odds, 1e3) if self.state == LinkState.CONFIRMED else odds

    def is_loud(self, code: str) -> bool:
        """Sure enough for an alarm, by people's word or else by score."""
        least = GRAVE_ALARM_PROBABILITY if code in _GRAVE else ALARM_PROBABILITY
        return self.is_possible and (self.state == LinkState.CONFIRMED or self.probability >= least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A contradiction on one row, because of another."""

    code: str
    on: Row
    other: Row
    per_cent: int


def alarms(suspicions: Iterable[Suspicion]) -> list[Alarm]:
    """Every contradiction once: for each row and code the most probable counterpart."""
    direct = list(suspicions)
    searches = _Searches(direct)
    best: dict[tuple[str, UUID], Alarm] = {}
    for suspicion in (*direct, *_through_searches(direct)):
        if suspicion.state != LinkState.CONFIRMED and searches.tell_apart(suspicion.left, suspicion.right):
            continue
        for alarm in _of(suspicion):
            key = (alarm.code, alarm.on.record_id)
            if key not in best or _order(alarm) < _order(best[key]):
                best[key] = alarm
    return sorted(best.values(), key=lambda alarm: (str(alarm.on.version_id), alarm.on.row, alarm.code))


class _Searches:
    """Which rows of searches surely speak of a row's person: two rows that one list seeks apart are two people."""

    def __init__(self, suspicions: Iterable[Suspicion]) -> None:
        self._sought: defaultdict[tuple[UUID, UUID], set[UUID]] = defaultdict(set)
        self._twice: set[frozenset[UUID]] = set()
        for one in suspicions:
            if not one.is_possible or one.left.purpose != "missing":
                continue
            if one.left.list_id == one.right.list_id:
                self._twice.add(frozenset((one.left.record_id, one.right.record_id)))
            elif one.state == LinkState.CONFIRMED or one.probability >= _SURELY_SOUGHT:
                self._sought[one.right.record_id, one.left.list_id].add(one.left.record_id)
        self._lists = {list_id for _, list_id in self._sought}

    def tell_apart(self, one: Row, other: Row) -> bool:
        """One list seeks the two as different people, and does not itself seem to seek one person twice."""
        for list_id in self._lists:
            mine = self._sought.get((one.record_id, list_id), set())
            theirs = self._sought.get((other.record_id, list_id), set())
            if mine and theirs and mine.isdisjoint(theirs):
                return not any(frozenset(pair) in self._twice for pair in product(mine, theirs))
        return False


def _through_searches(suspicions: Sequence[Suspicion]) -> Iterator[Suspicion]:
    """Two rows that the matcher does not join, or only faintly, and that one row of a search joins.

    Only where everybody who reads both rows reads the search: else the alarm would tell what it says.
    """
    known = {frozenset((one.left.record_id, one.right.record_id)): one for one in suspicions}
    held, gone = defaultdict[UUID, list[Suspicion]](list), defaultdict[UUID, list[Suspicion]](list)
    for one in suspicions:
        if one.left.purpose == "missing" and one.is_possible:
            (gone if one.right.purpose in {"dead", "returned"} else held)[one.left.record_id].append(one)
    for searched in held.keys() & gone.keys():
        for one, other in product(held[searched], gone[searched]):
            direct = known.get(frozenset((one.right.record_id, other.right.record_id)))
            is_refused = direct is not None and direct.state != LinkState.LAPSED and not direct.is_possible
            if one.right.readers & other.right.readers <= one.left.readers and not is_refused:
                both = _probability_of_both(one, other)
                yield Suspicion(left=one.right, right=other.right, probability=both, state=LinkState.PROPOSED)


def _probability_of_both(one: Suspicion, other: Suspicion) -> float:
    """That both links are right, against one of them or none."""
    odds = [each.odds for each in (one, other)]
    both = _BOTH_ODDS * odds[0] * odds[1]
    return both / (1.0 + odds[0] + odds[1] + both)


def _order(alarm: Alarm) -> tuple[int, str]:
    return -alarm.per_cent, str(alarm.other.record_id)


def _of(suspicion: Suspicion) -> Iterator[Alarm]:
    # Rounded down, and never "100 %": a score is not a certainty.
    per_cent = min(99, int(suspicion.probability * 100))
    for code, on, other in _contradictions(suspicion.left, suspicion.right):
        if suspicion.is_loud(code):
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

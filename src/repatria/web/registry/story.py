"""What later apps have to say on pages of this one: a person's line of time, and what waits for somebody.

Apps import downwards, so the registry cannot ask custody or review.  They tell instead: each hands a function in when
it is made ready (``apps.py``), and the pages here ask all of them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from repatria.web.accounts.models import User
from repatria.web.registry.models import SourceRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to a person's records: a source, a decision, a movement."""

    at: datetime
    kind: str  # source, claim, answer, decision, movement, round
    title: str
    party: str = ""
    detail: str = ""
    signed_by: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something that waits for this person: how many (``is_more``: more than that), since when, until when, where."""

    title: str
    url: str
    n: int
    is_more: bool = False
    oldest: datetime | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The person of whom the story is: an id, and the records that the reader may see."""

    person_id: UUID
    records: Sequence[SourceRecord] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something that this reader may do about a person or know of them: a sentence, and where it is done."""

    said: str
    url: str = ""
    act: str = ""


Teller = Callable[[Chapter, User], Iterable[Event]]
Asker = Callable[[User], Iterable[Waiting]]

Offerer = Callable[[Chapter, User], Iterable[Offer]]

_tellers: list[Teller] = []
_offerers: list[Offerer] = []
_askers: list[Asker] = []


def tells(teller: Teller) -> Teller:
    """Hand in a function that tells events of a person; also usable as a decorator."""
    if teller not in _tellers:
        _tellers.append(teller)
    return teller


def asks(asker: Asker) -> Asker:
    """Hand in a function that says what waits for a user; also usable as a decorator."""
    if asker not in _askers:
        _askers.append(asker)
    return asker


def offers(offerer: Offerer) -> Offerer:
    """Hand in a function that says what a user may do about a person; also usable as a decorator."""
    if offerer not in _offerers:
        _offerers.append(offerer)
    return offerer


def offered(chapter: Chapter, user: User) -> list[Offer]:
    """What later apps let this reader do about a person."""
    return [offer for offerer in _offerers for offer in offerer(chapter, user)]


def story(chapter: Chapter, user: User) -> list[Event]:
    """Everything that happened, oldest first, as far as the reader may know it."""
    return sorted((event for teller in _tellers for event in teller(chapter, user)), key=lambda event: event.at)


def waiting(user: User) -> list[Waiting]:
    """What waits for this user, the oldest first."""
    found: Iterator[Waiting] = (one for asker in _askers for one in asker(user) if one.n)
    return sorted(found, key=lambda one: (one.oldest is None, one.oldest))

"""Browsing persons: search words, facets, and pages that begin after a person instead of at a number.

Pages follow ``Sight`` in the order of its index, so that the thousandth page costs as much as the first.  A cursor is a
person's id, never a name: addresses and logs hold ids only.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.cache import cache
from django.db.models import Q, QuerySet

from repatria.provenance import digest_of
from repatria.web import access
from repatria.web.accounts.models import User
from repatria.web.journal.models import Entry
from repatria.web.registry import bridge
from repatria.web.registry.models import (
    Answer,
    ListVersion,
    PartyList,
    Person,
    PersonStatus,
    Purpose,
    SearchKey,
    Sight,
    SourceRecord,
    VersionState,
)

PAGE_SIZE = 50
COUNT_LIMIT = 1_000
MANY_ROWS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a reader asked for: words in any script and order, and facets; empty asks for everybody."""

    words: str = ""
    purpose: str = ""
    sender: str = ""
    status: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing narrows the list."""
        return not (self.words or self.purpose or self.sender or self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A person as one row of the list: the records that this reader may see, and what they come to."""

    person: Person
    records: Sequence[SourceRecord]
    answers: Sequence[Answer] = ()

    @property
    def shown(self) -> SourceRecord:
        """The record whose name stands first: the one with the fullest name."""
        return max(self.records, key=lambda record: (len(record.full_name), record.version.received_at))

    @property
    def reading(self) -> str:
        """How we read the name."""
        return bridge.reading(self.shown)

    @property
    def changed_at(self) -> datetime:
        """The last delivery or answer that this reader may know of."""
        times = [record.version.received_at for record in self.records]
        return max([*times, *(answer.given_at for answer in self.answers)])

    @property
    def parties(self) -> list[str]:
        """Whose records speak of the person."""
        return sorted({record.version.party_list.sender_id for record in self.records})

    @property
    def says(self) -> list[tuple[str, str]]:
        """What each sender says: pairs of the purpose in words and the party's letter."""
        return sorted(
            {
                (record.version.party_list.get_purpose_display(), record.version.party_list.sender_id)
                for record in self.records
            },
            key=lambda pair: (pair[1], pair[0]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some lines, and the cursors of the pages before and after."""

    lines: list[Line] = field(default_factory=list)
    after: UUID | None = None
    before: UUID | None = None
    n_found: int = 0
    is_counted: bool = True


def browse(user: User, wanted: Wanted, *, after: UUID | None = None, before: UUID | None = None) -> Page:
    """One page of persons that the reader may see, in the order of how their names are read."""
    sights = _narrowed(user, wanted)
    n_found = _counted(sights, user, wanted)
    cursor = after or before
    edge = Sight.objects.filter(party=user.party_id, person=cursor).first() if cursor else None
    forwards = edge is None or after is not None
    window = sights
    if edge is not None:
        window = sights.filter(_beyond(edge, forwards=forwards))
    order = ("sort_key", "person_id") if forwards else ("-sort_key", "-person_id")
    ids = list(window.order_by(*order).values_list("person_id", flat=True)[: PAGE_SIZE + 1])
    has_more, ids = len(ids) > PAGE_SIZE, ids[:PAGE_SIZE]
    if not forwards:
        ids.reverse()
    lines = lines_of(user, ids)
    goes_on = has_more if forwards else edge is not None
    came_from = edge is not None if forwards else has_more
    return Page(
        lines=lines,
        after=ids[-1] if ids and goes_on else None,
        before=ids[0] if ids and came_from else None,
        n_found=min(n_found, COUNT_LIMIT),
        is_counted=n_found <= COUNT_LIMIT,
    )


def _counted(sights: "QuerySet[Sight]", user: User, wanted: Wanted) -> int:
    """How many were found, up to the limit; kept until the next act is written into the journal."""
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True).first()
    asked = digest_of([user.party_id, user.role, asdict(wanted), last])
    n: int | None = cache.get(asked)
    if n is None:
        n = sights.order_by()[: COUNT_LIMIT + 1].count()
        cache.set(asked, n, 600)
    return n


def lines_of(user: User, person_ids: Sequence[UUID]) -> list[Line]:
    """Lines of these persons in this order, with the records that the reader may see."""
    persons = Person.objects.in_bulk(person_ids)
    records, answers = defaultdict(list), defaultdict(list)
    # Asked for by person and by list at once, SQLite walks the whole lists; so the lists are looked at here.
    seen = access.visible_list_ids(user)
    rows = SourceRecord.objects.filter(person__in=person_ids).select_related("version__party_list")
    for record in rows.order_by().defer("raw", "other"):
        if record.version.party_list_id in seen:
            records[record.person_id].append(record)
    shown = {record.pk: person for person, rows in records.items() for record in rows}
    for answer in Answer.objects.filter(claim__record__in=list(shown)).select_related("claim"):
        answers[shown[answer.claim.record_id]].append(answer)
    return [Line(person=persons[pk], records=records[pk], answers=answers[pk]) for pk in person_ids if pk in records]


def _beyond(edge: Sight, *, forwards: bool) -> Q:
    if forwards:
        return Q(sort_key__gte=edge.sort_key) & (
            Q(sort_key__gt=edge.sort_key) | Q(sort_key=edge.sort_key, person_id__gt=edge.person_id)
        )
    return Q(sort_key__lte=edge.sort_key) & (
        Q(sort_key__lt=edge.sort_key) | Q(sort_key=edge.sort_key, person_id__lt=edge.person_id)
    )


def _narrowed(user: User, wanted: Wanted) -> "QuerySet[Sight]":
    sights = access.visible_sights(Sight.objects.all(), user)
    if wanted.words:
        sights = sights.filter(person__in=_found(user, wanted.words))
    if wanted.purpose or wanted.sender:
        sights = _said_by(sights, user, wanted)
    if wanted.status:
        sights = _with_status(sights, wanted.status)
    return sights


def _found(user: User, words: str) -> "QuerySet[SourceRecord, UUID | None]":
    """Persons of whom one visible record holds every word; a word that nobody has counts as a beginning."""
    records = SourceRecord.objects.visible_to(user)
    tokens = bridge.tokens(words)
    if not tokens:
        return records.none().values_list("person", flat=True)
    for token in tokens:
        keys = SearchKey.objects.filter(token=token)
        if not keys.exists():
            # From the first to the last word that begins so: a range, which the index serves.
            keys = SearchKey.objects.filter(token__gte=token, token__lt=token + "\uffff")
        records = records.filter(pk__in=keys.values("record"))
    return records.values_list("person", flat=True)


def _said_by(sights: "QuerySet[Sight]", user: User, wanted: Wanted) -> "QuerySet[Sight]":
    lists = PartyList.objects.visible_to(user)
    if wanted.purpose:
        lists = lists.filter(purpose=wanted.purpose)
    if wanted.sender:
        lists = lists.filter(sender=wanted.sender)
    versions = ListVersion.objects.filter(party_list__in=list(lists)).exclude(state=VersionState.WITHDRAWN)
    records = SourceRecord.objects.filter(version__in=list(versions), person__isnull=False)
    return sights.filter(person__in=records.order_by().values("person"))


def _with_status(sights: "QuerySet[Sight]", status: str) -> "QuerySet[Sight]":
    persons = Person.objects.filter(status=status)
    if persons.order_by()[: MANY_ROWS + 1].count() > MANY_ROWS:
        return sights.filter(person__status=status)
    return sights.filter(person__in=persons.values("pk"))


def choices(user: User) -> dict[str, Iterable[tuple[str, str]]]:
    """The facets that make sense to this reader: purposes and senders of lists seen; status only for who sees all."""
    lists = list(PartyList.objects.visible_to(user).values_list("purpose", "sender"))
    purposes = {purpose for purpose, _sender in lists}
    return {
        "purpose": [(value, str(label)) for value, label in Purpose.choices if value in purposes],
        "sender": [(code, code) for code in sorted({sender for _purpose, sender in lists})],
        "status": [(v, str(label)) for v, label in PersonStatus.choices] if access.is_neutral(user) else [],
    }

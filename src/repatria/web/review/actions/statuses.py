"""Derived statuses are stored with the persons, so that lists of persons need no derivation."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import groupby, islice
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from repatria.web.custody.models import Unit
from repatria.web.registry.models import Claim, ClaimState, Person, Predicate, RecordState, SourceRecord
from repatria.web.review.status import Saying, status_of

_BATCH = 900
_LIVE = {RecordState.ACCEPTED, RecordState.WARNED}


def derive_status(persons: Collection[UUID] | None = None) -> int:
    """Derive the status of these persons (``None``: of all) and store what changed; gives how many did."""
    known = _narrowed(Person.objects.all(), "pk", persons)
    stored = {pk: (status, by) for pk, status, by in known.values_list("pk", "status", "status_by").iterator(5000)}
    said = {person: status_of(sayings) for person, sayings in _sayings(persons)}
    changed: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    for person, before in stored.items():
        status, by = said.get(person) or status_of(())
        if before != (status.value, by):
            changed[status.value, by].append(person)
    now = timezone.now()
    for (status_value, by), ids in changed.items():
        _store(ids, status_value, by, now)
    return sum(len(ids) for ids in changed.values())


def _store(ids: list[UUID], status: str, by: str, now: datetime) -> None:
    rest = iter(ids)
    while batch := list(islice(rest, _BATCH)):
        Person.objects.filter(pk__in=batch).update(status=status, status_by=by, changed_at=now)


def _narrowed(rows: Any, field: str, persons: Collection[UUID] | None) -> Any:
    return rows if persons is None else rows.filter(**{f"{field}__in": list(persons)})


def _sayings(persons: Collection[UUID] | None) -> Iterator[tuple[UUID, list[Saying]]]:
    free = set(
        _narrowed(Claim.objects.filter(predicate=Predicate.STATUS, value="alive_free"), "record__person", persons)
        .exclude(state=ClaimState.WITHDRAWN)
        .values_list("record_id", flat=True)
    )
    tied = _tied_units(persons)
    columns = ("id", "state", "version__party_list__sender", "version__party_list__purpose")
    unit = ("unit__person_id", "unit__kind", "unit__account__kind")
    records = _narrowed(SourceRecord.objects.exclude(person=None), "person", persons).order_by("person_id")
    rows = records.values_list("person_id", *columns, *unit).iterator(chunk_size=5000)
    for person, group in groupby(rows, key=itemgetter(0)):
        own = [
            Saying(
                sender=sender,
                purpose=purpose,
                is_live=state in _LIVE,
                kind=kind or "",
                account_kind=(account or "") if unit_person == person else "",
                says_free=record_id in free,
            )
            for _, record_id, state, sender, purpose, unit_person, kind, account in group
        ]
        yield person, own + tied.pop(person, [])
    yield from tied.items()


def _tied_units(persons: Collection[UUID] | None) -> dict[UUID, list[Saying]]:
    """Parts, and bags that the laboratory tied to a person whose record they do not come from."""
    apart = Unit.objects.exclude(person=None).filter(Q(record=None) | ~Q(record__person=F("person")))
    found: dict[UUID, list[Saying]] = defaultdict(list)
    columns = ("person_id", "kind", "account__kind", "account__party")
    for person, kind, account, party in _narrowed(apart, "person", persons).values_list(*columns):
        found[person].append(Saying(sender=party or "", purpose="dead", kind=kind, account_kind=account))
    return found

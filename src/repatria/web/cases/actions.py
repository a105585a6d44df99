"""One delivery taken in whole: rows in the registry, units in the account, and what hung on the last version kept."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from repatria.findings import Finding
from repatria.web.accounts.models import Party, PartyRole
from repatria.web.custody import actions as custody
from repatria.web.custody.actions import Opening
from repatria.web.custody.models import AccountKind, Reason, Unit
from repatria.web.registry import actions as registry
from repatria.web.registry.bridge import Delivery
from repatria.web.registry.models import Purpose, SourceRecord, UnitKind

_BATCH = 500

# Where a row of a list says that somebody is, and of which party's accounts: the sender's own or the other side's.
_ACCOUNT = {
    Purpose.HELD: (AccountKind.HELD, "sender"),
    Purpose.MISSING: (AccountKind.SOUGHT, "sender"),
    Purpose.OFFER: (AccountKind.OFFERED, "sender"),
    Purpose.RETURNED: (AccountKind.HOME, "other"),
    Purpose.DEAD: (AccountKind.REMAINS, "sender"),
    Purpose.CHILDREN: (AccountKind.SOUGHT, "sender"),
}


@transaction.atomic
def take_in(
    *, data: bytes, delivery: Delivery, received_at: datetime, further: Sequence[Finding] = (), term_key: str = ""
) -> registry.Received:
    """Receive a list and enter every new row into the custody account, all or nothing.

    ``term_key`` names the one term that draws on the list, where the case says so.
    """
    received = registry.receive_list(data=data, delivery=delivery, received_at=received_at, further=further)
    if not received.is_new:
        return received
    custody.open_units(_openings(received, delivery, term_key))
    for old_id, new_id in (received.carried or {}).items():
        Unit.objects.filter(record_id=old_id).update(record_id=new_id)
    _strike(received.dropped_ids, delivery.sender, received_at)
    return received


@transaction.atomic
def withdraw(*, delivery: Delivery, at: datetime) -> int:
    """The sender takes a list back; its units stay in the account as no longer listed."""
    ids = registry.withdraw_list(list_key=delivery.list_key)
    _strike(ids, delivery.sender, at)
    return len(ids)


def _openings(received: registry.Received, delivery: Delivery, term_key: str) -> Iterator[Opening]:
    kind, whose = _ACCOUNT[Purpose(delivery.purpose)]
    party = delivery.sender if whose == "sender" else _other_side(delivery.sender)
    happened_at = _speaks_of(delivery.as_of, received.version.received_at)
    evidence = f"list:{received.version.id}"
    opened = set(received.new_record_ids)
    columns = ("id", "person_id", "n_individuals", "surname", "given")
    rows = SourceRecord.objects.filter(version=received.version).values_list(*columns)
    for record_id, person_id, n_individuals, surname, given in rows.iterator(chunk_size=10_000):
        if record_id in opened:
            yield Opening(
                unit_id=uuid.uuid5(record_id, "unit"),
                kind=delivery.unit,
                record_id=record_id,
                # A bag without a name is nobody's known remains until somebody says whose.
                person_id=person_id if delivery.unit == UnitKind.PERSON or surname or given else None,
                n_individuals=n_individuals,
                declared_by_party=delivery.sender,
                account_kind=kind,
                account_party=party,
                happened_at=happened_at,
                evidence=evidence,
                term_key=term_key,
            )


def _speaks_of(day: date | None, received_at: datetime) -> datetime:
    """The moment to which a list speaks: the beginning of its as-of day, or when it came."""
    return (
        received_at if day is None else datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())
    )


def _other_side(sender: str) -> str | None:
    """The side that is not the sender; the neutral body's list of those returned names no side."""
    sides = list(Party.objects.filter(role=PartyRole.SIDE).exclude(code=sender).values_list("code", flat=True))
    return sides[0] if len(sides) == 1 else None


def _strike(record_ids: Sequence[uuid.UUID], sender: str, at: datetime) -> None:
    account = custody.account_for(AccountKind.NOT_LISTED, sender)
    for start in range(0, len(record_ids), _BATCH):
        units = Unit.objects.filter(record_id__in=record_ids[start : start + _BATCH]).exclude(
            account__kind__in=(AccountKind.NOT_LISTED, AccountKind.SAME_PERSON)
        )
        custody.move_many(list(units), to=account, reason=Reason.WITHDRAWN, happened_at=at)

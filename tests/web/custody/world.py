"""An invented account: two sides, a neutral body, and units with nothing behind them but a number."""

import datetime as dt
import uuid

from repatria.web.accounts.models import Party, PartyRole, User
from repatria.web.custody import actions
from repatria.web.custody.models import AccountKind, Reason, Unit
from repatria.web.registry.models import (
    Answer,
    Claim,
    ListVersion,
    PartyList,
    Person,
    SourceRecord,
    StoredFile,
    Term,
)

NOW = dt.datetime(2025, 6, 10, 9, tzinfo=dt.UTC)


def parties() -> None:
    for code, role in (("A", PartyRole.SIDE), ("B", PartyRole.SIDE), ("N", PartyRole.NEUTRAL)):
        Party.objects.get_or_create(code=code, defaults={"name": f"Party {code}", "role": role})


def opening(
    unit_id: uuid.UUID | None = None,
    *,
    kind: str = "person",
    by: str = "A",
    into: AccountKind = AccountKind.HELD,
    party: str | None = None,
    record_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
    n_individuals: int | None = None,
    term_key: str = "",
) -> actions.Opening:
    return actions.Opening(
        unit_id or uuid.uuid4(),
        kind,
        record_id,
        person_id,
        n_individuals,
        by,
        into,
        by if party is None else party,
        NOW,
        "record:0",
        term_key,
    )


def units(n: int, **kwargs: object) -> list[Unit]:
    """Open ``n`` units and return them as they stand."""
    openings = [opening(**kwargs) for _ in range(n)]  # type: ignore[arg-type]
    actions.open_units(openings)
    return list(Unit.objects.filter(pk__in=[entry.unit_id for entry in openings]).order_by("pk"))


def person() -> uuid.UUID:
    """A person of whom nothing is known."""
    return Person.objects.create(id=uuid.uuid4(), changed_at=NOW).pk


def record(sender: str, purpose: str, *, person_id: uuid.UUID | None = None, unit: str = "person") -> SourceRecord:
    """One more row of the sender's list of this purpose, of a person of its own unless one is named."""
    party_list, _ = PartyList.objects.get_or_create(
        key=f"{sender}-{purpose}", defaults={"sender_id": sender, "purpose": purpose, "unit": unit}
    )
    file, _ = StoredFile.objects.get_or_create(sha256="0" * 64, defaults={"size": 0, "content": b""})
    version, _ = ListVersion.objects.get_or_create(
        party_list=party_list,
        number=1,
        defaults={"id": uuid.uuid4(), "file": file, "file_name": "list.csv", "received_at": NOW},
    )
    return SourceRecord.objects.create(
        id=uuid.uuid4(),
        version=version,
        row=version.records.count() + 2,
        state="accepted",
        raw={},
        person_id=person_id or person(),
    )


def listed(
    sender: str,
    purpose: str,
    into: AccountKind,
    *,
    party: str | None = None,
    kind: str = "person",
    term_key: str = "",
    n_individuals: int | None = None,
) -> Unit:
    """A row of a list and the unit that it declares."""
    row = record(sender, purpose, unit=kind)
    entry = opening(
        kind=kind, by=sender, into=into, party=party, record_id=row.pk, term_key=term_key, n_individuals=n_individuals
    )
    actions.open_units([entry])
    return Unit.objects.get(pk=entry.unit_id)


def term(key: str, act: str, *, debtor: str | None = "A", creditor: str | None = "B", **fields: object) -> Term:
    """A term of the agreement."""
    fields = {"status": "agreed", "title": key, "position": Term.objects.count(), **fields}
    return Term.objects.create(key=key, act=act, debtor_id=debtor, creditor_id=creditor, **fields)


def link(kept: Unit, right: Unit) -> None:
    """What the confirmation of a link does to the account."""
    SourceRecord.objects.filter(pk=right.record_id).update(person=kept.record.person_id)
    sender = right.record.version.party_list.sender_id
    to = actions.account_for(AccountKind.SAME_PERSON, sender)
    actions.move(right, to=to, reason=Reason.LINKED, happened_at=NOW, evidence="link:0")


def answer(unit: Unit, by: str) -> None:
    """The other side answers to the row behind a unit."""
    user, _ = User.objects.get_or_create(username=f"delegate-{by}", defaults={"party_id": by})
    claim = Claim.objects.create(
        record=unit.record, author_id="A" if by == "B" else "B", predicate="status", value="missing", made_at=NOW
    )
    Answer.objects.create(claim=claim, by_party_id=by, given_by=user, value="not_held", given_at=NOW)

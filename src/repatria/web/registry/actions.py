"""What changes in the registry: parties and terms registered, lists received, withdrawn and answered."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from repatria.errors import StateConflict
from repatria.findings import Finding
from repatria.provenance import digest_of_bytes
from repatria.web import access
from repatria.web.accounts.models import Party, PartyRole, User
from repatria.web.bulk import insert
from repatria.web.journal import actions as journal
from repatria.web.registry import bridge, sights
from repatria.web.registry.bridge import Delivery
from repatria.web.registry.models import (
    Answer,
    AnswerValue,
    Claim,
    ClaimState,
    ListVersion,
    PartyList,
    Person,
    Predicate,
    Purpose,
    RecordState,
    Sight,
    SourceRecord,
    StoredFile,
    Term,
    VersionState,
)

if TYPE_CHECKING:
    from repatria.lists import ParsedList

_BATCH = 2000


@transaction.atomic
def register_parties(parties: Iterable[Mapping[str, str]]) -> None:
    """Make the case's parties known; a code keeps its meaning for good."""
    for party in parties:
        known = Party.objects.filter(code=party["code"]).first()
        if known is not None and known.role != party["role"]:
            raise StateConflict(
                f"party {party['code']} is stored as {known.role}: a code cannot change its role; use another code"
            )
        Party.objects.update_or_create(
            code=party["code"],
            defaults={key: party.get(key, "") for key in ("name", "role", "bureau", "contact")},
        )
    journal.append("registry.parties.registered", facts={"n_parties": Party.objects.count()})


@transaction.atomic
def register_terms(terms: Sequence[Mapping[str, Any]]) -> None:
    """Store the case's terms as they stand now; a term that left the case is removed unless a round used it."""
    keys = [term["key"] for term in terms]
    for gone in Term.objects.exclude(key__in=keys):
        if gone.rounds.exists():
            raise StateConflict(f"term {gone.key} is used by a round: keep it in case.toml, or mark it disputed")
        gone.delete()
    for position, term in enumerate(terms):
        Term.objects.update_or_create(key=term["key"], defaults={**term, "position": position})
    journal.append("registry.terms.registered", facts={"n_terms": len(keys)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What came of one delivery."""

    version: ListVersion
    is_new: bool
    new_record_ids: tuple[uuid.UUID, ...] = ()  # rows that open a unit of their own
    carried: Mapping[uuid.UUID, uuid.UUID] | None = None  # previous record → record that continues it
    dropped_ids: tuple[uuid.UUID, ...] = ()  # records that the sender no longer lists


@transaction.atomic
def receive_list(
    *, data: bytes, delivery: Delivery, received_at: datetime, further: Sequence[Finding] = ()
) -> Received:
    """Take in one file of a list: bytes kept, every row a record, every flaw a finding, persons and claims opened.

    ``further`` are findings on the file itself that the caller made, such as a digest that was not the signed one.

    The same file declared in the same way changes nothing.  Another file under the same list key becomes the next
    version: rows that stay keep their person, rows that went are marked withdrawn and nothing is deleted.
    """
    sha256 = digest_of_bytes(data)
    party_list = _party_list(delivery)
    current = party_list.versions.order_by("-number").first()
    parsed = bridge.read_list(data, delivery)
    if current is not None and current.id == delivery.version_id(sha256, current.number):
        _redeclare(current, delivery, parsed, further)
        return Received(version=current, is_new=False)
    version = _store_version(party_list, current, data, delivery, parsed, received_at)
    received = _store_rows(version, current, delivery, parsed, further)
    journal.append(
        "registry.list.received",
        party=delivery.sender,
        subject_type="version",
        subject_id=str(version.id),
        facts={
            "sha256": sha256,
            "n_rows": version.n_rows,
            "n_accepted": version.n_accepted,
            "n_warned": version.n_warned,
            "n_rejected": version.n_rejected,
        },
    )
    return received


def _party_list(delivery: Delivery) -> PartyList:
    party_list, is_new = PartyList.objects.get_or_create(
        key=delivery.list_key,
        defaults={"sender_id": delivery.sender, "purpose": delivery.purpose, "unit": delivery.unit},
    )
    declared = (party_list.sender_id, party_list.purpose, party_list.unit)
    if not is_new and declared != (delivery.sender, delivery.purpose, delivery.unit):
        raise StateConflict(
            f"list {delivery.list_key} is stored as {' '.join(declared)}: sender, purpose and unit of a list "
            "cannot change; declare the file under a new key"
        )
    party_list.shared_with.set(delivery.shared_with)  # type: ignore[arg-type]  # the stubs know keys that are numbers
    return party_list


def _reading(parsed: "ParsedList", delivery: Delivery) -> dict[str, Any]:
    how = parsed.reading
    return {
        "format": how.format,
        "encoding": how.encoding,
        "delimiter": how.delimiter,
        "sheet": how.sheet,
        "header_row": how.header_row,
        "columns": dict(how.columns),
        "unrecognized": list(how.unrecognized),
        "declared": {"columns": dict(delivery.columns)},
    }


def _store_version(
    party_list: PartyList,
    current: ListVersion | None,
    data: bytes,
    delivery: Delivery,
    parsed: "ParsedList",
    received_at: datetime,
) -> ListVersion:
    sha256 = digest_of_bytes(data)
    number = current.number + 1 if current else 1
    stored, _ = StoredFile.objects.get_or_create(sha256=sha256, defaults={"size": len(data), "content": data})
    if current is not None:
        current.state = VersionState.SUPERSEDED
        current.save(update_fields=["state"])
    return ListVersion.objects.create(
        id=delivery.version_id(sha256, number),
        party_list=party_list,
        number=number,
        previous=current,
        file=stored,
        file_name=delivery.file_name,
        as_of=delivery.as_of,
        received_at=received_at,
        stated_count=delivery.stated_count,
        n_rows=len(parsed.rows),
        n_accepted=parsed.n_accepted,
        n_warned=parsed.n_warned,
        n_rejected=parsed.n_rejected,
        reading=_reading(parsed, delivery),
    )


def _redeclare(version: ListVersion, delivery: Delivery, parsed: "ParsedList", further: Sequence[Finding]) -> None:
    """The same rows, told anew: stated count, as-of date and the findings that follow from them."""
    version.as_of, version.stated_count = delivery.as_of, delivery.stated_count
    version.save(update_fields=["as_of", "stated_count"])
    version.findings.filter(origin="reading").delete()
    insert(bridge.stored_findings(version, parsed, further))


def _store_rows(
    version: ListVersion,
    previous: ListVersion | None,
    delivery: Delivery,
    parsed: "ParsedList",
    further: Sequence[Finding],
) -> Received:
    records = {record.row: record for record in bridge.records_of(version, parsed.rows)}
    carried, dropped = _continue_rows(previous, parsed, records, version)
    now = timezone.now()
    opened = [
        record for record in records.values() if record.state != RecordState.REJECTED and record.person_id is None
    ]
    for record in opened:
        record.person_id = record.id
    children = delivery.purpose == Purpose.CHILDREN
    insert(Person(id=record.id, changed_at=now, is_child_case=children) for record in opened)
    insert(records.values())
    live = [record for record in records.values() if record.state != RecordState.REJECTED]
    insert(bridge.search_keys(live))
    insert(bridge.claims_of(opened, delivery=delivery, version=version, addressee=_addressee(delivery)))
    _carry_claims(carried, {record.id: record for record in live}, delivery, version)
    insert(bridge.stored_findings(version, parsed, further))
    return Received(
        version=version,
        is_new=True,
        new_record_ids=tuple(record.id for record in opened),
        carried=carried,
        dropped_ids=dropped,
    )


def _addressee(delivery: Delivery) -> str | None:
    sides = Party.objects.filter(role=PartyRole.SIDE).exclude(code=delivery.sender).values_list("code", flat=True)
    return sides[0] if len(sides) == 1 else None


def _continue_rows(
    previous: ListVersion | None,
    parsed: "ParsedList",
    records: Mapping[int, SourceRecord],
    version: ListVersion,
) -> tuple[dict[uuid.UUID, uuid.UUID], tuple[uuid.UUID, ...]]:
    """Tie rows of a new version to those of the previous one; mark what the sender no longer lists."""
    if previous is None:
        return {}, ()
    before = bridge.read_list(bytes(previous.file.content), bridge.delivery_of(previous))
    changes = bridge.compare(before, parsed)
    version.changes = {
        "same": len(changes.same),
        "changed": [list(pair) for pair in changes.changed],
        "added": list(changes.added),
        "removed": list(changes.removed),
    }
    version.save(update_fields=["changes"])
    persons = dict(previous.records.filter(person__isnull=False).values_list("row", "person_id"))
    carried: dict[uuid.UUID, uuid.UUID] = {}
    for old_row, new_row in (*changes.same, *changes.changed):
        record = records.get(new_row)
        if record is None or old_row not in persons or record.state == RecordState.REJECTED:
            continue
        old_id = bridge.record_id(previous.id, old_row)
        record.person_id, record.continues_id = persons[old_row], old_id
        carried[old_id] = record.id
    gone = [bridge.record_id(previous.id, row) for row in persons if bridge.record_id(previous.id, row) not in carried]
    _withdraw(gone)
    return carried, tuple(gone)


def _carry_claims(
    carried: Mapping[uuid.UUID, uuid.UUID],
    records: Mapping[uuid.UUID, SourceRecord],
    delivery: Delivery,
    version: ListVersion,
) -> None:
    """A row that stays keeps its claims with their answers; a changed row keeps its status and claims the rest anew."""
    fresh: list[Claim] = []
    before = _claims_by_record(list(carried))
    for old_id, new_id in carried.items():
        record = records[new_id]
        now = {
            (claim.predicate, claim.value): claim
            for claim in bridge.claims_of([record], delivery=delivery, version=version, addressee=None)
        }
        for claim in before.get(old_id, ()):
            said_again = now.pop((claim.predicate, claim.value), None)
            if said_again or claim.predicate == Predicate.STATUS:
                claim.record_id = new_id
            elif claim.state != ClaimState.WITHDRAWN:
                claim.state = ClaimState.WITHDRAWN
        fresh += [claim for claim in now.values() if claim.predicate != Predicate.STATUS]
    told = [claim for claims in before.values() for claim in claims]
    Claim.objects.bulk_update(told, ["record", "state"], batch_size=300)
    insert(fresh)


def _claims_by_record(record_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Claim]]:
    found: dict[uuid.UUID, list[Claim]] = {}
    for ids in _batches(record_ids):
        for claim in Claim.objects.filter(record_id__in=ids):
            found.setdefault(claim.record_id, []).append(claim)
    return found


def _withdraw(record_ids: Sequence[uuid.UUID]) -> None:
    for ids in _batches(record_ids):
        SourceRecord.objects.filter(id__in=ids).update(state=RecordState.WITHDRAWN)
        Claim.objects.filter(record_id__in=ids).update(state=ClaimState.WITHDRAWN)


@transaction.atomic
def withdraw_list(*, list_key: str) -> tuple[uuid.UUID, ...]:
    """The sender takes a whole list back: its rows are marked withdrawn, nothing is deleted."""
    version = ListVersion.objects.filter(party_list__key=list_key).order_by("-number").first()
    if version is None or version.state == VersionState.WITHDRAWN:
        return ()
    ids = tuple(version.records.filter(person__isnull=False).values_list("id", flat=True))
    _withdraw(ids)
    version.state = VersionState.WITHDRAWN
    version.save(update_fields=["state"])
    journal.append("registry.list.withdrawn", subject_type="version", subject_id=str(version.id))
    return ids


@transaction.atomic
def answer_claim(*, user: User, claim: Claim, value: AnswerValue, reason: str = "", evidence: str = "") -> Answer:
    """A delegate answers, for the party asked, what the other side claims; a later answer follows, never replaces."""
    access.require(user, access.Permission.QUESTION_ANSWER, party=claim.addressee_id)
    if claim.addressee_id is None:
        raise StateConflict(f"claim {claim.pk} asks no party: answer a question that is addressed to yours")
    answer = Answer.objects.create(
        claim=claim,
        by_party_id=claim.addressee_id,
        given_by=user,
        value=value,
        reason=reason,
        evidence=evidence,
        given_at=timezone.now(),
    )
    if value == AnswerValue.DISPUTED:
        claim.state = ClaimState.CONTESTED
        claim.save(update_fields=["state"])
    journal.append(
        "registry.claim.answered",
        actor=user,
        party=claim.addressee_id,
        subject_type="claim",
        subject_id=str(claim.id),
        facts={"value": str(value)},
    )
    return answer


@transaction.atomic
def refresh_sights() -> int:
    """Say anew which party may see which person, from who sent and who was sent the records; gives their number."""
    Sight.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(sights.FILL)
        return int(cursor.rowcount)


def _batches(ids: Sequence[uuid.UUID]) -> Iterable[Sequence[uuid.UUID]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


__all__ = [
    "Received",
    "answer_claim",
    "receive_list",
    "refresh_sights",
    "register_parties",
    "register_terms",
    "withdraw_list",
]

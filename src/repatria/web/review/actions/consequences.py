"""What follows from links that people confirmed or took back: one person, one counted unit, questions answered.

Everything is derived anew from the confirmed links that remain, so that a link taken back leaves the same
persons, units, questions and statuses as if it had never been confirmed; only journal and account remember.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop

from repatria.errors import StateConflict
from repatria.web.access import Permission
from repatria.web.accounts.models import Party, PartyRole, User
from repatria.web.custody import actions as custody
from repatria.web.custody.models import AccountKind, Movement, Reason, Unit
from repatria.web.registry.models import Person, Sight, SourceRecord
from repatria.web.review import merging
from repatria.web.review.actions.questions import settle_questions
from repatria.web.review.actions.statuses import derive_status
from repatria.web.review.joined import follow_persons
from repatria.web.review.models import Link, LinkState


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who acts, under which permission, because of which link."""

    actor: User
    under: Permission
    link: Link

    @property
    def evidence(self) -> str:
        """How custody names the link that is the cause."""
        return evidence_of(self.link.pk)


def evidence_of(link_id: UUID) -> str:
    """How custody names a link."""
    return f"link:{link_id}"


def derive(by: By) -> None:
    """Bring the persons of a link's two records to what the confirmed links now say, with all that hangs on it."""
    records = _records_of(by.link)
    first = merging.roots({record.pk: record.continues_id for record in records})
    links = list(Link.objects.filter(state=LinkState.CONFIRMED, left__in=records, right__in=records).order_by("pk"))
    stays = merging.survivors(
        [
            merging.Listed(record_id=r.pk, own_person=first[r.pk], received_at=r.version.received_at)
            for r in records
            if r.person_id is not None
        ],
        [(first[link.left_id], first[link.right_id]) for link in links],
    )
    _refuse_contradiction(by.link, records, first, stays)
    units = _units_of(records)
    _assign_records(records, first, stays)
    _assign_units(units, first, stays, by)
    _count_once(units, first, stays, links, by)
    settle_questions(records, first, links)
    persons = set(stays) | set(stays.values())
    derive_status(persons)
    Person.objects.filter(pk__in=persons).update(changed_at=timezone.now())
    _show_to_parties(persons)
    follow_persons(persons, by.actor, by.under)


def _records_of(link: Link) -> list[SourceRecord]:
    persons = SourceRecord.objects.filter(pk__in=(link.left_id, link.right_id)).values("person_id")
    return list(SourceRecord.objects.filter(person_id__in=persons).select_related("version__party_list"))


def _refuse_contradiction(
    link: Link, records: Sequence[SourceRecord], first: dict[UUID, UUID], stays: dict[UUID, UUID]
) -> None:
    """Two people said of two of these records that they are not one person: a chain may not say otherwise."""
    for refused in Link.objects.filter(state=LinkState.REFUSED, left__in=records, right__in=records):
        if stays[first[refused.left_id]] == stays[first[refused.right_id]]:
            contradiction = gettext_noop(
                "this pair contradicts pair {other}, by which two of these records are different people; "
                "a coordinator must retract one of the links that join or part them"
            )
            raise StateConflict(contradiction, other=refused.pk)


def _assign_records(records: Iterable[SourceRecord], first: dict[UUID, UUID], stays: dict[UUID, UUID]) -> None:
    moved: dict[UUID, list[UUID]] = defaultdict(list)
    for record in records:
        target = stays[first[record.pk]]
        if record.person_id != target:
            moved[target].append(record.pk)
    missing = moved.keys() - set(Person.objects.filter(pk__in=moved).values_list("pk", flat=True))
    if missing:
        gone = gettext_noop("person {person} is not stored: receive its list again before deciding this pair")
        raise StateConflict(gone, person=min(missing))
    for target, ids in moved.items():
        SourceRecord.objects.filter(pk__in=ids).update(person_id=target)


# -- units ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Entry:
    """A unit, the record that it goes back to, and its movements that count, oldest first."""

    unit: Unit
    record: SourceRecord
    movements: list[Movement]
    former_person: UUID | None

    @property
    def absorbing(self) -> Movement | None:
        same = (m for m in reversed(self.movements) if m.credit.kind == AccountKind.SAME_PERSON)
        return next((m for m in same if m.reason != Reason.IDENTIFIED), None)

    @property
    def is_absorbed(self) -> bool:
        return bool(self.unit.account.kind == AccountKind.SAME_PERSON)

    @property
    def is_identified(self) -> bool:
        """Counted under a body that bears the person's name: no link changes that."""
        return any(m.reason == Reason.IDENTIFIED and m.credit.kind == AccountKind.SAME_PERSON for m in self.movements)


def _units_of(records: Sequence[SourceRecord]) -> list[_Entry]:
    by_id = {record.pk: record for record in records}
    found: list[_Entry] = []
    of_record: dict[UUID, SourceRecord] = {}
    layer = list(Unit.objects.filter(record__in=records).select_related("account"))
    while layer:
        for unit in layer:
            record = by_id[unit.record_id] if unit.record_id else of_record[unit.parent_id]
            of_record[unit.pk] = record
            found.append(_Entry(unit, record, [], record.person_id))
        layer = list(Unit.objects.filter(parent__in=layer, record=None).select_related("account"))
    by_unit = {entry.unit.pk: entry for entry in found}
    counting = Movement.objects.filter(unit__in=by_unit, reverses=None, reversed_by=None)
    for movement in counting.select_related("debit", "credit").order_by("unit", "seq"):
        by_unit[movement.unit_id].movements.append(movement)
    return found


def _assign_units(entries: Iterable[_Entry], first: dict[UUID, UUID], stays: dict[UUID, UUID], by: By) -> None:
    moved: dict[UUID, list[Unit]] = defaultdict(list)
    for entry in entries:
        target = stays[first[entry.record.pk]]
        # A unit that the laboratory tied to somebody else stays where the laboratory put it.
        if entry.unit.person_id == entry.former_person != target:
            moved[target].append(entry.unit)
    for target, units in moved.items():
        custody.associate(units, target, evidence=by.evidence, actor=by.actor, under=by.under)


def _count_once(
    entries: Sequence[_Entry], first: dict[UUID, UUID], stays: dict[UUID, UUID], links: Sequence[Link], by: By
) -> None:
    """Take out of the count what is counted under another record; bring back what no longer is."""
    entries = [entry for entry in entries if not entry.is_identified]
    standing = [_standing(e, stays[first[e.record.pk]]) for e in entries if _is_counted(e)]
    gone = merging.absorbed(standing)
    cause: dict[UUID, str] = {}
    for link in links:
        cause.setdefault(first[link.left_id], evidence_of(link.pk))
        cause.setdefault(first[link.right_id], evidence_of(link.pk))
    standing_links = {evidence_of(link.pk) for link in links}
    for entry in entries:
        absorbing = entry.absorbing
        is_gone = entry.unit.pk in gone
        if absorbing is not None and (absorbing.evidence not in standing_links or (entry.is_absorbed and not is_gone)):
            _bring_back(entry, absorbing, by)
            absorbing = None
        if is_gone and absorbing is None:
            custody.move(
                entry.unit,
                to=custody.account_for(AccountKind.SAME_PERSON, entry.record.version.party_list.sender_id),
                reason=Reason.LINKED,
                happened_at=timezone.now(),
                actor=by.actor,
                evidence=cause[first[entry.record.pk]],
                under=by.under,
            )


def _is_counted(entry: _Entry) -> bool:
    return entry.unit.account.kind not in {AccountKind.NOT_LISTED, AccountKind.DECLARED}


def _standing(entry: _Entry, person_id: UUID) -> merging.Standing:
    absorbing = entry.absorbing if entry.is_absorbed else None
    return merging.Standing(
        unit_id=entry.unit.pk,
        person_id=person_id,
        kind=entry.unit.kind,
        account_kind=absorbing.debit.kind if absorbing else entry.unit.account.kind,
        event_date=entry.record.event_date,
        received_at=entry.record.version.received_at,
    )


def _bring_back(entry: _Entry, absorbing: Movement, by: By) -> None:
    """Reverse the movement that took a unit out of the count, and the sender's withdrawal after it, if any."""
    later = [movement for movement in entry.movements if movement.seq > absorbing.seq]
    blocking = [movement for movement in later if movement.reason != Reason.WITHDRAWN]
    if blocking:
        ids = ", ".join(str(movement.pk) for movement in reversed(blocking))
        moved = gettext_noop(
            "unit {unit} was moved after this pair took it out of the count; "
            "reverse these movements first, in this order: {movements}"
        )
        raise StateConflict(moved, unit=entry.unit.pk, movements=ids)
    for movement in (*reversed(later), absorbing):
        custody.reverse(movement, reason=Reason.LINK_RETRACTED, actor=by.actor, evidence=by.evidence, under=by.under)
    entry.unit.refresh_from_db()
    for movement in later:
        custody.move(
            entry.unit,
            to=movement.credit,
            reason=movement.reason,
            happened_at=movement.happened_at,
            actor=by.actor,
            evidence=movement.evidence,
            under=by.under,
        )


# -- who may see ----------------------------------------------------------------------------------------


def _show_to_parties(persons: Iterable[UUID]) -> None:
    """Say anew which party may see these persons: as ``registry.sights`` does for all."""
    neutral = list(Party.objects.filter(role=PartyRole.NEUTRAL).values_list("code", flat=True))
    keys: dict[tuple[str, UUID], str] = {}
    records: Any = SourceRecord.objects.filter(person__in=list(persons)).select_related("version__party_list")
    for record in records.prefetch_related("version__party_list__shared_with"):
        party_list = record.version.party_list
        shared = [party.code for party in party_list.shared_with.all()]
        for code in {party_list.sender_id, *shared, *neutral}:
            key = (code, record.person_id)
            keys[key] = min(record.sort_key, keys.get(key, record.sort_key))
    Sight.objects.filter(person__in=list(persons)).delete()
    Sight.objects.bulk_create(
        Sight(party_id=party, person_id=person, sort_key=sort_key) for (party, person), sort_key in keys.items()
    )

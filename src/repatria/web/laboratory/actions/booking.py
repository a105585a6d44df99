"""What follows from a signed identification, and what opens again when it falls.

Everything about persons is derived anew from the identifications that stand: the body bears the person's name, the
person who was sought is counted under it, both files are closed.  Retracting leaves account, files and notice as if it
had never been; only journal, account and the board's acts remember.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils import timezone

from repatria.errors import StateConflict
from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.custody import actions as custody
from repatria.web.custody import following
from repatria.web.custody.models import AccountKind, Movement, Reason, Unit
from repatria.web.laboratory.actions import files
from repatria.web.laboratory.actions.entries import write
from repatria.web.laboratory.models import (
    Family,
    FamilyState,
    FileState,
    Identification,
    IdentityState,
    KinNotice,
    NoticeState,
    ReturnCase,
    ReturnState,
)
from repatria.web.registry.models import Person, SourceRecord, UnitKind
from repatria.web.review.actions import consequences, derive_status
from repatria.web.review.models import Link, LinkState

_WITH_FAMILY = (AccountKind.FAMILY, AccountKind.BURIED)


def evidence_of(identification: Identification) -> str:
    """How custody names an identification."""
    return f"identification:{identification.pk}"


def book(identification: Identification, by: User) -> None:
    """Enter a confirmed identification into the account and close both files."""
    unit = Unit.objects.select_for_update(of=("self",)).select_related("account").get(pk=identification.pm.unit_id)
    person_id = _person_of(identification)
    Identification.objects.filter(pk=identification.pk).update(former_person=unit.person_id)
    identification.former_person = unit.person_id
    _open_return_case(identification, unit, by)
    _correct_place(identification, unit, by)
    under = Permission.IDENTITY_SIGN
    custody.associate([unit], person_id, evidence=evidence_of(identification), actor=by, under=under)
    count_once({person_id}, by, under)
    files.enter(identification.pm, FileState.CLOSED, by)
    if identification.am.state != FileState.CLOSED:
        files.enter(identification.am, FileState.CLOSED, by)
    _derive_families(identification, by)
    if identification.joined_to_id is None:
        _notice(identification, NoticeState.WAITING)
    _derive({person_id, identification.former_person}, unit)


def unbook(identification: Identification, by: User) -> None:
    """Take out of the account what a retracted identification brought, and open both files again."""
    unit = Unit.objects.select_for_update(of=("self",)).select_related("account").get(pk=identification.pm.unit_id)
    under = Permission.IDENTITY_RETRACT
    person_id = unit.person_id
    _put_back(identification, unit, by)
    custody.associate([unit], identification.former_person, evidence=evidence_of(identification), actor=by, under=under)
    affected = {one for one in (person_id, _person_of(identification)) if one is not None}
    count_once(affected, by, under)
    _count_by_links(affected, by, under)
    files.enter(identification.pm, FileState.REOPENED, by)
    if not _stand(identification.am_id):
        files.enter(identification.am, FileState.REOPENED, by)
    _derive_families(identification, by)
    told = KinNotice.objects.filter(identification=identification, state=NoticeState.TOLD).exists()
    if identification.joined_to is not None:
        # The notice is that of the person's first bag: a family that was told hears that a bag was taken out.
        of_all = KinNotice.objects.filter(identification=identification.joined_to, state=NoticeState.TOLD)
        of_all.update(state=NoticeState.RECALLED, changed_at=timezone.now())
    if identification.joined_to_id is None:
        _notice(identification, NoticeState.RECALLED if told else NoticeState.BLOCKED)
    cases = ReturnCase.objects.filter(identification=identification)
    cases.update(state=ReturnState.CANCELLED, changed_at=timezone.now())
    _derive({*affected, identification.former_person}, unit)


def count_once(persons: Collection[UUID], by: User | None, under: Permission) -> None:
    """Count those who were sought under their remains while an identification stands, and else as sought again."""
    identified = set(
        Identification.objects.filter(state=IdentityState.CONFIRMED, am__record__person__in=persons).values_list(
            "am__record__person", flat=True
        )
    )
    units = Unit.objects.filter(kind=UnitKind.PERSON, record__person__in=persons)
    for unit in units.select_related("account", "record__version__party_list").order_by("pk"):
        absorbing, record = absorbing_movement(unit), unit.record
        if record is not None and record.person_id in identified:
            if absorbing is None and unit.account.kind == AccountKind.SOUGHT:
                _absorb(unit, record, by, under)
        elif absorbing is not None:
            _bring_back(unit, absorbing, by, under)


def _count_by_links(persons: Collection[UUID], by: User, under: Permission) -> None:
    """Who was sought on two lists and is counted as sought again is counted under one of the rows."""
    links = Link.objects.filter(state=LinkState.CONFIRMED, left__person__in=persons).order_by("pk")
    for link in {one.left.person_id: one for one in links.select_related("left")}.values():
        consequences.derive(consequences.By(actor=by, under=under, link=link))


def absorbing_movement(unit: Unit) -> Movement | None:
    """The movement that counts and by which an identification took a sought person out of the count."""
    counting = Movement.objects.filter(unit=unit, reverses=None, reversed_by=None, reason=Reason.IDENTIFIED)
    return counting.filter(credit__kind=AccountKind.SAME_PERSON).order_by("-seq").first()


def follow_persons(persons: Collection[UUID], by: User, under: Permission) -> None:
    """Links joined or parted these persons: bodies bear the name that their AM file's record now has."""
    standing = Identification.objects.filter(state=IdentityState.CONFIRMED, am__record__person__in=persons)
    moved = []
    for one in standing.select_related("pm__unit", "am__record"):
        unit, person_id = one.pm.unit, _person_of(one)
        if unit.person_id != person_id:
            custody.associate([unit], person_id, evidence=evidence_of(one), actor=by, under=under)
            moved.append(person_id)
    count_once(persons, by, under)
    derive_status({*persons, *moved})


# -- steps ----------------------------------------------------------------------------------------------


def _person_of(identification: Identification) -> UUID:
    record = identification.am.record
    if record is None or record.person_id is None:
        raise StateConflict(f"identification {identification.number}: its AM file belongs to no row of a list")
    return record.person_id


def _absorb(unit: Unit, record: SourceRecord, by: User | None, under: Permission) -> None:
    cause = Identification.objects.filter(state=IdentityState.CONFIRMED, am__record__person=record.person_id)
    first = cause.order_by("changed_at", "pk").first()
    custody.move(
        unit,
        to=custody.account_for(AccountKind.SAME_PERSON, record.version.party_list.sender_id),
        reason=Reason.IDENTIFIED,
        happened_at=timezone.now(),
        actor=by,
        evidence=evidence_of(first) if first else "",
        under=under,
    )


def _bring_back(unit: Unit, absorbing: Movement, by: User | None, under: Permission) -> None:
    """Reverse the movement that took a person out of the count, and the sender's withdrawal after it, if any."""
    later = _later(unit, absorbing)
    if blocking := [movement for movement in later if movement.reason != Reason.WITHDRAWN]:
        raise StateConflict(_reverse_first(unit, blocking))
    for movement in (*reversed(later), absorbing):
        custody.reverse(movement, reason=Reason.IDENTITY_RETRACTED, actor=by, under=under)
    unit.refresh_from_db()
    for movement in later:
        custody.move(
            unit,
            to=movement.credit,
            reason=movement.reason,
            happened_at=movement.happened_at,
            actor=by,
            evidence=movement.evidence,
            under=under,
        )


def _right_place(unit: Unit, owner: str) -> str | None:
    """Where a body stands truly, now that its side is known; ``None`` where its account claims nothing of its side.

    What a side holds of its own is home; what it received and is the other side's is remains that it holds.
    """
    kind, holder = unit.account.kind, unit.account.party_id
    if kind == AccountKind.REMAINS and holder == owner:
        return AccountKind.HOME
    if kind == AccountKind.HOME and holder != owner:
        return AccountKind.REMAINS
    return None


def _correct_place(identification: Identification, unit: Unit, by: User) -> None:
    kind = _right_place(unit, identification.am.owner_id)
    if kind is not None:
        custody.move(
            unit,
            to=custody.account_for(kind, unit.account.party_id),
            reason=Reason.IDENTIFIED,
            happened_at=timezone.now(),
            actor=by,
            evidence=evidence_of(identification),
            under=Permission.IDENTITY_SIGN,
        )
        unit.refresh_from_db()


def _put_back(identification: Identification, unit: Unit, by: User) -> None:
    counting = Movement.objects.filter(unit=unit, reverses=None, reversed_by=None)
    corrected = counting.filter(reason=Reason.IDENTIFIED, evidence=evidence_of(identification)).first()
    if corrected is None:
        return
    if later := _later(unit, corrected):
        raise StateConflict(_reverse_first(unit, later))
    custody.reverse(corrected, reason=Reason.IDENTITY_RETRACTED, actor=by, under=Permission.IDENTITY_RETRACT)
    unit.refresh_from_db()


def _later(unit: Unit, movement: Movement) -> list[Movement]:
    counting = Movement.objects.filter(unit=unit, reverses=None, reversed_by=None, seq__gt=movement.seq)
    return list(counting.select_related("credit").order_by("seq"))


def _reverse_first(unit: Unit, movements: Iterable[Movement]) -> str:
    ids = ", ".join(str(movement.pk) for movement in reversed(list(movements)))
    return f"unit {unit.pk} was moved since; reverse these movements first, in this order: {ids}"


def _open_return_case(identification: Identification, unit: Unit, by: User) -> None:
    owner, expected = identification.am.owner_id, identification.pm.expected_id
    if expected is None or expected == owner:
        return
    now = timezone.now()
    holder = unit.account.party_id
    is_recall = unit.account.kind in _WITH_FAMILY and holder != owner
    ReturnCase.objects.create(
        identification=identification,
        holder_id=holder,
        owner_id=owner,
        is_recall=is_recall,
        opened_at=now,
        changed_at=now,
    )
    write("return.opened", by, identification, {"owner": owner, "holder": holder or "", "is_recall": is_recall})


def _derive_families(identification: Identification, by: User) -> None:
    """A family is closed while every missing member of it is identified."""
    for family in Family.objects.filter(members__am=identification.am).distinct():
        if family.state == FamilyState.WITHDRAWN:
            continue
        missing = family.members.filter(is_missing=True)
        is_closed = not missing.exclude(am__state=FileState.CLOSED).exists()
        state = FamilyState.CLOSED if is_closed else FamilyState.OPEN
        if family.state != state:
            Family.objects.filter(pk=family.pk).update(state=state)
            write("family.entered", by, family, {"from": str(family.state), "to": state.value})


def _stand(am_id: UUID) -> bool:
    return Identification.objects.filter(am=am_id, state=IdentityState.CONFIRMED).exists()


def _notice(identification: Identification, state: NoticeState) -> None:
    fields = {"state": state, "changed_at": timezone.now()}
    KinNotice.objects.update_or_create(identification=identification, defaults=fields)


def _derive(persons: Iterable[UUID | None], unit: Unit) -> None:
    known = {one for one in persons if one is not None}
    following.follow([unit.pk])
    derive_status(known)
    Person.objects.filter(pk__in=known).update(changed_at=timezone.now())

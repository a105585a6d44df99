"""Files of remains and of missing persons: opened, written, checked by a second reader, locked, reopened; seals."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from repatria.errors import PermissionRefused, SignatureRefused, StateConflict
from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import Party, PartyRole, User
from repatria.web.custody import actions as custody
from repatria.web.custody.actions import Part
from repatria.web.custody.models import AccountKind, Unit
from repatria.web.laboratory.actions.entries import begin, hold, next_number, require_state, write
from repatria.web.laboratory.models import AMFile, FileState, PMFile, Seal, SealEvent, Section, Sex, Tag
from repatria.web.registry.models import Purpose, SourceRecord, UnitKind

File = PMFile | AMFile
LIFE = dt.timedelta(days=5 * 365)
"""An AM file ends after five years at the latest (INTERPOL)."""


@transaction.atomic
def open_pm(*, by: User, unit: Unit, tag: str = "", sex: str = Sex.UNKNOWN, expected: str | None = None) -> PMFile:
    """An examiner opens the file of one bag or part.

    ``expected`` is the side whose soldier the body was taken for; by default the other side of the one that declared
    it among the dead that it holds.

    Raises
    ------
    StateConflict
        The unit is a person, has a file already, or bears no tag or one that another unit bears.
    """
    party = begin(by)
    unit = _visible_unit(by, unit)
    if unit.kind == UnitKind.PERSON:
        raise StateConflict(f"unit {unit.pk} is a person: a PM file is of a bag or a part")
    if PMFile.objects.filter(unit=unit).exists():
        raise StateConflict(f"unit {unit.pk} has a PM file already")
    _tag(unit, tag)
    now = timezone.now()
    made = PMFile.objects.create(
        number=next_number(PMFile, "PM", party),
        unit=unit,
        owner_id=party,
        expected_id=expected or expected_of(unit),
        sex=sex,
        examiner=by,
        opened_at=now,
        changed_at=now,
    )
    write("pm.opened", by, made, {"unit": str(unit.pk), "kind": unit.kind})
    return made


def expected_of(unit: Unit) -> str | None:
    """The side that waits for a body: the other one than the side that declared that it holds it."""
    opening = unit.movements.opening()
    while opening is None and unit.parent is not None:
        unit = unit.parent
        opening = unit.movements.opening()
    if opening is None or opening.debit.kind != AccountKind.DECLARED:
        return None
    others = Party.objects.filter(role=PartyRole.SIDE).exclude(pk=opening.debit.party_id).values_list("pk", flat=True)
    return others[0] if len(others) == 1 else None


@transaction.atomic
def open_am(*, by: User, record: SourceRecord | None = None, sex: str = Sex.UNKNOWN, owner: str = "") -> AMFile:
    """The file of one missing person: of the row by which the owner's list seeks the person, where there is one.

    The neutral laboratory may open it for the side that owns it; names stay in the registry.
    """
    party = begin(by)
    sender = record.version.party_list.sender_id if record else None
    owned_by = owner or sender or party
    if owned_by != party and not access.is_neutral(by):
        raise PermissionRefused("an AM file is opened by the organization that owns it")
    if record is not None:
        if record.version.party_list.purpose != Purpose.MISSING or sender != owned_by:
            raise StateConflict(f"record {record.pk} is not of a person whom {owned_by} seeks")
        # By the person and not the row: a list's next version has rows of its own.
        if AMFile.objects.filter(record__person=record.person_id).exists():
            raise StateConflict(f"the person of record {record.pk} has an AM file already")
    now = timezone.now()
    made = AMFile.objects.create(
        number=next_number(AMFile, "AM", owned_by),
        record=record,
        owner_id=owned_by,
        sex=sex or (record.sex if record else ""),
        examiner=by,
        opened_at=now,
        changed_at=now,
        ends_on=(now + LIFE).date(),
    )
    write("am.opened", by, made, {"owner": owned_by})
    return made


@transaction.atomic
def write_section(*, by: User, file: File, number: int, letter: str, text: str) -> Section:
    """Write one field under INTERPOL's number and letter; a file that was checked must be reopened first."""
    held = hold(file, by)
    require_state(held, FileState.DRAFT, FileState.REOPENED)
    of = {"pm": held} if isinstance(held, PMFile) else {"am": held}
    made = Section.objects.create(
        **of, number=number, letter=letter, text=text, written_by=by, written_at=timezone.now()
    )
    write("section.written", by, held, {"number": number, "letter": letter})
    return made


@transaction.atomic
def check_file(*, by: User, file: File) -> None:
    """A second reader has gone through the file: another person than its examiner."""
    held = hold(file, by)
    require_state(held, FileState.DRAFT, FileState.REOPENED)
    if held.examiner_id == by.pk:
        raise SignatureRefused(f"{held.number}: its examiner cannot be its second reader; another person is")
    held.second_reader = by
    _enter(held, FileState.CHECKED, by)
    file.refresh_from_db()


@transaction.atomic
def lock_file(*, by: User, file: File) -> None:
    """Lock a checked file: only what is locked goes before the board."""
    held = hold(file, by)
    require_state(held, FileState.CHECKED)
    _enter(held, FileState.LOCKED, by)
    file.refresh_from_db()


@transaction.atomic
def reopen_file(*, by: User, file: File) -> None:
    """Open a file again; it is checked by a second reader anew, and the board's signatures on it lapse."""
    from repatria.web.laboratory.actions.board import lapse

    held = hold(file, by)
    require_state(held, FileState.LOCKED, FileState.CHECKED)
    held.second_reader = None
    _enter(held, FileState.REOPENED, by)
    of = {"pm": held} if isinstance(held, PMFile) else {"am": held}
    lapse(by=by, **of)
    file.refresh_from_db()


def enter(file: File, state: FileState, by: User | None) -> None:
    """Bring a file to a state that follows from an identification, within the caller's transaction."""
    held = type(file).objects.select_for_update().get(pk=file.pk)
    if state == FileState.REOPENED:
        held.second_reader = None
    _enter(held, state, by)
    file.refresh_from_db()


def _enter(file: File, state: FileState, by: User | None) -> None:
    was = file.state
    file.state, file.changed_at = state, timezone.now()
    file.save(update_fields=["state", "second_reader", "changed_at"])
    write("file.entered", by, file, {"from": str(was), "to": str(state)})


# -- tags, seals, parts -----------------------------------------------------------------------------------


@transaction.atomic
def log_seal(*, by: User, unit: Unit, number: str, event: str, place: str = "", remark: str = "") -> Seal:
    """Write one line into a unit's log of seals; a number is applied once in the whole account."""
    begin(by)
    unit = _visible_unit(by, unit)
    said = SealEvent(event)
    if said is SealEvent.APPLIED and Seal.objects.filter(number=number, event=SealEvent.APPLIED).exists():
        raise StateConflict(f"unit {unit.pk}: a seal of this number was applied before; look at both units")
    made = Seal.objects.create(
        unit=unit, number=number, event=said, at=timezone.now(), by=by, place=place, remark=remark
    )
    write("seal.logged", by, made, {"unit": str(unit.pk), "event": said.value})
    return made


@transaction.atomic
def take_parts(*, by: User, unit: Unit, parts: Sequence[tuple[str, int | None]]) -> list[Unit]:
    """Take parts out of a bag, each with a tag and its least number of individuals; the bag stays a bag."""
    begin(by)
    unit = _visible_unit(by, unit)
    made = custody.split_bag(
        unit,
        [Part(unit_id=uuid.uuid4(), n_individuals=n) for _tag_code, n in parts],
        happened_at=timezone.now(),
        actor=by,
        under=Permission.LABORATORY_WORK,
    )
    for piece, (tag, _n) in zip(made, parts, strict=True):
        _tag(piece, tag)
    return made


def _tag(unit: Unit, tag: str) -> None:
    code = tag.strip() or (unit.record.tag if unit.record else "")
    known = Tag.objects.filter(unit=unit).first()
    if known is not None:
        if tag.strip() and known.code != code:
            raise StateConflict(f"unit {unit.pk} bears another tag already: look at both")
        return
    if not code:
        raise StateConflict(f"unit {unit.pk} bears no tag that can be read: give it one, then open its file")
    if Tag.objects.filter(code=code).exists():
        raise StateConflict(f"unit {unit.pk}: another unit bears this tag; give one of the two a new tag")
    Tag.objects.create(unit=unit, code=code)


def _visible_unit(by: User, unit: Unit) -> Unit:
    if not access.visible_remains(Unit.objects.filter(pk=unit.pk), by).exists():
        raise PermissionRefused(f"unit {unit.pk} is not among those that you may see")
    held: Unit = Unit.objects.select_for_update(of=("self",)).select_related("record", "account").get(pk=unit.pk)
    return held

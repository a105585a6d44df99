"""The account's verbs: open, move, reverse, split, associate.

The rules themselves are kept by the database (``guards``): here they get a permission, a transaction, a journal
entry, and a refusal in words.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import NamedTuple, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from repatria.errors import CustodyConflict
from repatria.web import access
from repatria.web.accounts.models import User
from repatria.web.bulk import insert
from repatria.web.custody.models import Account, AccountKind, Movement, Reason, Unit, account_code
from repatria.web.journal import actions as journal
from repatria.web.registry.models import UnitKind

_BATCH = 10_000


class Opening(NamedTuple):
    """A unit as a row of a list declares it: where it comes from and in whose hands it is said to be."""

    unit_id: uuid.UUID
    kind: str
    record_id: uuid.UUID | None
    person_id: uuid.UUID | None
    n_individuals: int | None
    declared_by_party: str
    account_kind: AccountKind
    account_party: str | None
    happened_at: datetime
    evidence: str
    term_key: str = ""


class Part(NamedTuple):
    """A part as an examiner takes it out of a bag."""

    unit_id: uuid.UUID
    n_individuals: int | None = None
    person_id: uuid.UUID | None = None


def account_for(kind: AccountKind | str, party: str | None = None) -> Account:
    """The account of this kind for which the party answers; made when it is first needed."""
    code = account_code(kind, party)
    return Account.objects.get_or_create(code=code, defaults={"kind": AccountKind(kind), "party_id": party})[0]


@transaction.atomic
def open_units(openings: Iterable[Opening], *, actor: User | None = None) -> int:
    """Enter units into the account, each with its first movement, and return how many.

    All or none: a unit that exists already is a conflict.
    """
    _permit(actor)
    journal.hold()
    recorded_at = timezone.now()
    accounts: dict[tuple[str, str | None], str] = {}
    n_by_account: dict[str, int] = {}
    for batch in _batches(openings):
        pairs = [_opened(opening, accounts, recorded_at) for opening in batch]
        with _conflicts(gettext_noop("a unit could not be opened: it exists already, or its account does not fit")):
            insert(unit for unit, _ in pairs)
            insert(movement for _, movement in pairs)
        for _, movement in pairs:
            key = f"{movement.debit_id}/{movement.credit_id}"
            n_by_account[key] = n_by_account.get(key, 0) + 1
    n_opened = sum(n_by_account.values())
    if n_opened:
        journal.append("custody.opened", actor=actor, facts={"n": n_opened, "by_account": n_by_account})
    return n_opened


class Details(TypedDict, total=False):
    """What is said of a movement beside where, when and why: each empty where nobody said it."""

    giver: str
    receiver: str
    witness: str
    place: str
    evidence: str
    term_key: str


def move(
    unit: Unit,
    *,
    to: Account,
    reason: str,
    happened_at: datetime,
    actor: User | None = None,
    under: access.Permission = access.Permission.CUSTODY_MOVE,
    **details: Unpack[Details],
) -> Movement:
    """Carry a unit from where the caller saw it into the account ``to``.

    ``under`` is the permission by which the actor does so: confirming a link, for one, moves a unit as well.

    Raises
    ------
    CustodyConflict
        The unit has been moved in the meantime, or the account's rules refuse the step.
    """
    with transaction.atomic():
        _permit(actor, under)
        journal.hold()
        movement = _next_movement(unit, to.code, reason, happened_at, **details)
        gone = gettext_noop("unit {unit} is no longer in {account}, or may not go to {to}; read again and decide anew")
        with _conflicts(gone, unit=unit.pk, account=unit.account_id, to=to.code):
            movement.save(force_insert=True)
        journal.append(
            "custody.moved",
            actor=actor,
            subject_type="unit",
            subject_id=unit.pk,
            facts={"movement": str(movement.pk), "seq": movement.seq, **_step(movement)},
        )
    _follow(unit, movement)
    return movement


def move_many(
    units: Collection[Unit],
    *,
    to: Account,
    reason: str,
    happened_at: datetime,
    actor: User | None = None,
    under: access.Permission = access.Permission.CUSTODY_MOVE,
    **details: Unpack[Details],
) -> list[Movement]:
    """Carry many units into one account: all of them or none."""
    ordered = sorted(units, key=lambda unit: unit.pk)
    with transaction.atomic():
        _permit(actor, under)
        journal.hold()
        movements = [_next_movement(unit, to.code, reason, happened_at, **details) for unit in ordered]
        gone = gettext_noop(
            "one of {n} units is no longer where it was, or may not go to {to}; read again and decide anew"
        )
        with _conflicts(gone, n=len(ordered), to=to.code):
            Movement.objects.bulk_create(movements)
        if movements:
            counts: dict[str, int] = {}
            for movement in movements:
                counts[movement.debit_id] = counts.get(movement.debit_id, 0) + 1
            facts = {"n": len(movements), "credit": to.code, "by_debit": counts}
            facts |= {"reason": reason, "term": details.get("term_key", "")}
            journal.append("custody.moved.many", actor=actor, facts=facts)
    for unit, movement in zip(ordered, movements, strict=True):
        _follow(unit, movement)
    return movements


def reverse(
    movement: Movement,
    *,
    reason: str,
    actor: User | None = None,
    happened_at: datetime | None = None,
    evidence: str = "",
    under: access.Permission = access.Permission.CUSTODY_MOVE,
) -> Movement:
    """Undo the latest movement of a unit that still counts; both stay in the account for good.

    Raises
    ------
    CustodyConflict
        A later movement must be reversed first, or this one is reversed already.
    """
    with transaction.atomic():
        _permit(actor, under)
        journal.hold()
        unit = Unit.objects.get(pk=movement.unit_id)
        undoing = _next_movement(
            unit,
            movement.debit_id,
            reason,
            happened_at or timezone.now(),
            evidence=evidence or movement.evidence,
            term_key=movement.term_key,
        )
        undoing.debit_id, undoing.reverses = movement.credit_id, movement
        later = gettext_noop(
            "movement {movement} is not the latest of its unit that counts; read again and decide anew"
        )
        with _conflicts(later, movement=movement.pk):
            undoing.save(force_insert=True)
        journal.append(
            "custody.reversed",
            actor=actor,
            subject_type="unit",
            subject_id=unit.pk,
            facts={"movement": str(undoing.pk), "reverses": str(movement.pk), "seq": undoing.seq, **_step(undoing)},
        )
    return undoing


def split_bag(
    unit: Unit,
    parts: Sequence[Part],
    *,
    happened_at: datetime,
    actor: User | None = None,
    under: access.Permission = access.Permission.CUSTODY_MOVE,
    witness: str = "",
    place: str = "",
    evidence: str = "",
) -> list[Unit]:
    """Take parts out of a bag (or out of a part): each is a unit of its own kind, and its parent is kept.

    The bag stays in the account as a bag, for bags and parts are never added.  Each part opens from the account in
    which the bag was declared and stands where the bag stands now; its evidence is the bag's unless a better is given.

    Raises
    ------
    CustodyConflict
        The bag has been moved in the meantime, is not remains, or a part exists already.
    """
    with transaction.atomic():
        _permit(actor, under)
        journal.hold()
        bag = Unit.objects.select_for_update().get(pk=unit.pk)
        if (bag.account_id, bag.seq) != (unit.account_id, unit.seq) or bag.kind == UnitKind.PERSON:
            raise CustodyConflict(f"unit {bag.pk} has moved, or cannot be split: read it again")
        opening = bag.movements.opening()
        if opening is None:
            raise CustodyConflict(f"unit {bag.pk} was never opened, or its opening was reversed")
        said = evidence or opening.evidence
        split = [_part_of(bag, part, opening.debit_id) for part in parts]
        movements = [
            _next_movement(
                piece, bag.account_id, Reason.SPLIT, happened_at, evidence=said, witness=witness, place=place
            )
            for piece in split
        ]
        with _conflicts(gettext_noop("a part of unit {unit} exists already"), unit=bag.pk):
            Unit.objects.bulk_create(split)
            Movement.objects.bulk_create(movements)
        facts = {"n_parts": len(split), "parts": [str(piece.pk) for piece in split]}
        journal.append("custody.split", actor=actor, subject_type="unit", subject_id=bag.pk, facts=facts)
    for piece, movement in zip(split, movements, strict=True):
        _follow(piece, movement)
    return split


@transaction.atomic
def associate(
    units: Collection[Unit],
    person_id: uuid.UUID | None,
    *,
    evidence: str,
    actor: User | None = None,
    under: access.Permission = access.Permission.CUSTODY_MOVE,
) -> None:
    """State that these units are of one person (``None``: of nobody known), wherever they stand.

    This joins parts without touching the tree of bags and parts: a person over several bags counts once.
    """
    _permit(actor, under)
    ids = [unit.pk for unit in units]
    Unit.objects.filter(pk__in=ids).update(person_id=person_id)
    for unit in units:
        unit.person_id = person_id
    facts = {"n": len(ids), "units": [str(pk) for pk in ids], "evidence": evidence}
    subject_id = "" if person_id is None else person_id
    journal.append("custody.associated", actor=actor, subject_type="person", subject_id=subject_id, facts=facts)


def _permit(actor: User | None, under: access.Permission = access.Permission.CUSTODY_MOVE) -> None:
    # Without an actor the program itself acts, as when lists are imported.
    if actor is not None:
        access.require(actor, under)


def _batches(openings: Iterable[Opening]) -> Iterator[list[Opening]]:
    rest = iter(openings)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _opened(
    opening: Opening, accounts: dict[tuple[str, str | None], str], recorded_at: datetime
) -> tuple[Unit, Movement]:
    declared = _ensured(accounts, AccountKind.DECLARED, opening.declared_by_party)
    unit = Unit(
        id=opening.unit_id,
        kind=opening.kind,
        record_id=opening.record_id,
        person_id=opening.person_id,
        n_individuals=opening.n_individuals,
        account_id=declared,
    )
    movement = Movement(
        unit_id=opening.unit_id,
        seq=1,
        debit_id=declared,
        credit_id=_ensured(accounts, opening.account_kind, opening.account_party),
        happened_at=opening.happened_at,
        recorded_at=recorded_at,
        reason=Reason.DECLARED,
        evidence=opening.evidence,
        term_key=opening.term_key,
    )
    return unit, movement


def _ensured(accounts: dict[tuple[str, str | None], str], kind: str, party: str | None) -> str:
    if (kind, party) not in accounts:
        accounts[kind, party] = account_for(kind, party).code
    return accounts[kind, party]


def _part_of(bag: Unit, part: Part, declared: str) -> Unit:
    return Unit(
        id=part.unit_id,
        kind=UnitKind.PART,
        person_id=part.person_id,
        parent=bag,
        n_individuals=part.n_individuals,
        account_id=declared,
    )


def _next_movement(unit: Unit, credit: str, reason: str, happened_at: datetime, **details: str) -> Movement:
    return Movement(
        unit=unit,
        seq=unit.seq + 1,
        debit_id=unit.account_id,
        credit_id=credit,
        happened_at=happened_at,
        recorded_at=timezone.now(),
        reason=reason,
        **details,
    )


def _follow(unit: Unit, movement: Movement) -> None:
    # The database has moved the unit; the caller's copy follows.
    unit.account_id, unit.seq = movement.credit_id, movement.seq


def _step(movement: Movement) -> dict[str, str]:
    return {
        "debit": movement.debit_id,
        "credit": movement.credit_id,
        "reason": movement.reason,
        "term": movement.term_key,
    }


@contextmanager
def _conflicts(sentence: str, **places: object) -> Iterator[None]:
    """Turn the database's refusal into a conflict, leaving the caller's transaction usable."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise CustodyConflict(sentence, **places) from error

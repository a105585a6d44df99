"""Movements as people record them: at once, or proposed by one and confirmed by another; and what is taken back."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from repatria.errors import CustodyConflict, PermissionRefused, SignatureRefused, StateConflict
from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import Party, User
from repatria.web.custody import following, paths
from repatria.web.custody.actions.movements import account_for, move_many, reverse
from repatria.web.custody.models import (
    Account,
    AccountKind,
    Movement,
    ProposalState,
    ProposedMovement,
    ProposedUnit,
    Reason,
    Unit,
)
from repatria.web.journal import actions as journal

_BATCH = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person says of a movement; ``to`` is the code of an account."""

    to: str
    reason: str
    happened_at: datetime
    giver: str = ""
    receiver: str = ""
    witness: str = ""
    place: str = ""
    evidence: str = ""
    term_key: str = ""
    remark: str = ""


@transaction.atomic
def propose_move(*, by: User, shown: Mapping[uuid.UUID, int], said: Said) -> ProposedMovement:
    """Record a movement of these units, as they stood when they were shown (id → number of their last movement).

    A handover, a release and a death wait for a second person; any other reason takes effect at once.

    Raises
    ------
    CustodyConflict
        A unit has moved since it was shown.
    StateConflict
        A unit waits in another proposal, or account, reason and time do not go together.
    """
    _require_neutral(by)
    journal.hold()
    units = _units(by, shown)
    _require_fit(units, said)
    now = timezone.now()
    proposal = ProposedMovement.objects.create(
        credit=account_for(*paths.split_code(said.to)),
        reason=said.reason,
        happened_at=said.happened_at,
        giver=said.giver,
        receiver=said.receiver,
        witness=said.witness,
        place=said.place,
        evidence=said.evidence,
        term_key=said.term_key,
        remark=said.remark,
        proposed_by=by,
        proposed_at=now,
        state=ProposalState.PROPOSED if said.reason in paths.OF_TWO else ProposalState.AT_ONCE,
    )
    first, *others = [_seconds(debit, said) for debit in sorted({unit.account_id for unit in units})]
    proposal.seconds.set(Party.objects.filter(pk__in=first.intersection(*others) or first.union(*others)))
    ProposedUnit.objects.bulk_create(
        [ProposedUnit(proposal=proposal, unit=unit, seq=unit.seq) for unit in units], batch_size=_BATCH
    )
    facts = {"n": len(units), "credit": said.to, "reason": said.reason, "term": said.term_key}
    if proposal.state == ProposalState.PROPOSED:
        _journal("proposed", proposal, by, facts)
    else:
        _journal("recorded", proposal, by, facts)
        _take_effect(proposal, units, by, Permission.CUSTODY_MOVE)
    return proposal


def confirm_move(*, by: User, proposal: ProposedMovement, remark: str = "") -> None:
    """A second person, of a party that was asked, confirms: the units move, all or none.

    Raises
    ------
    SignatureRefused
        The proposer, or somebody of a party that was not asked.
    CustodyConflict
        A unit has moved since: the proposal lapses, and stays on record as lapsed.
    """
    with transaction.atomic():
        held = _hold(by, proposal)
        _require_second(by, held)
        units = _standing_units(held)
        if units is None:
            _end(held, ProposalState.LAPSED, None)
            _journal("lapsed", held, by, {})
        else:
            _end(held, ProposalState.CONFIRMED, by, remark)
            _journal("confirmed", held, by, {"n": len(units), "credit": held.credit_id})
            _take_effect(held, units, by, Permission.CUSTODY_CONFIRM)
    proposal.refresh_from_db()
    if units is None:
        raise CustodyConflict(gettext_noop("this proposal has lapsed: a unit has moved meanwhile; record it anew"))


@transaction.atomic
def refuse_move(*, by: User, proposal: ProposedMovement, remark: str = "") -> None:
    """A second person refuses, or the proposer takes the proposal back; no unit moves, and both stay on record."""
    held = _hold(by, proposal)
    is_own = held.proposed_by_id == by.pk
    if not is_own:
        _require_second(by, held)
    _end(held, ProposalState.TAKEN_BACK if is_own else ProposalState.REFUSED, by, remark)
    _journal("taken_back" if is_own else "refused", held, by, {})
    proposal.refresh_from_db()


@transaction.atomic
def take_back(*, by: User, movement: Movement, remark: str) -> Movement:
    """Reverse the latest movement of a unit that people recorded; what hung on it is derived anew.

    Raises
    ------
    StateConflict
        A reason is missing, or the movement is one of a link, a list or an opening, which have acts of their own.
    CustodyConflict
        A later movement must be reversed first, or this one is reversed already.
    """
    _require_neutral(by)
    journal.hold()
    _units(by, {movement.unit_id: Unit.objects.get(pk=movement.unit_id).seq}, is_moving=False)
    if movement.reason not in paths.RECORDABLE or movement.reverses_id is not None:
        raise StateConflict(gettext_noop("this movement is not one that is reversed here"))
    if not remark.strip():
        raise StateConflict(gettext_noop("a reversal needs a reason"))
    undoing = reverse(movement, reason=Reason.CORRECTED, actor=by)
    call = _call_before(movement)
    if call is not None:
        undoing = reverse(call, reason=Reason.CORRECTED, actor=by)
    now = timezone.now()
    record = ProposedMovement.objects.create(
        credit_id=undoing.credit_id,
        reason=Reason.CORRECTED,
        happened_at=undoing.happened_at,
        evidence=undoing.evidence,
        term_key=undoing.term_key,
        remark=remark,
        is_reversal=True,
        proposed_by=by,
        proposed_at=now,
        state=ProposalState.AT_ONCE,
    )
    ProposedUnit.objects.create(
        proposal=record, unit_id=movement.unit_id, seq=undoing.seq - 1, movement=undoing, is_open=False
    )
    _journal("taken_away", record, by, {"reverses": str(movement.pk), "credit": undoing.credit_id})
    following.follow([movement.unit_id])
    return undoing


def latest_movement(unit: Unit) -> Movement | None:
    """The latest movement of a unit that still counts."""
    counting = Movement.objects.filter(unit=unit, reverses=None, reversed_by=None)
    return counting.select_related("debit", "credit").order_by("-seq").first()


# -- steps ----------------------------------------------------------------------------------------------


def _require_neutral(by: User) -> None:
    access.require(by, Permission.CUSTODY_MOVE)
    if not access.is_neutral(by):
        raise PermissionRefused("movements are recorded for both sides: by the neutral body")


def _units(by: User, shown: Mapping[uuid.UUID, int], *, is_moving: bool = True) -> list[Unit]:
    """The units, locked; whoever may not see one is told no more than that."""
    if not shown:
        raise StateConflict(gettext_noop("nobody was chosen: choose at least one"))
    found = list(Unit.objects.select_for_update().filter(pk__in=shown).order_by("pk"))
    n_visible = Unit.objects.visible_to(by).filter(pk__in=shown).count()
    if n_visible != len(shown):
        raise PermissionRefused("one of these units is not among those that you may see")
    if moved := [unit.pk for unit in found if unit.seq != shown[unit.pk]]:
        stale = gettext_noop("unit {unit} has moved since this page was shown: read it again")
        raise CustodyConflict(stale, unit=moved[0])
    if is_moving:
        _free(found)
    return _with_accounts(found)


def _with_accounts(units: list[Unit]) -> list[Unit]:
    accounts = Account.objects.in_bulk({unit.account_id for unit in units})
    for unit in units:
        unit.account = accounts[unit.account_id]
    return units


def _free(units: Collection[Unit]) -> None:
    """Let proposals lapse from which a unit has moved away; refuse where one waits still."""
    waiting = ProposedUnit.objects.filter(unit__in=units, is_open=True)
    stale = waiting.exclude(seq=F("unit__seq")).values("proposal")
    for proposal in ProposedMovement.objects.filter(pk__in=list(stale.values_list("proposal", flat=True))):
        _end(proposal, ProposalState.LAPSED, None)
        _journal("lapsed", proposal, None, {})
    if open_one := waiting.first():
        waits = gettext_noop("unit {unit} waits in proposal {proposal}: it is confirmed or refused first")
        raise StateConflict(waits, unit=open_one.unit_id, proposal=open_one.proposal_id)


def _require_fit(units: Collection[Unit], said: Said) -> None:
    if said.happened_at > timezone.now():
        raise StateConflict(gettext_noop("a movement is recorded when it has happened: its time lies in the future"))
    latest = Movement.objects.filter(unit__in=units).aggregate(at=Max("happened_at"))["at"]
    if latest is not None and said.happened_at < latest and not said.remark.strip():
        raise StateConflict(gettext_noop("the time lies before a unit's last movement: say why in a remark"))
    if said.reason not in paths.RECORDABLE:
        raise StateConflict(f"a movement is not recorded with the reason {said.reason}")
    for like in {(unit.account_id, unit.kind): unit for unit in units}.values():
        if said.to not in set(paths.destinations(like)) or paths.misfit(like, said.to, said.reason):
            raise StateConflict(f"with the reason {said.reason} nothing goes from {like.account_id} to {said.to}")


def _seconds(debit: str, said: Said) -> set[str]:
    return set(paths.seconds(debit, said.to, said.reason, giver=said.giver, receiver=said.receiver))


def _hold(by: User, proposal: ProposedMovement) -> ProposedMovement:
    access.require(by, Permission.CUSTODY_CONFIRM)
    journal.hold()
    if not ProposedMovement.objects.visible_to(by).filter(pk=proposal.pk).exists():
        raise PermissionRefused(f"proposal {proposal.pk} is not among those that you may see")
    held: ProposedMovement = ProposedMovement.objects.select_for_update().get(pk=proposal.pk)
    if held.state != ProposalState.PROPOSED:
        raise StateConflict(f"proposal {proposal.pk} is {held.state} already")
    return held


def _require_second(by: User, proposal: ProposedMovement) -> None:
    if proposal.proposed_by_id == by.pk:
        raise SignatureRefused(gettext_noop("the one who proposed this cannot confirm it; another person does"))
    if not proposal.seconds.filter(pk=by.party_id or "").exists():
        raise SignatureRefused(gettext_noop("this proposal is confirmed by somebody of another party"))


def _standing_units(proposal: ProposedMovement) -> list[Unit] | None:
    """The proposal's units, locked; ``None`` if one of them has moved meanwhile."""
    seqs = dict(proposal.units.values_list("unit", "seq"))
    units = list(Unit.objects.select_for_update().filter(pk__in=seqs).order_by("pk"))
    if any(unit.seq != seqs[unit.pk] for unit in units):
        return None
    return _with_accounts(units)


def _take_effect(proposal: ProposedMovement, units: list[Unit], by: User, under: Permission) -> None:
    at_home = [unit for unit in units if unit.account_id == proposal.credit_id]
    if at_home:
        # Nobody moves without leaving: who never left was called for the round, and stays with the holder.
        move_many(
            at_home,
            to=account_for(AccountKind.CALLED, proposal.credit.party_id),
            reason=Reason.MOVED,
            happened_at=proposal.happened_at,
            actor=by,
            evidence=proposal.evidence,
            under=under,
        )
    moved = move_many(
        units,
        to=proposal.credit,
        reason=proposal.reason,
        happened_at=proposal.happened_at,
        actor=by,
        giver=proposal.giver,
        receiver=proposal.receiver,
        witness=proposal.witness,
        place=proposal.place,
        evidence=proposal.evidence,
        term_key=proposal.term_key,
        under=under,
    )
    by_unit = {movement.unit_id: movement for movement in moved}
    rows = list(proposal.units.all())
    for row in rows:
        row.movement, row.is_open = by_unit[row.unit_id], False
    ProposedUnit.objects.bulk_update(rows, ["movement", "is_open"], batch_size=_BATCH)
    following.follow(list(by_unit))


def _call_before(movement: Movement) -> Movement | None:
    """The movement by which somebody was called for a round and stayed, where this one ended it."""
    if movement.debit.kind != AccountKind.CALLED:
        return None
    counting = Movement.objects.filter(Q(unit=movement.unit_id, reverses=None, reversed_by=None))
    return counting.filter(credit=movement.debit_id, seq__lt=movement.seq).order_by("-seq").first()


def _end(proposal: ProposedMovement, state: ProposalState, by: User | None, remark: str = "") -> None:
    proposal.state, proposal.decided_by, proposal.decision_remark = state, by, remark
    proposal.decided_at = timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at", "decision_remark"])
    proposal.units.filter(is_open=True).update(is_open=False)


def _journal(word: str, proposal: ProposedMovement, by: User | None, facts: Mapping[str, object]) -> None:
    journal.append(
        f"custody.move.{word}",
        actor=by,
        party=(by.party_id or "") if by else "",
        subject_type="proposal",
        subject_id=proposal.pk,
        facts=facts,
    )

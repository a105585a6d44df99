"""What became of a locked round: recorded person by person or for a leg at once, and the round's state after it."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from repatria.errors import StateConflict
from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import Party, PartyRole, User
from repatria.web.custody import actions as custody
from repatria.web.custody.models import AccountKind, Movement, ProposedMovement, Reason, Unit, account_code
from repatria.web.custody.paths import HOLDING
from repatria.web.exchanges.attribution import term_key
from repatria.web.exchanges.models import LeftOut, Placement, PlacementState, Round, RoundState
from repatria.web.journal import actions as journal

_OPEN = (RoundState.LOCKED, RoundState.UNDER_WAY)
_SETTLED = (RoundState.COMPLETED, RoundState.SHORTFALL)
STATE_BY_REASON: Mapping[str, PlacementState] = {
    Reason.HANDED_OVER: PlacementState.DELIVERED,
    Reason.NO_SHOW: PlacementState.NO_SHOW,
    Reason.REFUSED: PlacementState.NOT_IN_THIS_ROUND,
    Reason.SUBSTITUTED: PlacementState.SUBSTITUTED,
    Reason.DIED: PlacementState.DIED,
}
"""The reasons by which a round ends for a person, and the state of the placement after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """When and where an outcome came about, who stood by, on what evidence."""

    at: datetime
    place: str = ""
    witness: str = ""
    evidence: str = ""
    remark: str = ""


def evidence_of(round_id: uuid.UUID) -> str:
    """How custody names a round."""
    return f"round:{round_id}"


@transaction.atomic
def record_outcome(
    *,
    by: User,
    round: Round,  # noqa: A002 -- the field's own word
    reason: str,
    shown: Mapping[uuid.UUID, int],
    happened: Happened,
) -> list[ProposedMovement]:
    """Record what became of these people (unit id → number of the last movement shown): one movement a side and term.

    Handovers and deaths wait for a second person, as every such movement does.

    Raises
    ------
    StateConflict
        The round is not locked, or one of them is not placed in it or settled already.
    """
    access.require(by, Permission.CUSTODY_MOVE)
    journal.hold()
    locked: Round = Round.objects.select_for_update().get(pk=round.pk)
    if locked.state not in _OPEN:
        raise StateConflict(f"round {locked.number} is {locked.state}: outcomes belong to a locked round")
    if reason not in STATE_BY_REASON:
        raise StateConflict(f"{reason} is not an outcome of a round")
    placed = locked.placements.filter(unit__in=shown, state=PlacementState.PLANNED).select_related("unit__account")
    groups = _groups(locked, list(placed), reason)
    if sum(len(units) for units in groups.values()) != len(shown):
        raise StateConflict(f"one of {len(shown)} persons is settled already in round {locked.number}: read it again")
    evidence = " ".join(filter(None, (evidence_of(locked.pk), happened.evidence)))
    made = []
    for (holder, term, credit), units in sorted(groups.items()):
        is_given = reason == Reason.HANDED_OVER
        said = custody.Said(
            to=credit,
            reason=reason,
            happened_at=happened.at,
            giver=holder if is_given else "",
            receiver=_other_side(holder) if is_given else "",
            witness=happened.witness,
            place=happened.place,
            evidence=evidence,
            term_key=term,
            remark=happened.remark,
        )
        made.append(custody.propose_move(by=by, shown={unit: shown[unit] for unit in units}, said=said))
    round.refresh_from_db()
    return made


def _groups(locked: Round, placed: Collection[Placement], reason: str) -> dict[tuple[str, str, str], list[uuid.UUID]]:
    terms = list(locked.terms.order_by("position"))
    groups: dict[tuple[str, str, str], list[uuid.UUID]] = defaultdict(list)
    for one in placed:
        term = term_key(terms, one.holder_id, one.category)
        groups[one.holder_id, term, _goal(one.unit, one.holder_id, reason)].append(one.unit_id)
    return groups


def _goal(unit: Unit, holder: str, reason: str) -> str:
    if reason == Reason.HANDED_OVER:
        return account_code(AccountKind.HOME, _other_side(holder))
    if reason == Reason.DIED:
        return account_code(AccountKind.REMAINS, holder)
    is_held = unit.account.kind in HOLDING
    return unit.account_id if is_held else account_code(AccountKind.HELD, holder)


def _other_side(holder: str) -> str:
    sides = Party.objects.filter(role=PartyRole.SIDE).exclude(pk=holder)
    return str(sides.values_list("pk", flat=True).get())


# -- what follows -----------------------------------------------------------------------------------------


@transaction.atomic
def settle(unit_ids: Collection[uuid.UUID]) -> None:
    """Bring placements, and then their rounds, to what the movements that count say; a reversal opens them again."""
    placed = Placement.objects.filter(unit__in=unit_ids, round__state__in=(*_OPEN, *_SETTLED))
    ended = _ended(unit_ids)
    entering: dict[PlacementState, list[Placement]] = defaultdict(list)
    for one in placed:
        reason = ended.get((one.unit_id, one.round_id))
        state = PlacementState.PLANNED if reason is None else STATE_BY_REASON[reason]
        if state != one.state:
            entering[state].append(one)
    for state, placements in entering.items():
        _enter(placements, state)
    rounds = {one.round_id for placements in entering.values() for one in placements}
    for proposed in Round.objects.select_for_update().filter(pk__in=rounds):
        _follow_placements(proposed)


def _ended(unit_ids: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], str]:
    counting = Movement.objects.filter(unit__in=unit_ids, reverses=None, reversed_by=None)
    ends = counting.filter(reason__in=STATE_BY_REASON, evidence__startswith="round:").order_by("seq")
    found: dict[tuple[uuid.UUID, uuid.UUID], str] = {}
    for unit, reason, evidence in ends.values_list("unit", "reason", "evidence"):
        try:
            found[unit, uuid.UUID(evidence.removeprefix("round:").partition(" ")[0])] = reason
        except ValueError:
            continue
    return found


def _enter(placements: Sequence[Placement], state: PlacementState) -> None:
    # Whoever did not go may be placed in a later round; whoever went, or is still to go, may not.
    is_active = state in {PlacementState.PLANNED, PlacementState.DELIVERED}
    stored = Placement.objects.filter(pk__in=[one.pk for one in placements])
    try:
        with transaction.atomic():
            stored.update(state=state, is_active=is_active)
    except IntegrityError as error:
        raise StateConflict("somebody is in a newer round: that round must let them go first") from error
    kept = PlacementState.NOT_IN_THIS_ROUND.value
    if state == kept:
        left = [LeftOut(round_id=p.round_id, unit_id=p.unit_id, holder_id=p.holder_id, reason=kept) for p in placements]
        LeftOut.objects.bulk_create(left, ignore_conflicts=True)
    else:
        pairs = Q(pk__in=[])
        for round_id in {one.round_id for one in placements}:
            pairs |= Q(round=round_id, unit__in=[one.unit_id for one in placements if one.round_id == round_id])
        LeftOut.objects.filter(pairs, reason=kept).delete()


def _follow_placements(proposed: Round) -> None:
    counts = Counter(proposed.placements.values_list("state", flat=True))
    n_open = counts[PlacementState.PLANNED]
    if n_open:
        state = RoundState.LOCKED if n_open == counts.total() else RoundState.UNDER_WAY
    else:
        is_whole = counts[PlacementState.DELIVERED] == counts.total()
        state = RoundState.COMPLETED if is_whole else RoundState.SHORTFALL
    if state != proposed.state:
        proposed.state = state
        proposed.save(update_fields=["state"])
        facts = {"n": dict(sorted(counts.items()))}
        journal.append(f"exchanges.round.{state}", subject_type="round", subject_id=proposed.pk, facts=facts)

"""A round from its proposal to its lock: planned by the solver, signed by three people, kept from whom it must be."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from repatria.errors import PermissionRefused, SignatureRefused, StateConflict
from repatria.provenance import digest_of
from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import Party, PartyRole, Role, User
from repatria.web.custody.models import Reason, Unit
from repatria.web.exchanges import bridge
from repatria.web.exchanges.actions.settling import Happened, record_outcome
from repatria.web.exchanges.models import (
    KeptOut,
    LeftOut,
    Placement,
    PlacementState,
    Round,
    RoundSignature,
    RoundState,
    WithdrawnSignature,
)
from repatria.web.exchanges.outcome import Outcome
from repatria.web.exchanges.querysets import BINDING_STATES
from repatria.web.journal import actions as journal
from repatria.web.registry.models import Term

_BATCH = 5_000
_SIGNABLE = (RoundState.PREPARED, RoundState.EXCHANGED, RoundState.AGREED)
_ROLE_OF_PARTY = {PartyRole.SIDE: Role.DELEGATE, PartyRole.NEUTRAL: Role.COORDINATOR}


# -- proposing --------------------------------------------------------------------------------------------


def current_round_id() -> object:
    """The id of the proposal that stands, or ``None``."""
    return Round.objects.open().values_list("pk", flat=True).first()


def propose_round(*, term_keys: Sequence[str], actor: User | None = None) -> Round:
    """Plan a round under these terms and put it in the place of the former proposal.

    The same people under the same terms give the same round back, signatures and all.  Runs the solver:
    for the command line and workers, never inside a request.

    Raises
    ------
    StateConflict
        A term is not known, or there are not exactly two sides.
    """
    if actor is not None:
        access.require(actor, Permission.ROUND_SIGN)
        if not access.is_neutral(actor):
            raise PermissionRefused("a round is proposed for both sides: by the neutral body")
    terms = _terms(term_keys)
    made = bridge.draft(terms, _sides())
    if (standing := _standing(made.digest, terms)) is not None:
        return standing
    result = bridge.plan(made)
    with transaction.atomic():
        journal.hold()
        _supersede(actor)
        return _store(made, result, terms, actor)


def outcome(proposed: Round) -> str:
    """One line on what came of planning, with counts only."""
    if proposed.state == RoundState.NOT_PLANNED:
        return f"no round: {proposed.summary.get('refused', '')}"
    if proposed.state == RoundState.INFEASIBLE:
        return f"no round: {len(proposed.conflict)} rules cannot hold together"
    placed = " and ".join(f"{n:,} held by {side}" for side, n in sorted(proposed.summary["n_placed"].items()))
    n_left = sum(n for reasons in proposed.summary["left_out"].values() for n in reasons.values())
    return f"round {proposed.number}: {placed}; {n_left:,} left out, each with a reason"


def _terms(term_keys: Sequence[str]) -> list[Term]:
    terms = list(Term.objects.filter(pk__in=term_keys).order_by("position"))
    if unknown := sorted(set(term_keys) - {term.key for term in terms}):
        raise StateConflict(f"the case has no term {unknown[0]}: run the case first, or name another")
    return terms


def _sides() -> tuple[str, str]:
    codes = list(Party.objects.filter(role=PartyRole.SIDE).order_by("code").values_list("pk", flat=True))
    if len(codes) != 2:
        raise StateConflict(f"a round is between two sides; the case has {len(codes)}")
    return codes[0], codes[1]


def _standing(digest: str, terms: Sequence[Term]) -> Round | None:
    """The open proposal, if it was made from the very same people and terms."""
    keys = {term.key for term in terms}
    proposed: Round
    for proposed in Round.objects.open():
        same_terms = set(proposed.terms.values_list("pk", flat=True)) == keys
        if same_terms and proposed.provenance.get("digest") == digest:
            return proposed
    return None


def _supersede(actor: User | None) -> None:
    for former in Round.objects.open():
        former.placements.update(is_active=False)
        Round.objects.filter(pk=former.pk).update(state=RoundState.SUPERSEDED)
        journal.append("exchanges.round.superseded", actor=actor, subject_type="round", subject_id=former.pk, facts={})


def _store(made: bridge.Draft, result: Outcome, terms: Sequence[Term], actor: User | None) -> Round:
    proposed = Round.objects.create(
        number=(Round.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        state=RoundState(result.state),
        proposed_at=timezone.now(),
        provenance={**result.provenance, "digest": made.digest},
        summary=result.summary,
        conflict=result.conflict,
    )
    proposed.terms.set(terms)
    _store_people(proposed, result)
    facts: dict[str, Any] = {
        "terms": [term.key for term in terms],
        "digest": made.digest,
        "n_placed": len(result.placed),
        "n_left_out": len(result.left_out),
        "n_conflict": len(result.conflict),
        "refused": made.refused,
    }
    journal.append(
        f"exchanges.round.{'proposed' if result.state == RoundState.PREPARED else 'not_possible'}",
        actor=actor,
        subject_type="round",
        subject_id=proposed.pk,
        facts=facts,
    )
    return proposed


def _store_people(proposed: Round, result: Outcome) -> None:
    placements = [
        Placement(
            round=proposed,
            leg=row.leg,
            unit_id=row.unit_id,
            holder_id=row.holder,
            category=row.category,
            standing=row.standing,
        )
        for row in result.placed
    ]
    try:
        Placement.objects.bulk_create(placements, batch_size=_BATCH)
    except IntegrityError as error:
        raise StateConflict("somebody is in another round meanwhile: propose again") from error
    LeftOut.objects.bulk_create(
        [
            LeftOut(round=proposed, unit_id=row.unit_id, holder_id=row.holder, reason=row.reason, params=row.params)
            for row in result.left_out
        ],
        batch_size=_BATCH,
    )


# -- signing ----------------------------------------------------------------------------------------------


def round_digest(proposed: Round) -> str:
    """SHA-256 over what a signature covers: the terms, and every person with leg, holder and category."""
    people = proposed.placements.filter(is_active=True).order_by("unit_id")
    rows = [
        [str(unit), *rest] for unit, *rest in people.values_list("unit_id", "leg", "holder_id", "category", "state")
    ]
    terms = sorted(proposed.terms.values_list("pk", flat=True))
    return digest_of([str(proposed.pk), proposed.provenance.get("digest", ""), terms, rows])


@transaction.atomic
def sign(*, user: User, round: Round, digest: str) -> RoundSignature:  # noqa: A002 -- the field's own word
    """A delegate of each side and the neutral coordinator sign what they saw; with all three it is locked.

    ``digest`` is the :func:`round_digest` of what was shown.

    Raises
    ------
    SignatureRefused
        The same party or person signed already, or this role does not sign.
    StateConflict
        The round is not open, or is no longer what the signer saw.
    """
    access.require(user, Permission.ROUND_SIGN)
    journal.hold()
    proposed = Round.objects.select_for_update().get(pk=round.pk)
    party = _signing_party(user)
    stands = _signable_digest(proposed)
    if digest != stands:
        stale = gettext_noop("round {number} has changed since it was shown: read it again")
        raise StateConflict(stale, number=proposed.number)
    if proposed.signatures.filter(Q(party=party) | Q(signed_by=user)).exists():
        signed = gettext_noop("round {number} is signed so already: three people of three parties sign")
        raise SignatureRefused(signed, number=proposed.number)
    signature = RoundSignature.objects.create(
        round=proposed, party=party, signed_by=user, digest=stands, signed_at=timezone.now()
    )
    _journal("exchanges.round.signed", proposed, user, {"digest": stands})
    _follow_signatures(proposed, user)
    round.refresh_from_db()
    return signature


@transaction.atomic
def withdraw_signature(*, user: User, round: Round) -> None:  # noqa: A002 -- the field's own word
    """Take one's party's signature back while the round is not locked; it stays on record as withdrawn."""
    access.require(user, Permission.ROUND_SIGN)
    journal.hold()
    proposed = Round.objects.select_for_update().get(pk=round.pk)
    if proposed.state not in _SIGNABLE:
        raise StateConflict(f"round {proposed.number} is {proposed.state}: its signatures stand")
    if not _withdraw(proposed, user, party=_signing_party(user)):
        unsigned = gettext_noop("round {number} has no signature of this party")
        raise StateConflict(unsigned, number=proposed.number)
    _follow_signatures(proposed, user)
    round.refresh_from_db()


def _signable_digest(proposed: Round) -> str:
    if proposed.state not in _SIGNABLE:
        raise StateConflict(f"round {proposed.number} is {proposed.state}: it cannot be signed")
    if not proposed.provenance.get("digest"):
        lost = gettext_noop("round {number} lost a person: propose it again before it is signed")
        raise StateConflict(lost, number=proposed.number)
    return round_digest(proposed)


def _withdraw(proposed: Round, by: User, party: Party | None = None) -> int:
    """Move signatures (all, or one party's) to those that no longer stand; returns how many."""
    lapsing = list(proposed.signatures.all() if party is None else proposed.signatures.filter(party=party))
    for one in lapsing:
        WithdrawnSignature.objects.create(
            round=proposed,
            party_id=one.party_id,
            signed_by_id=one.signed_by_id,
            digest=one.digest,
            signed_at=one.signed_at,
            withdrawn_at=timezone.now(),
        )
        _journal("exchanges.round.signature_withdrawn", proposed, by, {"of_party": one.party_id})
        one.delete()
    return len(lapsing)


def _signing_party(user: User) -> Party:
    party = user.party
    if party is None or _ROLE_OF_PARTY.get(PartyRole(party.role)) != user.role:
        raise SignatureRefused(gettext_noop("a round is signed by a delegate of each side and the neutral coordinator"))
    return party


def _follow_signatures(proposed: Round, user: User) -> None:
    """What the standing signatures make of the round; only those under its present digest count."""
    standing = proposed.signatures.filter(digest=round_digest(proposed))
    roles = list(standing.values_list("party__role", flat=True))
    both_sides = roles.count(PartyRole.SIDE) == 2
    state = RoundState.AGREED if both_sides else RoundState.PREPARED
    if both_sides and PartyRole.NEUTRAL in roles:
        state = RoundState.LOCKED
    if state != proposed.state:
        proposed.state = state
        proposed.save(update_fields=["state"])
        _journal(f"exchanges.round.{state}", proposed, user, {})


def _journal(code: str, proposed: Round, user: User, facts: dict[str, Any]) -> None:
    journal.append(
        code, actor=user, party=user.party_id or "", subject_type="round", subject_id=proposed.pk, facts=facts
    )


# -- keeping out ------------------------------------------------------------------------------------------


@transaction.atomic
def keep_out(*, user: User, unit: Unit) -> KeptOut:
    """The neutral body keeps a person out of rounds, without saying why; open proposals lose their signatures."""
    _require_neutral(user)
    journal.hold()
    if KeptOut.objects.filter(unit=unit, ended_at=None).exists():
        raise StateConflict(gettext_noop("this person is kept out already"))
    kept = KeptOut.objects.create(unit=unit, stated_by=user, stated_at=timezone.now())
    _journal_unit("exchanges.person.not_in_this_round", unit, user)
    planned = Placement.objects.filter(unit=unit, is_active=True, state=PlacementState.PLANNED)
    for placement in planned.select_related("round"):
        if placement.round.state in BINDING_STATES:
            # What three people have signed is not rewritten: the account says that the person stayed.
            happened = Happened(at=timezone.now())
            shown = {unit.pk: Unit.objects.get(pk=unit.pk).seq}
            record_outcome(by=user, round=placement.round, reason=Reason.REFUSED, shown=shown, happened=happened)
        else:
            _take_out(placement, user)
    return kept


@transaction.atomic
def end_keeping_out(*, user: User, unit: Unit) -> None:
    """Another person of the neutral body lets a person be proposed again."""
    _require_neutral(user)
    journal.hold()
    kept = KeptOut.objects.select_for_update().filter(unit=unit, ended_at=None).first()
    if kept is None:
        raise StateConflict(gettext_noop("this person is not kept out"))
    if kept.stated_by_id == user.pk:
        raise SignatureRefused(gettext_noop("the one who kept a person out cannot end it: another person does"))
    kept.ended_by, kept.ended_at = user, timezone.now()
    kept.save(update_fields=["ended_by", "ended_at"])
    _journal_unit("exchanges.person.proposable_again", unit, user)


def _take_out(placement: Placement, user: User) -> None:
    """The proposal no longer carries the person; it has changed, so its signatures lapse and it is planned again."""
    proposed = placement.round
    placement.is_active, placement.state = False, PlacementState.NOT_IN_THIS_ROUND
    placement.save(update_fields=["is_active", "state"])
    LeftOut.objects.create(
        round=proposed, unit_id=placement.unit_id, holder_id=placement.holder_id, reason="not_in_this_round"
    )
    proposed.provenance = {**proposed.provenance, "digest": ""}
    proposed.save(update_fields=["provenance"])
    _withdraw(proposed, user)
    _follow_signatures(proposed, user)


def _require_neutral(user: User) -> None:
    access.require(user, Permission.ROUND_KEEP_OUT)
    if not access.is_neutral(user):
        raise PermissionRefused("only the neutral body keeps a person out of a round")


def _journal_unit(code: str, unit: Unit, user: User) -> None:
    journal.append(code, actor=user, party=user.party_id or "", subject_type="unit", subject_id=unit.pk)

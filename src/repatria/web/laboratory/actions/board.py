"""The identification board: put forward, signed by the owners of both files, refused, retracted, lapsed."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from repatria.errors import SignatureRefused, StateConflict
from repatria.web.access import Permission
from repatria.web.accounts.models import Party, PartyRole, User
from repatria.web.journal import actions as journal
from repatria.web.laboratory import rules
from repatria.web.laboratory.actions import booking
from repatria.web.laboratory.actions.entries import hold, require_state, write
from repatria.web.laboratory.bridge.thresholds import BoardRules
from repatria.web.laboratory.models import (
    ActKind,
    AMFile,
    BoardAct,
    Candidate,
    Donor,
    Identification,
    IdentityState,
    KinNotice,
    NoticeState,
    PMFile,
    Profile,
)
from repatria.web.laboratory.models.board import OPEN_STATES, STANDING_STATES
from repatria.web.laboratory.rules import Check

_OPEN = tuple(IdentityState(state) for state in OPEN_STATES)


@transaction.atomic
def put_forward(*, by: User, candidate: Candidate) -> Identification:
    """The laboratory puts a candidate forward; it is before the board when every rule is met.

    The line of the PM file is signed by its owner; where one organization owns both files, by the neutral body.  All
    bags that were weighed as this person's and are of one owner go along: the signatures cover them.  A bag of one who
    is identified already is put forward as a fragment, and signed anew.

    Raises
    ------
    StateConflict
        The member has no AM file, the body another name, or no second organization is there to sign.
    """
    held = hold(candidate, by)
    pm, am = held.profile.sample.pm, held.member.am
    if pm is None or am is None:
        raise StateConflict(f"candidate {held.pk}: the missing member must be tied to an AM file first")
    if Identification.objects.filter(pm=pm, state__in=STANDING_STATES).exists():
        raise StateConflict(f"candidate {held.pk}: another identification of this body stands; it falls first")
    am_party, pm_party = am.owner_id, pm.owner_id
    if pm_party == am_party:
        pm_party = _neutral()
    if pm_party == am_party:
        raise StateConflict(f"candidate {held.pk}: both files are the neutral body's; a side must own the AM file")
    made = _create(held, pm, am, None, by, (am_party, pm_party))
    for other in _same_person(held):
        if other.profile.sample.pm is not None:
            _create(other, other.profile.sample.pm, am, made, by, (am_party, pm_party))
    found = current_checks(made)
    for one in _with_joined(made):
        one.state = _state_of(found)
        one.save(update_fields=["state"])
        _note(one, ActKind.PROPOSED, by)
    made.refresh_from_db()
    facts = {"state": str(made.state), "n_bags": 1 + made.joined.count(), "is_fragment": made.is_fragment}
    write("identity.put_forward", by, made, {**facts, **_failed(found)})
    return made


def _same_person(candidate: Candidate) -> Iterable[Candidate]:
    """The other bags that were weighed as the very same person's, bear no name, and are of the same owner."""
    owner = candidate.profile.sample.owner_id
    others = Candidate.objects.filter(
        run=candidate.run_id,
        member=candidate.member_id,
        profile__in=candidate.together,
        profile__sample__pm__owner=owner,
    )
    taken = Identification.objects.filter(state__in=STANDING_STATES).values("pm")
    free = others.exclude(profile__sample__pm__in=taken).select_related("profile__sample__pm")
    return free.order_by("profile__sample__number")


def _create(
    candidate: Candidate, pm: PMFile, am: AMFile, first: Identification | None, by: User, parties: tuple[str, str]
) -> Identification:
    now = timezone.now()
    return Identification.objects.create(
        number=(Identification.objects.aggregate(n=Max("number"))["n"] or 0) + 1,
        pm=pm,
        am=am,
        candidate=candidate,
        proposed_by=by,
        proposed_at=now,
        changed_at=now,
        am_party_id=parties[0],
        pm_party_id=parties[1],
        joined_to=first,
        is_fragment=Identification.objects.filter(am=am, state=IdentityState.CONFIRMED).exists(),
        asked=asdict(BoardRules()),
    )


@transaction.atomic
def look_again(*, by: User, identification: Identification) -> Identification:
    """Hold the rules against what is stored now: a file that was locked meanwhile, a seal that was resolved."""
    held = _main(hold(identification, by, under=Permission.IDENTITY_SIGN))
    require_state(held, *_OPEN)
    found = current_checks(held)
    was, state = held.state, _state_of(found)
    if was != state:
        _enter(held, state, by, _failed(found))
    identification.refresh_from_db()
    return held


@transaction.atomic
def sign(*, by: User, identification: Identification, digest: str) -> Identification:
    """Sign for one's organization under the rules and figures as they were shown; the second signature confirms.

    Raises
    ------
    SignatureRefused
        Not an owner's, the same person's as the other line, or the proposer's.
    StateConflict
        What was shown has changed, or a rule is not met.
    """
    held = _main(hold(identification, by, under=Permission.IDENTITY_SIGN))
    require_state(held, IdentityState.BOARD_READY)
    line = _line_of(held, by)
    found = current_checks(held)
    shown = rules.digest_of_checks(held, found)
    if not all(one.is_met for one in found):
        raise StateConflict(f"identification {held.number}: a rule is no longer met; look at it again")
    if digest != shown:
        raise StateConflict(f"identification {held.number} has changed since it was shown: read it again, then sign")
    if by.pk == held.proposed_by_id:
        raise SignatureRefused(f"identification {held.number}: who put it forward does not sign it")
    if by.pk in (held.am_signer_id, held.pm_signer_id):
        raise SignatureRefused(f"identification {held.number}: you have signed it; the other line is another person's")
    if held.digest != shown and (held.am_signer_id or held.pm_signer_id):
        # The other signature stands under other figures: it is given anew.
        _clear(held, "am", "pm")
        _note(held, ActKind.LAPSED, by, digest=held.digest)
        write("identity.lapsed", by, held, {"state": str(held.state)})
    now = timezone.now()
    bags = _with_joined(held)
    for one in bags:
        setattr(one, f"{line}_signer", by)
        setattr(one, f"{line}_signed_at", now)
        one.digest, one.changed_at = shown, now
        one.save()
        _note(one, ActKind.SIGNED, by, digest=shown)
    write("identity.signed", by, held, {"line": line, "digest": shown, "n_bags": len(bags)})
    if held.am_signer_id is not None and held.pm_signer_id is not None:
        for one in bags:
            _enter_one(one, IdentityState.CONFIRMED, by)
            booking.book(one, by)
    identification.refresh_from_db()
    return held


@transaction.atomic
def take_back(*, by: User, identification: Identification) -> Identification:
    """Take one's own signature back before the other line is signed."""
    held = _main(hold(identification, by, under=Permission.IDENTITY_SIGN))
    require_state(held, IdentityState.BOARD_READY)
    line = next((one for one in ("am", "pm") if getattr(held, f"{one}_signer_id") == by.pk), None)
    if line is None:
        raise StateConflict(f"identification {held.number}: you have not signed it")
    _clear(held, line)
    _note(held, ActKind.TAKEN_BACK, by)
    write("identity.taken_back", by, held, {"line": line})
    identification.refresh_from_db()
    return held


@transaction.atomic
def refuse(*, by: User, identification: Identification, reason: str) -> Identification:
    """An owner of either file refuses: the body is not this person as far as the board can tell."""
    held = _main(hold(identification, by, under=Permission.IDENTITY_SIGN))
    require_state(held, *reversed(_OPEN))
    _line_of(held, by)
    _require_reason(held, reason)
    _clear(held, "am", "pm")
    _note(held, ActKind.REFUSED, by, reason=reason)
    _enter(held, IdentityState.REFUTED, by)
    identification.refresh_from_db()
    return held


@transaction.atomic
def retract(*, by: User, identification: Identification, reason: str) -> Identification:
    """Take a confirmed identification back: everything that hung on it opens again, and nobody may tell the family.

    All bags that were signed with it fall with it; one of these bags may be taken out alone.

    Raises
    ------
    StateConflict
        A reason is missing, or the body was moved since and these movements must be reversed first.
    """
    held = hold(identification, by, under=Permission.IDENTITY_RETRACT)
    require_state(held, IdentityState.CONFIRMED)
    _require_reason(held, reason)
    for one in reversed(_with_joined(held)):
        _note(one, ActKind.RETRACTED, by, reason=reason)
        _enter_one(one, IdentityState.RETRACTED, by)
        booking.unbook(one, by)
    identification.refresh_from_db()
    return held


def lapse(
    *,
    by: User,
    pm: PMFile | None = None,
    am: AMFile | None = None,
    profile: Profile | None = None,
    donor: Donor | None = None,
) -> None:
    """What an identification rests on has changed: signatures given so far lapse; one that stands is put in doubt.

    A confirmed one is not undone by itself: two people signed it, and a person retracts it.  Until somebody has
    looked, the family is not told.
    """
    resting: dict[str, Any] = {"pm": pm, "am": am, "candidate__profile": profile}
    given = Q(**{name: row for name, row in resting.items() if row is not None})
    if donor is not None:
        given = Q(candidate__member__family__members__donor=donor)
    found = Identification.objects.filter(given, state__in=STANDING_STATES).distinct()
    for held in {one.pk: one for one in map(_main, found.select_related("joined_to"))}.values():
        _note(held, ActKind.LAPSED, by)
        write("identity.lapsed", by, held, {"state": str(held.state)})
        if held.state == IdentityState.CONFIRMED:
            waiting = KinNotice.objects.filter(identification=held, state=NoticeState.WAITING)
            waiting.update(state=NoticeState.BLOCKED, changed_at=timezone.now())
            continue
        _clear(held, "am", "pm")
        _enter(held, _state_of(current_checks(held)), by)


def current_checks(identification: Identification) -> list[Check]:
    """The rules held against the identification, with all bags that it covers, as they are stored now."""
    fresh = Identification.objects.select_related("candidate__profile", "candidate__member__family", "pm__unit", "am")
    one = fresh.get(pk=identification.pk)
    asked = BoardRules(**one.asked)
    others = {
        each.pm.number: rules.checks(each.candidate, each.pm, each.am, asked)
        for each in fresh.filter(joined_to=one, state__in=STANDING_STATES).order_by("number")
    }
    return rules.of_all_bags(rules.checks(one.candidate, one.pm, one.am, asked), others)


# -- steps ----------------------------------------------------------------------------------------------


def _main(identification: Identification) -> Identification:
    """The identification under which this bag is signed: its own, or that of the person's first bag.

    A bag that outlives the one that it was signed with is its own.
    """
    main = identification.joined_to
    return main if main is not None and main.state == identification.state else identification


def _with_joined(identification: Identification) -> list[Identification]:
    """An identification and those of the other bags that it covers, all in one state."""
    joined = identification.joined.filter(state=identification.state).select_related("pm", "am__record")
    return [identification, *joined.order_by("number")]


def _line_of(identification: Identification, by: User) -> str:
    """Which line the user's organization signs."""
    if by.party_id == identification.am_party_id:
        return "am"
    if by.party_id == identification.pm_party_id:
        return "pm"
    raise SignatureRefused(
        f"identification {identification.number} is signed by {identification.am_party_id} for the AM file and by "
        f"{identification.pm_party_id} for the PM file"
    )


def _neutral() -> str:
    code = Party.objects.filter(role=PartyRole.NEUTRAL).values_list("pk", flat=True).first()
    if code is None:
        raise StateConflict("this case has no neutral body: nobody is there to sign for the second organization")
    return code


def _state_of(found: list[Check]) -> IdentityState:
    if all(one.is_met for one in found):
        return IdentityState.BOARD_READY
    weight = {one.code: one.is_met for one in found}
    return IdentityState.PROBABLE if weight["lr"] and weight["exclusions"] else IdentityState.CANDIDATE


def _failed(found: list[Check]) -> dict[str, object]:
    return {"unmet": [one.code for one in found if not one.is_met]}


def _enter(
    identification: Identification, state: IdentityState, by: User, facts: "dict[str, object] | None" = None
) -> None:
    if state != IdentityState.BOARD_READY and state in _OPEN:
        _clear(identification, "am", "pm")
    for one in _with_joined(identification):
        _enter_one(one, state, by, facts)


def _enter_one(
    identification: Identification, state: IdentityState, by: User, facts: "dict[str, object] | None" = None
) -> None:
    was = identification.state
    identification.state, identification.changed_at = state, timezone.now()
    identification.save()
    write("identity.entered", by, identification, {"from": str(was), "to": state.value, **(facts or {})})


def _clear(identification: Identification, *lines: str) -> None:
    for one in (identification, *_with_joined(identification)[1:]):
        for line in lines:
            setattr(one, f"{line}_signer", None)
            setattr(one, f"{line}_signed_at", None)
        one.save()


def _note(identification: Identification, act: ActKind, by: User, *, reason: str = "", digest: str = "") -> None:
    journal.hold()
    BoardAct.objects.create(
        identification=identification,
        act=act,
        by=by,
        party=by.party_id or "",
        reason=reason,
        digest=digest,
        at=timezone.now(),
    )


def _require_reason(identification: Identification, reason: str) -> None:
    if not reason.strip():
        raise StateConflict(f"identification {identification.number}: this needs a reason")

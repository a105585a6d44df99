"""The identification board: put forward, signed by the owners of both files, refused, retracted, lapsed."""

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

    The line of the PM file is signed by its owner; where one organization owns both files, by the neutral body.

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
    now = timezone.now()
    made = Identification.objects.create(
        number=(Identification.objects.aggregate(n=Max("number"))["n"] or 0) + 1,
        pm=pm,
        am=am,
        candidate=held,
        proposed_by=by,
        proposed_at=now,
        changed_at=now,
        am_party_id=am_party,
        pm_party_id=pm_party,
    )
    found = rules.checks(held, pm, am)
    made.state = _state_of(found)
    made.save(update_fields=["state"])
    _note(made, ActKind.PROPOSED, by)
    write("identity.put_forward", by, made, {"state": str(made.state), **_failed(found)})
    return made


@transaction.atomic
def look_again(*, by: User, identification: Identification) -> Identification:
    """Hold the rules against what is stored now: a file that was locked meanwhile, a seal that was resolved."""
    held = hold(identification, by, under=Permission.IDENTITY_SIGN)
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
    held = hold(identification, by, under=Permission.IDENTITY_SIGN)
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
    setattr(held, f"{line}_signer", by)
    setattr(held, f"{line}_signed_at", now)
    held.digest, held.changed_at = shown, now
    held.save()
    _note(held, ActKind.SIGNED, by, digest=shown)
    write("identity.signed", by, held, {"line": line, "digest": shown})
    if held.am_signer_id is not None and held.pm_signer_id is not None:
        _enter(held, IdentityState.CONFIRMED, by)
        booking.book(held, by)
    identification.refresh_from_db()
    return held


@transaction.atomic
def take_back(*, by: User, identification: Identification) -> Identification:
    """Take one's own signature back before the other line is signed."""
    held = hold(identification, by, under=Permission.IDENTITY_SIGN)
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
    held = hold(identification, by, under=Permission.IDENTITY_SIGN)
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

    Raises
    ------
    StateConflict
        A reason is missing, or the body was moved since and these movements must be reversed first.
    """
    held = hold(identification, by, under=Permission.IDENTITY_RETRACT)
    require_state(held, IdentityState.CONFIRMED)
    _require_reason(held, reason)
    _note(held, ActKind.RETRACTED, by, reason=reason)
    _enter(held, IdentityState.RETRACTED, by)
    booking.unbook(held, by)
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
    for held in list(found):
        _note(held, ActKind.LAPSED, by)
        write("identity.lapsed", by, held, {"state": str(held.state)})
        if held.state == IdentityState.CONFIRMED:
            waiting = KinNotice.objects.filter(identification=held, state=NoticeState.WAITING)
            waiting.update(state=NoticeState.BLOCKED, changed_at=timezone.now())
            continue
        _clear(held, "am", "pm")
        _enter(held, _state_of(current_checks(held)), by)


def current_checks(identification: Identification) -> list[Check]:
    """The rules held against the identification as it is stored now."""
    fresh = Identification.objects.select_related("candidate__profile", "candidate__member__family", "pm__unit", "am")
    one = fresh.get(pk=identification.pk)
    return rules.checks(one.candidate, one.pm, one.am)


# -- steps ----------------------------------------------------------------------------------------------


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
    was = identification.state
    if state != IdentityState.BOARD_READY and state in _OPEN:
        _clear(identification, "am", "pm")
    identification.state, identification.changed_at = state, timezone.now()
    identification.save()
    write("identity.entered", by, identification, {"from": str(was), "to": state.value, **(facts or {})})


def _clear(identification: Identification, *lines: str) -> None:
    for line in lines:
        setattr(identification, f"{line}_signer", None)
        setattr(identification, f"{line}_signed_at", None)
    identification.save()


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

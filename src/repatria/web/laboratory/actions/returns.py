"""Return cases, which two people of two organizations settle, and the notice to the next of kin."""

from django.db import transaction
from django.utils import timezone

from repatria.errors import PermissionRefused, SignatureRefused, StateConflict
from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.journal import actions as journal
from repatria.web.laboratory.actions.entries import hold, require_state, write
from repatria.web.laboratory.models import (
    Identification,
    IdentityState,
    KinNotice,
    NoticeState,
    ReturnCase,
    ReturnDecision,
    ReturnState,
)


@transaction.atomic
def propose_return(*, by: User, case: ReturnCase, decision: str) -> None:
    """One organization says what is to become of the body; the other confirms."""
    held = _hold(case, by)
    require_state(held, ReturnState.OPEN)
    held.decision, held.proposed_by, held.state = ReturnDecision(decision), by, ReturnState.PROPOSED
    _save(held, by)
    case.refresh_from_db()


@transaction.atomic
def confirm_return(*, by: User, case: ReturnCase) -> None:
    """A second person of another organization confirms; the side whose soldier it is must be one of the two.

    The body itself moves by a movement of its own, which two people record.
    """
    held = _hold(case, by)
    require_state(held, ReturnState.PROPOSED)
    first = held.proposed_by
    if first is None or first.pk == by.pk or first.party_id == by.party_id:
        raise SignatureRefused(f"return case {held.pk}: another person of another organization confirms it")
    if held.owner_id not in (first.party_id, by.party_id):
        raise SignatureRefused(f"return case {held.pk}: party {held.owner_id} must be one of the two")
    held.confirmed_by, held.state = by, ReturnState.SETTLED
    _save(held, by)
    case.refresh_from_db()


@transaction.atomic
def reopen_return(*, by: User, case: ReturnCase) -> None:
    """Take a proposal or a settlement back; the case is open again."""
    held = _hold(case, by)
    require_state(held, ReturnState.SETTLED, ReturnState.PROPOSED)
    held.decision, held.proposed_by, held.confirmed_by, held.state = "", None, None, ReturnState.OPEN
    _save(held, by)
    case.refresh_from_db()


@transaction.atomic
def tell_family(*, by: User, identification: Identification) -> None:
    """Note that the next of kin were told: for a confirmed identification alone, by its side or the neutral body.

    Raises
    ------
    StateConflict
        The identification does not stand, is in doubt, or the family was told already.
    """
    held = hold(identification, by, under=Permission.IDENTITY_SIGN)
    if by.party_id != held.am_party_id and not access.is_neutral(by):
        raise PermissionRefused(f"identification {held.number}: the family is told by its own side")
    notice = KinNotice.objects.select_for_update().filter(identification=held).first()
    if held.state != IdentityState.CONFIRMED or notice is None or notice.state != NoticeState.WAITING:
        raise StateConflict(f"identification {held.number}: nothing may be told to the family now")
    notice.state, notice.told_by, notice.told_at = NoticeState.TOLD, by, timezone.now()
    notice.changed_at = notice.told_at
    notice.save()
    write("kin.told", by, held)


def _hold(case: ReturnCase, by: User) -> ReturnCase:
    access.require(by, Permission.RETURN_DECIDE)
    journal.hold()
    if not ReturnCase.objects.visible_to(by).filter(pk=case.pk).exists():
        raise PermissionRefused(f"return case {case.pk} is not among those that you may see")
    held: ReturnCase = ReturnCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    return held


def _save(case: ReturnCase, by: User) -> None:
    case.changed_at = timezone.now()
    case.save()
    write("return.entered", by, case.identification, {"to": str(case.state), "decision": str(case.decision)})

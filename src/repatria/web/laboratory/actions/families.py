"""Families: donors with their consent, pedigrees as stated, relations that the DNA does not bear out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from repatria.errors import PermissionRefused, StateConflict
from repatria.findings import gettext_noop
from repatria.web import access
from repatria.web.accounts.models import User
from repatria.web.laboratory.actions.entries import begin, hold, next_number, require_state, write
from repatria.web.laboratory.actions.samples import withdraw_samples
from repatria.web.laboratory.bridge import pedigrees as bridge
from repatria.web.laboratory.models import AMFile, Donor, DonorState, Family, FamilyState, Member, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a pedigree as it is stated."""

    key: str
    father: str = ""
    mother: str = ""
    sex: str = ""
    is_missing: bool = False
    relation: str = ""
    donor: Donor | None = None
    am: AMFile | None = None


@transaction.atomic
def register_donor(*, by: User, scope: str, owner: str = "", number: str = "") -> Donor:
    """A relative gives consent to a scope and becomes a code."""
    party = _owner(by, owner)
    made = Donor.objects.create(
        number=number or next_number(Donor, "D", party),
        owner_id=party,
        scope=Scope(scope),
        consented_at=timezone.now(),
        written_by=by,
    )
    write("donor.registered", by, made, {"scope": str(made.scope)})
    return made


@transaction.atomic
def register_family(*, by: User, rows: Sequence[Row], owner: str = "", number: str = "") -> Family:
    """Store a family with its pedigree; one that cannot be is refused with the reason.

    Raises
    ------
    StateConflict
        Nobody is missing, a parent is no member or of the wrong sex, somebody would be an own ancestor.
    """
    party = _owner(by, owner)
    if not any(row.is_missing for row in rows):
        raise StateConflict(gettext_noop("in this pedigree nobody is missing: mark whom the family looks for"))
    if flaw := bridge.pedigree_flaw(rows):
        raise StateConflict(f"this pedigree cannot be: {flaw}")
    if number and Family.objects.filter(number=number).exists():
        raise StateConflict(f"a family {number} exists already")
    made = Family.objects.create(
        number=number or next_number(Family, "F", party), owner_id=party, opened_at=timezone.now(), written_by=by
    )
    for row in rows:
        if any(one is not None and one.owner_id != party for one in (row.donor, row.am)):
            raise PermissionRefused(f"family {made.number}: member {row.key} is of another organization")
        Member.objects.create(
            family=made,
            key=row.key,
            father=row.father,
            mother=row.mother,
            sex=row.sex,
            is_missing=row.is_missing,
            relation=row.relation,
            donor=row.donor,
            am=row.am,
        )
    write("family.registered", by, made, {"n_members": len(rows), "n_missing": sum(row.is_missing for row in rows)})
    return made


@transaction.atomic
def tie_member(*, by: User, member: Member, am: AMFile) -> None:
    """Say which AM file a missing member is."""
    family = hold(member.family, by)
    if not member.is_missing or am.owner_id != family.owner_id:
        raise StateConflict(f"member {member.key} of {family.number} is not missing, or the file is another's")
    Member.objects.filter(pk=member.pk).update(am=am)
    write("member.tied", by, family, {"member": member.pk, "am": str(am.pk)})
    member.refresh_from_db()


@transaction.atomic
def tie_donor(*, by: User, member: Member, donor: Donor) -> None:
    """Say which donor a member of a family is; what was compared without the donor stays as it was found."""
    family = hold(member.family, by)
    if member.is_missing or donor.owner_id != family.owner_id or donor.state == DonorState.WITHDRAWN:
        raise StateConflict(f"member {member.key} of {family.number} is missing, or the donor is not this family's")
    Member.objects.filter(pk=member.pk).update(donor=donor)
    write("donor.tied", by, family, {"member": member.pk, "donor": str(donor.pk)})
    member.refresh_from_db()


@transaction.atomic
def set_supported(*, by: User, donor: Donor, is_supported: bool) -> None:
    """A geneticist notes that a stated relation is, or is not, borne out; nobody outside the laboratory is told."""
    from repatria.web.laboratory.actions.board import lapse

    held = hold(donor, by)
    require_state(held, DonorState.ACTIVE, DonorState.NOT_SUPPORTED)
    held.state = DonorState.ACTIVE if is_supported else DonorState.NOT_SUPPORTED
    held.save(update_fields=["state"])
    # The journal is read by others: it says that somebody looked, never what was found.
    write("donor.relation.reviewed", by, held)
    if not is_supported:
        lapse(by=by, donor=held)
    donor.refresh_from_db()


@transaction.atomic
def withdraw_consent(*, by: User, donor: Donor) -> None:
    """A donor takes the consent back: samples leave use, what was read is erased, signatures that hung on it lapse."""
    from repatria.web.laboratory.actions.board import lapse

    held = hold(donor, by)
    require_state(held, DonorState.ACTIVE, DonorState.NOT_SUPPORTED)
    held.state, held.withdrawn_at = DonorState.WITHDRAWN, timezone.now()
    held.save(update_fields=["state", "withdrawn_at"])
    n = withdraw_samples(held, by)
    write("donor.withdrawn", by, held, {"n_samples": n})
    lapse(by=by, donor=held)
    donor.refresh_from_db()


@transaction.atomic
def withdraw_family(*, by: User, family: Family) -> None:
    """Take a whole family out of comparison."""
    held = hold(family, by)
    require_state(held, FamilyState.OPEN)
    held.state = FamilyState.WITHDRAWN
    held.save(update_fields=["state"])
    write("family.withdrawn", by, held)
    family.refresh_from_db()


def _owner(by: User, owner: str) -> str:
    party = begin(by)
    if owner and owner != party and not access.is_neutral(by):
        raise PermissionRefused("a family is registered by the organization that owns it")
    return owner or party

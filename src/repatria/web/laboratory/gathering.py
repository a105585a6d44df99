"""What a comparison is made of: the accepted profiles and the families as they are stored now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from repatria.web.accounts.models import User
from repatria.web.laboratory.bridge.weighing import BodyRow, FamilyRow
from repatria.web.laboratory.models import (
    Donor,
    DonorState,
    Family,
    FamilyState,
    FileState,
    Member,
    Profile,
    ProfileState,
    Source,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Bodies, families, and the stored member of each family's key."""

    bodies: Sequence[BodyRow]
    families: Sequence[FamilyRow]
    members: Mapping[tuple[str, str], Member]


def gather(user: User) -> Gathered:
    """Everything that may be compared, as far as this laboratory may see it.

    Left out: bodies that bear a name already, missing members who are identified, families that are closed or
    withdrawn, and donors whose relation is not supported or who have withdrawn.
    """
    accepted = Profile.objects.visible_to(user).filter(state=ProfileState.ACCEPTED).select_related("sample__pm")
    of_bodies = accepted.filter(sample__source=Source.REMAINS).exclude(sample__pm__state=FileState.CLOSED)
    bodies = [
        BodyRow(id=str(one.pk), sex=one.sample.pm.sex, loci=one.agreed)
        for one in of_bodies.order_by("sample__number")
        if one.sample.pm is not None
    ]
    loci = {one.sample.donor_id: one.agreed for one in accepted.filter(sample__source=Source.RELATIVE)}
    belongings = {one.sample.am_id: one.agreed for one in accepted.filter(sample__source=Source.DIRECT)}
    active = set(Donor.objects.filter(state=DonorState.ACTIVE).values_list("pk", flat=True))
    families, members = [], {}
    found = Family.objects.visible_to(user).filter(state=FamilyState.OPEN)
    for family in found.prefetch_related("members__am").order_by("number"):
        rows = list(family.members.all())
        missing = [row.key for row in rows if row.is_missing and (row.am is None or row.am.state != FileState.CLOSED)]
        references = {row.key: loci[row.donor_id] for row in rows if row.donor_id in active and row.donor_id in loci}
        own = {row.key: belongings[row.am_id] for row in rows if row.key in missing and row.am_id in belongings}
        families.append(FamilyRow(id=str(family.pk), members=rows, missing=missing, references=references, own=own))
        members.update({(str(family.pk), row.key): row for row in rows})
    return Gathered(bodies=bodies, families=families, members=members)

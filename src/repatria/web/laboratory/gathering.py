"""What a comparison is made of: the accepted profiles and the families as they are stored now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from repatria.web.accounts.models import User
from repatria.web.laboratory.bridge.weighing import BodyRow, FamilyRow
from repatria.web.laboratory.models import (
    AMFile,
    Contents,
    Donor,
    DonorState,
    Family,
    FamilyState,
    FileState,
    Identification,
    IdentityState,
    Member,
    Particular,
    PMFile,
    Profile,
    ProfileState,
    Source,
)
from repatria.web.laboratory.particulars import Known, known_of
from repatria.web.laboratory.reading import Loci

NO_BODY = (Contents.EMPTY, Contents.ANIMAL)
"""What two readers found where no human remains are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Bodies, families, those who are identified already, and the stored member of each family's key.

    ``named``: the profile by which a missing member was identified, and what is known of that member.
    """

    bodies: Sequence[BodyRow]
    families: Sequence[FamilyRow]
    named: Mapping[tuple[str, str], tuple[Loci, Known]]
    members: Mapping[tuple[str, str], Member]


def gather(user: User) -> Gathered:
    """Everything that may be compared, as far as this laboratory may see it.

    Left out: bodies that bear a name already, bags that two readers found empty or of an animal, missing members who
    are identified, families that are closed or withdrawn, and donors whose relation is not supported or who have
    withdrawn.  A new bag is set beside those who are identified as well: it may be more of one of them.
    """
    accepted = Profile.objects.visible_to(user).filter(state=ProfileState.ACCEPTED).select_related("sample__pm")
    of_bodies = accepted.filter(sample__source=Source.REMAINS).exclude(sample__pm__state=FileState.CLOSED)
    of_pm, of_am = _particulars("pm"), _particulars("am")
    bodies = []
    for one in of_bodies.order_by("sample__number"):
        pm = one.sample.pm
        if pm is None:
            continue
        known = known_of(of_pm.get(pm.pk, ()), sex=pm.sex)
        if known.values.get("contents") not in NO_BODY:
            bodies.append(BodyRow(id=str(one.pk), sex=pm.sex, loci=one.agreed, known=known))
    loci = {one.sample.donor_id: one.agreed for one in accepted.filter(sample__source=Source.RELATIVE)}
    belongings = {one.sample.am_id: one.agreed for one in accepted.filter(sample__source=Source.DIRECT)}
    active = set(Donor.objects.filter(state=DonorState.ACTIVE).values_list("pk", flat=True))
    families, members = [], {}
    found = Family.objects.visible_to(user).filter(state=FamilyState.OPEN)
    for family in found.prefetch_related("members__am").order_by("number"):
        rows = list(family.members.all())
        missing = {
            row.key: _known_of_am(row.am, of_am)
            for row in rows
            if row.is_missing and (row.am is None or row.am.state != FileState.CLOSED)
        }
        references = {row.key: loci[row.donor_id] for row in rows if row.donor_id in active and row.donor_id in loci}
        own = {row.key: belongings[row.am_id] for row in rows if row.key in missing and row.am_id in belongings}
        families.append(
            FamilyRow(
                id=str(family.pk),
                members=rows,
                missing=list(missing),
                references=references,
                own=own,
                known=missing,
            )
        )
        members.update({(str(family.pk), row.key): row for row in rows})
    named: dict[tuple[str, str], tuple[Loci, Known]] = {}
    standing = Identification.objects.visible_to(user).filter(state=IdentityState.CONFIRMED, joined_to=None)
    for stands in standing.select_related("candidate__profile", "candidate__member", "am").order_by("number"):
        member = stands.candidate.member
        key = (str(member.family_id), member.key)
        members[key] = member
        named.setdefault(key, (stands.candidate.profile.agreed, _known_of_am(stands.am, of_am)))
    return Gathered(bodies=bodies, families=families, named=named, members=members)


def found_of(profiles: Sequence[Profile]) -> list[Known]:
    """What was found of the bags of one person, in the order of their samples."""
    files = [one.sample.pm for one in profiles if one.sample.pm is not None]
    of_pm = _particulars("pm", [file.pk for file in files])
    return [known_of(of_pm.get(file.pk, ()), sex=file.sex) for file in files]


def known_of_pm(pm: PMFile) -> Known:
    """What is known of one body."""
    return known_of(pm.particulars.all(), sex=pm.sex)


def known_of_am(am: AMFile) -> Known:
    """What is known of one missing person."""
    return known_of(am.particulars.all(), sex=am.sex)


def _known_of_am(am: AMFile | None, of_am: Mapping[UUID, Sequence[Particular]]) -> Known:
    return Known(values={}) if am is None else known_of(of_am.get(am.pk, ()), sex=am.sex)


def _particulars(side: str, files: Sequence[UUID] | None = None) -> dict[UUID, list[Particular]]:
    rows = Particular.objects.exclude(**{side: None})
    if files is not None:
        rows = rows.filter(**{f"{side}__in": files})
    found: dict[UUID, list[Particular]] = {}
    for one in rows:
        found.setdefault(getattr(one, f"{side}_id"), []).append(one)
    return found

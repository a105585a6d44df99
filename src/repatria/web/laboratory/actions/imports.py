"""Files of a laboratory taken in: each row becomes a reading or a family, or is told why it does not."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from repatria.errors import PermissionRefused, RepatriaError, SignatureRefused, StateConflict
from repatria.findings import gettext_noop
from repatria.web import access
from repatria.web.accounts.models import User
from repatria.web.custody.models import Unit
from repatria.web.laboratory.actions.entries import begin
from repatria.web.laboratory.actions.families import Row, register_donor, register_family, tie_donor
from repatria.web.laboratory.actions.files import open_pm
from repatria.web.laboratory.actions.readings import read_profile
from repatria.web.laboratory.actions.samples import take_sample
from repatria.web.laboratory.bridge.uploads import UploadedFamily
from repatria.web.laboratory.models import AMFile, Donor, Family, Member, PMFile, Profile, Sample, Scope
from repatria.web.laboratory.reading import Loci


class Imported(NamedTuple):
    """What became of one row: the id in the file, whether it was taken, and the reason or the state it came to."""

    id: str
    is_taken: bool
    said: str


def import_profiles(*, by: User, loci_by_sample: Mapping[str, Loci], kit: str, origin: str) -> list[Imported]:
    """Take each sample of a file as this analyst's own reading; another analyst reads it as well before it counts."""
    begin_check(by)
    known = {
        one.sample.number: one
        for one in Profile.objects.visible_to(by)
        .filter(sample__number__in=list(loci_by_sample))
        .select_related("sample")
    }
    done = []
    for number, loci in loci_by_sample.items():
        if number not in known:
            done.append(Imported(number, False, "unknown_sample"))
            continue
        own = known[number]
        done.append(_told(number, partial(_read, by=by, profile=own, alleles=loci, kit=kit, origin=origin)))
    return done


def import_bodies(*, by: User, loci_by_tag: Mapping[str, Loci], kit: str, origin: str) -> list[Imported]:
    """Take each row as this analyst's reading of the remains that bear its tag; files and samples open along."""
    begin_check(by)
    return [
        _told(tag, partial(_read_body, by=by, tag=tag, loci=loci, kit=kit, origin=origin))
        for tag, loci in loci_by_tag.items()
    ]


def import_references(
    *, by: User, loci_by_member: Mapping[tuple[str, str], Loci], kit: str, origin: str
) -> list[Imported]:
    """Take each row as this analyst's reading of a relative, by family and member; donors and samples open likewise.

    By taking the file in, the analyst states that each relative consented to identify the family's missing person.
    """
    begin_check(by)
    return [
        _told(
            f"{family} {key}", partial(_read_relative, by=by, family=family, key=key, loci=loci, kit=kit, origin=origin)
        )
        for (family, key), loci in loci_by_member.items()
    ]


def _read(*, by: User, profile: Profile, alleles: Loci, kit: str, origin: str) -> str:
    return str(read_profile(by=by, profile=profile, alleles=alleles, kit=kit, origin=origin).state)


def _registered(*, by: User, rows: Sequence[Row], owner: str, number: str) -> str:
    return register_family(by=by, rows=rows, owner=owner, number=number).number


def _told(name: str, take: "Callable[[], str]") -> Imported:
    """What became of one row: its own transaction, its own answer."""
    try:
        with transaction.atomic():
            return Imported(name, True, take())
    except PermissionRefused:
        raise
    except SignatureRefused:
        return Imported(name, False, "read_already")
    except RepatriaError as refused:
        return Imported(name, False, str(refused))


def _read_body(*, by: User, tag: str, loci: Loci, kit: str, origin: str) -> str:
    visible = access.visible_remains(Unit.objects.all(), by)
    units = list(visible.filter(Q(lab_tag__code=tag) | Q(lab_tag=None, record__tag=tag)).select_related("record")[:2])
    if len(units) != 1:
        raise StateConflict(gettext_noop("not one bag or part bears this tag: look at the tags of the remains"))
    [unit] = units
    file = PMFile.objects.filter(unit=unit).first()
    if file is None:
        file = open_pm(by=by, unit=unit, sex=unit.record.sex if unit.record else "")
    sample = Sample.objects.filter(pm=file).order_by("number").first()
    if sample is None:
        sample = take_sample(by=by, source="remains", pm=file)
    return str(read_profile(by=by, profile=sample.profile, alleles=loci, kit=kit, origin=origin).state)


def _read_relative(*, by: User, family: str, key: str, loci: Loci, kit: str, origin: str) -> str:
    found = Member.objects.filter(family__in=Family.objects.visible_to(by), family__number=family, key=key)
    member = found.select_related("family").first()
    if member is None or member.is_missing:
        raise StateConflict(gettext_noop("no such member, or one who is missing: take the family's pedigree in first"))
    if member.donor is None:
        donor = register_donor(by=by, scope=Scope.THIS_PERSON, owner=member.family.owner_id)
        tie_donor(by=by, member=member, donor=donor)
    sample = Sample.objects.filter(donor=member.donor).order_by("number").first()
    if sample is None:
        sample = take_sample(by=by, source="relative", donor=member.donor)
    return str(read_profile(by=by, profile=sample.profile, alleles=loci, kit=kit, origin=origin).state)


def import_families(
    *,
    by: User,
    families: Sequence[UploadedFamily],
    owner: str = "",
    donors: Mapping[tuple[str, str], Donor] | None = None,
    files: Mapping[tuple[str, str], AMFile] | None = None,
) -> list[Imported]:
    """Register each family of a file; ``donors`` and ``files`` by family and member, where they are known."""
    begin_check(by)
    done = []
    for one in families:
        rows = [
            Row(
                key=member.key,
                father=member.father,
                mother=member.mother,
                sex=member.sex,
                is_missing=member.is_missing,
                donor=(donors or {}).get((one.id, member.key)),
                am=(files or {}).get((one.id, member.key)),
            )
            for member in one.members
        ]
        done.append(_told(one.id, partial(_registered, by=by, rows=rows, owner=owner, number=one.id)))
    return done


@transaction.atomic
def begin_check(by: User) -> None:
    """Refuse at once whoever may not work in a laboratory, before a row is looked at."""
    begin(by)

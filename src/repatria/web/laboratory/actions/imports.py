"""Files of a laboratory taken in: each row becomes a reading or a family, or is told why it does not."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from django.db import transaction

from repatria.errors import PermissionRefused, RepatriaError
from repatria.findings import gettext_noop
from repatria.web.accounts.models import User
from repatria.web.journal import actions as journal
from repatria.web.laboratory.actions import bulk
from repatria.web.laboratory.actions.bulk import Imported
from repatria.web.laboratory.actions.entries import begin
from repatria.web.laboratory.actions.families import Row, register_family
from repatria.web.laboratory.bridge.uploads import UploadedFamily
from repatria.web.laboratory.models import AMFile, Donor, Profile
from repatria.web.laboratory.reading import Loci


def import_profiles(*, by: User, loci_by_sample: Mapping[str, Loci], kit: str, origin: str) -> list[Imported]:
    """Take each sample of a file as this analyst's own reading; another analyst reads it as well before it counts."""
    begin_check(by)
    return [
        one
        for chunk in bulk.in_chunks(loci_by_sample)
        for one in _read_samples(by=by, loci_by_sample=chunk, kit=kit, origin=origin)
    ]


def import_bodies(*, by: User, loci_by_tag: Mapping[str, Loci], kit: str, origin: str) -> list[Imported]:
    """Take each row as this analyst's reading of the remains that bear its tag; files and samples open along."""
    begin_check(by)
    return [
        one
        for chunk in bulk.in_chunks(loci_by_tag)
        for one in _read_bodies(by=by, loci_by_tag=chunk, kit=kit, origin=origin)
    ]


def import_references(
    *, by: User, loci_by_member: Mapping[tuple[str, str], Loci], kit: str, origin: str
) -> list[Imported]:
    """Take each row as this analyst's reading of a relative, by family and member; donors and samples open likewise.

    By taking the file in, the analyst states that each relative consented to identify the family's missing person.
    """
    begin_check(by)
    return [
        one
        for chunk in bulk.in_chunks(loci_by_member)
        for one in bulk.read_relatives(by=by, loci_by_member=chunk, kit=kit, origin=origin)
    ]


@transaction.atomic
def _read_samples(*, by: User, loci_by_sample: Mapping[str, Loci], kit: str, origin: str) -> list[Imported]:
    begin(by)
    entries = bulk.Entries(by)
    visible = Profile.objects.visible_to(by).filter(sample__number__in=list(loci_by_sample)).select_related("sample")
    known = {one.sample.number: one for one in visible}
    rows = [(number, known[number], loci) for number, loci in loci_by_sample.items() if number in known]
    said = {one.id: one for one in bulk.read_many(by=by, rows=rows, kit=kit, origin=origin, entries=entries)}
    journal.append_many(entries.acts)
    return [said.get(number) or Imported(number, False, "unknown_sample") for number in loci_by_sample]


@transaction.atomic
def _read_bodies(*, by: User, loci_by_tag: Mapping[str, Loci], kit: str, origin: str) -> list[Imported]:
    begin(by)
    entries = bulk.Entries(by)
    units = {tag: found[0] for tag, found in bulk.units_of(by, list(loci_by_tag)).items() if len(found) == 1}
    others = bulk.files_of_others(by, list(units.values()))
    elsewhere = {tag for tag, unit in units.items() if unit.pk in others}
    units = {tag: unit for tag, unit in units.items() if tag not in elsewhere}
    profiles = bulk.profiles_of("pm__unit", [unit.pk for unit in units.values()])
    lacking = [(tag, unit) for tag, unit in units.items() if unit.pk not in profiles]
    profiles |= bulk.open_files(by=by, units=lacking, entries=entries)
    rows = [(tag, profiles[units[tag].pk], loci) for tag, loci in loci_by_tag.items() if tag in units]
    done = {one.id: one for one in bulk.read_many(by=by, rows=rows, kit=kit, origin=origin, entries=entries)}
    journal.append_many(entries.acts)
    said = gettext_noop("not one bag or part bears this tag: look at the tags of the remains")
    kept = gettext_noop("another laboratory keeps the file of these remains")
    return [done.get(tag) or Imported(tag, False, kept if tag in elsewhere else said) for tag in loci_by_tag]


def _registered(*, by: User, rows: Sequence[Row], owner: str, number: str) -> str:
    return register_family(by=by, rows=rows, owner=owner, number=number).number


def _told(name: str, take: "Callable[[], str]") -> Imported:
    """What became of one row: its own transaction, its own answer."""
    try:
        with transaction.atomic():
            return Imported(name, True, take())
    except PermissionRefused:
        raise
    except RepatriaError as refused:
        return Imported(name, False, str(refused))


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

"""Many rows of a laboratory's files at once: what the actions for one row do, with a few statements for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from repatria.findings import gettext_noop
from repatria.web import access
from repatria.web.accounts.models import User
from repatria.web.custody.models import Unit
from repatria.web.journal import actions as journal
from repatria.web.laboratory import reading
from repatria.web.laboratory.actions.entries import begin, next_numbers
from repatria.web.laboratory.actions.files import expected_of
from repatria.web.laboratory.actions.readings import READABLE, come_to, staff_profiles
from repatria.web.laboratory.models import (
    Donor,
    DonorState,
    Family,
    Member,
    PMFile,
    Profile,
    Reading,
    Sample,
    SampleEvent,
    SampleState,
    Scope,
    Source,
    Tag,
)
from repatria.web.laboratory.reading import Loci

AT_ONCE = 1_000
"""Rows of one transaction."""


class Imported(NamedTuple):
    """What became of one row: the id in the file, whether it was taken, and the reason or the state it came to."""

    id: str
    is_taken: bool
    said: str


@dataclass(slots=True)
class Entries:
    """Lines for the journal, in the order in which things were done."""

    by: User
    acts: list[journal.Act] = field(default_factory=list)

    def add(self, code: str, row: models.Model, facts: Mapping[str, Any] | None = None) -> None:
        """Remember one act."""
        self.acts.append(
            journal.Act(
                code=f"laboratory.{code}",
                actor=self.by,
                party=self.by.party_id or "",
                subject_type=type(row).__name__.lower(),
                subject_id=str(row.pk),
                facts=facts or {},
            )
        )


def read_many(
    *, by: User, rows: Sequence[tuple[str, Profile, Loci]], kit: str, origin: str, entries: Entries
) -> list[Imported]:
    """This analyst's own readings of many profiles, with the rules of one reading."""
    now = timezone.now()
    held = {
        one.pk: one
        for one in Profile.objects.select_for_update(of=("self",))
        .filter(pk__in=[profile.pk for _name, profile, _loci in rows])
        .select_related("sample")
        .prefetch_related("readings")
    }
    staff = staff_profiles()
    done, made, changed = [], [], []
    seen = set()
    for name, given, loci in rows:
        profile = held[given.pk]
        earlier = sorted(profile.readings.all(), key=lambda one: one.place)
        written = {locus: list(pair) for locus, pair in loci.items() if reading.normal(pair)}
        if profile.pk in seen or any(one.analyst_id == by.pk for one in earlier):
            done.append(Imported(name, False, "read_already"))
        elif profile.state not in READABLE or profile.sample.state == SampleState.WITHDRAWN:
            done.append(Imported(name, False, f"profile {profile.pk} is {profile.state}: nothing is read any more"))
        elif not written:
            done.append(Imported(name, False, f"profile {profile.pk}: a reading needs at least one locus"))
        else:
            seen.add(profile.pk)
            one = Reading(profile=profile, place=len(earlier) + 1, analyst=by, alleles=written, read_at=now)
            made.append(one)
            changed.append(profile)
            profile.kit, profile.origin = kit or profile.kit, origin or profile.origin
            entries.add("profile.read", profile, {"place": one.place, "n_loci": len(written)})
            facts = come_to([*earlier, one], profile, staff)
            if facts:
                entries.add("profile.entered", profile, facts)
            done.append(Imported(name, True, str(profile.state)))
    Reading.objects.bulk_create(made, batch_size=500)
    _store_again(changed, ["kit", "origin", "state", "agreed", "disputed", "changed_at"])
    return done


def _store_again(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Store rows that exist: one statement for many, where an update would compare each with each."""
    if rows:
        type(rows[0])._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=500
        )


def take_many(
    *, by: User, source: Source, of: Sequence[tuple[str, models.Model]], entries: Entries
) -> dict[Any, Profile]:
    """A sample with its profile for each file or donor; gives profiles by the key of what they are of."""
    now = timezone.now()
    numbers: dict[str, list[str]] = {}
    for party in {party for party, _row in of}:
        numbers[party] = next_numbers(Sample, "S", party, sum(one == party for one, _row in of))
    samples, events, profiles = [], [], {}
    for party, row in of:
        name = {Source.REMAINS: "pm", Source.RELATIVE: "donor"}[source]
        sample = Sample(number=numbers[party].pop(0), source=source, owner_id=party, **{name: row})
        samples.append(sample)
        events.append(SampleEvent(sample=sample, seq=1, event=SampleState.TAKEN, at=now, by=by))
        profiles[row.pk] = Profile(sample=sample, changed_at=now)
        entries.add("sample.taken", sample, {"seq": 1, "source": source.value})
    Sample.objects.bulk_create(samples, batch_size=500)
    SampleEvent.objects.bulk_create(events, batch_size=500)
    Profile.objects.bulk_create(profiles.values(), batch_size=500)
    return profiles


def files_of_others(by: User, units: Sequence[Unit]) -> set[Any]:
    """Units whose PM file this laboratory may not see."""
    files = PMFile.objects.filter(unit__in=[unit.pk for unit in units])
    own = PMFile.objects.visible_to(by).values("pk")
    return set(files.exclude(pk__in=own).values_list("unit", flat=True))


def open_files(*, by: User, units: Sequence[tuple[str, Unit]], entries: Entries) -> dict[Any, Profile]:
    """A PM file and a sample for each bag or part under its tag, where it has none; gives profiles by unit."""
    now = timezone.now()
    files = {one.unit_id: one for one in PMFile.objects.filter(unit__in=[unit.pk for _tag, unit in units])}
    lacking = [(tag, unit) for tag, unit in units if unit.pk not in files]
    tagged = set(Tag.objects.filter(unit__in=[unit.pk for _tag, unit in lacking]).values_list("unit", flat=True))
    Tag.objects.bulk_create(
        [Tag(unit=unit, code=tag) for tag, unit in lacking if unit.pk not in tagged], batch_size=500
    )
    made = []
    party = by.party_id or ""
    for (_tag, unit), number in zip(lacking, next_numbers(PMFile, "PM", party, len(lacking)), strict=True):
        sex = unit.record.sex if unit.record else ""
        expected = expected_of(unit)
        file = PMFile(
            number=number,
            unit=unit,
            owner_id=party,
            expected_id=expected,
            sex=sex,
            examiner=by,
            opened_at=now,
            changed_at=now,
        )
        made.append(file)
        entries.add("pm.opened", file, {"unit": str(unit.pk), "kind": unit.kind})
    PMFile.objects.bulk_create(made, batch_size=500)
    files |= {one.unit_id: one for one in made}
    of = [(file.owner_id, file) for file in files.values()]
    profiles = take_many(by=by, source=Source.REMAINS, of=of, entries=entries)
    return {unit: profiles[file.pk] for unit, file in files.items()}


@transaction.atomic
def read_relatives(
    *, by: User, loci_by_member: Mapping[tuple[str, str], Loci], kit: str, origin: str
) -> list[Imported]:
    """Readings of relatives by family and member; donors and samples open along."""
    begin(by)
    entries = Entries(by)
    numbers = {family for family, _key in loci_by_member}
    visible = Member.objects.filter(family__in=Family.objects.visible_to(by), family__number__in=numbers)
    members = {(one.family.number, one.key): one for one in visible.select_related("family", "donor")}
    refused, usable = {}, []
    for at in loci_by_member:
        member = members.get(at)
        if member is None or member.is_missing:
            refused[at] = gettext_noop("no such member, or one who is missing: take the family's pedigree in first")
        elif member.donor is not None and member.donor.state == DonorState.WITHDRAWN:
            refused[at] = f"donor {member.donor.pk} has withdrawn the consent: no sample is taken"
        else:
            usable.append(member)
    _register_donors(by, [one for one in usable if one.donor is None], entries)
    profiles = profiles_of("donor", [one.donor_id for one in usable])
    lacking = {one.donor_id: one for one in usable if one.donor_id not in profiles}
    of = [(one.donor.owner_id, one.donor) for one in lacking.values() if one.donor is not None]
    profiles |= take_many(by=by, source=Source.RELATIVE, of=of, entries=entries)
    rows = [
        (" ".join(at), profiles[members[at].donor_id], loci) for at, loci in loci_by_member.items() if at not in refused
    ]
    said = {one.id: one for one in read_many(by=by, rows=rows, kit=kit, origin=origin, entries=entries)}
    journal.append_many(entries.acts)
    return [
        Imported(" ".join(at), False, refused[at]) if at in refused else said[" ".join(at)] for at in loci_by_member
    ]


def _register_donors(by: User, members: Sequence[Member], entries: Entries) -> None:
    now = timezone.now()
    made = []
    for party in {one.family.owner_id for one in members}:
        own = [one for one in members if one.family.owner_id == party]
        for member, number in zip(own, next_numbers(Donor, "D", party, len(own)), strict=True):
            member.donor = Donor(
                number=number, owner_id=party, scope=Scope.THIS_PERSON, consented_at=now, written_by=by
            )
            made.append(member.donor)
            entries.add("donor.registered", member.donor, {"scope": Scope.THIS_PERSON.value})
            entries.add("donor.tied", member.family, {"member": member.pk, "donor": str(member.donor.pk)})
    Donor.objects.bulk_create(made, batch_size=500)
    _store_again(members, ["donor"])


def profiles_of(name: str, keys: Sequence[Any]) -> dict[Any, Profile]:
    """The profile of the first sample of each."""
    found: dict[Any, Profile] = {}
    rows = Profile.objects.filter(**{f"sample__{name}__in": keys}).annotate(of=models.F(f"sample__{name}"))
    for one in rows.order_by("-sample__number"):
        found[one.of] = one
    return found


def in_chunks(rows: Mapping[Any, Loci]) -> "Sequence[dict[Any, Loci]]":
    """The rows of a file, so many that one transaction does not hold others up for long."""
    source = iter(rows.items())
    chunks = []
    while chunk := dict(islice(source, AT_ONCE)):
        chunks.append(chunk)
    return chunks


def units_of(by: User, tags: Sequence[str]) -> dict[str, list[Unit]]:
    """Bags and parts that bear each tag: their laboratory's own, or else that of the list."""
    visible = access.visible_remains(Unit.objects.all(), by)
    found: dict[str, list[Unit]] = {}
    rows = visible.filter(Q(lab_tag__code__in=tags) | Q(lab_tag=None, record__tag__in=tags))
    for unit in rows.select_related("record", "lab_tag", "pm_file"):
        tag = unit.lab_tag.code if hasattr(unit, "lab_tag") else unit.record.tag if unit.record else ""
        found.setdefault(tag, []).append(unit)
    return found

"""Files of a laboratory taken in: each row becomes a reading or a family, or is told why it does not."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db import transaction

from repatria.errors import PermissionRefused, RepatriaError
from repatria.web.accounts.models import User
from repatria.web.laboratory.actions.entries import begin
from repatria.web.laboratory.actions.families import Row, register_family
from repatria.web.laboratory.actions.readings import read_profile
from repatria.web.laboratory.bridge.uploads import UploadedFamily
from repatria.web.laboratory.models import AMFile, Donor, Profile
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
        try:
            read = read_profile(by=by, profile=known[number], alleles=loci, kit=kit, origin=origin)
        except PermissionRefused:
            raise
        except RepatriaError as refused:
            done.append(Imported(number, False, str(refused)))
        else:
            done.append(Imported(number, True, str(read.state)))
    return done


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
        try:
            made = register_family(by=by, rows=rows, owner=owner, number=one.id)
        except PermissionRefused:
            raise
        except RepatriaError as refused:
            done.append(Imported(one.id, False, str(refused)))
        else:
            done.append(Imported(one.id, True, made.number))
    return done


@transaction.atomic
def begin_check(by: User) -> None:
    """Refuse at once whoever may not work in a laboratory, before a row is looked at."""
    begin(by)

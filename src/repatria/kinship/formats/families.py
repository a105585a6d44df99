"""Families that look for someone: a table of pedigrees and a table of their relatives' profiles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from repatria.findings import Finding
from repatria.kinship.family import Family
from repatria.kinship.formats.kindred import Flaw, PersonRow, draw, note_flaws
from repatria.kinship.formats.pedigrees import FamilyPedigree, FamilyRows, family_rows, render_pedigrees
from repatria.kinship.formats.profiles import parse_profiles, render_profiles
from repatria.kinship.formats.reads import ReadProfiles, SingleAllele, as_read, places_in_panel
from repatria.kinship.formats.text import read_table
from repatria.kinship.formats.wording import Notes
from repatria.kinship.markers import Panel
from repatria.kinship.pedigree import Pedigree, Sex
from repatria.kinship.profiles import Profiles

_MAN_AND_WOMAN = int(Sex.MALE) + int(Sex.FEMALE)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What rows of one shape and with the same ids give: drawn once, however many families have them."""

    pedigree: Pedigree | None
    flaws: tuple[Flaw, ...]
    sex_of: Mapping[str, int]


def parse_families(
    pedigrees: bytes,
    references: bytes,
    panel: Panel,
    *,
    single_allele: SingleAllele,
    min_loci: int = 0,
    file: str = "pedigrees",
    references_file: str = "references",
) -> tuple[list[Family], list[Finding]]:
    """Read ``family,id,father,mother,sex,missing`` and a table of profiles with the columns ``family`` and ``id``.

    Families whose rows are the same but for the family's id share one :class:`Pedigree`.  A family that cannot be
    drawn, names nobody as missing, or whose missing person has a profile, is left out with a finding.

    Raises
    ------
    InputUnusable
        One of the files is no table, or a column is missing.
    """
    read, said = parse_profiles(references, single_allele=single_allele, file=references_file)
    read_notes = Notes(references_file)
    alleles = places_in_panel(read, panel, read_notes, min_loci=min_loci)
    found, more = families_of(pedigrees, read, alleles, file=file, notes=read_notes)
    return found, [*said, *more, *read_notes.findings()]


def families_of(
    pedigrees: bytes, read: ReadProfiles, alleles: NDArray[np.int16], *, file: str, notes: Notes
) -> tuple[list[Family], list[Finding]]:
    """Families of a table of pedigrees and of relatives' profiles that are already places in a panel.

    ``read.families`` says whose each profile is; where it is empty a sample's id is sought in all families.
    """
    own = Notes(file)
    gathered = family_rows(read_table(pedigrees, file, own), own)
    samples = _places_by_family(gathered, read, notes)
    drawn: dict[tuple[PersonRow, ...], _Drawn] = {}
    families = []
    for rows in gathered:
        known = drawn.get(rows.people)
        if known is None:
            pedigree, flaws = draw(rows.people)
            sex_of = {} if pedigree is None else dict(zip(pedigree.ids, pedigree.sexes.tolist(), strict=True))
            known = drawn[rows.people] = _Drawn(pedigree, tuple(flaws), sex_of)
        note_flaws(known.flaws, rows.id, rows.rows, own)
        of_family = samples.pop(rows.id, [])
        if known.pedigree is not None:
            looking = _family(rows, known.pedigree, known.sex_of, read, alleles, of_family, own, notes)
            if looking is not None:
                families.append(looking)
    for owner, places in samples.items():
        for place in places:
            row = int(read.rows[place])
            notes.add("reference-of-unknown-family", row=row, field="family", person=read.ids[place], family=owner)
    return families, own.findings()


def _places_by_family(gathered: Sequence[FamilyRows], read: ReadProfiles, notes: Notes) -> dict[str, list[int]]:
    """Samples of each family: by the file's own column, else by an id that one family alone has."""
    found: dict[str, list[int]] = {}
    if read.families:
        for place, family in enumerate(read.families):
            found.setdefault(family, []).append(place)
        return found
    families_with: dict[str, set[str]] = {}
    for rows in gathered:
        for person in rows.people:
            families_with.setdefault(person.id, set()).add(rows.id)
    for place, sample in enumerate(read.ids):
        families = families_with.get(sample, {""})
        if len(families) == 1:
            found.setdefault(next(iter(families)), []).append(place)
        else:
            notes.add("reference-family-unclear", row=int(read.rows[place]), field="id", person=sample)
    return found


def _family(
    rows: FamilyRows,
    pedigree: Pedigree,
    sex_of: Mapping[str, int],
    read: ReadProfiles,
    alleles: NDArray[np.int16],
    places: Sequence[int],
    notes: Notes,
    read_notes: Notes,
) -> Family | None:
    kept = []
    for place in places:
        person = read.ids[place]
        stated = sex_of.get(person)
        if stated is None:
            row = int(read.rows[place])
            read_notes.add("reference-not-in-pedigree", row=row, field="id", person=person, family=rows.id)
            continue
        kept.append(place)
        # Sums of two sexes: man and woman make 3, an unknown one adds nothing.
        if stated + read.sexes[place] == _MAN_AND_WOMAN:
            row = int(read.rows[place])
            read_notes.add("reference-sex-contradicts-pedigree", row=row, person=person, family=rows.id)
    ids = tuple(read.ids[place] for place in kept)
    first = rows.rows[0]
    if not rows.missing:
        notes.add("family-without-missing", row=first, family=rows.id)
        return None
    if sampled := [person for person in rows.missing if person in ids]:
        notes.add("missing-has-profile", row=first, person=sampled[0], family=rows.id)
        return None
    if not kept:
        notes.add("family-without-references", row=first, family=rows.id)
    references = Profiles(ids=ids, alleles=alleles[kept])
    return Family(id=rows.id, pedigree=pedigree, missing=rows.missing, references=references)


def render_families(families: Sequence[Family], panel: Panel) -> tuple[bytes, bytes]:
    """The two tables: pedigrees, and references with their families.

    Raises
    ------
    ValueError
        A founder is inbred, which the table has no place for.
    """
    trees = [FamilyPedigree(id=each.id, pedigree=each.pedigree, missing=each.missing) for each in families]
    owners = tuple(each.id for each in families for _id in each.references.ids)
    ids = tuple(person for each in families for person in each.references.ids)
    blocks = [each.references.alleles for each in families]
    alleles = np.concatenate(blocks) if blocks else np.empty((0, len(panel), 2), dtype=np.int16)
    sexes = [each.pedigree.member(person).sex for each in families for person in each.references.ids]
    # Ids are the family's own: places stand for them while the reads are named.
    unique = Profiles(ids=tuple(str(place) for place in range(len(ids))), alleles=alleles)
    read = as_read(unique, panel, sexes=np.array(sexes, dtype=np.int8))
    return render_pedigrees(trees), render_profiles(replace(read, ids=ids, families=owners))

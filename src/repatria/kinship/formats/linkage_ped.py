"""The linkage format ``.ped``: a row for each person, with parents, sex and a pair of alleles for each locus."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from repatria.errors import InputUnusable
from repatria.findings import Finding
from repatria.kinship.formats.cells import read_sex
from repatria.kinship.formats.kindred import PersonRow, draw, note_flaws
from repatria.kinship.formats.pedigrees import FamilyPedigree, person_named
from repatria.kinship.formats.reads import ReadProfiles, SingleAllele, assemble
from repatria.kinship.formats.text import decode
from repatria.kinship.formats.wording import Notes
from repatria.kinship.pedigree import Sex
from repatria.kinship.profiles import UNREAD

_FIRST = 5
_HEADS = frozenset({"fid", "family", "famid", "#fid"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PedFile:
    """Pedigrees, and the profiles of everyone typed: ``profiles.families`` says whose."""

    pedigrees: tuple[FamilyPedigree, ...]
    profiles: ReadProfiles


def parse_ped(data: bytes, *, markers: Sequence[str] = (), file: str = "") -> tuple[PedFile, list[Finding]]:
    """Read rows of family, id, father, mother, sex, perhaps a phenotype, and two alleles for each locus (0: not read).

    Parameters
    ----------
    markers
        Names of the loci in the order of the columns: the format itself has none.

    Raises
    ------
    InputUnusable
        No row has the five columns that every person needs.
    """
    notes = Notes(file)
    rows = _rows(decode(data, file, notes))
    widths = [len(cells) for _number, cells in rows if len(cells) >= _FIRST]
    if not widths:
        raise InputUnusable(
            f"{file or 'file'}: no row has family, id, father, mother and sex, separated by spaces: it is no .ped file."
        )
    width = _FIRST + 2 * len(markers) if markers else max(set(widths), key=widths.count)
    if markers and width not in widths:
        width += 1
    first = _FIRST + (width - _FIRST) % 2
    n_loci = (width - first) // 2
    if n_loci and not markers:
        notes.add("ped-loci-unnamed", n_loci=n_loci)
    kept = []
    for number, cells in rows:
        if len(cells) == width:
            kept.append((number, cells))
        else:
            notes.add("ped-row-width", row=number, n_cells=len(cells), expected=width)
    names = list(markers) or [f"M{place}" for place in range(1, n_loci + 1)]
    pedigrees = _pedigrees(kept, notes)
    return PedFile(pedigrees=pedigrees, profiles=_profiles(kept, names, first, notes)), notes.findings()


def _rows(text: str) -> list[tuple[int, list[str]]]:
    rows = [(number, line.replace("/", " ").split()) for number, line in enumerate(text.split("\n"), start=1)]
    return [
        (number, cells)
        for number, cells in rows
        if cells and not cells[0].startswith("#") and not (cells[0].casefold() in _HEADS and not cells[-1].isdigit())
    ]


def _pedigrees(rows: Sequence[tuple[int, list[str]]], notes: Notes) -> tuple[FamilyPedigree, ...]:
    by_family: dict[str, list[tuple[int, PersonRow]]] = {}
    for number, (family, person, father, mother, said, *_alleles) in rows:
        sex = read_sex(said)
        if sex is None:
            notes.add("person-sex-unreadable", row=number, field="sex", person=person, family=family)
        row = PersonRow(person_named(person), person_named(father), person_named(mother), sex or Sex.UNKNOWN)
        by_family.setdefault(family, []).append((number, row))
    pedigrees = []
    for family, people in by_family.items():
        drawn, flaws = draw([row for _number, row in people])
        note_flaws(flaws, family, [number for number, _row in people], notes)
        if drawn is not None:
            pedigrees.append(FamilyPedigree(id=family, pedigree=drawn))
    return tuple(pedigrees)


def _profiles(rows: Sequence[tuple[int, list[str]]], names: Sequence[str], first: int, notes: Notes) -> ReadProfiles:
    typed: dict[tuple[str, str], tuple[int, list[str]]] = {}
    for number, cells in rows:
        if person_named(cells[1]) and any(cell not in ("0", "-9") for cell in cells[first:]):
            typed.setdefault((cells[0], cells[1]), (number, cells))
    kept = list(typed.values())
    columns = {
        name: pl.Series([f"{c[first + 2 * at]}/{c[first + 2 * at + 1]}" for _n, c in kept], dtype=pl.String)
        for at, name in enumerate(names)
    }
    return assemble(
        [cells[1] for _number, cells in kept],
        np.array([number for number, _cells in kept], dtype=np.int32),
        columns,
        notes=notes,
        single_allele=SingleAllele.UNKNOWN_SECOND,
        families=[cells[0] for _number, cells in kept],
    )


def render_ped(file: PedFile) -> bytes:
    """The same rows, without a phenotype; the names of the loci have no place in it.

    Raises
    ------
    ValueError
        An id holds a space or names nobody (0), which the format cannot say.
    """
    read = file.profiles
    place_of = {key: place for place, key in enumerate(zip(read.families, read.ids, strict=True))}
    lines = []
    for family in file.pedigrees:
        for member in family.pedigree.members:
            fixed = [family.id, member.id, member.father or "0", member.mother or "0", str(int(member.sex))]
            for each in (family.id, member.id):
                if len(each.replace("/", " ").split()) != 1 or each.startswith("#") or each != person_named(each):
                    raise ValueError(f"family {family.id}: the id of {member.id} cannot be written in a .ped file")
            alleles = _alleles(read, place_of.get((family.id, member.id)))
            lines.append(" ".join([*fixed, *alleles]))
    return ("\n".join(lines) + "\n").encode("utf-8")


def _alleles(read: ReadProfiles, place: int | None) -> list[str]:
    said: list[str] = []
    for marker, names in enumerate(read.names):
        reads = (UNREAD, UNREAD) if place is None else read.reads[place, marker].tolist()
        said += ["0" if each == UNREAD else names[each] for each in reads]
    return said

"""The part of identification of a Familias file: ``[DVI]`` with nested brackets."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from repatria.kinship.family import Bodies, Family
from repatria.kinship.formats.cells import read_sex
from repatria.kinship.formats.familias import MISSING_PERSON, REFERENCE_PEDIGREE
from repatria.kinship.formats.kindred import PersonRow, draw, note_flaws
from repatria.kinship.formats.loci import canonical
from repatria.kinship.formats.profiles import from_long
from repatria.kinship.formats.reads import SingleAllele, in_panel
from repatria.kinship.formats.wording import Notes
from repatria.kinship.markers import Panel
from repatria.kinship.pedigree import Pedigree, Sex
from repatria.kinship.profiles import Profiles

_HEADING = re.compile(r"(\[+)\s*([^\[\]]*?)\s*(\]+)")
_DEEPEST = 12


@dataclass(slots=True)
class _Section:
    """A heading with the values and sections under it; ``row`` is its line."""

    name: str
    row: int
    values: list[tuple[str, str, int]] = field(default_factory=list)
    parts: list["_Section"] = field(default_factory=list)

    def part(self, name: str) -> "_Section":
        """The first part of that name; an empty one if there is none."""
        return next((each for each in self.parts if each.name == name), _Section(name, self.row))

    def value(self, key: str) -> str:
        """The first value of that key, or ""."""
        return next((value for said, value, _row in self.values if said == key), "")


@dataclass(frozen=True, slots=True)
class _Person:
    id: str
    sex: Sex
    row: int
    reads: tuple[tuple[str, str, int], ...]


def parse_dvi(
    lines: Sequence[str], n_before: int, panel: Panel, notes: Notes
) -> tuple[Bodies | None, tuple[Family, ...]]:
    """Bodies and families of a file's bracketed sections; ``None`` and none where it has no ``[DVI]``."""
    dvi = next((each for each in _sections(lines, n_before) if each.name == "DVI"), None)
    if dvi is None:
        return None, ()
    unidentified = dvi.part("Unidentified persons")
    people = _people(unidentified, "", notes)
    profiles = _profiles(people, panel, notes)
    # A mixture is refused and is no body any more.
    sex_of = {person.id: person.sex for person in people}
    bodies = Bodies(profiles=profiles, sexes=np.array([sex_of[each] for each in profiles.ids], dtype=np.int8))
    references = dvi.part("Reference Families")
    _count(references, "nFamilies", len(references.parts), notes)
    families = [_family(section, panel, notes) for section in references.parts]
    return bodies, tuple(family for family in families if family is not None)


def _sections(lines: Sequence[str], n_before: int) -> list[_Section]:
    top = _Section("", n_before)
    path = [top]
    for row, raw in enumerate(lines, start=n_before + 1):
        line = raw.strip()
        heading = _HEADING.fullmatch(line)
        if heading is not None and len(heading[1]) <= _DEEPEST:
            depth = len(heading[1])
            del path[depth:]
            section = _Section(heading[2], row)
            path[-1].parts.append(section)
            path.append(section)
        elif "=" in line:
            key, _, value = line.partition("=")
            path[-1].values.append((key.strip(), value.strip().strip('"'), row))
    return top.parts


def _count(section: _Section, key: str, counted: int, notes: Notes) -> None:
    stated = section.value(key)
    if stated and stated != str(counted):
        name = section.name[:60]
        number = int(stated) if re.fullmatch(r"\d{1,9}", stated) else "?"
        notes.add("familias-count-differs", row=section.row, section=name, stated=number, counted=counted)


def _people(section: _Section, family: str, notes: Notes) -> list[_Person]:
    _count(section, "nPersons", len(section.parts), notes)
    people: dict[str, _Person] = {}
    for part in section.parts:
        name = part.value("Name")
        if not name:
            notes.add("sample-id-missing", row=part.row)
        elif name in people:
            notes.add("sample-twice", row=part.row, sample=name, other_row=people[name].row)
        else:
            sex = read_sex(part.value("Gender"))
            if sex is None:
                notes.add("person-sex-unreadable", row=part.row, person=name, family=family)
            people[name] = _Person(name, sex or Sex.UNKNOWN, part.row, tuple(_reads(part.part("DNA data"))))
    return list(people.values())


def _reads(section: _Section) -> Iterator[tuple[str, str, int]]:
    """System, alleles as one cell, row."""
    system, alleles, at = "", ["", ""], section.row
    for key, value, row in section.values:
        if key == "SystemName":
            if system:
                yield system, "/".join(alleles), at
            # The database's own spellings were noted where it was read.
            system, alleles, at = canonical(value), ["", ""], row
        elif key in ("Allele1", "Allele2"):
            alleles[key == "Allele2"] = value.replace("/", "\\")
    if system:
        yield system, "/".join(alleles), at


def _profiles(people: Sequence[_Person], panel: Panel, notes: Notes) -> Profiles:
    rows = [(person.id, system, cell, row) for person in people for system, cell, row in person.reads]
    read = from_long(
        [sample for sample, _system, _cell, _row in rows],
        [system for _sample, system, _cell, _row in rows],
        [cell for _sample, _system, cell, _row in rows],
        np.array([row for _sample, _system, _cell, row in rows], dtype=np.int32),
        notes=notes,
        single_allele=SingleAllele.UNKNOWN_SECOND,
        known={person.id: person.row for person in people},
    )
    profiles, findings = in_panel(read, panel, min_loci=0)
    notes.extend(findings)
    return profiles


def _family(section: _Section, panel: Panel, notes: Notes) -> Family | None:
    name = section.value("Name") or section.name
    people = _people(section.part("Persons"), name, notes)
    drawings = section.part("Pedigrees")
    _count(drawings, "nPedigrees", len(drawings.parts), notes)
    chosen = [each for each in drawings.parts if each.value("Name") != REFERENCE_PEDIGREE] or drawings.parts
    if not chosen:
        notes.add("family-without-missing", row=section.row, family=name)
        return None
    if len(chosen) > 1:
        pedigree_name = chosen[-1].value("Name")[:60]
        notes.add("familias-several-pedigrees", row=section.row, family=name, pedigree=pedigree_name)
    pedigree = _pedigree(chosen[-1], name, people, notes)
    if pedigree is None:
        return None
    typed = [person for person in people if person.reads]
    if MISSING_PERSON not in pedigree or any(person.id == MISSING_PERSON for person in typed):
        notes.add("family-without-missing", row=section.row, family=name)
        return None
    if not typed:
        notes.add("family-without-references", row=section.row, family=name)
    return Family(id=name, pedigree=pedigree, missing=(MISSING_PERSON,), references=_profiles(typed, panel, notes))


def _pedigree(section: _Section, family: str, people: Sequence[_Person], notes: Notes) -> Pedigree | None:
    parents: dict[str, list[str]] = {}
    parent = ""
    n_relations = 0
    for key, value, _row in section.values:
        if key == "Parent":
            parent = value
        elif key == "Child" and parent:
            if parent not in parents.setdefault(value, []):
                parents[value].append(parent)
            n_relations += 1
            parent = ""
    _count(section, "nRelations", n_relations, notes)
    sexes = {person.id: person.sex for person in people}
    named = dict.fromkeys([*parents, *(each for found in parents.values() for each in found)])
    rows_of = list(sexes) + [each for each in named if each not in sexes]
    for each in rows_of:
        sexes.setdefault(each, Sex.UNKNOWN)
    _settle_sexes(sexes, parents)
    rows = []
    for person in rows_of:
        found = parents.get(person, [])
        by_sex = {sexes[each]: each for each in found}
        undecided = by_sex.get(Sex.UNKNOWN)
        if undecided is not None or len(by_sex) < len(found):
            code = "parents-too-many" if undecided is None else "parent-sex-undecided"
            params = {"person": person} if undecided is None else {"parent": undecided}
            notes.add(code, row=section.row, family=family, **params)
            return None
        rows.append(PersonRow(person, by_sex.get(Sex.MALE, ""), by_sex.get(Sex.FEMALE, ""), sexes[person]))
    drawn, flaws = draw(rows)
    note_flaws(flaws, family, [section.row] * len(rows), notes)
    return drawn


def _settle_sexes(sexes: dict[str, Sex], parents: dict[str, list[str]]) -> None:
    """A parent of unknown sex is what the other parent of a child is not."""
    opposite = {Sex.MALE: Sex.FEMALE, Sex.FEMALE: Sex.MALE}
    is_settled = False
    while not is_settled:
        is_settled = True
        for found in parents.values():
            if len(found) == 2:
                for one, other in (found, found[::-1]):
                    if sexes[one] is Sex.UNKNOWN and sexes[other] is not Sex.UNKNOWN:
                        sexes[one] = opposite[sexes[other]]
                        is_settled = False

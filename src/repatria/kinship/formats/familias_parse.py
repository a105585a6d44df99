"""Reading a Familias file: one value a line, counted sections, then bracketed ones."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from repatria.errors import InputUnusable
from repatria.findings import Finding
from repatria.kinship.formats.familias import (
    SILENT,
    FamiliasFile,
    FamiliasLocus,
    FamiliasModel,
    FamiliasPerson,
    ModelCode,
    mutation_of,
)
from repatria.kinship.formats.familias_dvi import parse_dvi
from repatria.kinship.formats.frequencies import settled_frequencies
from repatria.kinship.formats.kindred import PersonRow, draw, note_flaws
from repatria.kinship.formats.loci import canonical, chromosome_of
from repatria.kinship.formats.pedigrees import FamilyPedigree
from repatria.kinship.formats.text import decode
from repatria.kinship.formats.wording import Notes
from repatria.kinship.markers import Marker, Panel
from repatria.kinship.pedigree import Sex
from repatria.kinship.profiles import UNREAD, Profiles

_MOST = 100_000
_THETA = re.compile(r"Theta/Kinship/Fst:\s*([-+\d.,eE]+)")
_SIZE = re.compile(r"DatabaseSize\s*=\s*(\d{1,9})")
_DROPOUT = re.compile(r"Dropout probability\s*=\s*([-+\d.,eE]+)")
_MINOR = re.compile(r"Minor allele frequency\s*=\s*([-+\d.,eE]+)")
_INDEX = re.compile(r"\s*(\d{1,9})(.*)")
_Relation = tuple[int, int, bool]


def parse_familias(data: bytes, *, rescale: bool = False, file: str = "") -> tuple[FamiliasFile, list[Finding]]:
    """Read a ``.fam`` file, its part of identification included.

    Parameters
    ----------
    rescale
        Whether frequencies that do not sum to 1 are divided by their sum; otherwise their locus is left out.

    Raises
    ------
    InputUnusable
        The file breaks off or is laid out otherwise (names the line and what was expected there), it holds
        precomputed probabilities, or no locus can be used.
    """
    notes = Notes(file)
    lines = _Lines(decode(data, file, notes).split("\n"), file or "file")
    version = _preamble(lines)
    persons, genotypes = _persons(lines, notes)
    lines.exactly("Known relations")
    people, known = _people_and_relations(lines, persons)
    drawn = _pedigrees(lines, people, known, notes)
    theta = _theta(lines)
    database, loci = _database(lines, rescale, notes)
    kept = [locus for locus in loci if locus is not None]
    if not kept:
        raise InputUnusable(f"{file or 'file'}: no locus of the database can be used. Export it again from Familias.")
    panel = Panel(markers=tuple(locus.marker for locus in kept))
    bodies, families = parse_dvi(lines.rest(), lines.number, panel, notes)
    n_dropouts = sum(person.considers_dropout for person in persons)
    if n_dropouts and any(locus.dropout > 0 for locus in kept):
        notes.add("familias-dropouts-not-applied", n=n_dropouts)
    read = FamiliasFile(
        loci=tuple(kept),
        persons=tuple(persons),
        pedigrees=tuple(drawn),
        profiles=_profiles(persons, genotypes, loci, notes),
        bodies=bodies,
        families=families,
        theta=theta,
        database=database,
        version=version,
    )
    return read, notes.findings()


class _Lines:
    """The file's lines with a finger on the next one; ``number`` counts as an editor does."""

    def __init__(self, lines: Sequence[str], file: str) -> None:
        self._lines = lines
        self.file = file
        self.number = 0

    def text(self, what: str) -> str:
        if self.number >= len(self._lines):
            raise InputUnusable(f"{self.file}: the file ends where {what} should stand. It was cut: export it again.")
        line = self._lines[self.number].strip()
        self.number += 1
        return line[1:-1] if len(line) > 1 and line[0] == line[-1] == '"' else line.strip('"')

    def wrong(self, what: str) -> InputUnusable:
        return InputUnusable(
            f"{self.file}: line {self.number} should be {what}. Export the file again from Familias, unedited."
        )

    def exactly(self, wanted: str) -> None:
        if self.text(wanted) != wanted:
            raise self.wrong(f'"{wanted}"')

    def integer(self, what: str, most: int = _MOST) -> int:
        found = re.fullmatch(r"\d{1,9}", self.text(what))
        if found is None or int(found[0]) > most:
            raise self.wrong(what)
        return int(found[0])

    def number_of(self, what: str, most: float = math.inf) -> float:
        value = _float(self.text(what))
        if value is None or value > most:
            raise self.wrong(what)
        return value

    def is_true(self, what: str) -> bool:
        said = self.text(what)
        if not said.startswith(("#TRUE#", "#FALSE#")):
            raise self.wrong(f"{what}, #TRUE# or #FALSE#")
        return said.startswith("#TRUE#")

    def rest(self) -> list[str]:
        return list(self._lines[self.number :])


def _float(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if 0 <= value < 1e9 else None


def _preamble(lines: _Lines) -> str:
    for what in ("the title", "the remark"):
        lines.text(what)
    return lines.text("the version")


def _persons(lines: _Lines, notes: Notes) -> tuple[list[FamiliasPerson], list[list[tuple[int, int, int]]]]:
    said = lines.text("the number of persons")
    if said == "":
        said = lines.text("the number of persons")
    if not re.fullmatch(r"\d{1,6}", said):
        raise lines.wrong("the number of persons")
    persons: list[FamiliasPerson] = []
    genotypes = []
    taken: set[str] = set()
    for place in range(int(said)):
        name = lines.text("a person's name") or f"person {place + 1}"
        if name in taken:
            name = _other_name(name, taken)
            notes.add("familias-name-twice", row=lines.number, person=name)
        taken.add(name)
        lines.text("a flag")
        birth = lines.text("a year of birth")
        lines.text("the flag of a child")
        sex = Sex.MALE if lines.is_true("the flag of a man") else Sex.FEMALE
        n_typed = lines.integer(f"the number of typed loci of {name}")
        what = f"an index in the genotypes of {name}"
        triples = [(_signed(lines, what), _signed(lines, what), lines.integer(what)) for _ in range(n_typed)]
        persons.append(FamiliasPerson(id=name, sex=sex, considers_dropout="consider dropouts" in birth.casefold()))
        genotypes.append(triples)
    return persons, genotypes


def _signed(lines: _Lines, what: str) -> int:
    said = lines.text(what)
    if not re.fullmatch(r"-?\d{1,9}", said):
        raise lines.wrong(what)
    return int(said)


def _other_name(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"


@dataclass(frozen=True, slots=True)
class _Person:
    id: str
    sex: Sex


def _people_and_relations(
    lines: _Lines, persons: Sequence[FamiliasPerson | _Person]
) -> tuple[list[_Person], list[_Relation]]:
    """Persons with the extra ones behind them, females first, and the relations that follow."""
    people = [_Person(person.id, person.sex) for person in persons]
    taken = {person.id for person in people}
    extra = {sex: lines.integer(f"the number of extra {word}s", 1000) for sex, word in _WORDS.items()}
    for sex, n in extra.items():
        for place in range(1, n + 1):
            name = f"extra {_WORDS[sex]} {place}"
            name = _other_name(name, taken) if name in taken else name
            taken.add(name)
            people.append(_Person(name, sex))
    relations = [_relation(lines) for _ in range(lines.integer("the number of relations"))]
    return people, relations


_WORDS = {Sex.FEMALE: "female", Sex.MALE: "male"}


def _relation(lines: _Lines) -> _Relation:
    ends = []
    is_identity = False
    for what in ("the index of a parent", "the index of a child"):
        match = _INDEX.fullmatch(lines.text(what))
        if match is None:
            raise lines.wrong(what)
        is_identity |= "direct" in match[2].casefold()
        ends.append(int(match[1]))
    return ends[0], ends[1], is_identity


def _pedigrees(
    lines: _Lines, people: Sequence[_Person], known: Sequence[_Relation], notes: Notes
) -> list[FamilyPedigree]:
    drawn = []
    n_pedigrees = lines.integer("the number of pedigrees")
    for _ in range(n_pedigrees):
        lines.integer("the index of a pedigree")
        name = lines.text("the name of a pedigree")
        row = lines.number
        everyone, relations = _people_and_relations(lines, people)
        drawn.append(_pedigree(name, everyone, [*known, *relations], row, notes))
    if n_pedigrees == 0 and people:
        drawn.append(_pedigree("Known relations", people, known, lines.number, notes))
    return [each for each in drawn if each is not None]


def _pedigree(
    name: str, people: Sequence[_Person], relations: Sequence[_Relation], row: int, notes: Notes
) -> FamilyPedigree | None:
    parents: dict[tuple[int, Sex], set[int]] = {}
    for parent, child, is_identity in relations:
        if is_identity:
            notes.add("familias-twins", row=row, family=name)
            return None
        if max(parent, child) >= len(people):
            notes.add("familias-relation-unusable", row=row, family=name)
            return None
        parents.setdefault((child, people[parent].sex), set()).add(parent)
    for (child, _sex), found in parents.items():
        if len(found) > 1:
            notes.add("parents-too-many", row=row, person=people[child].id, family=name)
            return None
    rows = []
    for place, person in enumerate(people):
        father, mother = (
            people[min(parents[place, sex])].id if (place, sex) in parents else "" for sex in (Sex.MALE, Sex.FEMALE)
        )
        rows.append(PersonRow(person.id, father, mother, person.sex))
    pedigree, flaws = draw(rows)
    note_flaws(flaws, name, [row] * len(rows), notes)
    return None if pedigree is None else FamilyPedigree(id=name, pedigree=pedigree)


def _theta(lines: _Lines) -> float:
    said = lines.text("the flag of computed probabilities")
    if said.startswith("#TRUE#"):
        raise InputUnusable(
            f"{lines.file}: line {lines.number} says that precomputed probabilities follow, which are not read. "
            "Delete the results in Familias and save the file again."
        )
    if not said.startswith("#FALSE#"):
        raise lines.wrong("the flag of computed probabilities, #TRUE# or #FALSE#")
    match = _THETA.search(said)
    theta = _float(match[1].rstrip(".,")) if match else 0.0
    if theta is None or theta >= 1:
        raise lines.wrong("a theta from 0 to below 1")
    return theta


def _database(lines: _Lines, rescale: bool, notes: Notes) -> tuple[str, list[FamiliasLocus | None]]:
    n_loci = lines.integer("the number of loci")
    name = lines.text("the name of the database") if lines.is_true("the flag of a database's name") else ""
    loci: list[FamiliasLocus | None] = []
    seen: set[str] = set()
    for _ in range(n_loci):
        locus = _locus(lines, rescale, notes)
        if locus is not None and locus.marker.name in seen:
            notes.add("locus-twice", row=lines.number, field=locus.marker.name, locus=locus.marker.name)
            locus = None
        if locus is not None:
            seen.add(locus.marker.name)
        loci.append(locus)
    return name, loci


def _locus(lines: _Lines, rescale: bool, notes: Notes) -> FamiliasLocus | None:
    spelled = lines.text("the name of a locus")
    row = lines.number
    name = canonical(spelled)
    if name != spelled:
        notes.add("locus-respelled", row=row, field=name, spelling=spelled[:40], locus=name, n=1)
    rates = [lines.number_of("a mutation rate from 0 to 1", 1.0) for _ in range(2)]
    models = [ModelCode(lines.integer("a mutation model from 0 to 4", 4)) for _ in range(2)]
    lines.integer("the number of alleles")
    ranges = [lines.number_of("a range of mutation") for _ in range(2)]
    rates2 = [lines.number_of("a second mutation rate from 0 to 1", 1.0) for _ in range(2)]
    has_silent = lines.is_true("the flag of a silent allele")
    silent = lines.number_of("the frequency of a silent allele")
    said = lines.text("the number of alleles")
    match = _INDEX.fullmatch(said)
    if match is None or int(match[1]) > _MOST:
        raise lines.wrong("the number of alleles")
    alleles = [(lines.text("an allele's name"), lines.number_of("an allele's frequency")) for _ in range(int(match[1]))]
    female, male = (
        FamiliasModel(code=models[side], rate=rates[side], range=ranges[side], rate2=rates2[side]) for side in (0, 1)
    )
    marker = _marker(name, alleles, silent if has_silent else None, row, rescale, notes)
    if marker is None:
        return None
    size = _SIZE.search(said)
    return FamiliasLocus(
        marker=replace(marker, mutation=mutation_of(marker, female, male, notes)),
        female=female,
        male=male,
        database_size=int(size[1]) if size else 0,
        dropout=_said(_DROPOUT, said),
        minor_frequency=_said(_MINOR, said),
    )


def _said(pattern: re.Pattern[str], text: str) -> float:
    match = pattern.search(text)
    return (_float(match[1].rstrip(".,")) or 0.0) if match else 0.0


def _marker(
    name: str, alleles: Sequence[tuple[str, float]], silent: float | None, row: int, rescale: bool, notes: Notes
) -> Marker | None:
    names = [allele for allele, _frequency in alleles]
    if len(set(names)) != len(names):
        notes.add("frequency-twice", row=row, field=name, locus=name)
        return None
    if "0" in names:
        notes.add("familias-allele-zero", row=row, field=name, locus=name)
    values = [frequency for _allele, frequency in alleles]
    if silent is not None:
        names.append(SILENT if SILENT not in names else f"{SILENT} allele")
        values.append(silent)
    frequencies = settled_frequencies(np.array(values, dtype=np.float64), name, rescale, notes)
    if frequencies is None:
        return None
    return Marker(
        name=name,
        alleles=tuple(names),
        frequencies=frequencies,
        chromosome=chromosome_of(name),
        has_silent=silent is not None,
    )


def _profiles(
    persons: Sequence[FamiliasPerson],
    genotypes: Sequence[Sequence[tuple[int, int, int]]],
    loci: Sequence[FamiliasLocus | None],
    notes: Notes,
) -> Profiles:
    """Genotypes are places in the database's list of alleles, and so are ours; left-out loci are left out here too."""
    column = {place: at for at, place in enumerate(place for place, locus in enumerate(loci) if locus is not None)}
    kept = [locus for locus in loci if locus is not None]
    alleles = np.full((len(persons), len(kept), 2), UNREAD, dtype=np.int16)
    for person, triples in enumerate(genotypes):
        for first, second, place in triples:
            if place >= len(loci):
                notes.add("familias-genotype-unusable", person=persons[person].id)
            elif place in column:
                marker = kept[column[place]].marker
                if min(first, second) >= 0 and max(first, second) < marker.n_alleles - marker.has_silent:
                    alleles[person, column[place]] = first, second
                else:
                    notes.add("familias-genotype-unusable", field=marker.name, person=persons[person].id)
    typed: list[int] = np.flatnonzero((alleles[:, :, 0] != UNREAD).any(axis=1)).tolist()
    return Profiles(ids=tuple(persons[place].id for place in typed), alleles=alleles[typed])

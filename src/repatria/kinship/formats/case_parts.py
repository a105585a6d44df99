"""The parts of a case file: markers, pedigrees, genotypes; each flaw is a finding that names its place."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from repatria.findings import Finding
from repatria.kinship.formats.words_of_cases import CASES
from repatria.kinship.markers import Chromosome, Marker, Mutation, Panel
from repatria.kinship.pedigree import Member, Pedigree, Sex
from repatria.kinship.profiles import Profiles

SEXES = {"M": Sex.MALE, "F": Sex.FEMALE, None: Sex.UNKNOWN, "": Sex.UNKNOWN, "U": Sex.UNKNOWN}
CHROMOSOMES = {"autosomal": Chromosome.AUTOSOMAL, "X": Chromosome.X, None: Chromosome.AUTOSOMAL}


class CannotGoOn(Exception):
    """What follows cannot be read without the part that was just refused."""


@dataclass(slots=True, kw_only=True)
class Flaws:
    """Gathers what is wrong with one file, so that a sender mends all of it at once."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def add(self, code: str, *, place: str = "", **params: str | int) -> None:
        """Something is wrong; reading goes on."""
        said = CASES[code]
        self.findings.append(
            Finding(
                code=code,
                severity=said.severity,
                message=said.message,
                remedy=said.remedy,
                file=self.file,
                field=place,
                params=params,
            )
        )

    def stop(self, code: str, *, place: str = "", **params: str | int) -> CannotGoOn:
        """Something is wrong and nothing can be read without it: raise what this returns."""
        self.add(code, place=place, **params)
        return CannotGoOn()

    def value(self, given: Any, key: str, kind: type | tuple[type, ...], expected: str, *, place: str = "") -> Any:
        """The value under a key, of the kind that the schema says."""
        at = f"{place}.{key}" if place else key
        if not isinstance(given, Mapping):
            raise self.stop("case-wrong-kind", place=place, expected="an object")
        if key not in given:
            raise self.stop("case-key-missing", place=at, expected=expected)
        if not isinstance(given[key], kind) or isinstance(given[key], bool):
            raise self.stop("case-wrong-kind", place=at, expected=expected)
        return given[key]

    def number(self, given: Any, *, place: str) -> float:
        """A finite number."""
        try:
            if isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given):
                return float(given)
        except OverflowError:  # a whole number beyond what a float can hold
            pass
        raise self.stop("case-wrong-kind", place=place, expected="a number")


def allele_name(given: Any) -> str:
    """An allele's name: text as it stands, a number as people write it (``12``, ``9.3``)."""
    if isinstance(given, float) and given.is_integer():
        return str(int(given))
    return str(given).strip()


def read_panel(given: Any, flaws: Flaws) -> Panel:
    """The markers of a case, in its order.

    Raises
    ------
    CannotGoOn
        A marker is flawed; every one was looked at.
    """
    rows = flaws.value(given, "markers", list, "a list of markers")
    n_before = len(flaws.findings)
    markers = [marker for place, row in enumerate(rows) if (marker := _marker(row, flaws, place)) is not None]
    names = [marker.name for marker in markers]
    for name in sorted({name for name in names if names.count(name) > 1}):
        flaws.add("case-marker-twice", place="markers", marker=name)
    if not rows:
        flaws.add("case-key-missing", place="markers", expected="at least one marker")
    if len(flaws.findings) > n_before:
        raise CannotGoOn
    return Panel(markers=tuple(markers))


def _marker(row: Any, flaws: Flaws, place: int) -> Marker | None:
    at = f"markers[{place}]"
    try:
        name = flaws.value(row, "name", str, "the marker's name", place=at)
        at = f"markers[{place}] {name}"
        alleles = tuple(allele_name(each) for each in flaws.value(row, "alleles", list, "a list of names", place=at))
        freqs = [
            flaws.number(each, place=f"{at}.freqs") for each in flaws.value(row, "freqs", list, "a list", place=at)
        ]
        if row.get("chrom") not in CHROMOSOMES:
            raise flaws.stop("case-chromosome-unknown", place=f"{at}.chrom")
        silent = row.get("silent_allele")
        if silent is not None and (not alleles or allele_name(silent) != alleles[-1]):
            raise flaws.stop("case-silent-not-last", place=f"{at}.silent_allele")
        return Marker(
            name=name,
            alleles=alleles,
            frequencies=np.array(freqs, dtype=np.float64),
            chromosome=CHROMOSOMES[row.get("chrom")],
            has_silent=silent is not None,
            mutation=_mutation(row.get("mutation"), flaws, f"{at}.mutation"),
            dropout=flaws.number(row.get("dropout") or 0.0, place=f"{at}.dropout"),
        )
    except CannotGoOn:
        return None
    except ValueError as error:
        flaws.add("case-marker-unusable", place=at, reason=str(error))
        return None


def _mutation(given: Any, flaws: Flaws, at: str) -> Mutation | None:
    if given is None:
        return None
    matrices = {}
    for side in ("female", "male"):
        model = flaws.value(given, side, Mapping, "a mutation model with its matrix", place=at)
        rows = flaws.value(model, "matrix", list, "the matrix, row by row", place=f"{at}.{side}")
        if any(not isinstance(row, list) or len(row) != len(rows) for row in rows):
            raise flaws.stop("case-matrix-not-square", place=f"{at}.{side}")
        matrices[side] = np.array([[flaws.number(each, place=f"{at}.{side}") for each in row] for row in rows])
    name = given["female"].get("model")
    return Mutation(**matrices, model=name if isinstance(name, str) else "custom")


def read_pedigree(rows: Any, flaws: Flaws, place: str, inbreeding: Mapping[str, float] | None = None) -> Pedigree:
    """A pedigree of rows ``{"id", "father", "mother", "sex"}``; inbreeding of those founders who are in it."""
    members = []
    for number, row in enumerate(rows):
        at = f"{place}[{number}]"
        person = flaws.value(row, "id", str, "the person's id", place=at)
        if row.get("sex") not in SEXES:
            raise flaws.stop("case-sex-unreadable", place=at, person=person)
        try:
            members.append(
                Member(id=person, father=row.get("father"), mother=row.get("mother"), sex=SEXES[row.get("sex")])
            )
        except ValueError as error:
            raise _flawed_pedigree(flaws, at, error) from error
    founders = {member.id for member in members if member.father is None}
    try:
        return Pedigree(
            members=tuple(members),
            inbreeding={each: value for each, value in (inbreeding or {}).items() if each in founders},
        )
    except ValueError as error:
        raise _flawed_pedigree(flaws, place, error) from error


def _flawed_pedigree(flaws: Flaws, place: str, error: ValueError) -> CannotGoOn:
    return flaws.stop("case-pedigree-impossible", place=place, reason=str(error))


def read_inbreeding(given: Mapping[str, Any], flaws: Flaws) -> dict[str, float]:
    """Inbreeding coefficients of founders, by id."""
    stated = given.get("founder_inbreeding") or {}
    if not isinstance(stated, Mapping):
        raise flaws.stop("case-wrong-kind", place="founder_inbreeding", expected="id: coefficient")
    return {each: flaws.number(value, place=f"founder_inbreeding.{each}") for each, value in stated.items()}


def read_theta(given: Mapping[str, Any], flaws: Flaws) -> float:
    """Theta, 0 where it is not stated."""
    theta = flaws.number(given.get("theta") or 0.0, place="theta")
    if not 0.0 <= theta < 1.0:
        raise flaws.stop("case-theta-impossible", place="theta")
    return theta


def read_profiles(
    given: Any, panel: Panel, sexes: Mapping[str, Sex], flaws: Flaws, place: str, *, ids: Iterable[str] | None = None
) -> Profiles:
    """Profiles of a map person → marker → genotype; ``sexes`` says who is a man at X markers.

    Raises
    ------
    CannotGoOn
        A genotype is flawed; every one was looked at.
    """
    if not isinstance(given, Mapping):
        raise flaws.stop("case-wrong-kind", place=place, expected="person: marker: genotype")
    n_before = len(flaws.findings)
    genotypes: dict[str, dict[str, list[str | None] | None]] = {
        person: {} for person in (given if ids is None else ids)
    }
    for person, typed in given.items():
        if person not in genotypes:
            continue
        if not isinstance(typed, Mapping):
            flaws.add("case-wrong-kind", place=f"{place}.{person}", expected="marker: genotype")
            continue
        for name, reads in typed.items():
            if name not in panel.names:
                flaws.add("case-marker-unknown", place=place, person=person, marker=name)
            else:
                marker = panel.markers[panel.index(name)]
                is_single = marker.chromosome is Chromosome.X and sexes.get(person) is Sex.MALE
                genotypes[person][name] = _reads(reads, marker, flaws, place, person, is_single=is_single)
    if len(flaws.findings) > n_before:
        raise CannotGoOn
    return Profiles.of(genotypes, panel)


def _reads(
    given: Any, marker: Marker, flaws: Flaws, place: str, person: str, *, is_single: bool
) -> list[str | None] | None:
    who = {"person": person, "marker": marker.name}
    if given is None:
        return None
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > 2:
        flaws.add("case-genotype-unreadable", place=place, **who)
        return None
    named = [allele_name(each) for each in given if each is not None]
    known = marker.alleles[:-1] if marker.has_silent else marker.alleles
    if any(each not in known for each in named):
        flaws.add("case-allele-unknown", place=place, **who)
        return None
    if not named:
        return None
    if is_single:
        if len(set(named)) > 1:
            flaws.add("case-male-two-x-alleles", place=place, **who)
            return None
        return [named[0]]
    if len(given) == 1:
        flaws.add("case-genotype-single", place=place, **who)
        return None
    return [named[0], named[1] if len(named) == 2 else None]

"""A case as JSON: one question on kinship with everything that its answer depends on.

Five schemas, described in ``docs/reference/formats.md``: a likelihood of each hypothesis (``kinship``), two linked
markers (``linked``), the genotypes that a relative can have (``genotype-distribution``), what a family's samples are
able to show (``power``), and a whole identification problem (``dvi``).  A case may carry more keys, and somebody's
results: they are not read.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from repatria.findings import Finding
from repatria.kinship.family import Bodies, Family
from repatria.kinship.formats.case_dvi import read_families, read_pairings
from repatria.kinship.formats.case_parts import (
    SEXES,
    CannotGoOn,
    Flaws,
    read_inbreeding,
    read_panel,
    read_pedigree,
    read_profiles,
    read_theta,
)
from repatria.kinship.markers import Panel
from repatria.kinship.pedigree import Pedigree
from repatria.kinship.profiles import Profiles

RECOMBINATIONS = (0.0, 0.01, 0.1089, 0.25, 0.5)  # answered where a linked case names none; 0.1089 is vWA–D12S391
N_ALLELES = (2, 5, 10, 20)
LINKED_ALLELES = ((10, 20, 0.0), (10, 20, 0.1), (10, 20, 0.5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """One story of who is related to whom."""

    name: str
    pedigree: Pedigree


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KinshipCase:
    """How probable are these profiles under each hypothesis?"""

    schema: ClassVar[str] = "kinship/1"
    id: str
    panel: Panel
    hypotheses: tuple[Hypothesis, ...]
    denominator: str
    profiles: Profiles
    theta: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinkedCase:
    """The same at two linked markers, at several recombination fractions, against all of them being strangers."""

    schema: ClassVar[str] = "linked/1"
    id: str
    panel: Panel
    pedigree: Pedigree
    profiles: Profiles
    typed: tuple[str, ...]
    recombinations: tuple[float, ...]
    theta: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DistributionCase:
    """Which genotypes can ``target`` have, and how probable is each?"""

    schema: ClassVar[str] = "genotype-distribution/1"
    id: str
    panel: Panel
    pedigree: Pedigree
    profiles: Profiles
    target: str
    theta: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExclusionPowerCase:
    """How probably would a stranger be seen not to be ``missing``?"""

    schema: ClassVar[str] = "power/1"
    id: str
    panel: Panel
    pedigree: Pedigree
    profiles: Profiles
    missing: str
    theta: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExpectedRatioCase:
    """What likelihood ratio is to be expected of two relatives; ``linked``: (alleles, alleles, recombination)."""

    schema: ClassVar[str] = "power/1"
    id: str
    pedigree: Pedigree
    pair: tuple[str, str]
    n_alleles: tuple[int, ...]
    linked: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DviCase:
    """Which body is which missing person?  ``pairings``: body → who it may be, or ``None`` for all of its sex."""

    schema: ClassVar[str] = "dvi/1"
    id: str
    panel: Panel
    bodies: Bodies
    families: tuple[Family, ...]
    missing: tuple[str, ...]
    pairings: Mapping[str, tuple[str, ...]] | None
    theta: float


Case = KinshipCase | LinkedCase | DistributionCase | ExclusionPowerCase | ExpectedRatioCase | DviCase


def parse_case(data: bytes, *, file: str = "") -> tuple[Case | None, list[Finding]]:
    """Read a case; ``None`` and the findings that say why where it cannot be answered."""
    flaws = Flaws(file=file)
    try:
        return _parse(data, flaws), flaws.findings
    except CannotGoOn:
        return None, flaws.findings
    except (AttributeError, IndexError, KeyError, TypeError):
        # A value of another kind where no key is checked on its own, such as an object among ids.
        flaws.add("case-wrong-kind", expected="what the schema's page describes")
        return None, flaws.findings


def _parse(data: bytes, flaws: Flaws) -> Case:
    try:
        given = json.loads(data)
    except (ValueError, RecursionError) as error:
        flaws.add("case-not-json")
        flaws.findings[-1] = replace(flaws.findings[-1], row=getattr(error, "lineno", None))
        raise CannotGoOn from error
    schema = flaws.value(given, "schema", str, "the schema's name and version")
    kind, _, version = schema.removeprefix("dna-reference/").partition("/")
    if kind not in _READERS or version != "1":
        known = ", ".join(f"{each}/1" for each in _READERS)
        raise flaws.stop("case-schema-unknown", place="schema", known=known)
    case = _READERS[kind](given, flaws)
    if flaws.findings:
        raise CannotGoOn
    return case


def _id(given: Mapping[str, Any]) -> str:
    return str(given.get("id", ""))


def _kinship(given: Mapping[str, Any], flaws: Flaws) -> KinshipCase:
    panel = read_panel(given, flaws)
    inbreeding = read_inbreeding(given, flaws)
    hypotheses = []
    for place, each in enumerate(flaws.value(given, "hypotheses", list, "a list of hypotheses")):
        at = f"hypotheses[{place}]"
        name = flaws.value(each, "name", str, "the hypothesis's name", place=at)
        rows = flaws.value(each, "pedigree", list, "a list of persons", place=at)
        hypotheses.append(Hypothesis(name=name, pedigree=read_pedigree(rows, flaws, f"{at}.pedigree", inbreeding)))
    names = [each.name for each in hypotheses]
    if not names or len(set(names)) != len(names):
        raise flaws.stop("case-hypotheses-unclear", place="hypotheses")
    _refuse_stray_inbreeding(inbreeding, [each.pedigree for each in hypotheses], flaws)
    genotypes = flaws.value(given, "genotypes", Mapping, "person: marker: genotype")
    sexes = {member.id: member.sex for each in hypotheses for member in each.pedigree.members}
    for each in hypotheses:
        _require_members(genotypes, each.pedigree, flaws, f"hypothesis {each.name}")
    denominator = given.get("denominator") or "unrelated"
    if denominator not in names:
        raise flaws.stop("case-denominator-unknown", place="denominator", known=", ".join(names))
    return KinshipCase(
        id=_id(given),
        panel=panel,
        hypotheses=tuple(hypotheses),
        denominator=denominator,
        profiles=read_profiles(genotypes, panel, sexes, flaws, "genotypes"),
        theta=read_theta(given, flaws),
    )


def _family_of(given: Mapping[str, Any], flaws: Flaws) -> tuple[Panel, Pedigree, Profiles]:
    panel = read_panel(given, flaws)
    inbreeding = read_inbreeding(given, flaws)
    rows = flaws.value(given, "pedigree", list, "a list of persons")
    pedigree = read_pedigree(rows, flaws, "pedigree", inbreeding)
    _refuse_stray_inbreeding(inbreeding, [pedigree], flaws)
    genotypes = flaws.value(given, "genotypes", Mapping, "person: marker: genotype")
    _require_members(genotypes, pedigree, flaws, "the pedigree")
    sexes = {member.id: member.sex for member in pedigree.members}
    return panel, pedigree, read_profiles(genotypes, panel, sexes, flaws, "genotypes")


def _require_members(people: Any, pedigree: Pedigree, flaws: Flaws, where: str) -> None:
    for person in people:
        if person not in pedigree:
            flaws.add("case-person-unknown", place="pedigree", person=str(person), where=where)


def _refuse_stray_inbreeding(inbreeding: Mapping[str, float], pedigrees: list[Pedigree], flaws: Flaws) -> None:
    for person in inbreeding:
        if not any(person in each.inbreeding for each in pedigrees):
            flaws.add("case-inbreeding-no-founder", place="founder_inbreeding", person=person)


def _linked(given: Mapping[str, Any], flaws: Flaws) -> LinkedCase:
    panel, pedigree, profiles = _family_of(given, flaws)
    linkage = given.get("linkage")
    named = linkage.get("markers") if isinstance(linkage, Mapping) else None
    if named is not None and len(panel) > 2 and set(named) <= set(panel.names):
        chosen = [panel.index(each) for each in named]
        panel = panel.only(named)
        profiles = Profiles(ids=profiles.ids, alleles=np.ascontiguousarray(profiles.alleles[:, chosen]))
    if len(panel) != 2:
        raise flaws.stop("case-not-two-markers", place="markers")
    typed = tuple(given.get("typed") or profiles.ids)
    _require_members(typed, pedigree, flaws, "the pedigree")
    stated = linkage.get("rho") if isinstance(linkage, Mapping) else None
    if stated is None:
        stated = _stated(given, "rho") or RECOMBINATIONS
    rhos = [flaws.number(each, place="rho") for each in (stated if isinstance(stated, list | tuple) else [stated])]
    if any(not 0.0 <= each <= 0.5 for each in rhos):
        raise flaws.stop("case-recombination-impossible", place="rho")
    return LinkedCase(
        id=_id(given),
        panel=panel,
        pedigree=pedigree,
        profiles=profiles,
        typed=typed,
        recombinations=tuple(rhos),
        theta=read_theta(given, flaws),
    )


def _stated(given: Mapping[str, Any], key: str) -> list[Any]:
    """Inputs that the schema keeps in the rows of its results: at which values an answer is wanted."""
    rows = given.get("results")
    return [row[key] for row in rows if isinstance(row, Mapping) and key in row] if isinstance(rows, list) else []


def _distribution(given: Mapping[str, Any], flaws: Flaws) -> DistributionCase:
    panel, pedigree, profiles = _family_of(given, flaws)
    target = flaws.value(given, "target", str, "the id of a member")
    _require_members([target], pedigree, flaws, "the pedigree")
    profiles = _without_reads(target, profiles, flaws)
    return DistributionCase(
        id=_id(given),
        panel=panel,
        pedigree=pedigree,
        profiles=profiles,
        target=target,
        theta=read_theta(given, flaws),
    )


def _without_reads(person: str, profiles: Profiles, flaws: Flaws) -> Profiles:
    """The profiles of all others; a flaw where something was read of the person who is asked about."""
    if person in profiles and profiles.is_typed[profiles.index(person)].any():
        flaws.add("case-missing-is-typed", place="genotypes", person=person)
    return profiles.only([each for each in profiles.ids if each != person])


def _power(given: Mapping[str, Any], flaws: Flaws) -> ExclusionPowerCase | ExpectedRatioCase:
    if "missing_person" in given:
        panel, pedigree, profiles = _family_of(given, flaws)
        missing = flaws.value(given, "missing_person", str, "the id of a member without genotypes")
        _require_members([missing], pedigree, flaws, "the pedigree")
        profiles = _without_reads(missing, profiles, flaws)
        return ExclusionPowerCase(
            id=_id(given),
            panel=panel,
            pedigree=pedigree,
            profiles=profiles,
            missing=missing,
            theta=read_theta(given, flaws),
        )
    pedigree = read_pedigree(flaws.value(given, "pedigree", list, "a list of persons"), flaws, "pedigree")
    pair = flaws.value(given, "ids", list, "two ids of members")
    _require_members(pair, pedigree, flaws, "the pedigree")
    if len(pair) != 2 or pair[0] == pair[1]:
        raise flaws.stop("case-not-a-pair", place="ids")
    return ExpectedRatioCase(id=_id(given), pedigree=pedigree, pair=(pair[0], pair[1]), **_wanted_ratios(given, flaws))


def _wanted_ratios(given: Mapping[str, Any], flaws: Flaws) -> dict[str, Any]:
    stated = given.get("results")
    rows = stated if isinstance(stated, Mapping) else {}
    try:
        single = tuple(int(row["n_alleles"]) for row in rows.get("one_locus", ()))
        linked = tuple(
            (int(row["n_alleles_1"]), int(row["n_alleles_2"]), float(row["rho"]))
            for row in rows.get("two_linked_loci", ())
        )
    except (KeyError, TypeError, ValueError) as error:
        raise flaws.stop("case-wrong-kind", place="results", expected="numbers of alleles, or no results") from error
    return {"n_alleles": single or N_ALLELES, "linked": linked or LINKED_ALLELES}


def _dvi(given: Mapping[str, Any], flaws: Flaws) -> DviCase:

    panel = read_panel(given, flaws)
    sexes = {}
    for place, each in enumerate(flaws.value(given, "victims", list, "a list of bodies")):
        body = flaws.value(each, "id", str, "the body's id", place=f"victims[{place}]")
        if body in sexes or each.get("sex") not in SEXES:
            raise flaws.stop("case-body-unclear", place=f"victims[{place}]", body=body)
        sexes[body] = SEXES[each.get("sex")]
    typed = flaws.value(given, "victim_genotypes", Mapping, "body: marker: genotype")
    profiles = read_profiles(typed, panel, sexes, flaws, "victim_genotypes", ids=tuple(sexes))
    families, missing = read_families(given, panel, flaws)
    return DviCase(
        id=_id(given),
        panel=panel,
        bodies=Bodies(profiles=profiles, sexes=np.array([int(sex) for sex in sexes.values()], dtype=np.int8)),
        families=families,
        missing=missing,
        pairings=read_pairings(given.get("pairings"), tuple(sexes), missing, flaws),
        theta=read_theta(given, flaws),
    )


_READERS: Mapping[str, Callable[[Mapping[str, Any], Flaws], Case]] = {
    "kinship": _kinship,
    "linked": _linked,
    "genotype-distribution": _distribution,
    "power": _power,
    "dvi": _dvi,
}

"""The parts of a case file on many bodies and families: the families, and who may be whom."""

from collections.abc import Mapping
from typing import Any

from repatria.kinship.family import Family
from repatria.kinship.formats.case_parts import CannotGoOn, Flaws, read_inbreeding, read_pedigree, read_profiles
from repatria.kinship.markers import Panel
from repatria.kinship.pedigree import Pedigree

NOBODY = "*"


def read_families(given: Mapping[str, Any], panel: Panel, flaws: Flaws) -> tuple[tuple[Family, ...], tuple[str, ...]]:
    """The families with their references, and all missing persons in the case's order."""
    references = flaws.value(given, "reference_genotypes", Mapping, "person: marker: genotype")
    inbreeding = read_inbreeding(given, flaws)
    families: list[Family] = []
    owner: dict[str, str] = {}
    for place, each in enumerate(flaws.value(given, "families", list, "a list of families")):
        at = f"families[{place}]"
        name = str(each.get("name") or f"F{place + 1}") if isinstance(each, Mapping) else ""
        rows = flaws.value(each, "pedigree", list, "a list of persons", place=at)
        pedigree = read_pedigree(rows, flaws, f"{at}.pedigree", inbreeding)
        for person in references:
            if person in pedigree and owner.setdefault(person, name) != name:
                flaws.add("case-reference-ambiguous", place=at, person=person)
        missing = tuple(flaws.value(each, "missing", list, "ids of missing members", place=at))
        families.append(_family(name, pedigree, missing, references, panel, flaws, at))
    for person in references:
        if person not in owner:
            flaws.add("case-person-unknown", place="reference_genotypes", person=str(person), where="the families")
    everyone = [person for family in families for person in family.missing]
    stated = given.get("missing") or everyone
    if sorted(stated) != sorted(set(everyone)) or len(set(everyone)) != len(everyone):
        raise flaws.stop("case-missing-unclear", place="missing")
    if flaws.findings:
        raise CannotGoOn
    return tuple(families), tuple(stated)


def _family(
    name: str,
    pedigree: Pedigree,
    missing: tuple[str, ...],
    references: Mapping[str, Any],
    panel: Panel,
    flaws: Flaws,
    at: str,
) -> Family:
    sexes = {member.id: member.sex for member in pedigree.members}
    typed = tuple(person for person in references if person in pedigree)
    profiles = read_profiles(references, panel, sexes, flaws, "reference_genotypes", ids=typed)
    try:
        return Family(id=name, pedigree=pedigree, missing=missing, references=profiles)
    except ValueError as error:
        raise flaws.stop("case-family-impossible", place=at, reason=str(error)) from error


def read_pairings(
    given: Any, bodies: tuple[str, ...], missing: tuple[str, ...], flaws: Flaws
) -> dict[str, tuple[str, ...]] | None:
    """Body → missing persons that it may be; ``*``, nobody of them, is always possible and left out here."""
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise flaws.stop("case-wrong-kind", place="pairings", expected="body: persons")
    for body, persons in given.items():
        listed = persons if isinstance(persons, list) else []
        strangers = [str(each) for each in listed if each != NOBODY and each not in missing]
        if body not in bodies or strangers or not isinstance(persons, list):
            raise flaws.stop("case-pairing-unknown", place="pairings", body=str(body))
    return {body: tuple(each for each in given.get(body, ()) if each != NOBODY) for body in bodies}

"""The loci that a comparison compares at, out of the table of frequencies and of what was read."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from repatria import kinship
from repatria.errors import InputUnusable
from repatria.findings import gettext_noop
from repatria.web.laboratory.reading import Loci


def panel_of(
    profiles: Iterable[Loci], frequencies: Mapping[str, Mapping[str, float]], minimum_frequency: float
) -> tuple[kinship.Panel, list[Mapping[str, Any]]]:
    """The loci that somebody was read at and the table holds; what it does not hold is rare or left out, and is told.

    A letter at a locus whose table counts repeats is a slip of a hand and no rare allele: let in, it would take the
    step-wise model from every family.
    """
    seen: dict[str, set[str]] = {}
    for loci in profiles:
        for locus, alleles in loci.items():
            seen.setdefault(locus, set()).update(allele for allele in alleles if allele is not None)
    skipped: list[Mapping[str, Any]] = [
        {"locus": locus, "why": "no_frequencies"} for locus in sorted(seen.keys() - frequencies.keys())
    ]
    markers = []
    for locus in sorted(seen.keys() & frequencies.keys()):
        table = frequencies[locus]
        plain = kinship.Marker(name=locus, alleles=tuple(table), frequencies=np.array(list(table.values())))
        slips = {one for one in seen[locus] if not _is_number(one)} if all(map(_is_number, table)) else set()
        skipped += [{"locus": locus, "allele": allele, "why": "no_number"} for allele in sorted(slips)]
        extended = kinship.with_alleles(plain, sorted(seen[locus] - slips), minimum_frequency)
        skipped += [{"locus": locus, "allele": allele, "why": "not_in_table"} for allele in extended.added]
        markers.append(extended.marker)
    if not markers:
        raise InputUnusable(
            gettext_noop("no locus of the profiles stands in the table of frequencies: load the kit's own table")
        )
    return kinship.with_mutation(kinship.Panel(markers=tuple(markers)), _mutation), skipped


def _is_number(allele: str) -> bool:
    return allele.replace(".", "", 1).isdecimal()


def _mutation(marker: kinship.Marker) -> kinship.Mutation:
    try:
        return kinship.stepwise(marker, kinship.USUAL_RATE, rate2=1e-6)
    except ValueError:  # the table itself names alleles that are no numbers of repeats
        return kinship.equal(marker, kinship.USUAL_RATE)

"""The frequency table that comes with the package, to try things with; a case brings its own population's."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from repatria.kinship.markers import Chromosome, Marker, Mutation, Panel

USUAL_RATE: Final = (0.0007, 0.0035)
"""Mutations of a mother's and of a father's STR allele in one generation; ``data/SOURCES.md`` says where from."""


@cache
def example_frequencies(n_markers: int = 24) -> Panel:
    """The first ``n_markers`` of 47 autosomal STR loci with their frequencies in Norway, without mutation.

    The first 23 are those of the kit PowerPlex Fusion 6C.  Origin, license and limits: ``data/SOURCES.md``.
    """
    alleles: dict[tuple[str, str], list[tuple[str, float]]] = {}
    table = files("repatria.kinship").joinpath("data", "norway_str.csv").read_text(encoding="utf-8")
    for line in table.splitlines()[1:]:
        name, chromosome, allele, frequency = line.split(",")
        alleles.setdefault((name, chromosome), []).append((allele, float(frequency)))
    if not 1 <= n_markers <= len(alleles):
        raise ValueError(f"the table has 1 to {len(alleles)} markers, not {n_markers}")
    return Panel(
        markers=tuple(
            Marker(
                name=name,
                alleles=tuple(allele for allele, _ in rows),
                frequencies=np.array([frequency for _, frequency in rows]),
                chromosome=Chromosome(chromosome),
            )
            for (name, chromosome), rows in list(alleles.items())[:n_markers]
        )
    )


def with_mutation(panel: Panel, model: Callable[[Marker], Mutation]) -> Panel:
    """The panel with a mutation model made for each marker, for instance ``lambda m: stepwise(m, USUAL_RATE)``."""
    return Panel(markers=tuple(replace(marker, mutation=model(marker)) for marker in panel.markers))

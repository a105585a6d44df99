"""The world of ``repatria synth dna`` as the engine takes it, read by the engine's own formats."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from repatria.kinship import USUAL_RATE, Bodies, Family, Panel, example_frequencies, stepwise
from repatria.kinship.formats import SingleAllele, complete_panel, in_panel, parse_families, parse_profiles
from repatria.synth.dna import Loci, make_dna_world


@dataclass(frozen=True, slots=True)
class World:
    """Families and bodies; of each body the place of the family it belongs to, or -1, and whom of it, or nothing."""

    panel: Panel
    bodies: Bodies
    families: Sequence[Family]
    family_of: NDArray[np.int64]
    missing_of: Sequence[str | None]

    def is_true(self, body: NDArray[np.int32], family: NDArray[np.int32], missing: NDArray[np.int16]) -> int:
        """How many of these pairs are true; of two missing brothers only the right one counts."""
        pairs = zip(body.tolist(), family.tolist(), missing.tolist(), strict=True)
        return sum(self.family_of[b] == f and self.families[f].missing[m] == self.missing_of[b] for b, f, m in pairs)


def dna_world(n_bodies: int, n_families: int, n_markers: int = 24, *, seed: int) -> World:
    """Invent a world and read its files, under a stepwise model of mutation."""
    table = example_frequencies(n_markers)
    of_mothers, of_fathers = USUAL_RATE
    loci = Loci.of(
        {each.name: dict(zip(each.alleles, each.frequencies.tolist(), strict=True)) for each in table.markers},
        {each.name: (of_fathers, of_mothers) for each in table.markers},
    )
    files = make_dna_world(n_bodies, n_families, loci, seed=seed, rng=np.random.default_rng(seed)).files
    read, _ = parse_profiles(files["bodies.csv"], single_allele=SingleAllele.UNKNOWN_SECOND)
    panel, _ = complete_panel(table, [read], lambda each: stepwise(each, USUAL_RATE, rate2=1e-6), rates=USUAL_RATE)
    profiles, _ = in_panel(read, panel, min_loci=0)
    families, _ = parse_families(
        files["families/pedigrees.csv"],
        files["families/references.csv"],
        panel,
        single_allele=SingleAllele.UNKNOWN_SECOND,
    )
    place = {family.id: number for number, family in enumerate(families)}
    truth = {row["body"]: row for row in pl.read_csv(io.BytesIO(files["truth/bodies.csv"])).iter_rows(named=True)}
    owners = [truth[each] for each in profiles.ids]
    return World(
        panel=panel,
        bodies=Bodies(profiles=profiles, sexes=read.sexes),
        families=families,
        family_of=np.array([place.get(row["family"], -1) for row in owners]),
        missing_of=[row["missing"] for row in owners],
    )

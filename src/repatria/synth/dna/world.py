"""One invented world of families, bodies and their DNA, as the files that people would send, with the truth beside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from repatria.synth.dna import tables
from repatria.synth.dna.bodies import make_bags, n_staff
from repatria.synth.dna.circumstances import of_bags, of_missing
from repatria.synth.dna.evidence import evidence_table
from repatria.synth.dna.families import make_families
from repatria.synth.dna.loci import Loci
from repatria.synth.dna.readme import render_readme

N_DNA_STEPS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class DnaWorld:
    """The files of an invented world by their path in its folder, and how many of what it holds."""

    files: Mapping[str, bytes]
    counts: Mapping[str, int]


def make_dna_world(
    n_bodies: int,
    n_families: int,
    loci: Loci,
    *,
    seed: int,
    rng: np.random.Generator,
    progress: Callable[[str], None] = lambda _: None,
) -> DnaWorld:
    """Invent families that look for someone, and bags with bodies.

    Parameters
    ----------
    seed
        Only written into the README; all chance comes from ``rng``, which was made from it.
    progress
        Called with the name of each of the :data:`N_DNA_STEPS` steps as it begins.

    Returns
    -------
    DnaWorld
        The same bytes for the same generator state.

    Raises
    ------
    ValueError
        Fewer than one body or family.
    """
    if n_bodies < 1 or n_families < 1:
        raise ValueError(f"expected at least one body and one family, got {n_bodies} and {n_families}")
    streams = rng.spawn(4)
    progress("families")
    families = make_families(n_families, loci, rng=streams[0])
    progress("bodies")
    staff = loci.draw((n_staff(n_bodies),), rng=streams[1])
    bags = make_bags(n_bodies, families, staff, loci, rng=streams[2])
    progress("circumstances")
    true, told = of_missing(families, rng=streams[3])
    examined = of_bags(bags, true, rng=streams[3])
    files: dict[str, bytes] = {}
    progress("pedigrees and references")
    files["families/pedigrees.csv"] = tables.csv(tables.pedigrees_table(families))
    files["families/references.csv"] = tables.csv(tables.references_table(families.references, n_families, loci))
    progress("profiles of bodies")
    files["bodies.csv"] = tables.csv(tables.bodies_table(bags, loci))
    files["frequencies.csv"] = tables.csv(tables.frequencies_table(loci))
    files["staff.csv"] = tables.csv(tables.staff_table(staff, loci))
    files["evidence.csv"] = tables.csv(evidence_table(families, told, bags, examined))
    progress("truth")
    bodies, people = tables.body_truth(bags, families), tables.family_truth(bags, families)
    files["truth/bodies.csv"], files["truth/missing.csv"] = tables.csv(bodies), tables.csv(people)
    files["README.md"] = render_readme(bodies, people, loci, seed=seed)
    counts = {
        "bodies": n_bodies,
        "families": n_families,
        "missing": len(families.missing),
        "references": len(families.references),
        "loci": len(loci),
    }
    return DnaWorld(files=files, counts=counts)

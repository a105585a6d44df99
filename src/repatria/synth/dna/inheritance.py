"""Genes dropped through many families of one shape at once: founders drawn, children given an allele of each parent."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.synth.dna.loci import Loci
from repatria.synth.dna.shapes import EITHER, FEMALE, MALE, Shape

FATHER, MOTHER = 0, 1
MISSING_MEN = 0.97
WRONG_PATERNITY = 0.01


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kin:
    """Families of one shape: ``alleles`` (n_families, n_places, n_loci, 2) int8 and ``is_male`` (n_families, n_places).

    ``has_mutation`` and ``has_wrong_paternity`` say in which families an allele changed, or a child is not its stated
    father's; both of shape (n_families,).
    """

    shape: Shape
    alleles: NDArray[np.int8]
    is_male: NDArray[np.bool_]
    has_mutation: NDArray[np.bool_]
    has_wrong_paternity: NDArray[np.bool_]


def drop_genes(shape: Shape, n: int, loci: Loci, *, rng: np.random.Generator) -> Kin:
    """Draw ``n`` families of a shape."""
    place_of = {each.name: i for i, each in enumerate(shape.places)}
    alleles = np.empty((n, len(shape.places), len(loci), 2), dtype=np.int8)
    has_mutation, has_wrong = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    for i, place in enumerate(shape.places):
        if place.twin_of:
            alleles[:, i] = alleles[:, place_of[place.twin_of]]
        elif not place.father:
            alleles[:, i] = loci.draw((n,), rng=rng)
        else:
            for side, parent in ((FATHER, place.father), (MOTHER, place.mother)):
                given = alleles[:, place_of[parent]]
                if side == FATHER:
                    is_wrong = rng.random(n) < WRONG_PATERNITY
                    given = np.where(is_wrong[:, None, None], loci.draw((n,), rng=rng), given)
                    has_wrong |= is_wrong
                received, changed = _transmitted(given, side, loci, rng=rng)
                alleles[:, i, :, side] = received
                has_mutation |= changed
    return Kin(
        shape=shape,
        alleles=alleles,
        is_male=_sexes(shape, n, rng=rng),
        has_mutation=has_mutation,
        has_wrong_paternity=has_wrong,
    )


def _transmitted(
    parent: NDArray[np.int8], side: int, loci: Loci, *, rng: np.random.Generator
) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """What a child receives of its parent (n, n_loci), and in which families an allele changed on the way (n,)."""
    is_second = rng.integers(0, 2, size=parent.shape[:2], dtype=np.int8).astype(bool)
    received = np.where(is_second, parent[:, :, 1], parent[:, :, 0])
    changes = rng.random(received.shape) < loci.rates[:, side]
    changed = np.zeros(len(parent), dtype=bool)
    families, places = np.nonzero(changes)
    if len(families):
        spots = rng.random(len(families))
        for place in np.unique(places):
            mine = places == place
            rows = loci.steps[place][received[families[mine], place]]
            can_change = rows[:, -1] > 0
            chosen = (rows < spots[mine, None]).sum(axis=1).clip(max=rows.shape[1] - 1).astype(np.int8)
            received[families[mine][can_change], place] = chosen[can_change]
            changed[families[mine][can_change]] = True
    return received, changed


def _sexes(shape: Shape, n: int, *, rng: np.random.Generator) -> NDArray[np.bool_]:
    is_male = np.zeros((n, len(shape.places)), dtype=bool)
    for i, place in enumerate(shape.places):
        men = MISSING_MEN if place.is_missing else 0.5
        drawn = rng.random(n) < men
        is_male[:, i] = {MALE: np.ones(n, dtype=bool), FEMALE: np.zeros(n, dtype=bool), EITHER: drawn}[place.sex]
    return is_male

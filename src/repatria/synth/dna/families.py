"""All families of an invented world: who is whose child, who is missing, whose sample was read, and what went wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from repatria.synth.dna.inheritance import Kin, drop_genes
from repatria.synth.dna.kinds import Trouble
from repatria.synth.dna.loci import Loci
from repatria.synth.dna.shapes import SHAPES, Shape

MISSTATED = 0.005
OLDER_KIT = 0.08
FAILED_LOCUS = 0.01


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Someone:
    """People with their true alleles: family (place of it), member's id in it, sex, (n, n_loci, 2) alleles."""

    family: NDArray[np.int32]
    member: NDArray[np.str_]
    is_male: NDArray[np.bool_]
    alleles: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.family)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Families:
    """Every family.

    ``people`` has a row for each member: family (its place), id, father, mother, sex (M, F), is_missing; in order of
    families.  ``references`` carry what the laboratory read (-1: nothing), ``missing`` the truth.  ``troubles``: in
    which families what went wrong, (n_families,) each.
    """

    n: int
    shape_names: NDArray[np.str_]
    people: pl.DataFrame
    references: Someone
    missing: Someone
    troubles: Mapping[Trouble, NDArray[np.bool_]]


def make_families(n: int, loci: Loci, *, rng: np.random.Generator, shapes: Sequence[Shape] = SHAPES) -> Families:
    """Invent ``n`` families of all shapes in their shares."""
    percents = np.array([each.percent for each in shapes])
    chosen = rng.choice(len(shapes), size=n, p=percents / percents.sum())
    troubles = {kind: np.zeros(n, dtype=bool) for kind in Trouble}
    people: list[pl.DataFrame] = []
    references: list[Someone] = []
    missing: list[Someone] = []
    for number, shape in enumerate(shapes):
        own = np.flatnonzero(chosen == number).astype(np.int32)
        if not len(own):
            continue
        kin = drop_genes(shape, len(own), loci, rng=rng)
        troubles[Trouble.MUTATION][own] = kin.has_mutation
        troubles[Trouble.WRONG_PATERNITY][own] = kin.has_wrong_paternity
        troubles[Trouble.SEVERAL_MISSING][own] = shape.n_missing > 1
        troubles[Trouble.IDENTICAL_TWIN][own] = any(each.twin_of for each in shape.places)
        is_sampled = _sampled(shape, len(own), rng=rng)
        people.append(_people(kin, own))
        references.append(_gathered(kin, own, is_sampled))
        is_missing = np.broadcast_to([each.is_missing for each in shape.places], is_sampled.shape)
        missing.append(_gathered(kin, own, is_missing))
    return Families(
        n=n,
        shape_names=np.array([shapes[each].name for each in chosen]),
        people=pl.concat(people).sort("family", "place").drop("place"),
        references=_as_read(_in_order(references), n, troubles, loci, rng=rng),
        missing=_in_order(missing),
        troubles=troubles,
    )


def _sampled(shape: Shape, n: int, *, rng: np.random.Generator) -> NDArray[np.bool_]:
    chances = np.array([0.0 if each.is_missing else each.sampled for each in shape.places])
    drawn: NDArray[np.bool_] = rng.random((n, len(shape.places))) < chances
    return drawn


def _people(kin: Kin, own: NDArray[np.int32]) -> pl.DataFrame:
    places = kin.shape.places
    n, m = len(own), len(places)

    def column(values: Sequence[str]) -> NDArray[np.str_]:
        return np.tile(np.array(values), n)

    return pl.DataFrame(
        {
            "family": np.repeat(own, m),
            "place": np.tile(np.arange(m, dtype=np.int16), n),
            "id": column([each.name for each in places]),
            "father": column([each.father for each in places]),
            "mother": column([each.mother for each in places]),
            "sex": np.where(kin.is_male.ravel(), "M", "F"),
            "is_missing": np.tile(np.array([each.is_missing for each in places]), n),
        }
    )


def _gathered(kin: Kin, own: NDArray[np.int32], mask: NDArray[np.bool_]) -> Someone:
    rows, places = np.nonzero(mask)
    names = np.array([each.name for each in kin.shape.places])
    return Someone(
        family=own[rows],
        member=names[places],
        is_male=kin.is_male[rows, places],
        alleles=kin.alleles[rows, places],
    )


def _in_order(parts: Sequence[Someone]) -> Someone:
    family = np.concatenate([each.family for each in parts])
    order = np.argsort(family, kind="stable")
    return Someone(
        family=family[order],
        member=np.concatenate([each.member for each in parts])[order],
        is_male=np.concatenate([each.is_male for each in parts])[order],
        alleles=np.concatenate([each.alleles for each in parts])[order],
    )


def _as_read(
    true: Someone,
    n_families: int,
    troubles: Mapping[Trouble, NDArray[np.bool_]],
    loci: Loci,
    *,
    rng: np.random.Generator,
) -> Someone:
    """What the laboratory read of the relatives: some are not who they say, some were read with an older kit."""
    alleles = true.alleles.copy()
    is_last = np.append(true.family[1:] != true.family[:-1], True)
    is_misstated = (rng.random(n_families) < MISSTATED)[true.family] & is_last
    alleles[is_misstated] = loci.draw((int(is_misstated.sum()),), rng=rng)
    troubles[Trouble.MISSTATED_RELATIVE][true.family[is_misstated]] = True
    has_older = rng.random(n_families) < OLDER_KIT
    troubles[Trouble.OLDER_KIT][:] = has_older
    unread = rng.random(alleles.shape[:2]) < FAILED_LOCUS
    unread |= has_older[true.family][:, None] & ~loci.in_older_kit[None, :]
    alleles.sort(axis=2)
    alleles[unread] = -1
    return Someone(family=true.family, member=true.member, is_male=true.is_male, alleles=alleles)

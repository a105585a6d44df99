"""An invented world for the kinship benchmarks: families that look for somebody, and bodies, some of them theirs.

Small and plain, so that a benchmark needs nothing but the engine; ``repatria synth dna`` makes the realistic one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.kinship import UNREAD, Bodies, Family, Member, Panel, Pedigree, Profiles, Sex

MALE, FEMALE = Sex.MALE, Sex.FEMALE


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of family: its pedigree, whose ``missing`` is sought, and who gave a sample."""

    pedigree: Pedigree
    typed: tuple[str, ...]


def _shape(typed: str, *rows: str) -> Shape:
    members = []
    for row in rows:
        name, sex, *parents = row.split()
        father, mother = parents or (None, None)
        members.append(Member(id=name, sex=MALE if sex == "M" else FEMALE, father=father, mother=mother))
    return Shape(Pedigree(members=tuple(members)), tuple(typed.split()))


_COUPLE = ("dad M", "mum F")
_MISSING = "missing M dad mum"
SHAPES = (
    _shape("dad mum", *_COUPLE, _MISSING),
    _shape("mum", *_COUPLE, _MISSING),
    _shape("mum sister", *_COUPLE, _MISSING, "sister F dad mum"),
    _shape("brother", *_COUPLE, _MISSING, "brother M dad mum"),
    _shape("brother sister", *_COUPLE, _MISSING, "brother M dad mum", "sister F dad mum"),
    _shape("wife child", "missing M", "wife F", "child F missing wife"),
    _shape("mum wife child", *_COUPLE, _MISSING, "wife F", "child M missing wife"),
    _shape("one two", "missing M", "wife F", "one M missing wife", "two F missing wife"),
    _shape(
        "grandma uncle", "grandpa M", "grandma F", "dad M grandpa grandma", "uncle M grandpa grandma", "mum F", _MISSING
    ),
    _shape("half mum", *_COUPLE, _MISSING, "other F", "half F dad other"),
    _shape(
        "aunt brother",
        "grandpa M",
        "grandma F",
        "mum F grandpa grandma",
        "aunt F grandpa grandma",
        "dad M",
        _MISSING,
        "brother M dad mum",
    ),
    _shape("dad", *_COUPLE, _MISSING),
)


@dataclass(frozen=True, slots=True)
class World:
    """Families and bodies, and of each body the family it belongs to, or -1."""

    bodies: Bodies
    families: Sequence[Family]
    family_of: NDArray[np.int32]


def world(n_bodies: int, n_families: int, panel: Panel, *, rng: np.random.Generator, share_known: float = 0.8) -> World:
    """Invent a world; a tenth of the bodies is read in half of the markers, some reads show one allele only."""
    families: list[Family] = []
    sought = np.empty((n_families, len(panel), 2), dtype=np.int16)
    by_shape = np.array_split(np.arange(n_families), len(SHAPES))
    for shape, numbers in zip(SHAPES, by_shape, strict=True):
        people = _drop(shape.pedigree, panel, len(numbers), rng)
        sought[numbers] = people["missing"]
        reads = np.stack([people[each] for each in shape.typed], axis=1)
        families += [
            Family(
                id=f"F{number}",
                pedigree=shape.pedigree,
                missing=("missing",),
                references=Profiles(ids=shape.typed, alleles=reads[row]),
            )
            for row, number in enumerate(numbers.tolist())
        ]
    n_known = min(int(share_known * n_bodies), n_families)
    family_of = np.full(n_bodies, -1, dtype=np.int32)
    family_of[:n_known] = rng.choice(n_families, n_known, replace=False)
    alleles = _founders(panel, n_bodies, rng)
    alleles[:n_known] = sought[family_of[:n_known]]
    lost = (rng.random((n_bodies, 1)) < 0.1) & (rng.random((n_bodies, len(panel))) < 0.5)
    alleles[lost] = UNREAD
    alleles[rng.random((n_bodies, len(panel))) < 0.002, 1] = UNREAD
    bodies = Bodies(
        profiles=Profiles(ids=tuple(f"B{row}" for row in range(n_bodies)), alleles=alleles),
        sexes=np.full(n_bodies, MALE, dtype=np.int8),
    )
    return World(bodies=bodies, families=families, family_of=family_of)


def _founders(panel: Panel, n: int, rng: np.random.Generator) -> NDArray[np.int16]:
    columns = [rng.choice(m.n_alleles, (n, 2), p=m.frequencies / m.frequencies.sum()) for m in panel.markers]
    return np.stack(columns, axis=1).astype(np.int16)


def _drop(pedigree: Pedigree, panel: Panel, n: int, rng: np.random.Generator) -> dict[str, NDArray[np.int16]]:
    """Genotypes (n, n_markers, 2) of everyone in n families: alleles are dropped down the pedigree, and mutate."""
    people: dict[str, NDArray[np.int16]] = {}
    for place in pedigree.order.tolist():
        member = pedigree.members[place]
        if member.father is None or member.mother is None:
            people[member.id] = _founders(panel, n, rng)
        else:
            strands = [
                _passed(people[parent], panel, side, rng) for parent, side in ((member.father, 0), (member.mother, 1))
            ]
            people[member.id] = np.stack(strands, axis=-1)
    return people


def _passed(parent: NDArray[np.int16], panel: Panel, side: int, rng: np.random.Generator) -> NDArray[np.int16]:
    passed = np.take_along_axis(parent, rng.integers(0, 2, (*parent.shape[:2], 1)), axis=2)[:, :, 0]
    for column, marker in enumerate(panel.markers):
        if marker.mutation is not None:
            matrix = marker.mutation.female if side else marker.mutation.male
            ends = np.cumsum(matrix, axis=1)[passed[:, column]]
            passed[:, column] = np.minimum((rng.random((len(parent), 1)) > ends).sum(axis=1), marker.n_alleles - 1)
    return passed

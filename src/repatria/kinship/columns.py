"""Missing persons in the order in which a screen takes them: those of one sex and of families alike side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.comparable import sex_of, usable_references
from repatria.kinship.family import Family
from repatria.kinship.genotype_codes import unordered
from repatria.kinship.markers import Panel
from repatria.kinship.pedigree import Pedigree, Sex
from repatria.kinship.profiles import UNREAD


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ColumnGroup:
    """Missing persons who stand in the same place of families alike in shape and in who gave a sample.

    ``columns``: ids of the missing persons, int32 of shape (n_columns,), rising.  ``pedigree``, ``missing`` and
    ``typed`` (ids) are those of one of the families and stand for all.  ``genotypes``: the relatives' reads, int16 of
    shape (n_columns, n_typed, n_markers, 2), lower allele first.
    """

    columns: NDArray[np.int32]
    sex: Sex
    pedigree: Pedigree
    missing: str
    typed: tuple[str, ...]
    genotypes: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.columns)

    def part(self, places: NDArray[np.intp] | slice) -> "ColumnGroup":
        """Some of the group's columns."""
        return replace(self, columns=self.columns[places], genotypes=self.genotypes[places])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """Every missing person: ``family`` and ``missing`` say whose column it is, int32 and int16 of (n_columns,).

    ``sexes``: :class:`~repatria.kinship.Sex`, (n_columns,).  ``is_read``: whether any relative was read at a marker,
    bool of shape (n_columns, n_markers).
    """

    family: NDArray[np.int32]
    missing: NDArray[np.int16]
    sexes: NDArray[np.int8]
    is_read: NDArray[np.bool_]
    groups: tuple[ColumnGroup, ...]

    def __len__(self) -> int:
        return len(self.family)


def chunks(groups: Sequence[ColumnGroup], n_at_once: int) -> Iterator[list[ColumnGroup]]:
    """The groups in lots of one sex and of at most so many columns; the last groups of a lot and the next one's first
    may be parts of one group."""
    lot: list[ColumnGroup] = []
    room = n_at_once
    for group in groups:
        if lot and lot[0].sex != group.sex:
            yield lot
            lot, room = [], n_at_once
        first = 0
        while first < len(group):
            taken = group.part(slice(first, first + room))
            lot.append(taken)
            first, room = first + len(taken), room - len(taken)
            if room == 0:
                yield lot
                lot, room = [], n_at_once
    if lot:
        yield lot


def group_columns(families: Sequence[Family], panel: Panel) -> Columns:
    """Number the missing persons of all families and put those together whom one table can serve."""
    family_of: list[int] = []
    place_of: list[int] = []
    alike: dict[tuple[object, ...], list[tuple[int, int, list[int]]]] = {}
    shapes: dict[int, tuple[object, ...]] = {}
    for number, family in enumerate(families):
        if family.references.alleles.shape[1] != len(panel):
            raise ValueError(f"family {family.id}: expected references of {len(panel)} markers")
        if id(family.pedigree) not in shapes:
            shapes[id(family.pedigree)] = _shape(family.pedigree)
        shape = shapes[id(family.pedigree)]
        members = [family.pedigree.index(each) for each in family.references.ids]
        order = sorted(range(len(members)), key=members.__getitem__)
        typed = tuple(members[row] for row in order)
        for place, missing in enumerate(family.missing):
            key = (shape, family.pedigree.index(missing), typed)
            alike.setdefault(key, []).append((len(family_of), number, order))
            family_of.append(number)
            place_of.append(place)
    groups = [_group(families, found, place_of, panel) for found in alike.values()]
    groups.sort(key=lambda group: (group.sex, group.columns[0]))
    sexes = np.zeros(len(family_of), dtype=np.int8)
    is_read = np.zeros((len(family_of), len(panel)), dtype=np.bool_)
    for group in groups:
        sexes[group.columns] = group.sex
        is_read[group.columns] = (group.genotypes[..., 0] != UNREAD).any(axis=1)
    return Columns(
        family=np.array(family_of, dtype=np.int32),
        missing=np.array(place_of, dtype=np.int16),
        sexes=sexes,
        is_read=is_read,
        groups=tuple(groups),
    )


def _group(
    families: Sequence[Family], found: list[tuple[int, int, list[int]]], place_of: list[int], panel: Panel
) -> ColumnGroup:
    column, number, order = found[0]
    one = families[number]
    missing = one.missing[place_of[column]]
    return ColumnGroup(
        columns=np.array([column for column, _, _ in found], dtype=np.int32),
        sex=sex_of(one.pedigree, missing),
        pedigree=one.pedigree,
        missing=missing,
        typed=tuple(one.references.ids[row] for row in order),
        genotypes=unordered(
            np.stack([usable_references(families[number], panel).alleles[order] for _, number, order in found])
        ),
    )


def _shape(pedigree: Pedigree) -> tuple[object, ...]:
    """What two pedigrees have in common when only the ids of their members differ."""
    inbreeding = tuple(sorted((pedigree.index(each), f) for each, f in pedigree.inbreeding.items() if f))
    return (pedigree.fathers.tobytes(), pedigree.mothers.tobytes(), pedigree.sexes.tobytes(), inbreeding)

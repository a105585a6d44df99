"""Alleles that nobody was read to have may be one class: when a mutation model allows it exactly."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.markers import Marker, Mutation

# Two entries that differ by less than this, relatively, are the same number computed in two ways; taking one for the
# other changes a likelihood by at most this proportion for each meiosis, far below 1e-10 for any pedigree.
SAME = 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class MarkerTables:
    """A marker's numbers as compiled code takes them; ``is_lumpable``: any set of visible alleles may be one class."""

    frequencies: NDArray[np.float64]
    female: NDArray[np.float64]
    male: NDArray[np.float64]
    has_silent: bool
    is_lumpable: bool
    dropout: float

    @property
    def n_alleles(self) -> int:
        """How many alleles there are."""
        return len(self.frequencies)


def is_lumpable(matrix: NDArray[np.float64], *, has_silent: bool = False) -> bool:
    """Whether visible alleles may be lumped whichever they are, without changing any likelihood.

    A Markov chain is strongly lumpable when all states of a class go to each other class with the same probability.
    That holds for every choice of classes when an allele is reached with the same probability from each other one, as
    without mutation and under the equal and the proportional model.  A silent allele is never lumped; its row is free.

    References
    ----------
    Kemeny and Snell, *Finite Markov Chains* (1976), theorem 6.3.2.
    """
    visible = matrix[:-1] if has_silent else matrix
    n_visible, n = visible.shape
    if n_visible < 2:
        return False
    others = np.where(np.eye(n_visible, n, dtype=bool), np.nan, visible)
    low, high = np.nanmin(others, axis=0), np.nanmax(others, axis=0)
    sums = visible.sum(axis=1)
    return bool(np.all(high - low <= SAME * high) and sums.max() - sums.min() <= SAME)


_TABLES: WeakKeyDictionary[Marker, MarkerTables] = WeakKeyDictionary()


def marker_tables(marker: Marker) -> MarkerTables:
    """The marker's numbers, made once for each marker."""
    tables = _TABLES.get(marker)
    if tables is None:
        identity = np.eye(marker.n_alleles)
        female = identity if marker.mutation is None else marker.mutation.female
        male = identity if marker.mutation is None else marker.mutation.male
        tables = MarkerTables(
            frequencies=np.ascontiguousarray(marker.frequencies, dtype=np.float64),
            female=np.ascontiguousarray(female, dtype=np.float64),
            male=np.ascontiguousarray(male, dtype=np.float64),
            has_silent=marker.has_silent,
            is_lumpable=all(is_lumpable(matrix, has_silent=marker.has_silent) for matrix in (female, male)),
            dropout=marker.dropout,
        )
        _TABLES[marker] = tables
    return tables


def lumped_marker(marker: Marker, reads: Mapping[str, tuple[int, int]]) -> tuple[Marker, Mapping[str, tuple[int, int]]]:
    """The marker with all alleles that nobody shows as one, and the reads in its places, where that is exact.

    ``reads``: member id → two places of alleles, as in :class:`~repatria.kinship.Profiles`.
    """
    tables = marker_tables(marker)
    shown = {place for read in reads.values() for place in read if place >= 0}
    visible = marker.n_alleles - marker.has_silent
    rest = [place for place in range(visible) if place not in shown]
    if len(rest) < 2 or not tables.is_lumpable:
        return marker, reads
    groups = [[place] for place in sorted(shown)] + [rest] + [[place] for place in range(visible, marker.n_alleles)]
    new_place = {place: number for number, group in enumerate(groups) for place in group}
    first = [group[0] for group in groups]
    female, male = (
        np.array([[matrix[place, group].sum() for group in groups] for place in first])
        for matrix in (tables.female, tables.male)
    )
    lumped = replace(
        marker,
        alleles=tuple(marker.alleles[place] for place in first),
        frequencies=np.array([marker.frequencies[group].sum() for group in groups]),
        mutation=Mutation(female=female, male=male) if marker.mutation is not None else None,
    )
    where = {**new_place, -1: -1}
    return lumped, {member: (where[one], where[other]) for member, (one, other) in reads.items()}

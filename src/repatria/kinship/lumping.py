"""Alleles that nobody was read to have may be one class: when a mutation model allows it exactly."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.markers import Marker, Mutation
from repatria.kinship.profiles import UNREAD

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
    groups = _groups(tables, {place for read in reads.values() for place in read if place >= 0})
    if len(groups) == marker.n_alleles or not tables.is_lumpable:
        return marker, reads
    fewer = _lumped(tables, groups)
    lumped = replace(
        marker,
        alleles=tuple(marker.alleles[group[0]] for group in groups),
        frequencies=fewer.frequencies,
        mutation=Mutation(female=fewer.female, male=fewer.male) if marker.mutation is not None else None,
    )
    where = {place: number for number, group in enumerate(groups) for place in group} | {-1: -1}
    return lumped, {member: (where[one], where[other]) for member, (one, other) in reads.items()}


def lumped_batch(
    tables: MarkerTables, shown: NDArray[np.int16], reads: NDArray[np.int16]
) -> tuple[MarkerTables, NDArray[np.int16]]:
    """A lumpable marker's numbers with all alleles but those in ``shown`` as one, and many families' reads so."""
    groups = _groups(tables, set(shown.tolist()))
    where = np.full(tables.n_alleles + 1, UNREAD, dtype=np.int16)
    for number, group in enumerate(groups):
        where[group] = number
    return _lumped(tables, groups), where[reads]


def _groups(tables: MarkerTables, shown: Set[int]) -> list[list[int]]:
    """Alleles that are one: each that is shown by itself, the other visible ones together, a silent one last."""
    visible = tables.n_alleles - tables.has_silent
    rest = [place for place in range(visible) if place not in shown]
    silent = [[place] for place in range(visible, tables.n_alleles)]
    return [[place] for place in sorted(shown)] + ([rest] if rest else []) + silent


def _lumped(tables: MarkerTables, groups: Sequence[Sequence[int]]) -> MarkerTables:
    """Rows of one allele of each group, columns added: any allele of a group stands for it."""
    first = [group[0] for group in groups]
    to_group = np.zeros((tables.n_alleles, len(groups)))
    for number, group in enumerate(groups):
        to_group[list(group), number] = 1.0
    return replace(
        tables,
        frequencies=np.ascontiguousarray(tables.frequencies @ to_group),
        female=np.ascontiguousarray(tables.female[first] @ to_group),
        male=np.ascontiguousarray(tables.male[first] @ to_group),
    )

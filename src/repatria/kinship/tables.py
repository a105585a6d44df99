"""Tables of ratios: for each missing person and marker, how each genotype that occurs among the bodies speaks."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from repatria.errors import TooComplex
from repatria.kinship.candidates import Obstacle
from repatria.kinship.columns import ColumnGroup
from repatria.kinship.genotype_codes import GenotypeCodes
from repatria.kinship.genotype_ratios import Shown, fill_ratios, shown_by
from repatria.kinship.markers import Panel
from repatria.kinship.params import LikelihoodParams
from repatria.kinship.pedigree import Pedigree, Sex


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RatioTables:
    """Natural logs of P(reads | relatives) / P(reads | stranger), float64.

    Of column c at marker k and genotype code g: ``values[starts[c, k] + g]``; code 0, not typed, is 0.  Families with
    the same reads share one table.  ``obstacles``: :class:`~repatria.kinship.candidates.Obstacle`, int8 of shape
    (n_columns, n_markers); where there is one the table means nothing.
    """

    values: NDArray[np.float64]
    starts: NDArray[np.int64]
    obstacles: NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Job:
    """The distinct reads of a group at a marker: (n_distinct, n_typed, 2), which column has which, where tables go."""

    group: ColumnGroup
    columns: slice
    marker: int
    reads: NDArray[np.int16]
    table_of: NDArray[np.intp]
    start: int


def ratio_tables(
    groups: Sequence[ColumnGroup],
    codes: GenotypeCodes,
    panel: Panel,
    *,
    params: LikelihoodParams,
    each: Callable[..., Iterable[NDArray[np.int8]]] = map,
) -> RatioTables:
    """One table for each column and marker; columns in the order of the groups, one after the other.

    ``each`` applies a function to many jobs and keeps their order: ``map``, or that of an executor.

    Raises
    ------
    ValueError
        Theta above 0: there a stranger's probability hangs on the family, and a table takes too long.
    """
    if params.theta > 0.0:
        raise ValueError(f"tables are made without theta, got {params.theta}")
    n_codes = codes.n_codes.tolist()
    jobs = list(_jobs(groups, n_codes))
    values = np.empty(sum(len(job.reads) * n_codes[job.marker] for job in jobs))

    @cache
    def shown(place: int, sex: Sex) -> Shown:
        return shown_by(codes.genotypes[place][1:], panel.markers[place], sex)

    def fill(job: _Job) -> NDArray[np.int8]:
        size = len(job.reads) * n_codes[job.marker]
        rows = values[job.start : job.start + size].reshape(len(job.reads), n_codes[job.marker])
        marker, readings = panel.markers[job.marker], shown(job.marker, job.group.sex)
        try:
            impossible = fill_ratios(rows, readings, job.group, job.reads, marker, params)
        except TooComplex:
            return np.full(len(job.reads), Obstacle.TOO_COMPLEX, dtype=np.int8)
        return np.where(impossible, Obstacle.CONTRADICTION, Obstacle.NONE).astype(np.int8)

    shape = sum(map(len, groups)), len(panel)
    starts, obstacles = np.empty(shape, dtype=np.int64), np.empty(shape, dtype=np.int8)
    for job, met in zip(jobs, each(fill, jobs), strict=True):
        starts[job.columns, job.marker] = job.start + job.table_of * n_codes[job.marker]
        obstacles[job.columns, job.marker] = met[job.table_of]
    return RatioTables(values=values, starts=starts, obstacles=obstacles)


def _jobs(groups: Sequence[ColumnGroup], n_codes: Sequence[int]) -> Iterator[_Job]:
    first = start = 0
    for group in groups:
        alike = interchangeable(group.pedigree, group.typed)
        for marker in range(len(n_codes)):
            reads, table_of = _distinct(group.genotypes[:, :, marker], alike)
            columns = slice(first, first + len(group))
            yield _Job(group=group, columns=columns, marker=marker, reads=reads, table_of=table_of, start=start)
            start += len(reads) * n_codes[marker]
        first += len(group)


def interchangeable(pedigree: Pedigree, typed: Sequence[str]) -> list[list[int]]:
    """Places in ``typed`` of full brothers, and of full sisters, who have no children: whose reads may be swapped."""
    parents = {parent for member in pedigree.members for parent in (member.father, member.mother)}
    alike: dict[tuple[object, ...], list[int]] = {}
    for place, member_id in enumerate(typed):
        member = pedigree.member(member_id)
        if member.father is not None and member_id not in parents:
            alike.setdefault((member.father, member.mother, member.sex), []).append(place)
    return [places for places in alike.values() if len(places) > 1]


def _distinct(reads: NDArray[np.int16], alike: Sequence[Sequence[int]]) -> tuple[NDArray[np.int16], NDArray[np.intp]]:
    """The distinct rows of reads (n_columns, n_typed, 2), and which of them each column has."""
    keys = (reads[..., 0].astype(np.int32) + 1) * 2**16 + reads[..., 1] + 1
    for places in alike:
        keys[:, places] = np.sort(keys[:, places], axis=1)
    present, table_of = np.unique(keys, axis=0, return_inverse=True)
    both = np.stack([present // 2**16 - 1, present % 2**16 - 1], axis=-1).astype(np.int16)
    return both, table_of.reshape(-1)

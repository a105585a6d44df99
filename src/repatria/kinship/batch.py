"""Many families of one shape at one marker, at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from repatria.kinship import urn
from repatria.kinship.convention import Gamete, without_untyped_founders
from repatria.kinship.evaluation import evaluate
from repatria.kinship.inheritance import Read
from repatria.kinship.lumping import lumped_batch, marker_tables
from repatria.kinship.markers import Chromosome, Marker
from repatria.kinship.observation import read_patterns
from repatria.kinship.params import Convention, LikelihoodParams
from repatria.kinship.pedigree import Pedigree
from repatria.kinship.profiles import UNREAD
from repatria.kinship.recipe import plan_for

# From so many families on they are told the same alleles apart, so that they can share tables, if these are at most so
# many times as many as those that one family shows.
FEW_FAMILIES = 8
MOST_TO_ONE = 1.6


def member_rows(pedigree: Pedigree, ids: Sequence[str]) -> NDArray[np.int32]:
    """Row of each member among the ids, -1 for those who are not; ``ValueError`` for an id that is no member."""
    rows = np.full(len(pedigree), -1, dtype=np.int32)
    for row, each in enumerate(ids):
        if each not in pedigree:
            raise ValueError(f"{each} has a profile and is not a member of the pedigree")
        rows[pedigree.index(each)] = row
    return rows


def _groups(patterns: NDArray[np.int8]) -> list[tuple[NDArray[np.int8], slice | NDArray[np.intp]]]:
    """Each pattern of reads, with the families that have it."""
    if len(patterns) == 0:
        return []
    if len(patterns) == 1 or (patterns == patterns[0]).all():
        return [(patterns[0], slice(None))]
    found, which = np.unique(patterns, axis=0, return_inverse=True)
    return [(pattern, np.flatnonzero(which.ravel() == number)) for number, pattern in enumerate(found)]


def _n_seen(reads: NDArray[np.int16]) -> int:
    """How many alleles one family shows at most."""
    if len(reads) == 1:
        return len({UNREAD, *reads.ravel().tolist()}) - 1
    return 2 * int(reads.shape[1])


def _shown_in_common(reads: NDArray[np.int16]) -> NDArray[np.int16] | None:
    """Alleles that somebody shows in some family, where they are few more than one family shows; else ``None``."""
    if len(reads) < FEW_FAMILIES:
        return None
    seen = np.unique(reads)
    seen = seen[seen != UNREAD]
    return seen if len(seen) <= MOST_TO_ONE * _n_seen(reads[:1]) else None


def evaluate_families(
    pedigree: Pedigree,
    rows: NDArray[np.int32],
    reads: NDArray[np.int16],
    marker: Marker,
    *,
    params: LikelihoodParams,
    target: int = -1,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Log-likelihoods of many families' reads, and the genotype distribution of a target in each.

    Families may differ in who was read; each pattern is run by its own recipe.  Compiled code holds no lock of the
    interpreter, so that two threads work on two calls at once.

    Parameters
    ----------
    rows
        From :func:`member_rows`.
    reads
        Places of alleles; shape (n_families, n_typed, 2).
    target
        Place of an unread member, or -1.

    Returns
    -------
    log_likelihoods
        Natural logs; shape (n_families,).
    tables
        Probability of each unordered genotype ``a <= b`` at ``[family, a, b]``, zero below the diagonal; NaN where the
        reads are impossible.  Shape (n_families, n_alleles, n_alleles), or (n_families, 0, 0) without a target.

    Raises
    ------
    TooComplex
        The pedigree is too entangled.
    """
    if params.theta > 0.0:
        return _from_one_urn(pedigree, rows, reads, marker, params.theta, target)
    from_population: frozenset[Gamete] = frozenset()
    if params.convention is Convention.UNTYPED_FOUNDERS_DROPPED:
        kept = {*np.flatnonzero(rows >= 0).tolist(), target} - {-1}
        from_population = without_untyped_founders(pedigree, [pedigree.ids[place] for place in kept])
    numbers = marker_tables(marker)
    lump = numbers.is_lumpable and target < 0
    if lump and (seen := _shown_in_common(reads)) is not None:
        numbers, reads = lumped_batch(numbers, seen, reads)
        lump = False
    n = numbers.n_alleles
    logs = np.empty(len(reads))
    tables = np.empty((len(reads), n, n) if target >= 0 else (len(reads), 0, 0))
    patterns = read_patterns(reads, may_drop=marker.dropout > 0.0)
    for pattern, families in _groups(patterns):
        by_member = (
            np.where(rows >= 0, pattern[rows], np.int8(Read.NOTHING)) if len(pattern) else np.zeros(len(rows), np.int8)
        )
        told_apart = min(n, _n_seen(reads) + 1 + marker.has_silent) if lump else n
        plan = plan_for(
            pedigree,
            by_member,
            rows,
            target=target,
            is_x=marker.chromosome == Chromosome.X,
            n_alleles=told_apart,
            from_population=from_population,
        )
        some_logs = np.empty(len(reads[families]))
        some_tables = tables if isinstance(families, slice) else np.empty((len(families), *tables.shape[1:]))
        evaluate(
            plan.recipe,
            numbers.frequencies,
            numbers.female,
            numbers.male,
            numbers.has_silent,
            lump,
            numbers.dropout,
            np.ascontiguousarray(reads[families]),
            some_logs,
            some_tables,
        )
        logs[families] = some_logs
        if not isinstance(families, slice):
            tables[families] = some_tables
    return logs, tables


def _from_one_urn(
    pedigree: Pedigree,
    rows: NDArray[np.int32],
    reads: NDArray[np.int16],
    marker: Marker,
    theta: float,
    target: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The same with theta above 0, family by family."""
    n = marker.n_alleles
    logs = np.empty(len(reads))
    tables = np.full((len(reads), n, n) if target >= 0 else (len(reads), 0, 0), np.nan)
    typed = [(pedigree.ids[place], int(rows[place])) for place in np.flatnonzero(rows >= 0)]
    for family, own in enumerate(reads.tolist()):
        read = {member: (own[row][0], own[row][1]) for member, row in typed if own[row][0] != UNREAD}
        if target < 0:
            logs[family] = urn.log_likelihood(pedigree, read, marker, theta)
        else:
            logs[family], table = urn.genotype_table(pedigree, read, marker, theta, pedigree.ids[target])
            if logs[family] > -np.inf:
                tables[family] = table
    return logs, tables

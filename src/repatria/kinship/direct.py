"""Profile against profile: one person in several bags, a colleague's DNA on a sample, kin among the bodies.

Two equal profiles are one person or identical twins: DNA cannot tell these apart, and an answer from it is a set.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.agreement import agreeing_pairs
from repatria.kinship.likelihood import family_log_likelihoods
from repatria.kinship.markers import Chromosome, Panel
from repatria.kinship.params import LikelihoodParams
from repatria.kinship.pedigree import Member, Pedigree
from repatria.kinship.profiles import UNREAD, Profiles
from repatria.kinship.same_ratio import same_log_ratio

LN10 = float(np.log(10.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectParams:
    """When two profiles are held to be one person's.

    ``most_mismatches``: loci at which the two contradict each other although one person gave both.  ``least_compared``:
    loci read on both sides.  ``least_log10_lr``: of one person against two unrelated ones; if none is stated,
    :func:`enough_log10_lr` of the number of pairs.  ``mistyping``: probability that a locus is somebody else's or
    misread.  ``dropout``: probability that a copy is not read, where the panel says none; a partial read is then no
    contradiction.  ``theta`` as in :class:`LikelihoodParams`.
    """

    most_mismatches: int = 1
    least_compared: int = 6
    least_log10_lr: float | None = None
    mistyping: float = 0.001
    dropout: float = 0.02
    theta: float = 0.0

    def __post_init__(self) -> None:
        if self.most_mismatches < 0 or self.least_compared < 1:
            raise ValueError("expected most_mismatches >= 0 and least_compared >= 1")
        for name in ("mistyping", "dropout", "theta"):
            if not 0.0 <= getattr(self, name) < 1.0:
                raise ValueError(f"{name} must be in [0, 1), got {getattr(self, name)}")


def enough_log10_lr(n_pairs: int) -> float:
    """log10 of the likelihood ratio from which two profiles are one person's, among so many pairs.

    A pair of strangers reaches a ratio of t once in t times at most: with a hundred times the number of pairs, fewer
    than one pair of strangers in a hundred such lists is taken for one person.  Never less than a million.
    """
    return max(6.0, float(np.log10(max(n_pairs, 1))) + 2.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SamePairs:
    """Pairs of profiles that are one person's, or identical twins'; arrays of shape (n_pairs,).

    ``one``, ``other``: places in the two inputs.  ``n_compared`` loci read on both sides, of these ``n_partial`` where
    one read holds less than the other and ``n_mismatches`` where they contradict each other.  ``least_log10_lr``: the
    ratio that was asked for.
    """

    one: NDArray[np.int32]
    other: NDArray[np.int32]
    n_compared: NDArray[np.int16]
    n_partial: NDArray[np.int16]
    n_mismatches: NDArray[np.int16]
    log10_lr: NDArray[np.float64]
    least_log10_lr: float

    def __len__(self) -> int:
        return int(self.one.size)

    def groups(self, n_profiles: int) -> tuple[tuple[int, ...], ...]:
        """Profiles (places) that hang together by pairs, within one input; singles are left out."""
        parent = list(range(n_profiles))

        def root(node: int) -> int:
            while parent[node] != node:
                parent[node] = parent[parent[node]]
                node = parent[node]
            return node

        for one, other in zip(self.one.tolist(), self.other.tolist(), strict=True):
            a, b = root(one), root(other)
            parent[max(a, b)] = min(a, b)
        together: dict[int, list[int]] = {}
        for node in range(n_profiles):
            together.setdefault(root(node), []).append(node)
        return tuple(tuple(group) for group in together.values() if len(group) > 1)


def same_person(profiles: Profiles, panel: Panel, *, params: DirectParams | None = None) -> SamePairs:
    """Find profiles of one person among all: bags that belong together, a reference given twice, twins.

    Every pair is looked at.  X markers can contradict; the likelihood ratio is of the autosomal ones.
    """
    return _same(profiles, profiles, panel, params if params is not None else DirectParams(), within=True)


def same_as(profiles: Profiles, others: Profiles, panel: Panel, *, params: DirectParams | None = None) -> SamePairs:
    """Find profiles that equal one of ``others``: the staff of the laboratory, or personal effects of the missing."""
    return _same(profiles, others, panel, params if params is not None else DirectParams(), within=False)


def _same(one: Profiles, other: Profiles, panel: Panel, params: DirectParams, *, within: bool) -> SamePairs:
    for each in (one, other):
        if each.alleles.shape[1] != len(panel):
            raise ValueError(f"expected profiles of {len(panel)} markers, got {each.alleles.shape[1]}")
    rows = agreeing_pairs(one.alleles, other.alleles, params.least_compared, params.most_mismatches, within)
    first, second = rows[:, 0], rows[:, 1]
    log_lr = np.zeros(len(rows))
    for place, marker in enumerate(panel.markers):
        if marker.chromosome is not Chromosome.AUTOSOMAL:
            continue
        reads = np.concatenate([one.alleles[first, place], other.alleles[second, place]], axis=1)
        different, which = np.unique(reads, axis=0, return_inverse=True)
        ratios = [
            same_log_ratio(
                (int(row[0]), int(row[1])),
                (int(row[2]), int(row[3])),
                marker,
                theta=params.theta,
                dropout=marker.dropout or params.dropout,
                mistyping=params.mistyping,
            )
            for row in different
        ]
        log_lr += np.array(ratios)[which.ravel()] if len(rows) else 0.0
    n_pairs = len(one) * (len(one) - 1) // 2 if within else len(one) * len(other)
    least = enough_log10_lr(n_pairs) if params.least_log10_lr is None else params.least_log10_lr
    kept = log_lr >= least * LN10
    return SamePairs(
        one=first[kept].astype(np.int32),
        other=second[kept].astype(np.int32),
        n_compared=rows[kept, 2].astype(np.int16),
        n_partial=rows[kept, 3].astype(np.int16),
        n_mismatches=rows[kept, 4].astype(np.int16),
        log10_lr=log_lr[kept] / LN10,
        least_log10_lr=least,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Merged:
    """Profiles with one row a person: ``members`` are the places it was made of, under the id of the first.

    ``n_conflicts`` (n_profiles,): loci at which the members contradict each other; they are unread in the result.
    """

    profiles: Profiles
    members: tuple[tuple[int, ...], ...]
    n_conflicts: NDArray[np.int16]


def merge_profiles(profiles: Profiles, groups: Sequence[Sequence[int]]) -> Merged:
    """Make one profile of each group: at each locus the fullest read that all others of the group fit into."""
    grouped = {place for group in groups for place in group}
    members = sorted(
        [*(tuple(sorted(group)) for group in groups), *((n,) for n in range(len(profiles)) if n not in grouped)]
    )
    alleles = profiles.alleles[[group[0] for group in members]].copy()
    n_conflicts = np.zeros(len(members), dtype=np.int16)
    for row, group in enumerate(members):
        if len(group) == 1:
            continue
        for place in range(alleles.shape[1]):
            reads = [profiles.alleles[member, place] for member in group]
            typed = [read for read in reads if read[0] != UNREAD]
            full = max(typed, key=lambda read: (len(_seen(read)), read[1] != UNREAD), default=reads[0])
            fits = all(_seen(read) <= _seen(full) for read in typed)
            alleles[row, place] = full if fits else UNREAD
            n_conflicts[row] += not fits
    return Merged(
        profiles=Profiles(ids=tuple(profiles.ids[group[0]] for group in members), alleles=alleles),
        members=tuple(members),
        n_conflicts=n_conflicts,
    )


def _seen(read: NDArray[np.int16]) -> set[int]:
    return {int(allele) for allele in read if allele != UNREAD}


class Kin(StrEnum):
    """How two people may be related."""

    PARENT_CHILD = "parent and child"
    FULL_SIBLINGS = "full siblings"
    HALF_SIBLINGS = "half siblings"


_KIN: Mapping[Kin, Pedigree] = {
    Kin.PARENT_CHILD: Pedigree(members=(Member(id="a"), Member(id="y"), Member(id="b", father="a", mother="y"))),
    Kin.FULL_SIBLINGS: Pedigree(
        members=(
            Member(id="x"),
            Member(id="y"),
            Member(id="a", father="x", mother="y"),
            Member(id="b", father="x", mother="y"),
        )
    ),
    Kin.HALF_SIBLINGS: Pedigree(
        members=(
            Member(id="x"),
            Member(id="y"),
            Member(id="z"),
            Member(id="a", father="x", mother="y"),
            Member(id="b", father="x", mother="z"),
        )
    ),
}
_STRANGERS = Pedigree(members=(Member(id="a"), Member(id="b")))


def kin_ratios(
    profiles: Profiles,
    one: NDArray[np.int32],
    other: NDArray[np.int32],
    panel: Panel,
    *,
    params: LikelihoodParams | None = None,
) -> NDArray[np.float64]:
    """Weigh pairs of profiles as kin against strangers: log10 likelihood ratios, shape (n_pairs, len(Kin)).

    Autosomal markers only.  Where mutation differs by sex the shared parent is taken for a father; which of the two is
    the parent is not asked.
    """
    params = params if params is not None else LikelihoodParams()
    found = np.zeros((one.size, len(Kin)))
    for place, marker in enumerate(panel.markers):
        if marker.chromosome is not Chromosome.AUTOSOMAL:
            continue
        both = np.stack([profiles.alleles[one, place], profiles.alleles[other, place]], axis=1)
        different, which = np.unique(both, axis=0, return_inverse=True)
        reads = np.ascontiguousarray(different)
        apart = family_log_likelihoods(_STRANGERS, ("a", "b"), reads, marker, params=params)
        for column, kin in enumerate(Kin):
            related = family_log_likelihoods(_KIN[kin], ("a", "b"), reads, marker, params=params)
            found[:, column] += (related - apart)[which.ravel()]
    return found / LN10

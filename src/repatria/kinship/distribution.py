"""Which genotypes can a relative have, given what was read of the family?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.batch import evaluate_families, member_rows
from repatria.kinship.markers import Marker, Panel
from repatria.kinship.params import LikelihoodParams
from repatria.kinship.pedigree import Pedigree
from repatria.kinship.profiles import Profiles

_AS_DRAWN = LikelihoodParams()


@dataclass(frozen=True, slots=True, eq=False)
class GenotypeDistributions:
    """What one member's genotype can be at each marker.

    ``log_evidence``: natural log of the probability of the profiles; shape (n_markers,).  ``tables``: for each marker
    the probability of each unordered genotype given the profiles, ``a <= b`` at ``[a, b]`` and zero below the diagonal;
    shape (n_alleles, n_alleles).  A man on X has his one allele twice.  Where the profiles are impossible the evidence
    is -inf and the table NaN.
    """

    log_evidence: NDArray[np.float64]
    tables: tuple[NDArray[np.float64], ...]


def genotype_distributions(
    pedigree: Pedigree, profiles: Profiles, panel: Panel, target: str, *, params: LikelihoodParams = _AS_DRAWN
) -> GenotypeDistributions:
    """The distribution of an untyped member's genotype, at each marker, given the profiles of others.

    Raises
    ------
    ValueError
        The target has a profile or is no member; or a profile of somebody who is no member.
    TooComplex
        The pedigree is so entangled that an exact sum would take too much memory or work.
    """
    if len(panel) != profiles.alleles.shape[1]:
        raise ValueError(f"profiles have {profiles.alleles.shape[1]} markers, the panel {len(panel)}")
    found = [
        genotype_tables(pedigree, profiles.ids, target, profiles.alleles[None, :, place], marker, params=params)
        for place, marker in enumerate(panel.markers)
    ]
    return GenotypeDistributions(
        log_evidence=np.array([logs[0] for logs, _ in found]), tables=tuple(tables[0] for _, tables in found)
    )


def genotype_tables(
    pedigree: Pedigree,
    typed: Sequence[str],
    target: str,
    reads: NDArray[np.int16],
    marker: Marker,
    *,
    params: LikelihoodParams = _AS_DRAWN,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The target's genotype distribution in many families of one shape, at one marker: the screening's tables.

    Parameters
    ----------
    typed
        Members with reads, in the order of the second axis of ``reads``.
    reads
        Places of alleles, as in :class:`~repatria.kinship.Profiles`; shape (n_families, n_typed, 2).  Who was not read
        at this marker has twice :data:`~repatria.kinship.UNREAD`.

    Returns
    -------
    log_evidence
        Natural log of the probability of each family's reads; shape (n_families,).
    tables
        Probability of each unordered genotype given the reads, ``a <= b`` at ``[family, a, b]``, zero below the
        diagonal; NaN where the reads are impossible.  Shape (n_families, n_alleles, n_alleles).
    """
    if target in typed:
        raise ValueError(f"{target} has a profile: ask for the genotype of somebody who has none")
    place = pedigree.index(target) if target in pedigree else -1
    if place < 0:
        raise ValueError(f"{target} is not a member of the pedigree")
    return evaluate_families(pedigree, member_rows(pedigree, typed), reads, marker, target=place, params=params)

"""Two reads of one marker: one person read twice, or two unrelated people?"""

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.markers import Marker
from repatria.kinship.profiles import UNREAD

Read = tuple[int, int]


def same_log_ratio(
    one: Read, other: Read, marker: Marker, *, theta: float = 0.0, dropout: float = 0.0, mistyping: float = 0.0
) -> float:
    """Natural log of the likelihood ratio at one marker, one person against two unrelated ones of one population.

    A read is two places of alleles as in :class:`Profiles`; an unread marker weighs nothing.  With ``mistyping`` a read
    is with that probability anybody's.  With ``theta`` all four alleles come from one urn.  Alleles in neither read are
    one class: exact, because nothing that was read tells them apart.
    """
    if one[0] == UNREAD or other[0] == UNREAD:
        return 0.0
    seen = sorted({allele for allele in (*one, *other) if allele != UNREAD})
    silent = marker.n_alleles - 1 if marker.has_silent else -1
    classes = [*seen, *([silent] if silent >= 0 else [])]
    shares = [float(marker.frequencies[allele]) for allele in classes]
    shares.append(max(0.0, 1.0 - sum(shares)))
    is_silent = [allele == silent and silent >= 0 for allele in classes] + [False]
    genotypes = list(itertools.combinations_with_replacement(range(len(shares)), 2))
    prior = np.array([_urn(pair, shares, theta) * (1 + (pair[0] != pair[1])) for pair in genotypes])
    fits = []
    for read in (one, other):
        wanted = {classes.index(allele) for allele in read if allele != UNREAD}
        exact = np.array(
            [
                _read(wanted, [copy for copy in pair if not is_silent[copy]], dropout, one_read=read[1] == UNREAD)
                for pair in genotypes
            ]
        )
        fits.append((1.0 - mistyping) * exact + mistyping * float(prior @ exact))
    same = float(prior @ (fits[0] * fits[1]))
    apart = float(prior @ fits[0]) * float(prior @ fits[1])
    if theta > 0.0:
        both = _two_people(genotypes, shares, theta)
        apart = float(fits[0] @ both @ fits[1])
    if apart == 0.0:
        return 0.0 if same == 0.0 else float("inf")
    return float(np.log(same / apart)) if same > 0.0 else -float("inf")


def _read(wanted: set[int], copies: Sequence[int], dropout: float, *, one_read: bool) -> float:
    """P(these alleles were read | the copies that the kit can see)."""
    if one_read and dropout == 0.0:
        return float(wanted <= set(copies))
    total = 0.0
    for kept in itertools.product((True, False), repeat=len(copies)):
        if {copy for copy, is_kept in zip(copies, kept, strict=True) if is_kept} == wanted:
            total += float(np.prod([1.0 - dropout if is_kept else dropout for is_kept in kept]))
    return total


def _urn(drawn: Sequence[int], shares: Sequence[float], theta: float) -> float:
    """P(these classes are drawn, in this order) from one Pólya urn."""
    total = 1.0
    for place, each in enumerate(drawn):
        n_before = sum(1 for earlier in drawn[:place] if earlier == each)
        total *= (theta * n_before + (1.0 - theta) * shares[each]) / (1.0 + (place - 1) * theta)
    return total


def _two_people(genotypes: Sequence[Read], shares: Sequence[float], theta: float) -> NDArray[np.float64]:
    return np.array(
        [
            [
                _urn((*one, *other), shares, theta) * (1 + (one[0] != one[1])) * (1 + (other[0] != other[1]))
                for other in genotypes
            ]
            for one in genotypes
        ]
    )

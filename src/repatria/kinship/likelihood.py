"""How probable are these profiles if the people are related as drawn?"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.batch import evaluate_families, member_rows
from repatria.kinship.markers import Marker, Panel
from repatria.kinship.params import LikelihoodParams
from repatria.kinship.pedigree import Pedigree
from repatria.kinship.profiles import Profiles

_AS_DRAWN = LikelihoodParams()


def log_likelihoods(
    pedigree: Pedigree, profiles: Profiles, panel: Panel, *, params: LikelihoodParams = _AS_DRAWN
) -> NDArray[np.float64]:
    """Natural log of the probability of the profiles, at each marker.

    Markers are independent: the sum is the log of the whole.  A difference of two pedigrees' sums is the log of a
    likelihood ratio.  An impossible observation is a result (-inf), not an error.

    Parameters
    ----------
    profiles
        Whose ids are members of the pedigree; members without a profile are summed over.

    Returns
    -------
    Array of shape (n_markers,).

    Raises
    ------
    ValueError
        A profile of somebody who is no member, profiles of another panel, or an unknown sex that an X marker needs.
    TooComplex
        The pedigree is so entangled that an exact sum would take too much memory or work.

    References
    ----------
    Elston and Stewart (1971), doi:10.1159/000152448; variable elimination over single alleles with selectors of the
    meioses: Fishelson and Geiger (2002), doi:10.1093/bioinformatics/18.suppl_1.S189.
    """
    rows = member_rows(pedigree, profiles.ids)
    reads = np.ascontiguousarray(profiles.alleles.transpose(1, 0, 2))
    if len(panel) != reads.shape[0]:
        raise ValueError(f"profiles have {reads.shape[0]} markers, the panel {len(panel)}")
    logs = np.empty(len(panel))
    for place, marker in enumerate(panel.markers):
        logs[place] = evaluate_families(pedigree, rows, reads[place : place + 1], marker, params=params)[0][0]
    return logs


def family_log_likelihoods(
    pedigree: Pedigree,
    typed: Sequence[str],
    reads: NDArray[np.int16],
    marker: Marker,
    *,
    params: LikelihoodParams = _AS_DRAWN,
) -> NDArray[np.float64]:
    """Natural log-likelihoods of many families of one shape at one marker: :func:`log_likelihoods`, by the thousand.

    Parameters
    ----------
    typed
        Members with reads, in the order of the second axis of ``reads``.
    reads
        Places of alleles, as in :class:`~repatria.kinship.Profiles`; shape (n_families, n_typed, 2).

    Returns
    -------
    Array of shape (n_families,).
    """
    return evaluate_families(pedigree, member_rows(pedigree, typed), reads, marker, params=params)[0]

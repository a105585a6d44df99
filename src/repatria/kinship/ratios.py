"""Direct likelihood ratios: profiles weighed one by one against a missing member of a family."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.family import Family
from repatria.kinship.genotype_ratios import unused_id
from repatria.kinship.likelihood import log_likelihoods
from repatria.kinship.markers import Panel
from repatria.kinship.params import LikelihoodParams
from repatria.kinship.pedigree import Member, Pedigree
from repatria.kinship.profiles import Profiles


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LikelihoodRatios:
    """How much more probable each profile is as the missing member than as a stranger's.

    ``log10_lr`` has shape (n_profiles,), its parts ``by_marker`` (n_profiles, n_markers).  -inf: excluded.  NaN: the
    relatives or the profile are impossible under both hypotheses, so there is nothing to weigh.
    """

    ids: tuple[str, ...]
    log10_lr: NDArray[np.float64]
    by_marker: NDArray[np.float64]


def likelihood_ratios(
    family: Family, missing: str, profiles: Profiles, panel: Panel, *, params: LikelihoodParams | None = None
) -> LikelihoodRatios:
    """Weigh each profile against one missing member of a family.

    How much more probable is this DNA if the body is ``missing`` than if it is an unrelated person of the same
    population and of the missing person's sex?  Each likelihood is summed anew for each profile: exact, and the
    yardstick of :func:`repatria.kinship.screen`, which looks up instead.  With theta the stranger's alleles come out
    of the same urn as the family's.

    Raises
    ------
    ValueError
        ``missing`` is not one of the family's missing members, or the profiles are not of this panel.

    References
    ----------
    Elston and Stewart (1971), doi:10.1159/000152448. Peers' values: ``tests/kinship/test_ratios.py``.
    """
    params = LikelihoodParams() if params is None else params
    if missing not in family.missing:
        raise ValueError(f"family {family.id}: {missing} is not one of its missing members")
    if profiles.alleles.shape[1] != len(panel) or family.references.alleles.shape[1] != len(panel):
        raise ValueError(f"expected profiles of {len(panel)} markers")
    shape = (len(profiles), len(panel))
    related, unrelated = np.empty(shape), np.empty(shape)
    stranger = Member(id=unused_id(family.pedigree), sex=family.pedigree.member(missing).sex)
    alone = Pedigree(members=(stranger,))
    beside = family.pedigree.beside([stranger])
    # Without theta the stranger and the family are independent: the family's part is then the same for all.
    relatives = log_likelihoods(family.pedigree, family.references, panel, params=params) if not params.theta else None
    for row in range(len(profiles)):
        alleles = profiles.alleles[[row]]
        as_missing = family.references.and_of(Profiles(ids=(missing,), alleles=alleles))
        as_stranger = Profiles(ids=(stranger.id,), alleles=alleles)
        related[row] = log_likelihoods(family.pedigree, as_missing, panel, params=params)
        if relatives is None:
            unrelated[row] = log_likelihoods(beside, family.references.and_of(as_stranger), panel, params=params)
        else:
            unrelated[row] = relatives + log_likelihoods(alone, as_stranger, panel, params=params)
    return _ratios(profiles.ids, related, unrelated)


def _ratios(ids: tuple[str, ...], related: NDArray[np.float64], unrelated: NDArray[np.float64]) -> LikelihoodRatios:
    with np.errstate(invalid="ignore"):  # -inf less -inf is NaN, and so meant.
        by_marker = (related - unrelated) / np.log(10)
        return LikelihoodRatios(ids=ids, log10_lr=by_marker.sum(axis=1), by_marker=by_marker)

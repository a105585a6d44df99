"""Direct likelihood ratios: profiles weighed one by one against a missing member of a family."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.comparable import on_x, sex_of, usable_references, without_reads
from repatria.kinship.family import Family
from repatria.kinship.likelihood import family_log_likelihoods, log_likelihoods
from repatria.kinship.markers import Panel
from repatria.kinship.params import LikelihoodParams
from repatria.kinship.pedigree import Member, Pedigree, Sex
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
    of the same urn as the family's.  On X nobody is compared whose sex is not known, neither a relative nor
    ``missing``; the profiles' own sex is the caller's to compare.

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
    sex = sex_of(family.pedigree, missing)
    stranger = Member(id=_unused_id(family.pedigree), sex=sex)
    relatives = usable_references(family, panel)
    if sex == Sex.UNKNOWN:
        profiles = without_reads(profiles, on_x(panel))
    logs = partial(_logs, profiles=profiles, panel=panel, params=params)
    related = logs(family.pedigree, relatives, missing)
    if params.theta > 0.0:
        unrelated = logs(family.pedigree.beside([stranger]), relatives, stranger.id)
    else:
        # Without theta the stranger and the family are independent.
        alone = logs(Pedigree(members=(stranger,)), relatives.only([]), stranger.id)
        unrelated = alone + log_likelihoods(family.pedigree, relatives, panel, params=params)
    with np.errstate(invalid="ignore"):  # -inf less -inf is NaN, and so meant.
        by_marker = (related - unrelated) / np.log(10)
        return LikelihoodRatios(ids=profiles.ids, log10_lr=by_marker.sum(axis=1), by_marker=by_marker)


def _logs(
    pedigree: Pedigree, relatives: Profiles, body: str, *, profiles: Profiles, panel: Panel, params: LikelihoodParams
) -> NDArray[np.float64]:
    """Natural logs of P(relatives, profile) with each profile in the body's place; shape (n_profiles, n_markers)."""
    logs = np.empty((len(profiles), len(panel)))
    typed = (*relatives.ids, body)
    reads = np.empty((len(profiles), len(typed), 2), dtype=np.int16)
    for place, marker in enumerate(panel.markers):
        reads[:, :-1], reads[:, -1] = relatives.alleles[:, place], profiles.alleles[:, place]
        logs[:, place] = family_log_likelihoods(pedigree, typed, reads, marker, params=params)
    return logs


def _unused_id(pedigree: Pedigree) -> str:
    """An id for a stranger beside the pedigree."""
    name = "stranger"
    while name in pedigree:
        name += "'"
    return name

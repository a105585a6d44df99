"""Two markers that lie close together on a chromosome: meioses pass them on together more often than not."""

from typing import TypeAlias, cast

import numpy as np

from repatria.kinship.convention import Gamete, without_untyped_founders
from repatria.kinship.lumping import lumped_marker
from repatria.kinship.markers import Chromosome, Marker
from repatria.kinship.network import Factor, Network, eliminate
from repatria.kinship.params import Convention, LikelihoodParams
from repatria.kinship.pedigree import Pedigree
from repatria.kinship.pedigree_network import pedigree_network
from repatria.kinship.profiles import UNREAD, Profiles

Recombination: TypeAlias = float | tuple[float, float]

_AS_DRAWN = LikelihoodParams()


def linked_log_likelihood(
    pedigree: Pedigree,
    profiles: Profiles,
    markers: tuple[Marker, Marker],
    recombination: Recombination,
    *,
    params: LikelihoodParams = _AS_DRAWN,
) -> float:
    """Natural log of the probability of the profiles at two linked markers together.

    In each meiosis the parent passes, at both markers, what it has from the same grandparent, but for a recombination.
    Founders' haplotypes are in linkage equilibrium.  At 0.5 it is the sum of the two markers' own log-likelihoods.

    Parameters
    ----------
    profiles
        Whose two markers are ``markers``, in this order.
    recombination
        Probability of a recombination between the markers in one meiosis, in [0, 0.5]: one for all, or mothers' and
        fathers'.  On X it happens in mothers only.

    Raises
    ------
    ValueError
        Profiles of other than two markers, a fraction outside [0, 0.5], markers on different chromosomes; theta above
        0 or an inbred founder, for which nobody has said how two markers depend on each other.
    TooComplex
        The pedigree is too entangled.

    References
    ----------
    Lander and Green (1987), doi:10.1073/pnas.84.8.2363, for the inheritance of two markers; the values are those of
    ``likelihood2`` of the R package pedprobr.
    """
    female, male = recombination if isinstance(recombination, tuple) else (recombination, recombination)
    _check(pedigree, profiles, markers, (female, male), params)
    dropped: frozenset[Gamete] = frozenset()
    if params.convention is Convention.UNTYPED_FOUNDERS_DROPPED:
        dropped = without_untyped_founders(pedigree, profiles.ids)
    # A founder's two haplotypes are interchangeable, not its alleles at each marker: one marker's phase may be held.
    one, other = (
        _network(pedigree, profiles, number, marker, fix_phase=number == 0, dropped=dropped)
        for number, marker in enumerate(markers)
    )
    return eliminate(one.beside(other).with_factors(_couplings(one, other, female, male))).log_total


def _network(
    pedigree: Pedigree,
    profiles: Profiles,
    number: int,
    marker: Marker,
    *,
    fix_phase: bool,
    dropped: frozenset[Gamete],
) -> Network:
    """The network of one of the markers, its names with the marker's number before them."""
    reads = {
        member: (int(one), int(other))
        for member, (one, other) in zip(profiles.ids, profiles.alleles[:, number], strict=True)
        if one != UNREAD
    }
    small, places = lumped_marker(marker, reads)
    network = pedigree_network(pedigree, places, small, fix_phase=fix_phase, from_population=dropped)
    return network.renamed({name: (number, name) for name in network.states})


def _couplings(one: Network, other: Network, female: float, male: float) -> list[Factor]:
    """A table for each meiosis that matters at both markers: how probable the second choice is beside the first.

    Each network counts its choices with 1/2 already, so that the tables hold twice the conditional probabilities.
    """
    factors = []
    for numbered in other.states:
        _, name = cast(tuple[int, tuple[str, str]], numbered)
        whence, child = name
        if whence not in ("from father", "from mother"):
            continue
        rho = male if whence == "from father" else female
        table = np.array([[1.0 - rho, rho], [rho, 1.0 - rho]]) * 2.0
        allele = ("paternal" if whence == "from father" else "maternal", child)
        if (0, name) in one.states:
            factors.append(Factor(((0, name), (1, name)), table))
        elif (0, allele) in one.states:  # its choice is held at the paternal allele
            factors.append(Factor(((1, name),), table[0]))
    return factors


def _check(
    pedigree: Pedigree,
    profiles: Profiles,
    markers: tuple[Marker, Marker],
    fractions: tuple[float, float],
    params: LikelihoodParams,
) -> None:
    if profiles.alleles.shape[1] != 2 or len(markers) != 2:
        raise ValueError(f"expected profiles of two markers, got {profiles.alleles.shape[1]}")
    for member in profiles.ids:
        if member not in pedigree:
            raise ValueError(f"{member} has a profile and is not a member of the pedigree")
    names = f"{markers[0].name} and {markers[1].name}"
    if markers[0].chromosome is not markers[1].chromosome:
        kinds = " and ".join(Chromosome(each.chromosome).value for each in markers)
        raise ValueError(f"{names} lie on different chromosomes ({kinds}) and cannot be linked")
    for fraction in fractions:
        if not 0.0 <= fraction <= 0.5:
            raise ValueError(f"{names}: a recombination fraction must be in [0, 0.5], got {fraction}")
    if params.theta > 0.0:
        raise ValueError(f"{names}: linked markers are computed with theta 0 only, got {params.theta}")
    for founder, coefficient in pedigree.inbreeding.items():
        if coefficient > 0.0:
            raise ValueError(f"{names}: {founder} is inbred; draw the parents' loop instead, for linked markers")

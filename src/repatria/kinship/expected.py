"""The likelihood ratio that two relatives are to be expected to have, before anybody is typed."""

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.identity import shared_alleles
from repatria.kinship.pedigree import Pedigree


def expected_ratio(pedigree: Pedigree, one: str, other: str, n_alleles: int) -> float:
    """Mean likelihood ratio at one locus, related against unrelated, of a pair who are related as the pedigree says.

    It depends on how many alleles the locus has and not on their frequencies.  No mutation; neither is inbred.

    References
    ----------
    Egeland and Slooten (2016), The likelihood ratio as a random variable for linked markers in kinship analysis,
    International Journal of Legal Medicine 130.
    """
    kappa = shared_alleles(pedigree, one, other).sum(axis=1)
    return float(kappa @ _ratio_by_shared(n_alleles) @ kappa)


def expected_linked_ratio(
    pedigree: Pedigree, one: str, other: str, n_alleles: tuple[int, int], recombination: float
) -> float:
    """The same at two linked loci together; at a recombination fraction of 0.5 the product of the two."""
    kappa = shared_alleles(pedigree, one, other, recombination)
    first, second = _ratio_by_shared(n_alleles[0]), _ratio_by_shared(n_alleles[1])
    return float(np.einsum("ij,kl,ik,jl->", kappa, kappa, first, second))


def _ratio_by_shared(n_alleles: int) -> NDArray[np.float64]:
    """Mean of P(g | i shared) / P(g | none shared) over pairs g that share j; shape (3, 3), symmetric."""
    if n_alleles < 1:
        raise ValueError(f"expected at least one allele, got {n_alleles}")
    n = n_alleles
    return np.array([[1, 1, 1], [1, (n + 3) / 4, (n + 1) / 2], [1, (n + 1) / 2, n * (n + 1) / 2]])

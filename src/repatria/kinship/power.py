"""What a family's samples are able to show: how probably a stranger would be seen to be one."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.distribution import genotype_distributions
from repatria.kinship.likelihood import log_likelihoods
from repatria.kinship.markers import Chromosome, Marker, Panel
from repatria.kinship.pedigree import Pedigree, Sex
from repatria.kinship.profiles import Profiles


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExclusionPower:
    """Probabilities that an unrelated person's profile contradicts the relatives.

    ``by_marker`` (n_markers,): NaN where the relatives contradict each other, so that nothing follows.
    ``total``: at one marker at least.  ``expected_mismatches``: how many markers contradict on average.
    ``distribution``: probability of exactly 0, 1, … contradicting markers, up to the number of markers that can.
    """

    by_marker: NDArray[np.float64]
    total: float
    expected_mismatches: float
    distribution: NDArray[np.float64]


def exclusion_power(pedigree: Pedigree, missing: str, references: Profiles, panel: Panel) -> ExclusionPower:
    """Sum the frequencies of all genotypes that the missing person cannot have.

    Mutation is left out, so that an impossible genotype is a Mendelian one.  Where the relatives contradict each other
    without it, the marker's own mutation model is kept; a model that lets every change happen then excludes nobody.

    References
    ----------
    Egeland, Pinto and Vigeland (2014), doi:10.1016/j.fsigen.2013.05.001.
    """
    unmutated = Panel(markers=tuple(replace(marker, mutation=None) for marker in panel.markers))
    without = log_likelihoods(pedigree, references, unmutated)
    used = Panel(
        markers=tuple(
            marker if log == -np.inf else still
            for marker, still, log in zip(panel.markers, unmutated.markers, without, strict=True)
        )
    )
    found = genotype_distributions(pedigree, references, used, missing)
    by_marker = np.array(
        [
            population_genotypes(marker, pedigree.member(missing).sex)[table == 0.0].sum() if log > -np.inf else np.nan
            for marker, table, log in zip(used.markers, found.tables, found.log_evidence, strict=True)
        ]
    )
    able = by_marker[by_marker > 0.0]
    return ExclusionPower(
        by_marker=by_marker,
        total=float(1.0 - np.prod(1.0 - able)),
        expected_mismatches=float(able.sum()),
        distribution=count_distribution(able),
    )


def population_genotypes(marker: Marker, sex: Sex) -> NDArray[np.float64]:
    """Hardy–Weinberg frequencies of unordered genotypes, upper triangle of (n_alleles, n_alleles).

    A man's at an X marker stand on the diagonal.
    """
    p = marker.frequencies
    if marker.chromosome is Chromosome.X and sex is Sex.MALE:
        return np.diag(p)
    return np.triu(np.outer(p, p)) + np.triu(np.outer(p, p), 1)


def count_distribution(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distribution of how many of independent events happen; shape (n + 1,)."""
    found = np.ones(1)
    for each in probabilities:
        found = np.append(found * (1.0 - each), 0.0) + np.append(0.0, found * each)
    return found

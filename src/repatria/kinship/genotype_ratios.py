"""How much more probable each reading is of a missing person, given the relatives' reads, than of a stranger."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from repatria.compiled import compiled
from repatria.kinship.columns import ColumnGroup
from repatria.kinship.distribution import genotype_tables
from repatria.kinship.genotype_codes import GenotypeCodes
from repatria.kinship.likelihood import family_log_likelihoods
from repatria.kinship.markers import Chromosome, Marker, Panel
from repatria.kinship.params import Convention, LikelihoodParams
from repatria.kinship.pedigree import Sex
from repatria.kinship.profiles import UNREAD

AT_ONCE = 256


class Shown(NamedTuple):
    """Which genotypes show each reading, and how probably.

    Reading r is shown by genotypes ``first[i], second[i]`` with probability ``weight[i]``, i from ``starts[r]`` to
    ``starts[r + 1]``; the lower allele stands first.
    """

    starts: NDArray[np.int64]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    weight: NDArray[np.float64]


def fill_ratios(
    rows: NDArray[np.float64],
    shown: Shown,
    group: ColumnGroup,
    reads: NDArray[np.int16],
    marker: Marker,
    params: LikelihoodParams,
) -> NDArray[np.bool_]:
    """Write natural logs of ratios into ``rows``, and say which relatives' reads are impossible.

    Parameters
    ----------
    rows
        float64 of shape (n_reads, 1 + n_readings); column 0 is "not typed".  A reading that no stranger can show is
        -inf: nobody is found by it.
    shown
        From :func:`shown_by`, of what was read of bodies.
    reads
        What was read of the relatives ``group.typed``, int16 of shape (n_reads, n_typed, 2).

    Returns
    -------
    NDArray[np.bool_]
        Of shape (n_reads,).
    """
    impossible = np.zeros(len(reads), dtype=np.bool_)
    rows[:] = 0.0
    if marker.chromosome == Chromosome.X and group.sex == Sex.UNKNOWN:
        return impossible
    stranger = population(marker, group.sex)
    for first in range(0, len(reads), AT_ONCE):
        part = slice(first, first + AT_ONCE)
        log_evidence, related = genotype_tables(
            group.pedigree, group.typed, group.missing, reads[part], marker, params=params
        )
        _write(rows[part, 1:], related, stranger, shown)
        impossible[part] = np.isneginf(log_evidence)
        if params.convention is Convention.UNTYPED_FOUNDERS_DROPPED:
            # Who is dropped hangs on whether the missing person has a profile, so the relatives' part does not cancel.
            without = family_log_likelihoods(group.pedigree, group.typed, reads[part], marker, params=params)
            rows[part] += np.subtract(log_evidence, without, out=np.zeros(len(without)), where=~impossible[part])[
                :, None
            ]
    return impossible


def population(marker: Marker, sex: Sex) -> NDArray[np.float64]:
    """P(genotype) of an unrelated person, Hardy and Weinberg: that of alleles a <= b at [a, b]."""
    p = marker.frequencies
    if marker.chromosome == Chromosome.X and sex == Sex.MALE:
        return np.diag(p)
    return np.triu(np.outer(p, p)) + np.triu(np.outer(p, p), 1)


def shown_by(readings: NDArray[np.int16], marker: Marker, sex: Sex) -> Shown:
    """The genotypes that show each reading: silent alleles, drop-out and single reads included."""
    shown = [_shown_by(one, other, marker, sex) for one, other in readings.tolist()]
    flat = [(min(a, b), max(a, b), weight) for each in shown for a, b, weight in each]
    return Shown(
        starts=np.cumsum([0, *map(len, shown)]),
        first=np.array([a for a, _, _ in flat], dtype=np.int64),
        second=np.array([b for _, b, _ in flat], dtype=np.int64),
        weight=np.array([weight for _, _, weight in flat]),
    )


def _shown_by(one: int, other: int, marker: Marker, sex: Sex) -> list[tuple[int, int, float]]:
    others = [each for each in range(marker.n_alleles) if each != one]
    lost = marker.dropout
    if other == UNREAD and lost > 0.0:
        other = one  # Where alleles may drop out, one read is all that was seen.
    if marker.chromosome == Chromosome.X and sex == Sex.MALE:
        return [(one, one, 1.0 - lost)] if other in (one, UNREAD) else []
    if other == UNREAD:
        return [(one, one, 1.0), *((one, each, 1.0) for each in others)]
    if one != other:
        return [(one, other, (1.0 - lost) ** 2)]
    silent = marker.n_alleles - 1 if marker.has_silent else UNREAD
    partly = [(one, each, (1.0 - lost) * (1.0 if each == silent else lost)) for each in others]
    return [(one, one, 1.0 - lost**2), *(each for each in partly if each[2] > 0.0)]


def has_no_probability(readings: NDArray[np.int16], marker: Marker, sex: Sex) -> NDArray[np.bool_]:
    """Whether nobody of the population and that sex shows the reading; shape (n_readings,)."""
    genotypes = population(marker, sex)
    shown = shown_by(readings, marker, sex)
    total = np.zeros(len(readings))
    reading = np.repeat(np.arange(len(readings)), np.diff(shown.starts))
    np.add.at(total, reading, genotypes[shown.first, shown.second] * shown.weight)
    return np.asarray(total == 0.0)


def impossible_markers(codes: GenotypeCodes, sexes: NDArray[np.int8], panel: Panel) -> NDArray[np.int16]:
    """The first marker at which a body's reading has no probability in the population, or -1; shape (n_bodies,).

    An unknown sex may be either.
    """
    first = np.full(len(sexes), -1, dtype=np.int16)
    for place in reversed(range(len(panel))):
        marker, readings = panel.markers[place], codes.genotypes[place]
        bad = np.zeros((3, len(readings)), dtype=np.bool_)
        for sex in (Sex.MALE, Sex.FEMALE):
            bad[sex, 1:] = has_no_probability(readings[1:], marker, sex)
        bad[Sex.UNKNOWN] = bad[Sex.MALE] & bad[Sex.FEMALE]
        first[bad[sexes, codes.codes[:, place]]] = place
    return first


@compiled
def _write(
    rows: NDArray[np.float64], related: NDArray[np.float64], stranger: NDArray[np.float64], shown: Shown
) -> None:
    """Ratios of sums over the genotypes that show each reading."""
    for row in range(rows.shape[0]):
        for reading in range(rows.shape[1]):
            above = below = 0.0
            for at in range(shown.starts[reading], shown.starts[reading + 1]):
                a, b, weight = shown.first[at], shown.second[at], shown.weight[at]
                above += related[row, a, b] * weight
                below += stranger[a, b] * weight
            rows[row, reading] = np.log(above / below) if above > 0.0 and below > 0.0 else -np.inf

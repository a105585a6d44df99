"""How an allele changes on its way from parent to child: the models that laboratories state, as matrices.

Every function takes a marker for its name, alleles and frequencies (a mutation model that it already has does not
matter) and gives a :class:`~repatria.kinship.Mutation`.  A parameter is one number for both sexes or a pair, mothers'
first.  A silent allele neither mutates nor arises: its row and its column are those of the identity.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.markers import Marker, Mutation

BySex: TypeAlias = float | tuple[float, float]
Matrix: TypeAlias = NDArray[np.float64]


def equal(marker: Marker, rate: BySex) -> Mutation:
    """Every other allele is as probable: ``rate / (n - 1)`` each, over the n alleles that are not silent."""

    def visible(mu: float) -> Matrix:
        n = _n_visible(marker)
        return np.full((n, n), mu / max(n - 1, 1))

    return _by_sex(marker, "equal", visible, rate)


def proportional(marker: Marker, rate: BySex) -> Mutation:
    """Mutate to an allele in proportion to its frequency; ``rate`` is the population's mean over all alleles.

    The frequencies are stationary and the model is reversible: an untyped ancestor changes nothing.
    """
    q = marker.frequencies[: _n_visible(marker)]
    share = q / q.sum()
    mean = float(q @ (1.0 - share))

    def visible(mu: float) -> Matrix:
        return np.tile(mu / mean * share if mean > 0 else share, (len(q), 1))

    return _by_sex(marker, "proportional", visible, rate)


def stepwise(marker: Marker, rate: BySex, *, rate2: BySex = 0.0, range: BySex = 0.1) -> Mutation:  # noqa: A002 - the field's word
    """Mutate by whole repeats with ``rate``, by a part of a repeat with ``rate2``.

    Alleles whose names have the same decimal form a group: 9.3 and 10.3, but not 10.  Inside its group an allele
    changes by n repeats in proportion to ``range ** n``; every allele of the other groups is as probable as another.
    An allele alone in its group has no ``rate``, a marker of one group no ``rate2``.

    Raises
    ------
    ValueError
        An allele that is no number of repeats, or rates that are no proportions; names marker and allele.

    References
    ----------
    The extended stepwise model of Familias 3: Kling, Tillmar and Egeland (2014), doi:10.1016/j.fsigen.2014.07.004;
    an example matrix in Simonsson and Mostad (2016), doi:10.1016/j.fsigen.2016.04.005, 2.1.3.
    """
    tenths = _tenths(marker)
    steps = np.abs(tenths[:, None] - tenths[None, :]) / 10.0
    same_group = tenths[:, None] % 10 == tenths[None, :] % 10
    other = ~np.eye(len(tenths), dtype=bool)

    def visible(mu: float, mu2: float, decay: float) -> Matrix:
        if decay <= 0:
            raise ValueError(f"marker {marker.name}: range must be above 0, got {decay}")
        # One step counts 1 and not ``range``: the share is the same, and a small range cannot underflow the first step.
        near = np.where(same_group & other, decay ** np.maximum(steps - 1.0, 0.0), 0.0)
        far = (~same_group).astype(np.float64)
        return mu * _shares(near) + mu2 * _shares(far)

    return _by_sex(marker, "stepwise", visible, rate, rate2, range)


def one_step(marker: Marker, rate: BySex) -> Mutation:
    """Mutate to the neighbors on the ladder of whole repeats only, half of ``rate`` each; an end of the ladder has one.

    Raises
    ------
    ValueError
        An allele that is not a whole number of repeats: names marker and allele.
    """
    repeats = _whole(marker, "one-step")

    def visible(mu: float) -> Matrix:
        return mu * _shares((np.abs(repeats[:, None] - repeats[None, :]) == 1).astype(np.float64))

    return _by_sex(marker, "onestep", visible, rate)


def dawid(marker: Marker, rate: BySex, *, range: BySex = 0.1) -> Mutation:  # noqa: A002 - the field's word
    """Mutate stepwise and reversibly: allele i becomes j in proportion to ``range ** |i - j| / frequency of i``.

    ``|i - j|`` counts places on the ladder of the marker's alleles, so that a gap in it is one step.  ``rate`` is the
    population's mean over all alleles.

    Raises
    ------
    ValueError
        An allele that is not a whole number of repeats or has no frequency, a range outside (0, 1), or a rate so
        large that a rare allele would have to mutate with a probability above 1: names marker and allele.

    References
    ----------
    Dawid, Mortera and Pascali (2001), Forensic Sci. Int. 124:55-61, doi:10.1016/S0379-0738(01)00564-3.
    """
    places = np.argsort(np.argsort(_whole(marker, "dawid")))
    q = marker.frequencies[: len(places)]
    if not np.all(q > 0):
        raise ValueError(f"marker {marker.name}: the dawid model needs a frequency above 0 for every allele")
    other = ~np.eye(len(places), dtype=bool)

    def visible(mu: float, decay: float) -> Matrix:
        if not 0.0 < decay < 1.0:
            raise ValueError(f"marker {marker.name}: the dawid model needs a range in (0, 1), got {decay}")
        weights = np.where(other, decay ** np.abs(places[:, None] - places[None, :]), 0.0)
        total = float(weights.sum())
        return mu * weights / (total if total > 0 else 1.0) / q[:, None]

    return _by_sex(marker, "dawid", visible, rate, range)


def custom(marker: Marker, female: Matrix, male: Matrix | None = None) -> Mutation:
    """Mutate as the given matrices say (rows: the parent's allele); without ``male`` both sexes alike."""
    n = marker.n_alleles
    for matrix in (female, female if male is None else male):
        if matrix.shape != (n, n):
            raise ValueError(f"marker {marker.name}: {n} alleles, mutation matrix of {matrix.shape}")
    return Mutation(female=female, male=female if male is None else male, model="custom")


def _by_sex(marker: Marker, model: str, visible: Callable[..., Matrix], *parameters: BySex) -> Mutation:
    """Both matrices: ``visible`` gives the part without a silent allele; only what lies off the diagonal counts."""
    pairs = [each if isinstance(each, tuple) else (each, each) for each in parameters]
    female, male = (
        _whole_matrix(marker, visible(*(_proportion(marker, pair[side]) for pair in pairs))) for side in (0, 1)
    )
    return Mutation(female=female, male=male, model=model)


def _whole_matrix(marker: Marker, visible: Matrix) -> Matrix:
    matrix = np.eye(marker.n_alleles)
    n = len(visible)
    np.fill_diagonal(visible, 0.0)
    leaving = visible.sum(axis=1)
    if np.any(leaving > 1.0):
        worst = int(np.argmax(leaving))
        raise ValueError(
            f"marker {marker.name}: allele {marker.alleles[worst]} would mutate with probability"
            f" {float(leaving[worst]):.3g}; state a smaller rate or another model"
        )
    matrix[:n, :n] = visible
    matrix[np.arange(n), np.arange(n)] = 1.0 - leaving
    return matrix


def _proportion(marker: Marker, value: float) -> float:
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"marker {marker.name}: a mutation parameter must be in [0, 1], got {value}")
    return value


def _shares(weights: Matrix) -> Matrix:
    """Rows as shares of their sum; a row of zeros stays one."""
    totals = weights.sum(axis=1, keepdims=True)
    shares: Matrix = np.divide(weights, totals, out=np.zeros_like(weights), where=totals > 0)
    return shares


def _n_visible(marker: Marker) -> int:
    return marker.n_alleles - marker.has_silent


def _tenths(marker: Marker) -> NDArray[np.int64]:
    """Repeats of each visible allele in tenths: 9.3 is 93 (nine repeats and three bases)."""
    tenths = []
    for allele in marker.alleles[: _n_visible(marker)]:
        if not re.fullmatch(r"[0-9]{1,6}(\.[0-9])?", allele):
            raise ValueError(
                f"marker {marker.name}: allele {allele} is no number of repeats such as 9 or 9.3, which a model of"
                " steps needs; name the allele by its repeats or choose the equal or the proportional model"
            )
        repeats, _, bases = allele.partition(".")
        tenths.append(10 * int(repeats) + int(bases or 0))
    return np.array(tenths, dtype=np.int64)


def _whole(marker: Marker, model: str) -> NDArray[np.int64]:
    tenths = _tenths(marker)
    if np.any(tenths % 10):
        allele = marker.alleles[int(np.argmax(tenths % 10 != 0))]
        raise ValueError(
            f"marker {marker.name}: allele {allele} is a microvariant, which the {model} model has no place for;"
            " choose the stepwise model"
        )
    return tenths // 10

"""Mutation models under which the population stays as it is.

Under a model whose stationary distribution is not the population's, an untyped ancestor changes the likelihood of his
descendants.  Two transforms mend a model: :func:`stationary` makes the frequencies stay, :func:`reversible` makes
each exchange between two alleles balanced, which is more.  Both keep the population's mean mutation rate.
"""

from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.markers import Mutation

Matrix: TypeAlias = NDArray[np.float64]


def overall_rate(matrix: Matrix, frequencies: Matrix) -> float:
    """The population's mean probability that an allele is passed on as another one."""
    return float(frequencies @ (1.0 - np.diag(matrix)))


def stationary(mutation: Mutation, frequencies: Matrix) -> Mutation:
    """Scale each allele's mutations so that ``frequencies`` stay as they are (the method "PM").

    Row i leaves the diagonal ``c v[i] / frequencies[i]`` times as often as before, where v is the model's own
    stationary distribution and c keeps the mean rate.  Alleles that mutate only among themselves (a microvariant
    under ``rate2 = 0``, a silent allele) are taken by themselves, each such class keeping its own rate.

    Raises
    ------
    ValueError
        An allele without frequency, a class of which some alleles are never reached, or a transform that does not
        exist, because an allele would have to mutate with a probability above 1.

    References
    ----------
    Simonsson and Mostad (2016), Stationary mutation models, doi:10.1016/j.fsigen.2016.04.005.
    """

    def of_class(matrix: Matrix, q: Matrix) -> Matrix:
        v = _stationary_distribution(matrix)
        wanted, rate = overall_rate(matrix, q), overall_rate(matrix, v)
        if wanted > 0 and np.any(v == 0):
            raise ValueError("no stationary model: from some alleles mutation does not lead back to the others")
        scale = wanted / rate if rate > 0 else 0.0
        return np.asarray(matrix * (scale * v / q)[:, None], dtype=np.float64)

    return _class_by_class(mutation, frequencies, "stationary (PM)", of_class)


def reversible(mutation: Mutation, frequencies: Matrix, method: Literal["MH", "BA", "PR"] = "PR") -> Mutation:
    """Balance each exchange: as much of the population passes from i to j as from j to i.

    With f = frequency of i times probability of i to j, and g the same from j to i, the balanced flow is, for i ≠ j:

    ====  ====================  =====================================
    MH    min(f, g)             Metropolis and Hastings
    BA    f g / (f + g)         Barker
    PR    (f + g) / 2           preserves the mean rate by itself
    ====  ====================  =====================================

    MH and BA are then scaled by one factor, so that the mean mutation rate stays.

    Raises
    ------
    ValueError
        An allele without frequency, an unknown method, or a transform that does not exist, because an allele would
        have to mutate with a probability above 1.

    References
    ----------
    Hastings (1970), doi:10.1093/biomet/57.1.97; Barker (1965), doi:10.1071/PH650119.  The names are those of the R
    package pedmut, whose matrices are the reference.
    """
    flows: dict[str, Callable[[Matrix, Matrix], Matrix]] = {
        "MH": np.minimum,
        "BA": lambda f, g: np.divide(f * g, f + g, out=np.zeros_like(f), where=f + g > 0),
        "PR": lambda f, g: (f + g) / 2.0,
    }
    if method not in flows:
        raise ValueError(f"method must be one of {', '.join(flows)}, got {method}")

    def of_all(matrix: Matrix, q: Matrix) -> Matrix:
        flow = q[:, None] * (matrix - np.diag(np.diag(matrix)))
        balanced = flows[method](flow, flow.T)
        rate = float(balanced.sum())
        factor = float(flow.sum()) / rate if method != "PR" and rate > 0 else 1.0
        return np.asarray(factor * balanced / q[:, None], dtype=np.float64)

    _require_frequencies(frequencies)
    female, male = (
        _with_diagonal(of_all(each, frequencies), f"reversible ({method})") for each in (mutation.female, mutation.male)
    )
    return Mutation(female=female, male=male, model=f"{mutation.model}, {method}")


def _class_by_class(
    mutation: Mutation, frequencies: Matrix, name: str, transform: Callable[[Matrix, Matrix], Matrix]
) -> Mutation:
    _require_frequencies(frequencies)
    sides = []
    for matrix in (mutation.female, mutation.male):
        new = np.zeros_like(matrix)
        for members in _classes(matrix):
            block = np.ix_(members, members)
            new[block] = transform(matrix[block], frequencies[members])
        sides.append(_with_diagonal(new, name))
    return Mutation(female=sides[0], male=sides[1], model=f"{mutation.model}, PM")


def _with_diagonal(matrix: Matrix, name: str) -> Matrix:
    """The matrix with a diagonal such that rows sum to 1, whatever stood there."""
    np.fill_diagonal(matrix, 0.0)
    leaving = matrix.sum(axis=1)
    if np.any(leaving > 1.0):
        raise ValueError(
            f"no {name} model: allele {int(np.argmax(leaving))} of the matrix would mutate with probability"
            f" {float(leaving.max()):.3g}; state a smaller rate"
        )
    np.fill_diagonal(matrix, 1.0 - leaving)
    return matrix


def _require_frequencies(frequencies: Matrix) -> None:
    if not np.all(frequencies > 0):
        raise ValueError("a stationary or reversible model needs a frequency above 0 for every allele")


def _classes(matrix: Matrix) -> list[NDArray[np.intp]]:
    """Places of alleles that mutate into each other, directly or by way of others."""
    linked = (matrix > 0) | (matrix.T > 0) | np.eye(len(matrix), dtype=bool)
    while True:
        further = (linked.astype(np.int64) @ linked.astype(np.int64)) > 0
        if np.array_equal(further, linked):
            return [np.flatnonzero(row) for row in np.unique(linked, axis=0)]
        linked = further


def _stationary_distribution(matrix: Matrix) -> Matrix:
    """v with ``v @ matrix == v``, by elimination without subtractions: Grassmann, Taksar and Heyman (1985)."""
    left = matrix.copy()
    for last in range(len(left) - 1, 0, -1):
        to_earlier = float(left[last, :last].sum())
        if to_earlier == 0.0:
            raise ValueError("no stationary model: from some alleles mutation does not lead back to the others")
        left[:last, last] /= to_earlier
        left[:last, :last] += np.outer(left[:last, last], left[last, :last])
    v = np.ones(len(left))
    for place in range(1, len(left)):
        v[place] = v[:place] @ left[:place, place]
    return np.asarray(v / v.sum(), dtype=np.float64)

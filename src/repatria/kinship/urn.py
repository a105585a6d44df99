r"""Relatedness in the population (theta): the founders' alleles are drawn from one Pólya urn.

With a coancestry :math:`\theta`, the next founder allele is *a* with probability

.. math:: \frac{(1-\theta)\,q_a + \theta\,n_a}{1 + (n-1)\,\theta}

after n alleles, of which :math:`n_a` were *a*: Balding and Nichols (1994), doi:10.1016/0379-0738(94)90222-4.  All
components of a hypothesis draw from the same urn, so that unrelated people are not independent.

Each likelihood is exact, for any mutation model, by one of three sums, whichever is least work:

- **dense**: eliminate everything but the founders' alleles whose state is not known, weigh the table that remains;
- **partitions**: the urn is a sum over all ways of saying which founder alleles descend from one draw (permutation
  cycles), each an ordinary elimination with those alleles united; all weights are positive;
- **cubature**: the urn is a Dirichlet mixture of populations without relatedness and the likelihood a polynomial in
  the frequencies, so that Gauss-Jacobi points on the Dirichlet's independent sticks give it exactly.

Founders whose genotype is certain leave the sum: they only change what is in the urn.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import comb, factorial, log

import numpy as np
from numpy.typing import NDArray

from repatria.errors import TooComplex
from repatria.kinship.lumping import lumped_marker
from repatria.kinship.markers import Marker
from repatria.kinship.network import Eliminated, Factor, Name, Network, eliminate
from repatria.kinship.pedigree import Pedigree
from repatria.kinship.pedigree_network import pedigree_network
from repatria.kinship.urn_draws import weigh_draws

MAX_DENSE_CELLS = 1 << 21
CELLS_AN_ELIMINATION = 30_000  # to weigh so many cells takes about as long as one elimination
MAX_ELIMINATIONS = 200_000
MAX_CERTAIN_STATES = 5  # a pair of alleles has two orders, so that more states are more than one pair

Reads = Mapping[str, tuple[int, int]]
Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Urn:
    """What a sum over the urn needs: theta, the frequencies, and the alleles that founders are known to have drawn."""

    theta: float
    frequencies: Table
    drawn: tuple[int, ...] = ()

    @property
    def weights(self) -> Table:
        """Weight of each allele for the next draw, before it is divided by the draw's denominator."""
        counts = np.bincount(np.array(self.drawn, dtype=np.int64), minlength=len(self.frequencies))
        weights: Table = (1.0 - self.theta) * self.frequencies + self.theta * counts
        return weights

    def log_drawn(self) -> float:
        """Natural log of the probability of the known draws, without their denominators."""
        before = (replace(self, drawn=self.drawn[:k]).weights[allele] for k, allele in enumerate(self.drawn))
        return sum(log(weight) if weight > 0.0 else -np.inf for weight in before)

    def log_denominators(self, n_draws: int) -> float:
        """Natural log of the product of the denominators of all ``n_draws`` draws from the first one on."""
        return sum(log(1.0 + (k - 1) * self.theta) for k in range(n_draws))


def log_likelihood(pedigree: Pedigree, reads: Reads, marker: Marker, theta: float) -> float:
    """Natural log of P(what was read) at one marker; -inf where it is impossible.

    Parameters
    ----------
    reads
        Member id → two places of alleles as in :class:`~repatria.kinship.Profiles`; who is absent is not typed.

    Raises
    ------
    TooComplex
        More founder alleles are open than any of the three sums can take; says how many.
    """
    marker, reads = lumped_marker(marker, reads)
    network = pedigree_network(pedigree, reads, marker, with_population=False)
    return _summed(network, pedigree, marker, theta, ()).log_total


def genotype_table(pedigree: Pedigree, reads: Reads, marker: Marker, theta: float, target: str) -> tuple[float, Table]:
    """P(what was read) and P(genotype of ``target`` | what was read) at one marker.

    For a likelihood ratio of a body with genotype g against a family, ask twice: for the missing person in the
    family's pedigree, and for a stranger in ``pedigree.beside([Member(id="stranger")])``.  The evidence of the
    family's own reads is the same in both, and the quotient of the two tables at g is P(g, family | the missing
    person) / P(g, family | unrelated), where also the stranger draws from the family's urn.

    Returns
    -------
    tuple
        Natural log of P(reads), and the probabilities of unordered genotypes, shape (n_alleles, n_alleles), at
        [a, b] with a <= b, zero below the diagonal; a man on X has the diagonal only.
    """
    network = pedigree_network(pedigree, reads, marker, target=target, with_population=False)
    names = [name for name in (("paternal", target), ("maternal", target)) if name in network.states]
    found = _summed(network, pedigree, marker, theta, names)
    n = marker.n_alleles
    full = np.zeros((n,) * len(names))
    for index in np.ndindex(found.table.shape):
        place = tuple(int(network.alleles[name][at]) for name, at in zip(names, index, strict=True))
        if min(place) >= 0:
            full[place] += found.table[index]
    total = float(full.sum())
    if len(names) == 1:
        full = np.diag(full)
    table = np.triu(full) + np.triu(full.T, 1)
    return (found.log_scale + log(total), table / total) if total > 0 else (-np.inf, table)


def _summed(network: Network, pedigree: Pedigree, marker: Marker, theta: float, keep: Sequence[Name]) -> Eliminated:
    """The network with its founders' prior, down to ``keep``: one sum for each way in which inbred founders drew."""
    founders = _founder_alleles(network, pedigree)
    inbred = {
        member: pedigree.inbreeding[member]
        for member, names in founders.items()
        if len(names) == 2 and pedigree.inbreeding.get(member, 0.0) > 0.0
    }
    parts = []
    for pattern in product((False, True), repeat=len(inbred)):
        identical = {member for member, is_one in zip(inbred, pattern, strict=True) if is_one}
        chance = float(np.prod([f if member in identical else 1.0 - f for member, f in inbred.items()]))
        if chance > 0.0:
            part = _over_draws(network, founders, identical, _Urn(theta, marker.frequencies), keep)
            parts.append(replace(part, log_scale=part.log_scale + log(chance)))
    return _added(parts)


def _founder_alleles(network: Network, pedigree: Pedigree) -> dict[str, list[Name]]:
    """Allele variables of each founder who matters."""
    founders: dict[str, list[Name]] = {member.id: [] for member in pedigree.members if member.father is None}
    for member, names in founders.items():
        names.extend(name for name in (("paternal", member), ("maternal", member)) if name in network.alleles)
    return {member: names for member, names in founders.items() if names}


def _over_draws(
    network: Network, founders: Mapping[str, Sequence[Name]], identical: set[str], urn: _Urn, keep: Sequence[Name]
) -> Eliminated:
    """The sum, where the two alleles of founders in ``identical`` are one draw from the urn."""
    drawn: list[int] = []
    draws: list[Name] = []
    for member, names in founders.items():
        known = _certain_alleles(network, names)
        if member in identical:
            network = network.with_factors([_same(network, names[0], names[1])])
            known = known[:1]
        if known:
            drawn.extend(known)
        else:
            draws.extend(names[:1] if member in identical else names)
    urn = replace(urn, drawn=tuple(drawn))
    found = _cheapest(network, draws, urn, keep)
    shift = urn.log_drawn() - urn.log_denominators(len(drawn) + len(draws))
    return replace(found, log_scale=found.log_scale + shift)


def _certain_alleles(network: Network, names: Sequence[Name]) -> tuple[int, ...]:
    """The founder's alleles, in either order, if what was read of him leaves one pair only; else none."""
    table = np.ones([network.states[name] for name in names])
    for factor in network.factors:
        if factor.variables and set(factor.variables) <= set(names):
            order = [name for name in names if name in factor.variables]
            own = factor.table.transpose([factor.variables.index(name) for name in order])
            table = table * own.reshape([n if name in order else 1 for name, n in zip(names, table.shape, strict=True)])
    pairs = {
        tuple(sorted(int(network.alleles[name][at]) for name, at in zip(names, index, strict=True)))
        for index in np.argwhere(table > 0.0)[:MAX_CERTAIN_STATES].tolist()
    }
    return pairs.pop() if len(pairs) == 1 else ()


def _same(network: Network, one: Name, other: Name) -> Factor:
    """A table that says that two variables are the same allele."""
    left, right = network.alleles[one][:, None], network.alleles[other][None, :]
    return Factor((one, other), ((left == right) & (left >= 0)).astype(np.float64))


def _prior(network: Network, name: Name, weights: Table) -> Factor:
    places = network.alleles[name]
    return Factor((name,), np.where(places >= 0, weights[places], 0.0))


def _cheapest(network: Network, draws: Sequence[Name], urn: _Urn, keep: Sequence[Name]) -> Eliminated:
    """The sum over the open draws by the method of least work, without the draws' denominators."""
    cells = float(np.prod([float(network.states[name]) for name in dict.fromkeys([*draws, *keep])]))
    n_classes = int(np.count_nonzero(urn.weights))
    work = {
        _dense: cells / CELLS_AN_ELIMINATION if cells <= MAX_DENSE_CELLS else np.inf,
        _by_partitions: float(_bell(len(draws))),
        _by_cubature: float(_n_points(draws)) ** (n_classes - 1),
    }
    least = min(work, key=work.__getitem__)
    if work[least] > MAX_ELIMINATIONS:
        raise TooComplex(
            f"with theta above 0, {len(draws)} founder alleles that no profile settles and {n_classes} kinds of alleles"
            f" take {work[least]:.3g} eliminations at one marker; allowed are {MAX_ELIMINATIONS}: type a founder,"
            " leave out distant relatives, or choose a mutation model without steps"
        )
    return least(network, draws, urn, keep)


def _dense(network: Network, draws: Sequence[Name], urn: _Urn, keep: Sequence[Name]) -> Eliminated:
    """Everything but the draws is eliminated; then the table is weighed, draw by draw."""
    kept = list(dict.fromkeys([*draws, *keep]))
    found = eliminate(network, keep=kept)
    table = np.array(found.table, order="C")
    if draws:
        weigh_draws(table, [network.alleles[name] for name in draws], urn.weights, urn.theta)
    left = [name for name in kept if name in keep]
    table = table.sum(axis=tuple(axis for axis, name in enumerate(kept) if name not in keep))
    return Eliminated(found.log_scale, table.transpose([left.index(name) for name in keep]))


def _by_partitions(network: Network, draws: Sequence[Name], urn: _Urn, keep: Sequence[Name]) -> Eliminated:
    """Each way of saying which draws repeat an earlier one: blocks of k draws weigh theta^(k-1) (k-1)!."""
    parts = []
    for blocks in _partitions(draws):
        same = [_same(network, block[0], other) for block in blocks for other in block[1:]]
        if all(factor.table.any() for factor in same):
            priors = [_prior(network, block[0], urn.weights) for block in blocks]
            found = eliminate(network.with_factors([*same, *priors]), keep=keep)
            weight = sum((len(block) - 1) * log(urn.theta) + log(factorial(len(block) - 1)) for block in blocks)
            parts.append(replace(found, log_scale=found.log_scale + weight))
    return _added(parts)


def _by_cubature(network: Network, draws: Sequence[Name], urn: _Urn, keep: Sequence[Name]) -> Eliminated:
    """A mean over populations without relatedness, at points that are exact for as many draws."""
    weights = urn.weights
    places = np.flatnonzero(weights)
    parts = []
    for chance, shares in _dirichlet_points(weights[places] / urn.theta, _n_points(draws)):
        frequencies = np.zeros(len(weights))
        frequencies[places] = shares
        found = eliminate(network.with_factors([_prior(network, name, frequencies) for name in draws]), keep=keep)
        parts.append(replace(found, log_scale=found.log_scale + log(chance)))
    whole = _added(parts)
    # Shares sum to one; the other methods leave the denominators to the caller, so they are put back.
    raised = sum(log(float(weights.sum()) + k * urn.theta) for k in range(len(draws)))
    return replace(whole, log_scale=whole.log_scale + raised)


def _n_points(draws: Sequence[Name]) -> int:
    """Points a stick that are exact for polynomials of as high a degree as there are draws."""
    return (len(draws) + 2) // 2


def _dirichlet_points(alpha: Table, n_points: int) -> Iterator[tuple[float, Table]]:
    """Points and probabilities that replace a Dirichlet distribution, stick by stick."""
    sticks = [_beta_points(float(alpha[k]), float(alpha[k + 1 :].sum()), n_points) for k in range(len(alpha) - 1)]
    for chosen in product(*(list(zip(*stick, strict=True)) for stick in sticks)):
        shares = np.empty(len(alpha))
        left = chance = 1.0
        for k, (cut, probability) in enumerate(chosen):
            shares[k] = left * cut
            left *= 1.0 - cut
            chance *= probability
        shares[-1] = left
        if chance > 0.0:
            yield chance, shares


def _beta_points(a: float, b: float, n_points: int) -> tuple[list[float], list[float]]:
    """Gauss-Jacobi points on [0, 1] and their probabilities for Beta(a, b): Golub and Welsch (1969)."""
    k = np.arange(1, n_points, dtype=np.float64)
    s = a + b - 2.0  # the sum of Jacobi's two exponents
    middle = np.full(n_points, (a - b) / (a + b))
    middle[1:] = (a - b) * s / ((2 * k + s) * (2 * k + s + 2))
    side = 4 * k * (k + b - 1) * (k + a - 1) / ((2 * k + s) ** 2 * (2 * k + s + 1))
    # For k = 1 the last quotient is 1, also where both terms vanish.
    side[1:] *= (k[1:] + s) / (2 * k[1:] + s - 1)
    values, vectors = np.linalg.eigh(np.diag(middle) + np.diag(np.sqrt(side), 1) + np.diag(np.sqrt(side), -1))
    return ((1.0 + values) / 2.0).tolist(), (vectors[0] ** 2).tolist()


def _bell(n: int) -> int:
    """Number of partitions of n things into blocks."""
    numbers = [1]
    for m in range(n):
        numbers.append(sum(comb(m, k) * numbers[k] for k in range(m + 1)))
    return numbers[n]


def _partitions(names: Sequence[Name]) -> Iterator[list[list[Name]]]:
    """Every partition of the names into blocks."""
    if not names:
        yield []
        return
    for blocks in _partitions(names[:-1]):
        for k in range(len(blocks)):
            yield [*blocks[:k], [*blocks[k], names[-1]], *blocks[k + 1 :]]
        yield [*blocks, [names[-1]]]


def _added(parts: Sequence[Eliminated]) -> Eliminated:
    """The sum of tables that have scales of their own."""
    scale = max((part.log_scale for part in parts), default=-np.inf)
    if scale == -np.inf:
        return Eliminated(-np.inf, parts[0].table if parts else np.zeros(()))
    return Eliminated(scale, np.sum([np.exp(part.log_scale - scale) * part.table for part in parts], axis=0))

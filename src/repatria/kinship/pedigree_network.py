"""A pedigree's likelihood at one marker, written as a network.

It has two variables for each person who matters, ``("paternal", id)`` and ``("maternal", id)`` (a man on X: the
maternal one), whose states are alleles, and for each meiosis that could have gone either way a selector, ``("from
father", id)`` or ``("from mother", id)``: state 0 means that the parent passed its paternal allele.  Who matters: typed
people, the target, and their ancestors.
"""

from collections.abc import Mapping, Sequence, Set

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.inheritance import Inheritance, Kind, Line, Link, Read, States, inheritance
from repatria.kinship.markers import Chromosome, Marker
from repatria.kinship.network import Factor, Network
from repatria.kinship.pedigree import Pedigree
from repatria.kinship.profiles import UNREAD


def pedigree_network(
    pedigree: Pedigree,
    reads: Mapping[str, tuple[int, int]],
    marker: Marker,
    *,
    target: str | None = None,
    with_population: bool = True,
    fix_phase: bool = True,
    from_population: Set[tuple[int, Line]] = frozenset(),
) -> Network:
    """The network whose total is the likelihood of what was read at one marker.

    Parameters
    ----------
    reads
        Member id → two places of alleles as in :class:`~repatria.kinship.Profiles`; who is absent is not typed.
    target
        A member whose alleles stay in the network whatever was read, to be kept by :func:`eliminate`.
    with_population
        Whether founders' alleles have their factor; without it an own prior must be added, over the allele variables
        of founders in the network (each draws one allele from the population).
    fix_phase, from_population
        See :func:`~repatria.kinship.inheritance.inheritance`.
    """
    is_x = marker.chromosome == Chromosome.X
    kinds = np.array([_kind(reads.get(each), marker) for each in pedigree.ids], dtype=np.int8)
    place = pedigree.index(target) if target is not None else -1
    drawn = inheritance(pedigree, kinds, target=place, is_x=is_x, fix_phase=fix_phase, from_population=from_population)
    names = variable_names(drawn, pedigree)
    alleles = [_allele_places(each.states, reads.get(pedigree.ids[each.member]), marker) for each in drawn.variables]
    factors = tuple(
        Factor(
            tuple(names[variable] for variable in link.variables),
            _table(link, [alleles[variable] for variable in link.variables], pedigree, reads, marker),
        )
        for link in drawn.links
        if with_population or link.kind not in (Kind.POPULATION, Kind.INBRED)
    )
    return Network(
        states={name: len(places) for name, places in zip(names, alleles, strict=True)},
        factors=factors,
        log_constant=-np.log(2.0) * drawn.n_selectors,
        alleles={
            name: places
            for name, places, variable in zip(names, alleles, drawn.variables, strict=True)
            if variable.states != States.SELECTOR
        },
    )


def variable_names(drawn: Inheritance, pedigree: Pedigree) -> list[tuple[str, str]]:
    """A name for each variable: what it is, and the member's id."""
    said = {
        (False, Line.PATERNAL): "paternal",
        (False, Line.MATERNAL): "maternal",
        (True, Line.PATERNAL): "from father",
        (True, Line.MATERNAL): "from mother",
    }
    return [(said[each.states == States.SELECTOR, each.line], pedigree.ids[each.member]) for each in drawn.variables]


def _kind(read: tuple[int, int] | None, marker: Marker) -> Read:
    if read is None or read[0] == UNREAD:
        return Read.NOTHING
    if marker.dropout > 0.0:
        return Read.SOME
    return Read.ONE if read[1] == UNREAD else Read.BOTH


def _allele_places(states: States, read: tuple[int, int] | None, marker: Marker) -> NDArray[np.int64]:
    if states == States.SELECTOR:
        return np.arange(2)
    if states == States.ALLELES or read is None:
        return np.arange(marker.n_alleles)
    if states == States.READ_ONCE:
        return np.array([read[0]])
    if read[0] != read[1]:
        return np.array(read)
    return np.array([read[0], marker.n_alleles - 1 if marker.has_silent else -1])


def _table(
    link: Link,
    alleles: Sequence[NDArray[np.int64]],
    pedigree: Pedigree,
    reads: Mapping[str, tuple[int, int]],
    marker: Marker,
) -> NDArray[np.float64]:
    """The factor's numbers, with axes in the order of the link's variables."""
    first = alleles[0]
    if link.kind == Kind.POPULATION:
        return _population(marker, first)
    if link.kind == Kind.INBRED:
        coefficient = pedigree.inbreeding[pedigree.ids[link.member]]
        prior = _population(marker, first)
        same = (first[:, None] == alleles[1][None, :]).astype(np.float64)
        inbred: NDArray[np.float64] = prior[:, None] * (coefficient * same + (1.0 - coefficient) * prior[None, :])
        return inbred
    if link.kind in (Kind.PASSED, Kind.CHOSEN):
        passed = _passed(marker, link.line, first, alleles[1])
        if link.kind == Kind.PASSED:
            return passed
        table = np.ones((*passed.shape, 2))
        table[:, :, link.choice] = passed
        return table
    read = reads[pedigree.ids[link.member]]
    if link.kind in (Kind.ONE_READ, Kind.ONE_SEEN):
        return np.equal(first, read[0]) * (1.0 - marker.dropout if link.kind == Kind.ONE_SEEN else 1.0)
    paternal, maternal = first[:, None], alleles[1][None, :]
    if link.kind == Kind.CONTAINS:
        return (np.equal(paternal, read[0]) | np.equal(maternal, read[0])).astype(np.float64)
    return genotype_weights(paternal, maternal, read, marker)


def genotype_weights(
    paternal: NDArray[np.int64], maternal: NDArray[np.int64], read: tuple[int, int], marker: Marker
) -> NDArray[np.float64]:
    """Probability that two alleles (places, broadcast against each other) are read as ``read``.

    Each copy drops out with the marker's probability, independently; a silent one is never seen.  One read alone then
    says the same as the same read twice: only that allele was seen.
    """
    one, other = read[0], read[0] if read[1] == UNREAD else read[1]
    seen = 1.0 - marker.dropout
    if one != other:
        shown = ((paternal == one) & (maternal == other)) | ((paternal == other) & (maternal == one))
        told: NDArray[np.float64] = shown.astype(np.float64) * seen**2
        return told
    silent = marker.n_alleles - 1 if marker.has_silent else -2
    lost = [np.where(each == silent, 1.0, marker.dropout) for each in (paternal, maternal)]
    both = ((paternal == one) & (maternal == one)) * (1.0 - marker.dropout**2)
    first = ((paternal == one) & (maternal != one)) * seen * lost[1]
    weights: NDArray[np.float64] = both + first + ((paternal != one) & (maternal == one)) * seen * lost[0]
    return weights


def _population(marker: Marker, places: NDArray[np.int64]) -> NDArray[np.float64]:
    prior: NDArray[np.float64] = np.where(places >= 0, marker.frequencies[places], 0.0)
    return prior


def _passed(marker: Marker, line: Line, parent: NDArray[np.int64], child: NDArray[np.int64]) -> NDArray[np.float64]:
    """Probability of the child's allele for each of the parent's; rows and columns of padding states are zero."""
    if marker.mutation is None:
        passed = np.equal(parent[:, None], child[None, :]).astype(np.float64)
    else:
        matrix = marker.mutation.male if line == Line.PATERNAL else marker.mutation.female
        passed = matrix[np.ix_(parent, child)].astype(np.float64)
    passed[parent < 0, :] = 0.0
    passed[:, child < 0] = 0.0
    return passed

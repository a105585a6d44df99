"""How often two relatives share alleles of one ancestor, at one place and at two linked ones.

Each parent passes one of two alleles: a coin for each meiosis between the two people and their common ancestors.  A
result of all coins says which alleles of the two are copies of one founder allele; at a linked place each coin falls
the same way again save with the recombination fraction.
"""

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InputUnusable, TooComplex
from repatria.kinship.pedigree import Pedigree

MOST_MEIOSES = 22


def shared_alleles(pedigree: Pedigree, one: str, other: str, recombination: float = 0.5) -> NDArray[np.float64]:
    """Probabilities that two people share i alleles of common descent at one locus and j at another.

    Parameters
    ----------
    pedigree
        Founders are unrelated and not inbred, the pair is not inbred; locus on an autosome.
    recombination
        Between the two loci, in [0, 0.5], the same in every meiosis.

    Returns
    -------
    NDArray
        Shape (3, 3), sums to 1; row: first locus.  Each margin is the pair's κ0, κ1, κ2.

    Raises
    ------
    InputUnusable
        One of the two is inbred: three numbers do not describe such a pair.
    TooComplex
        More than 22 meioses lie between the two.

    References
    ----------
    Thompson (1988), doi:10.1093/imammb/5.4.261.
    """
    if not 0.0 <= recombination <= 0.5:
        raise ValueError(f"expected a recombination fraction in [0, 0.5], got {recombination}")
    n_shared = _shared_by_coins(pedigree, one, other)
    n_coins = int(np.log2(len(n_shared)))
    probabilities = np.empty((3, 3))
    for second in range(3):
        weight = (n_shared == second).astype(np.float64)
        for coin in range(n_coins):
            faces = weight.reshape(-1, 2, 2**coin)
            weight = (1 - recombination) * faces + recombination * faces[:, ::-1]
        weight = weight.reshape(-1)
        probabilities[:, second] = [weight[n_shared == first].sum() / len(n_shared) for first in range(3)]
    return probabilities


def _shared_by_coins(pedigree: Pedigree, one: str, other: str) -> NDArray[np.int8]:
    """How many alleles the pair shares, for every result of the coins; shape (2 ** n_meioses,)."""
    relevant = _ancestors(pedigree, one) | _ancestors(pedigree, other)
    coins = _coins(pedigree, relevant)
    if len(coins) > MOST_MEIOSES:
        raise TooComplex(
            f"{len(coins)} meioses lie between {one} and {other}, at most {MOST_MEIOSES} are summed exactly: "
            "leave out ancestors who do not relate them, or simulate"
        )
    results = np.arange(2 ** len(coins), dtype=np.int32)
    labels: dict[int, tuple[NDArray[np.int32], NDArray[np.int32]]] = {}
    for place in pedigree.order.tolist():
        if place not in relevant:
            continue
        parents = (int(pedigree.fathers[place]), int(pedigree.mothers[place]))
        if parents[0] < 0:
            labels[place] = (np.full_like(results, 2 * place), np.full_like(results, 2 * place + 1))
            continue
        received = []
        for parent in parents:
            paternal, maternal = labels[parent]
            if (parent, place) in coins:
                takes_second = (results >> coins[parent, place]) & 1
                received.append(np.where(takes_second == 1, maternal, paternal))
            else:
                received.append(paternal)
        labels[place] = (received[0], received[1])
    a, b = labels[pedigree.index(one)], labels[pedigree.index(other)]
    for person, (paternal, maternal) in ((one, a), (other, b)):
        if np.any(paternal == maternal):
            raise InputUnusable(f"{person} is inbred: expected likelihood ratios are given for pairs who are not")
    shared: NDArray[np.int8] = sum(((x == y).astype(np.int8) for x in a for y in b), np.zeros(len(results), np.int8))
    return shared


def _ancestors(pedigree: Pedigree, person: str) -> set[int]:
    found, waiting = set(), [pedigree.index(person)]
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            waiting += [int(each[place]) for each in (pedigree.fathers, pedigree.mothers) if each[place] >= 0]
    return found


def _coins(pedigree: Pedigree, relevant: set[int]) -> dict[tuple[int, int], int]:
    """A number for each meiosis that matters: which allele a founder passes to an only child says nothing."""
    children: dict[int, list[int]] = {place: [] for place in relevant}
    for place in sorted(relevant):
        for parents in (pedigree.fathers, pedigree.mothers):
            if parents[place] >= 0:
                children[int(parents[place])].append(place)
    meioses = [
        (parent, child)
        for parent in sorted(relevant)
        for child in children[parent]
        if pedigree.fathers[parent] >= 0 or len(children[parent]) > 1
    ]
    return {meiosis: coin for coin, meiosis in enumerate(meioses)}

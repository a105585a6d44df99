"""What a pair's probability becomes where no record may be in two pairs: every other way to pair the records counts.

All ways to pair some left records with some right records, each in one pair at most, are weighed by the product of
their pairs' odds.  A pair's probability is the weight of the ways that hold it.  The sum over all ways is intractable;
the sum-product messages of Bethe's approximation converge for such pairings and are exact where the rivals form no
ring (Bayati, Nair 2006, "A rigorous proof of the cavity method for counting matchings", arXiv:cond-mat/0607290).
"""

import numpy as np
import numpy.typing as npt

from repatria.compiled import compiled
from repatria.linkage.levels import Bits, Rows

_ROUNDS = 60
_TOLERANCE = 1e-7
# Beyond 2^40 to 1 the sums of odds would lose the rivals to rounding.
_MOST_BITS = 40.0
# Not everybody can be thought to be on both lists: the odds of the first pair would be beyond bounds.
_LARGEST_SHARE = 0.97
ByRecord = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


def with_rivals(
    rows: tuple[Rows, Rows],
    weight_bits: Bits,
    n_left: int,
    n_right: int,
    expected: float | None = None,
    *,
    guess: float | None = None,
) -> tuple[Bits, float]:
    """Probability of each pair among all ways to pair two lists that hold nobody twice.

    Parameters
    ----------
    rows
        Row numbers of the pairs.  Pairs that are left out are taken for impossible.
    weight_bits
        What the fields say for one person against everything else, log₂.
    expected
        How many persons are on both lists; ``None`` derives the number that agrees with the sum of the probabilities.
    guess
        Where to begin to look for that number.

    Returns
    -------
    tuple
        The probabilities, and the number of persons on both lists.
    """
    n_most = max(min(n_left, n_right), 1)
    begin = 0.5 * n_most if guess is None else guess
    told = min(begin if expected is None else expected, _LARGEST_SHARE * n_most)
    likelihood = np.exp2(np.clip(weight_bits, -60.0, _MOST_BITS))
    free_left, free_right = np.ones(len(likelihood)), np.ones(len(likelihood))
    probability = np.zeros(len(likelihood))
    by_left, by_right = _by_record(rows[0], n_left), _by_record(rows[1], n_right)
    for _ in range(_ROUNDS if expected is None else 1):
        odds = np.minimum(likelihood * _prior_odds(told, n_left, n_right), 2.0**_MOST_BITS)
        _settle(rows[0], rows[1], by_left, by_right, odds, free_left, free_right, _ROUNDS, _TOLERANCE)
        both = odds * free_left * free_right
        probability = both / (1.0 + both)
        if expected is not None:
            break
        found = float(np.clip(probability.sum(), min(1.0, _LARGEST_SHARE * n_most), _LARGEST_SHARE * n_most))
        if abs(found - told) < 1e-4 * told:
            told = found
            break
        told = found
    return probability, told


def among_partners(
    many_rows: Rows, weight_bits: Bits, n_many: int, n_other: int, expected: float | None = None
) -> tuple[Bits, float]:
    """Probability of each pair where one list may hold a person several times, and the other may not.

    A record of that list has one partner at most; what other records have the same partner does not matter.  So each
    record shares its probability among its partners and having none, and nothing needs to be approximated.

    Parameters
    ----------
    many_rows
        For each pair the row in the list that may hold a person several times.
    expected
        How many of its records have a partner; ``None`` derives the number that agrees with the probabilities.

    Returns
    -------
    tuple
        The probabilities, and how many records have a partner.
    """
    most = _LARGEST_SHARE * max(n_many, 1)
    told = min(0.5 * max(n_many, 1) if expected is None else expected, most)
    likelihood = np.exp2(np.clip(weight_bits, -60.0, _MOST_BITS))
    probability = np.zeros(len(likelihood))
    for _ in range(_ROUNDS if expected is None else 1):
        prior = min(told / ((n_many - told) * max(n_other, 1)), 1.0)
        odds = np.minimum(likelihood * prior, 2.0**_MOST_BITS)
        probability = odds / (1.0 + np.bincount(many_rows, weights=odds, minlength=n_many)[many_rows])
        if expected is not None:
            break
        found = float(np.clip(probability.sum(), min(1.0, most), most))
        is_settled = abs(found - told) < 1e-4 * told
        told = found
        if is_settled:
            break
    return probability, told


def _prior_odds(expected: float, n_left: int, n_right: int) -> float:
    """Odds that two records are paired, against both being alone, before their fields are compared.

    Lists of a row or two would raise them beyond bounds: no pair is likelier the same than not before it is compared.
    """
    return min(expected / ((n_left - expected) * (n_right - expected)), 1.0)


@compiled
def _by_record(rows: npt.NDArray[np.uint32], n_records: int) -> ByRecord:
    """The pairs in the order of one side's records, and where each record's begin."""
    begins = np.zeros(n_records + 1, dtype=np.int64)
    for row in rows:
        begins[row + 1] += 1
    begins = np.cumsum(begins)
    order, at = np.empty(len(rows), dtype=np.int64), begins.copy()
    for k in range(len(rows)):
        order[at[rows[k]]] = k
        at[rows[k]] += 1
    return order, begins


@compiled
def _settle(
    left_rows: npt.NDArray[np.uint32],
    right_rows: npt.NDArray[np.uint32],
    by_left: ByRecord,
    by_right: ByRecord,
    odds: Bits,
    free_left: Bits,
    free_right: Bits,
    n_rounds: int,
    tolerance: float,
) -> None:
    """Pass messages until they settle; ``free_left[k]``: how likely pair k's left record is free without that pair.

    A record is asked again only where what its pairs tell it has changed: nearly all settle at once, and a few long
    chains of rivals take long.
    """
    n_left, n_right = len(by_left[1]) - 1, len(by_right[1]) - 1
    asked_left, asked_right = np.arange(n_left), np.arange(n_right)
    is_asked_left, is_asked_right = np.ones(n_left, dtype=np.bool_), np.ones(n_right, dtype=np.bool_)
    n_left, n_right = len(asked_left), len(asked_right)
    for _ in range(n_rounds):
        n_left = _ask(
            asked_right,
            n_right,
            by_right,
            odds,
            free_left,
            free_right,
            left_rows,
            asked_left,
            is_asked_left,
            is_asked_right,
            n_left,
            tolerance,
        )
        n_right = _ask(
            asked_left,
            n_left,
            by_left,
            odds,
            free_right,
            free_left,
            right_rows,
            asked_right,
            is_asked_right,
            is_asked_left,
            0,
            tolerance,
        )
        n_left = 0
        if n_right == 0:
            break


@compiled
def _ask(
    records: npt.NDArray[np.int64],
    n_records: int,
    by_record: ByRecord,
    odds: Bits,
    heard: Bits,
    told: Bits,
    others: npt.NDArray[np.uint32],
    asked: npt.NDArray[np.int64],
    is_asked: npt.NDArray[np.bool_],
    is_asked_here: npt.NDArray[np.bool_],
    n_asked: int,
    tolerance: float,
) -> int:
    """Tell what some records of one side say now; how many records of the other side are to be asked next."""
    order, begins = by_record
    for place in range(n_records):
        record = records[place]
        is_asked_here[record] = False
        total = 0.0
        for at in range(begins[record], begins[record + 1]):
            total += odds[order[at]] * heard[order[at]]
        for at in range(begins[record], begins[record + 1]):
            k = order[at]
            found = 1.0 / (1.0 + max(total - odds[k] * heard[k], 0.0))
            # How far this can move what the other record tells its other pairs.
            least = 1.0 + odds[k] * min(found, told[k])
            if odds[k] * abs(found - told[k]) >= tolerance * least * least and not is_asked[others[k]]:
                is_asked[others[k]] = True
                asked[n_asked] = others[k]
                n_asked += 1
            told[k] = found
    return n_asked

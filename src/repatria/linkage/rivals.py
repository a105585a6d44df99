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


def with_rivals(
    rows: tuple[Rows, Rows], weight_bits: Bits, n_left: int, n_right: int, expected: float | None = None
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

    Returns
    -------
    tuple
        The probabilities, and the number of persons on both lists.
    """
    n_most = max(min(n_left, n_right), 1)
    told = 0.5 * n_most if expected is None else min(expected, _LARGEST_SHARE * n_most)
    likelihood = np.exp2(np.clip(weight_bits, -60.0, _MOST_BITS))
    free_left, free_right = np.ones(len(likelihood)), np.ones(len(likelihood))
    probability = np.zeros(len(likelihood))
    for _ in range(_ROUNDS if expected is None else 1):
        odds = np.minimum(likelihood * _prior_odds(told, n_left, n_right), 2.0**_MOST_BITS)
        _settle(rows[0], rows[1], odds, n_left, n_right, free_left, free_right, _ROUNDS, _TOLERANCE)
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


def _prior_odds(expected: float, n_left: int, n_right: int) -> float:
    """Odds that two records are paired, against both being alone, before their fields are compared."""
    return expected / ((n_left - expected) * (n_right - expected))


@compiled
def _settle(
    left_rows: npt.NDArray[np.uint32],
    right_rows: npt.NDArray[np.uint32],
    odds: npt.NDArray[np.float64],
    n_left: int,
    n_right: int,
    free_left: npt.NDArray[np.float64],
    free_right: npt.NDArray[np.float64],
    n_rounds: int,
    tolerance: float,
) -> int:
    """Pass messages until they settle; ``free_left[k]``: how likely pair k's left record is free without that pair."""
    for round_ in range(n_rounds):
        change = 0.0
        sums = np.zeros(n_right)
        for k in range(len(odds)):
            sums[right_rows[k]] += odds[k] * free_left[k]
        for k in range(len(odds)):
            rest = max(sums[right_rows[k]] - odds[k] * free_left[k], 0.0)
            found = 1.0 / (1.0 + rest)
            change = max(change, abs(found - free_right[k]))
            free_right[k] = found
        sums = np.zeros(n_left)
        for k in range(len(odds)):
            sums[left_rows[k]] += odds[k] * free_right[k]
        for k in range(len(odds)):
            rest = max(sums[left_rows[k]] - odds[k] * free_right[k], 0.0)
            found = 1.0 / (1.0 + rest)
            change = max(change, abs(found - free_left[k]))
            free_left[k] = found
        if change < tolerance:
            return round_ + 1
    return n_rounds

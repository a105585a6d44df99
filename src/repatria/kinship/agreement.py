"""Which of many profiles agree so far that they may be one person's: every pair, left at the second contradiction."""

import numpy as np
from numpy.typing import NDArray

from repatria.compiled import compiled


def agreeing_pairs(
    one: NDArray[np.int16], other: NDArray[np.int16], least_compared: int, most_mismatches: int, within: bool
) -> NDArray[np.int64]:
    """Pairs (one, other, loci compared, of these partial, of these contradicting), shape (n_pairs, 5).

    A locus agrees if the same alleles were read, is partial if one read holds less than the other (a copy may have
    dropped out), and contradicts otherwise.  ``within``: both inputs are the same, each pair is looked at once.
    """
    capacity = 4_096
    first, second = np.ascontiguousarray(one), np.ascontiguousarray(other)
    while True:
        rows = np.empty((capacity, 5), dtype=np.int64)
        n_found = _agreeing(first, second, least_compared, most_mismatches, within, rows)
        if n_found <= capacity:
            return rows[:n_found]
        capacity = n_found


@compiled
def _agreeing(
    one: NDArray[np.int16],
    other: NDArray[np.int16],
    least_compared: int,
    most_mismatches: int,
    within: bool,
    rows: NDArray[np.int64],
) -> int:
    n_found = 0
    n_markers = one.shape[1]
    for i in range(one.shape[0]):
        for j in range(i + 1 if within else 0, other.shape[0]):
            n_compared = 0
            n_partial = 0
            n_mismatches = 0
            for m in range(n_markers):
                a, b = one[i, m, 0], one[i, m, 1]
                c, d = other[j, m, 0], other[j, m, 1]
                if a < 0 or c < 0:
                    continue
                n_compared += 1
                if (a == c and b == d) or (a == d and b == c):
                    continue
                left_fits = a in (c, d) and (b < 0 or b in (c, d))
                right_fits = c in (a, b) and (d < 0 or d in (a, b))
                if left_fits or right_fits:
                    n_partial += 1
                    continue
                n_mismatches += 1
                if n_mismatches > most_mismatches:
                    break
            if n_mismatches <= most_mismatches and n_compared >= least_compared:
                if n_found < rows.shape[0]:
                    rows[n_found, 0], rows[n_found, 1] = i, j
                    rows[n_found, 2], rows[n_found, 3], rows[n_found, 4] = n_compared, n_partial, n_mismatches
                n_found += 1
    return n_found

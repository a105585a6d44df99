"""How alike two runs of letters are, compiled: the measures of rapidfuzz, to the bit, on slices of one buffer.

A word is ``letters[start:end]`` of an array of bytes.  Only small Latin letters and spaces occur: names are folded
before they are compared.
"""

import numpy as np
import numpy.typing as npt

from repatria.compiled import compiled

Bytes = npt.NDArray[np.uint8]
Scratch = npt.NDArray[np.int32]

# Jaro and Winkler's own numbers: likeness counts a common beginning from here, up to so many letters, each so much.
_WINKLER_FROM, _WINKLER_LETTERS, _WINKLER_WEIGHT = 0.7, 4, 0.1
_N_LETTERS = 32
# FNV-1a of 64 bits, as signed numbers.
_HASH_BASIS, _HASH_PRIME = -3750763034362895579, 1099511628211


def scratch_for(longest: int) -> Scratch:
    """Room for any measure of two words of at most ``longest`` letters."""
    return np.zeros((longest + 2) * (longest + 2) + _N_LETTERS, dtype=np.int32)


@compiled
def hash_of(letters: Bytes, start: int, end: int) -> np.int64:
    """A number of 64 bits that only equal words share, but for chances of one in 10¹⁹."""
    number = np.int64(_HASH_BASIS)
    for place in range(start, end):
        number = (number ^ np.int64(letters[place])) * np.int64(_HASH_PRIME)
    return number ^ (number >> np.int64(29))


@compiled
def mask_of(letters: Bytes, start: int, end: int) -> np.int64:
    """Which letters occur in a word, one bit each."""
    bits = np.int64(0)
    for place in range(start, end):
        bits |= np.int64(1) << np.int64(letters[place] & np.uint8(31))
    return bits


@compiled
def n_bits(bits: int | np.int64) -> int:
    """How many bits of a number below 2³² are set."""
    bits = bits - ((bits >> 1) & 0x55555555)
    bits = (bits & 0x33333333) + ((bits >> 2) & 0x33333333)
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F
    return int(((bits * 0x01010101) & 0xFFFFFFFF) >> 24)


@compiled
def jaro_winkler(a: Bytes, a_start: int, a_end: int, b: Bytes, b_start: int, b_end: int, scratch: Scratch) -> float:
    """The likeness of Jaro and Winkler in [0, 1] (Winkler 1990)."""
    n_a, n_b = a_end - a_start, b_end - b_start
    if n_a == 0 or n_b == 0:
        return 1.0 if n_a == n_b else 0.0
    reach = max(max(n_a, n_b) // 2 - 1, 0)
    for place in range(n_a + n_b):
        scratch[place] = 0
    n_common = 0
    for j in range(n_b):
        for i in range(max(j - reach, 0), min(j + reach + 1, n_a)):
            if scratch[i] == 0 and a[a_start + i] == b[b_start + j]:
                scratch[i] = scratch[n_a + j] = 1
                n_common += 1
                break
    if n_common == 0:
        return 0.0
    n_moved, i = 0, 0
    for j in range(n_b):
        if scratch[n_a + j]:
            while scratch[i] == 0:
                i += 1
            n_moved += a[a_start + i] != b[b_start + j]
            i += 1
    alike = (n_common / n_a + n_common / n_b + (n_common - n_moved // 2) / n_common) / 3.0
    if alike > _WINKLER_FROM:
        first = 0
        while first < min(n_a, n_b, _WINKLER_LETTERS) and a[a_start + first] == b[b_start + first]:
            first += 1
        alike += first * _WINKLER_WEIGHT * (1.0 - alike)
    return alike


@compiled
def letters_apart(
    a: Bytes, a_start: int, a_end: int, b: Bytes, b_start: int, b_end: int, most: int, scratch: Scratch
) -> int:
    """The distance of Damerau and Levenshtein, without its restriction; ``most + 1`` where it is more than ``most``."""
    while a_start < a_end and b_start < b_end and a[a_start] == b[b_start]:
        a_start, b_start = a_start + 1, b_start + 1
    while a_start < a_end and b_start < b_end and a[a_end - 1] == b[b_end - 1]:
        a_end, b_end = a_end - 1, b_end - 1
    n_a, n_b = a_end - a_start, b_end - b_start
    if abs(n_a - n_b) > most:
        return most + 1
    if n_a == 0 or n_b == 0:
        return max(n_a, n_b)
    if n_a == 1 and n_b == 1:
        return 1
    if n_a == 2 and n_b == 2 and a[a_start] == b[b_end - 1] and a[a_end - 1] == b[b_start]:
        return 1
    if most == 1:
        return 2
    ours, theirs = mask_of(a, a_start, a_end), mask_of(b, b_start, b_end)
    if max(n_bits(ours & ~theirs), n_bits(theirs & ~ours)) > most:
        return most + 1
    return min(_distance(a, a_start, n_a, b, b_start, n_b, most, scratch), most + 1)


@compiled
def _distance(a: Bytes, a_start: int, n_a: int, b: Bytes, b_start: int, n_b: int, most: int, scratch: Scratch) -> int:
    # Lowrance and Wagner (1975): a table with a border, and for each letter the last row that held it.
    width, far = n_b + 2, n_a + n_b
    table = scratch[_N_LETTERS:]
    for letter in range(_N_LETTERS):
        scratch[letter] = 0
    table[0] = far
    for j in range(n_b + 1):
        table[j + 1] = far
        table[width + j + 1] = j
    for i in range(1, n_a + 1):
        table[i * width], table[(i + 1) * width], table[(i + 1) * width + 1] = far, far, i
        last_match, best = 0, i
        for j in range(1, n_b + 1):
            row = scratch[b[b_start + j - 1] & np.uint8(31)]
            column = last_match
            is_same = a[a_start + i - 1] == b[b_start + j - 1]
            if is_same:
                last_match = j
            here = table[i * width + j] + (not is_same)
            here = min(here, table[i * width + j + 1] + 1, table[(i + 1) * width + j] + 1)
            here = min(here, table[row * width + column] + (i - row - 1) + 1 + (j - column - 1))
            table[(i + 1) * width + j + 1] = here
            best = min(best, here)
        # No later row can lie below the least of this one.
        if best > most:
            return best
        scratch[a[a_start + i - 1] & np.uint8(31)] = i
    return int(table[(n_a + 1) * width + n_b + 1])

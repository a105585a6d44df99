"""How near the letters of two parts or two whole names are, compiled: what orders the pairs of one level."""

import numpy as np
import numpy.typing as npt

from repatria.compiled import compiled
from repatria.names.bulk import Codes
from repatria.names.letters import Scratch, jaro_winkler, scratch_for
from repatria.names.texttable import Places, TextTable
from repatria.names.wholes import Wholes

Nearness = npt.NDArray[np.float64]

# Below so near, a pair of words speaks against one person; a word of so many letters says all that a word can.
_NEUTRAL, _FULL_WORD = 0.84, 5
_NOTHING = -30.0
# A cut surname keeps so many letters of its stem and loses so many, or it may be another surname: Petrov, Petrovsky.
_SHORTEST_CUT, _FEWEST_CUT = 8, 2


def part_nearness(table: TextTable, left: Codes, right: Codes, *, without_endings: bool) -> Nearness:
    """Jaro and Winkler's likeness of two texts' likest words; 0 where one is missing.

    Parameters
    ----------
    without_endings
        Surnames: leave out the ending that both share, as half of all surnames end in -ов.
    """
    near = np.zeros(len(left))
    scratch = scratch_for(table.longest)
    _fill_parts(table, _places(left), _places(right), without_endings, scratch, near)
    return near


def _places(codes: Codes) -> Places:
    return np.ascontiguousarray(codes, dtype=np.int32)


@compiled
def _fill_parts(
    table: TextTable, left: Places, right: Places, is_surname: bool, scratch: Scratch, near: Nearness
) -> None:
    for pair in range(len(near)):
        a, b = left[pair], right[pair]
        if a < 0 or b < 0:
            continue
        # A given name's further words are forms of its class.
        n_left = table.text_starts[a + 1] - table.text_starts[a] if is_surname else 1
        n_right = table.text_starts[b + 1] - table.text_starts[b] if is_surname else 1
        for i in range(n_left):
            for j in range(n_right):
                v, w = table.text_words[table.text_starts[a] + i], table.text_words[table.text_starts[b] + j]
                near[pair] = max(near[pair], word_nearness(table, v, w, is_surname, scratch))


@compiled
def word_nearness(table: TextTable, v: int, w: int, is_surname: bool, scratch: Scratch) -> float:
    """Jaro and Winkler's likeness of two words of a table."""
    if v == w:
        return 1.0
    a, b = table.starts[v], table.starts[w]
    a_end, b_end = table.starts[v + 1], table.starts[w + 1]
    if is_surname and table.endings[v] == table.endings[w]:
        a_end, b_end = a + table.roots[v], b + table.roots[w]
    return jaro_winkler(table.letters, a, a_end, table.letters, b, b_end, scratch)


def are_cut(table: TextTable, left: Codes, right: Codes) -> npt.NDArray[np.bool_]:
    """Whether one surname of a single word is the beginning of the other, too long to be so by chance.

    The names of a machine-readable zone end at its border (ICAO Doc 9303, part 4, 4.2.3).
    """
    is_cut = np.zeros(len(left), dtype=np.bool_)
    _fill_cut(table, _places(left), _places(right), is_cut)
    return is_cut


@compiled
def _fill_cut(table: TextTable, left: Places, right: Places, is_cut: npt.NDArray[np.bool_]) -> None:
    for pair in range(len(is_cut)):
        a, b = left[pair], right[pair]
        if a < 0 or b < 0 or not _is_single(table, a) or not _is_single(table, b):
            continue
        v, w = table.text_words[table.text_starts[a]], table.text_words[table.text_starts[b]]
        start, other = table.starts[v], table.starts[w]
        n, n_other = table.starts[v + 1] - start, table.starts[w + 1] - other
        if min(n, n_other) < _SHORTEST_CUT or abs(n - n_other) < _FEWEST_CUT:
            continue
        i = 0
        while i < min(n, n_other) and table.letters[start + i] == table.letters[other + i]:
            i += 1
        is_cut[pair] = i == min(n, n_other)


@compiled
def _is_single(table: TextTable, text: int) -> bool:
    return bool(table.text_starts[text + 1] - table.text_starts[text] == 1)


def aligned_bits(names: Wholes, left: Codes, right: Codes) -> Nearness:
    """Bits from pairing each word of the shorter name with the likest word left of the longer one, in any order."""
    bits = np.zeros(len(left))
    most = int(np.diff(names.word_starts).max(initial=0))
    taken = np.zeros(most, dtype=np.bool_)
    scratch = scratch_for(names.word_table.longest)
    words = names.word_table, names.word_starts, names.words
    _fill_aligned(*words, _places(left), _places(right), taken, scratch, bits)
    return bits


@compiled
def _fill_aligned(
    table: TextTable,
    starts: Places,
    words: Places,
    left: Places,
    right: Places,
    taken: npt.NDArray[np.bool_],
    scratch: Scratch,
    bits: Nearness,
) -> None:
    for pair in range(len(bits)):
        a, b = left[pair], right[pair]
        n_a, n_b = starts[a + 1] - starts[a], starts[b + 1] - starts[b]
        bits[pair] = _NOTHING
        # With as many words on both sides each may choose first: the sum is the same whichever side a name stands on.
        if 0 < n_a <= n_b:
            bits[pair] = max(bits[pair], _aligned(table, words, starts[a], n_a, starts[b], n_b, taken, scratch))
        if 0 < n_b <= n_a:
            bits[pair] = max(bits[pair], _aligned(table, words, starts[b], n_b, starts[a], n_a, taken, scratch))


@compiled
def _aligned(
    table: TextTable,
    words: Places,
    first: int,
    n_short: int,
    other: int,
    n_long: int,
    taken: npt.NDArray[np.bool_],
    scratch: Scratch,
) -> float:
    taken[:n_long] = False
    total = 0.0
    for i in range(n_short):
        word, best, place = words[first + i], -1.0, 0
        for j in range(n_long):
            if not taken[j]:
                near = words_alike(table, word, words[other + j], scratch)
                if near > best:
                    best, place = near, j
        taken[place] = True
        start = table.text_words[table.text_starts[word]]
        n_letters = table.starts[start + 1] - table.starts[start]
        total += (best - _NEUTRAL) * 40.0 * min(1.0, n_letters / _FULL_WORD)
    return float(total / np.sqrt(n_short) - 1.5 * (n_long - n_short))


@compiled
def words_alike(table: TextTable, v: int, w: int, scratch: Scratch) -> float:
    """Half the likeness with five vowels, half with three."""
    if v == w:
        return 1.0
    a, b = table.text_starts[v], table.text_starts[w]
    fine = word_nearness(table, table.text_words[a], table.text_words[b], False, scratch)
    coarse = word_nearness(table, table.text_words[a + 1], table.text_words[b + 1], False, scratch)
    return (fine + coarse) / 2.0

"""How near the letters of two parts or two whole names are, compiled: what orders the pairs of one level."""

import numpy as np
import numpy.typing as npt

from repatria.compiled import compiled
from repatria.names.bulk import Codes
from repatria.names.letters import Scratch, jaro_winkler, scratch_for
from repatria.names.sounds import priced_distance
from repatria.names.soundtable import SoundTable, sound_table
from repatria.names.texttable import Places, TextTable
from repatria.names.wholes import Wholes

Nearness = npt.NDArray[np.float64]

# A word of so many sounds says all that a word can; an initial that fits says little.
_FULL_WORD, _INITIAL_BITS, _SHORT_BITS, _FITTING_INITIAL = 4, 0.75, 3.0, 0.3
_MOST_AGREEING, _EXTRA_WORD_BITS, _JOINED_BITS = 12.0, 1.1, 0.75
_NOTHING = -30.0
# A cut surname keeps so many letters of its stem and loses so many, or it may be another surname: Petrov, Petrovsky.
_SHORTEST_CUT, _FEWEST_CUT, _SHORTEST_TOLD_CUT = 8, 2, 3


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


def are_cut(names: Wholes, left: Codes, right: Codes) -> npt.NDArray[np.bool_]:
    """Whether one surname of a single word is the beginning of the other, too long to be so by chance.

    Shorter ones count where a full machine-readable zone told that it may have cut the surname (ICAO Doc 9303, part
    4, 4.2.3).
    """
    is_cut = np.zeros(len(left), dtype=np.bool_)
    codes = _places(names.surname[left]), _places(names.surname[right])
    _fill_cut(names.surnames, *codes, names.may_be_cut[left], names.may_be_cut[right], is_cut)
    return is_cut


_Flags = npt.NDArray[np.bool_]


@compiled
def _fill_cut(
    table: TextTable, left: Places, right: Places, left_cut: _Flags, right_cut: _Flags, is_cut: _Flags
) -> None:
    for pair in range(len(is_cut)):
        a, b = left[pair], right[pair]
        if a < 0 or b < 0 or not _is_single(table, a) or not _is_single(table, b):
            continue
        v, w = table.text_words[table.text_starts[a]], table.text_words[table.text_starts[b]]
        start, other = table.starts[v], table.starts[w]
        n, n_other = table.starts[v + 1] - start, table.starts[w + 1] - other
        is_told = left_cut[pair] if n < n_other else right_cut[pair]
        shorter = min(n, n_other)
        if shorter < (_SHORTEST_TOLD_CUT if is_told else _SHORTEST_CUT):
            continue
        if abs(n - n_other) < (1 if is_told else _FEWEST_CUT):
            continue
        i = 0
        while i < shorter and table.letters[start + i] == table.letters[other + i]:
            i += 1
        is_cut[pair] = i == shorter


@compiled
def _is_single(table: TextTable, text: int) -> bool:
    return bool(table.text_starts[text + 1] - table.text_starts[text] == 1)


def aligned_bits(names: Wholes, left: Codes, right: Codes) -> tuple[Nearness, Nearness]:
    """Bits from pairing the words of two names by their sounds, in any order, and the bits of the worst pair of words.

    Words that agree say no more together than a few of them; one that contradicts says its own.  Where one side has
    fewer words, they may have been written together.
    """
    bits, worst = np.zeros(len(left)), np.zeros(len(left))
    most = int(names.n_words.max(initial=0))
    room = np.zeros((most, most)), np.zeros(most, dtype=np.bool_), np.zeros(most, dtype=np.bool_)
    table, joined = _sounds(names, left, right)
    words = table, names.sorted_starts, names.sorted_words, joined, names.n_words
    _fill_aligned(*words, _places(left), _places(right), room, bits, worst)
    return bits, worst


def _sounds(names: Wholes, left: Codes, right: Codes) -> tuple[SoundTable, Places]:
    """The sounds of the words of these names, and of whole names, as one word, of which the other has fewer words.

    To sound a word out costs more than all else, and most pairs go by their parts.
    """
    is_named, is_joined = np.zeros((2, len(names.n_words)), dtype=np.bool_)
    is_named[left] = is_named[right] = True
    is_uneven = names.n_words[left] != names.n_words[right]
    is_joined[left[is_uneven]] = is_joined[right[is_uneven]] = True
    asked = names.sorted_words[np.repeat(is_named, names.n_words)]
    is_asked = np.zeros(len(names.word_texts), dtype=np.bool_)
    is_asked[asked] = True
    wholes = np.flatnonzero(is_joined)
    joined = np.full(len(is_joined), -1, dtype=np.int32)
    joined[wholes] = len(is_asked) + np.arange(len(wholes))
    texts = [word if asked else "" for word, asked in zip(names.word_texts, is_asked.tolist(), strict=True)]
    texts += (
        "".join(names.word_texts[word] for word in names.words[names.starts[name] : names.starts[name + 1]])
        for name in wholes.tolist()
    )
    return sound_table(texts), joined


_Room = tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]


@compiled
def _fill_aligned(
    table: SoundTable,
    starts: Places,
    words: Places,
    joined: Places,
    n_words: Places,
    left: Places,
    right: Places,
    room: _Room,
    bits: Nearness,
    worst: Nearness,
) -> None:
    for pair in range(len(bits)):
        a, b = left[pair], right[pair]
        n_a, n_b = n_words[a], n_words[b]
        if n_a == 0 or n_b == 0:
            bits[pair] = worst[pair] = _NOTHING
            continue
        bits[pair], worst[pair] = _aligned(
            table, words[starts[a] : starts[a] + n_a], words[starts[b] : starts[b] + n_b], room
        )
        if n_a != n_b:
            bits[pair] = max(bits[pair], words_bits(table, joined[a], joined[b]) - _JOINED_BITS)


@compiled
def _aligned(table: SoundTable, left: Places, right: Places, room: _Room) -> tuple[float, float]:
    likeness, is_paired, is_taken = room
    for i in range(len(left)):
        is_paired[i] = False
        for j in range(len(right)):
            likeness[i, j] = words_bits(table, left[i], right[j])
    is_taken[: len(right)] = False
    agreeing, contradicting, worst = 0.0, 0.0, np.inf
    for _ in range(min(len(left), len(right))):
        best, row, column = -np.inf, 0, 0
        for i in range(len(left)):
            for j in range(len(right)):
                if not is_paired[i] and not is_taken[j] and likeness[i, j] > best:
                    best, row, column = likeness[i, j], i, j
        is_paired[row] = is_taken[column] = True
        agreeing, contradicting = agreeing + max(best, 0.0), contradicting + min(best, 0.0)
        worst = min(worst, best)
    bits = min(agreeing, _MOST_AGREEING) + contradicting - _EXTRA_WORD_BITS * abs(len(left) - len(right))
    return float(bits), float(worst)


@compiled
def words_bits(table: SoundTable, v: int, w: int) -> float:
    """Bits for or against two words being one, by how far apart they sound."""
    left = table.symbols[table.starts[v] : table.starts[v + 1]]
    right = table.symbols[table.starts[w] : table.starts[w + 1]]
    shorter = min(len(left), len(right))
    if shorter == 0:
        return _NOTHING
    if shorter == 1:
        fits = table.instead[left[0], right[0]] < _FITTING_INITIAL
        return (_SHORT_BITS if len(left) == len(right) else _INITIAL_BITS) if fits else -_SHORT_BITS
    without_left = table.unwritten if table.is_vowelless[w] else table.without
    without_right = table.unwritten if table.is_vowelless[v] else table.without
    bits = bits_of_distance(priced_distance(left, right, table.instead, without_left, without_right))
    return bits * min(1.0, shorter / _FULL_WORD)


@compiled
def bits_of_distance(distance: float) -> float:
    """How much more often two spellings of one word lie so far apart than two words of likely spelling do.

    Fitted to single names transliterated between the Latin and the Cyrillic script.
    """
    if distance < 0.04:
        return 10.5 - 131.0 * distance
    if distance < 0.14:
        return 5.25 - 45.0 * (distance - 0.04)
    return max(0.75 - 35.6 * (distance - 0.14), -6.75)

"""How alike two words sound, whatever language spelled them: for names that no table knows.

Spelling is turned into *symbols*, each of which can stand for several sounds at a price: a Latin ``ch`` is ч to an
Englishman, ш to a Frenchman, к to an Italian.  Two words are as far apart as the cheapest way to turn one into
the other, a weighted edit distance.  A script that writes no short vowels lets the other word's vowels go for little.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt
from anyascii import anyascii

from repatria.compiled import compiled
from repatria.names import tables
from repatria.names.scripts import is_vowelless, words

Symbols = npt.NDArray[np.uint8]
Prices = npt.NDArray[np.float32]

# Sounds that no table calls neighbors.
_STRANGERS, _VOWEL_FOR_CONSONANT = 1.0, 1.3
_VOWELS: Final = frozenset("aeiou")
# What a vowel costs to leave out where the other word's script writes none.
_UNWRITTEN = 0.08
_MARKS: Final = re.compile(r"[\u0300-\u036f]")
# What a spelling asks of its neighbors, and the letter or letters that it begins with.
_CONTEXT: Final = re.compile(r"\(\?.*?\)|[\^$]")
_FIRST: Final = re.compile(r"^(?:\[.*?\]|.)")
_UNKNOWN: Final[tuple[re.Pattern[str], tuple[bytes, ...]]] = (re.compile("(?!)"), ())


@dataclass(frozen=True, slots=True)
class SoundPrices:
    """The prices of all symbols, by their place in the table.

    Parameters
    ----------
    instead
        float32 of shape (n_symbols, n_symbols): one symbol for another, symmetric, 0 on the diagonal.
    without
        float32 of shape (n_symbols,): leaving a symbol out.
    unwritten
        As ``without``, where the other word's script writes no vowels.
    """

    instead: Prices
    without: Prices
    unwritten: Prices


@cache
def sound_prices() -> SoundPrices:
    """The prices that the packaged tables come to."""
    rows = tables.rows("sound_symbols.tsv")
    sounds = [_priced(row[1]) for row in rows]
    near = {(a, b): float(price) for a, b, price in tables.rows("sound_neighbors.tsv")}
    instead = np.zeros((len(rows), len(rows)), dtype=np.float32)
    for (i, mine), (j, other) in product(enumerate(sounds), repeat=2):
        if i != j:
            instead[i, j] = min(a + b + _apart(x, y, near) for x, a in mine.items() for y, b in other.items())
    without = np.array([float(row[2]) for row in rows], dtype=np.float32)
    is_vowel = np.array([next(iter(each)) in _VOWELS | {"j"} for each in sounds])
    return SoundPrices(instead, without, np.where(is_vowel, np.minimum(without, np.float32(_UNWRITTEN)), without))


def _priced(cell: str) -> dict[str, float]:
    return {sound: float(price) for sound, price in (each.split() for each in cell.split(","))}


def _apart(left: str, right: str, near: dict[tuple[str, str], float]) -> float:
    if left == right:
        return 0.0
    strangers = _STRANGERS if (left in _VOWELS) == (right in _VOWELS) else _VOWEL_FOR_CONSONANT
    return near.get((left, right), near.get((right, left), strangers))


@cache
def _spellings() -> dict[str, tuple[re.Pattern[str], tuple[bytes, ...]]]:
    """For each letter the patterns that begin with it, each a group, and the symbols of each."""
    places = {row[0]: place for place, row in enumerate(tables.rows("sound_symbols.tsv"))}
    found: dict[str, dict[str, bytes]] = {}
    for row in tables.rows("sound_spellings.tsv"):
        consumed = _CONTEXT.sub("", row[0])
        for letter in {first for piece in consumed.split("|") for first in _FIRST.findall(piece)[0].strip("[]")}:
            found.setdefault(letter, {})[row[0]] = bytes(places[symbol] for symbol in row[1].split())
    return {
        letter: (re.compile("|".join(f"({pattern})" for pattern in each)), tuple(each.values()))
        for letter, each in found.items()
    }


@lru_cache(maxsize=1 << 17)
def sounds_of_word(word: str) -> bytes:
    """The symbols of one lower-case word, one byte each, no symbol twice in a row."""
    spellings, alone = _spellings(), _sounding_alone()
    text = word if _letters_spelled().issuperset(word) else "".join(map(_spellable, word))
    spelled, place, last = bytearray(), 0, -1
    while place < len(text):
        if (heard := alone.get(text[place])) is not None:
            place += 1
        else:
            pattern, symbols = spellings.get(text[place], _UNKNOWN)
            found = pattern.match(text, place)
            place, heard = (found.end(), symbols[(found.lastindex or 1) - 1]) if found else (place + 1, b"")
        for symbol in heard:
            if symbol != last:
                spelled.append(symbol)
            last = symbol
    return bytes(spelled)


@cache
def _sounding_alone() -> dict[str, bytes]:
    """The symbols of letters that sound so whatever stands beside them: their first pattern is the letter itself."""
    return {
        letter: symbols[0]
        for letter, (pattern, symbols) in _spellings().items()
        if letter in pattern.pattern[1 : pattern.pattern.index(")")].split("|")
    }


@cache
def _letters_spelled() -> frozenset[str]:
    return frozenset(filter(_is_spelled, _spellings()))


@lru_cache(maxsize=1 << 12)
def _spellable(letter: str) -> str:
    """A letter that the table may know; any other script goes through anyascii, any other diacritic off."""
    if _is_spelled(letter):
        return letter
    plain = _MARKS.sub("", unicodedata.normalize("NFD", letter))
    return plain if _is_spelled(plain) else anyascii(letter).lower()


def _is_spelled(letter: str) -> bool:
    return bool(_spellings().get(letter, _UNKNOWN)[0].fullmatch(letter))


def sound_distance(left: str, right: str) -> float:
    """From 0 (sounds alike) to about 1 (nothing in common) for two words, the price for each sound of the longer.

    >>> sound_distance("Джексон", "Jackson") < 0.1 < 0.4 < sound_distance("Джексон", "Peterson")
    True
    """
    mine, other = (next(iter(words(each)), "") for each in (left, right))
    return distance_of_words(mine, other)


@lru_cache(maxsize=1 << 16)
def distance_of_words(left: str, right: str) -> float:
    """As :func:`sound_distance`, for lower-case words whose look-alike letters are repaired."""
    mine, other = (np.frombuffer(sounds_of_word(each), dtype=np.uint8) for each in (left, right))
    if not len(mine) or not len(other):
        return 1.0
    prices = sound_prices()
    without_mine = prices.unwritten if is_vowelless(right) else prices.without
    without_other = prices.unwritten if is_vowelless(left) else prices.without
    return priced_distance(mine, other, prices.instead, without_mine, without_other)


@compiled
def priced_distance(
    left: Symbols, right: Symbols, instead: Prices, without_left: Prices, without_right: Prices
) -> float:
    """The least price of turning one word into the other, for each symbol of the longer."""
    n, m = len(left), len(right)
    last = np.zeros(m + 1)
    for j in range(m):
        last[j + 1] = last[j] + without_right[right[j]]
    for i in range(n):
        diagonal = last[0]
        last[0] += without_left[left[i]]
        for j in range(m):
            price = diagonal + instead[left[i], right[j]]
            diagonal = last[j + 1]
            price = min(price, diagonal + without_left[left[i]], last[j] + without_right[right[j]])
            last[j + 1] = price
    total = 0.0
    for i in range(n):
        total += min(without_left[left[i]], 1.0)
    other = 0.0
    for j in range(m):
        other += min(without_right[right[j]], 1.0)
    distance: float = last[m] / max(total, other, 1.0)
    return distance

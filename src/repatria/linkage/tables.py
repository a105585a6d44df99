"""Distinct texts of a field as arrays, and the levels of many pairs of them in machine code.

The meaning is that of the functions in ``fields``, which compare one pair and are the oracle of the tests.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.compiled import compiled
from repatria.linkage.fields import SHORTEST_NEAR_NUMBER
from repatria.linkage.levels import LEVELS, MISSING, Levels
from repatria.linkage.texts import Hashes, Offsets, hashes, letters, word_hashes

Codes = npt.NDArray[np.int32]
"""Places of texts in a table, -1 where nothing was said."""

_MISSING: Final = MISSING
_DIFFERENT: Final = 0
_SHORTEST: Final = SHORTEST_NEAR_NUMBER
_ONE_DIGIT: Final = LEVELS["service_number"].index("one-digit")
_SAME_DIGITS: Final = LEVELS["service_number"].index("same-digits")
_SAME_NUMBER: Final = LEVELS["service_number"].index("same")
_SHARED_WORD: Final = LEVELS["birth_place"].index("shared-word")
_SIMILAR_WORD: Final = LEVELS["birth_place"].index("similar-word")
_SAME_PLACE: Final = LEVELS["birth_place"].index("same")
# For each level of numbers the level of codes; the last place is -1.
_CODE_OF_NUMBER: Final = np.array([0, 1, 0, 2, MISSING], dtype=np.int8)


class WordTable(NamedTuple):
    """Texts as hashes, and the words that tell them apart: text ``t`` has ``words[starts[t]:starts[t + 1]]``."""

    hashes: Hashes
    words: Hashes
    starts: Offsets


class NumberTable(NamedTuple):
    """Texts as hashes and letters: text ``t`` has ``letters[starts[t]:starts[t + 1]]``; which, as bits in ``masks``.

    ``digits`` are hashes of the digits alone, 0 where these are too few to tell people apart.
    """

    hashes: Hashes
    letters: npt.NDArray[np.uint32]
    starts: Offsets
    masks: Hashes
    digits: Hashes


class PlaceTable(NamedTuple):
    """Texts as in a :class:`WordTable`, and the letters of each of their words as in a :class:`NumberTable`."""

    hashes: Hashes
    words: Hashes
    starts: Offsets
    letters: npt.NDArray[np.uint32]
    word_starts: Offsets
    masks: Hashes


def word_table(texts: pl.Series) -> WordTable:
    """Texts and all their words, which stand parted by single spaces."""
    return WordTable(hashes(texts), *word_hashes(texts.str.split(" ")))


def numbered_table(texts: pl.Series) -> WordTable:
    """Texts and those of their words that are numbers."""
    is_number = pl.element().str.contains(r"^\p{Nd}+$")
    return WordTable(hashes(texts), *word_hashes(texts.str.split(" ").list.eval(pl.element().filter(is_number))))


def number_table(texts: pl.Series) -> NumberTable:
    """Texts whose single letters and digits are compared."""
    points, starts = letters(texts)
    masks = np.zeros(len(texts), dtype=np.uint64)
    _mark(points, starts, masks)
    digits = texts.str.replace_all(r"\P{Nd}", "")
    are_enough = (digits.str.len_chars().fill_null(0) >= _SHORTEST).to_numpy()
    return NumberTable(hashes(texts), points, starts, masks, np.where(are_enough, hashes(digits), np.uint64(0)))


def place_table(texts: pl.Series) -> PlaceTable:
    """Texts and the letters of all their words, which stand parted by single spaces."""
    words = texts.str.split(" ")
    points, word_starts = letters(words.explode(empty_as_null=False))
    masks = np.zeros(len(word_starts) - 1, dtype=np.uint64)
    _mark(points, word_starts, masks)
    return PlaceTable(hashes(texts), *word_hashes(words), points, word_starts, masks)


def word_levels(left: WordTable, right: WordTable, left_codes: Codes, right_codes: Codes) -> Levels:
    """0 where texts differ, 1 where they share a word of the table, 2 where they are the same; int8."""
    levels = np.empty(len(left_codes), dtype=np.int8)
    _compare_words(*left, *right, left_codes, right_codes, levels)
    return levels


def number_levels(left: NumberTable, right: NumberTable, left_codes: Codes, right_codes: Codes) -> Levels:
    """As ``fields.number_level`` for every pair."""
    levels = np.empty(len(left_codes), dtype=np.int8)
    _compare_numbers(*left, *right, left_codes, right_codes, levels)
    return levels


def place_levels(left: PlaceTable, right: PlaceTable, left_codes: Codes, right_codes: Codes) -> Levels:
    """As ``fields.place_level`` for every pair."""
    levels = np.empty(len(left_codes), dtype=np.int8)
    _compare_places(*left, *right, left_codes, right_codes, levels)
    return levels


def code_levels(left: NumberTable, right: NumberTable, left_codes: Codes, right_codes: Codes) -> Levels:
    """As ``fields.code_level`` for every pair."""
    # In a code letters tell as much as digits do.
    left, right = (table._replace(digits=np.zeros_like(table.digits)) for table in (left, right))
    return _CODE_OF_NUMBER[number_levels(left, right, left_codes, right_codes)]


@compiled
def _mark(points: npt.NDArray[np.uint32], starts: Offsets, masks: Hashes) -> None:
    for text in range(len(masks)):
        for place in range(starts[text], starts[text + 1]):
            masks[text] |= np.uint64(1) << np.uint64(points[place] & 63)


@compiled
def _compare_words(
    left_hashes: Hashes,
    left_words: Hashes,
    left_starts: Offsets,
    right_hashes: Hashes,
    right_words: Hashes,
    right_starts: Offsets,
    left_codes: Codes,
    right_codes: Codes,
    levels: Levels,
) -> None:
    for pair in range(len(levels)):
        left, right = left_codes[pair], right_codes[pair]
        if left < 0 or right < 0:
            levels[pair] = _MISSING
        elif left_hashes[left] == right_hashes[right]:
            levels[pair] = 2
        else:
            levels[pair] = _DIFFERENT
            for word in range(left_starts[left], left_starts[left + 1]):
                for other in range(right_starts[right], right_starts[right + 1]):
                    if left_words[word] == right_words[other]:
                        levels[pair] = 1


@compiled
def _compare_numbers(
    left_hashes: Hashes,
    left_letters: npt.NDArray[np.uint32],
    left_starts: Offsets,
    left_masks: Hashes,
    left_digits: Hashes,
    right_hashes: Hashes,
    right_letters: npt.NDArray[np.uint32],
    right_starts: Offsets,
    right_masks: Hashes,
    right_digits: Hashes,
    left_codes: Codes,
    right_codes: Codes,
    levels: Levels,
) -> None:
    for pair in range(len(levels)):
        left, right = left_codes[pair], right_codes[pair]
        if left < 0 or right < 0:
            levels[pair] = _MISSING
        elif left_hashes[left] == right_hashes[right]:
            levels[pair] = _SAME_NUMBER
        elif left_digits[left] != 0 and left_digits[left] == right_digits[right]:
            levels[pair] = _SAME_DIGITS
        else:
            levels[pair] = _DIFFERENT
            if _may_be_one_slip(left_masks[left], right_masks[right]) and _is_one_slip(
                left_letters[left_starts[left] : left_starts[left + 1]],
                right_letters[right_starts[right] : right_starts[right + 1]],
            ):
                levels[pair] = _ONE_DIGIT


@compiled
def _compare_places(
    left_hashes: Hashes,
    left_words: Hashes,
    left_starts: Offsets,
    left_letters: npt.NDArray[np.uint32],
    left_word_starts: Offsets,
    left_masks: Hashes,
    right_hashes: Hashes,
    right_words: Hashes,
    right_starts: Offsets,
    right_letters: npt.NDArray[np.uint32],
    right_word_starts: Offsets,
    right_masks: Hashes,
    left_codes: Codes,
    right_codes: Codes,
    levels: Levels,
) -> None:
    for pair in range(len(levels)):
        left, right = left_codes[pair], right_codes[pair]
        if left < 0 or right < 0:
            levels[pair] = _MISSING
            continue
        if left_hashes[left] == right_hashes[right]:
            levels[pair] = _SAME_PLACE
            continue
        found = _DIFFERENT
        for word in range(left_starts[left], left_starts[left + 1]):
            for other in range(right_starts[right], right_starts[right + 1]):
                if left_words[word] == right_words[other]:
                    found = _SHARED_WORD
                elif (
                    found == _DIFFERENT
                    and _may_be_one_slip(left_masks[word], right_masks[other])
                    and _is_one_slip(
                        left_letters[left_word_starts[word] : left_word_starts[word + 1]],
                        right_letters[right_word_starts[other] : right_word_starts[other + 1]],
                    )
                ):
                    found = _SIMILAR_WORD
        levels[pair] = found


@compiled
def _may_be_one_slip(left: np.uint64, right: np.uint64) -> bool:
    """Of one slip at most two of the bits of letters differ: nearly all pairs end here."""
    bits = left ^ right
    bits &= bits - np.uint64(1) if bits != 0 else bits
    bits &= bits - np.uint64(1) if bits != 0 else bits
    return bool(bits == 0)


@compiled
def _is_one_slip(left: npt.NDArray[np.uint32], right: npt.NDArray[np.uint32]) -> bool:
    """One letter put in, left out, put for another, or two neighbors swapped (Damerau–Levenshtein distance 1)."""
    shorter, longer = min(len(left), len(right)), max(len(left), len(right))
    if shorter < _SHORTEST or longer - shorter > 1:
        return False
    begin = 0
    while begin < shorter and left[begin] == right[begin]:
        begin += 1
    end = 0
    while end < shorter - begin and left[len(left) - 1 - end] == right[len(right) - 1 - end]:
        end += 1
    differing = shorter - begin - end
    if longer > shorter:
        return differing == 0
    if differing == 2:
        return bool(left[begin] == right[begin + 1] and left[begin + 1] == right[begin])
    return differing == 1

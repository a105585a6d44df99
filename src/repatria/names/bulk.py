"""Levels of many pairs of surnames, given names and patronymics, compiled.

The same meaning as ``surname_level``, ``given_level`` and ``class_level`` of ``names.alikeness``, which are the plain
reading and which tests hold these to.
"""

import numpy as np
import numpy.typing as npt

from repatria.compiled import compiled
from repatria.names.alikeness import CLASS_LEVELS, RESEMBLING, SIMILAR, SURNAME_LEVELS
from repatria.names.letters import Bytes, Scratch, jaro_winkler, letters_apart, scratch_for
from repatria.names.settling import is_sound_dropped
from repatria.names.texttable import Places, TextTable

Codes = npt.NDArray[np.integer]
Levels = npt.NDArray[np.int8]

_DIFFERENT, _RESEMBLING, _SIMILAR, _ONE_LETTER, _SAME = (
    SURNAME_LEVELS.index(level) for level in ("different", "resembling", "similar", "one-letter", "same")
)
_CLASS_DIFFERENT, _CLASS_RESEMBLING, _CLASS_INITIAL, _CLASS_SIMILAR, _CLASS_SAME = (
    CLASS_LEVELS.index(level) for level in ("different", "resembling", "initial", "similar", "same")
)
_MISSING, _UNASKED = -1, -2
_SURNAME, _GIVEN, _PATRONYMIC = 0, 1, 2
_A, _I, _U = ord("a"), ord("i"), ord("u")
# A square of answers this large stays near the processor; above, pairs repeat too seldom to be worth one.
_LARGEST_SQUARE = 1 << 24


def surname_levels(left: TextTable, right: TextTable, left_codes: Codes, right_codes: Codes) -> Levels:
    """For each pair of codes the place in ``SURNAME_LEVELS``, int8; -1 where a code is -1.

    Parameters
    ----------
    left, right
        From ``surname_table``.
    left_codes, right_codes
        Places of texts in the tables, -1 where nothing was said; both of one length.

    Raises
    ------
    ValueError
        The codes differ in number, or one is outside its table.
    """
    return _levels(left, right, left_codes, right_codes, _SURNAME)


def given_levels(left: TextTable, right: TextTable, left_codes: Codes, right_codes: Codes) -> Levels:
    """As :func:`surname_levels`, places in ``CLASS_LEVELS``, of tables from ``given_table``."""
    return _levels(left, right, left_codes, right_codes, _GIVEN)


def patronymic_levels(left: TextTable, right: TextTable, left_codes: Codes, right_codes: Codes) -> Levels:
    """As :func:`surname_levels`, places in ``CLASS_LEVELS``, of tables from ``patronymic_table``."""
    return _levels(left, right, left_codes, right_codes, _PATRONYMIC)


def _levels(left: TextTable, right: TextTable, left_codes: Codes, right_codes: Codes, field: int) -> Levels:
    codes = [np.ascontiguousarray(codes, dtype=np.int32) for codes in (left_codes, right_codes)]
    if len(codes[0]) != len(codes[1]):
        raise ValueError(f"expected as many codes left as right, got {len(codes[0])} and {len(codes[1])}")
    for side, table in zip(codes, (left, right), strict=True):
        if len(side) and not (side.min() >= _MISSING and side.max() < table.n_texts):
            raise ValueError(f"codes lie outside a table of {table.n_texts} texts")
    size = left.n_texts * right.n_texts
    is_square_worth = size <= min(_LARGEST_SQUARE, 4 * len(codes[0]))
    square = np.full(size if is_square_worth else 0, _UNASKED, dtype=np.int8)
    longest = max(left.longest, right.longest)
    levels = np.empty(len(codes[0]), dtype=np.int8)
    spare = np.zeros(longest + 2, np.uint8)
    _fill(left, right, codes[0], codes[1], field, square, scratch_for(longest), spare, levels)
    return levels


@compiled
def _fill(
    left: TextTable,
    right: TextTable,
    left_codes: Places,
    right_codes: Places,
    field: int,
    square: Levels,
    scratch: Scratch,
    spare: Bytes,
    levels: Levels,
) -> None:
    width = np.int64(len(right.text_starts) - 1)
    for pair in range(len(levels)):
        a, b = left_codes[pair], right_codes[pair]
        if a < 0 or b < 0:
            levels[pair] = _MISSING
            continue
        place = a * width + b
        if len(square) and square[place] != _UNASKED:
            levels[pair] = square[place]
            continue
        if field == _SURNAME:
            level = surname_pair(left, a, right, b, scratch, spare)
        elif field == _GIVEN:
            level = given_pair(left, a, right, b, scratch, spare)
        else:
            level = class_pair(left, a, right, b, scratch, spare)
        levels[pair] = level
        if len(square):
            square[place] = level


@compiled
def surname_pair(left: TextTable, a: int, right: TextTable, b: int, scratch: Scratch, spare: Bytes) -> int:
    """Text ``a`` of one table of surnames against text ``b`` of the other."""
    first, end = left.text_starts[a], left.text_starts[a + 1]
    other_first, other_end = right.text_starts[b], right.text_starts[b + 1]
    if end - first == 1 and other_end - other_first == 1:
        return _words(left, left.text_words[first], right, right.text_words[other_first], scratch, spare)
    best, is_all_same = _DIFFERENT, end - first == other_end - other_first
    for i in range(first, end):
        for j in range(other_first, other_end):
            level = _words(left, left.text_words[i], right, right.text_words[j], scratch, spare)
            best = max(best, min(level, _SIMILAR))
            if i - first == j - other_first and level != _SAME:
                is_all_same = False
    return _SAME if is_all_same else best


@compiled
def _words(left: TextTable, v: int, right: TextTable, w: int, scratch: Scratch, spare: Bytes) -> int:
    if left.hashes[v] == right.hashes[w]:
        return _SAME
    if left.readings[v] == right.readings[w]:
        return _ONE_LETTER
    a, b = left.starts[v], right.starts[w]
    a_end, b_end = left.starts[v + 1], right.starts[w + 1]
    if min(a_end - a, b_end - b) >= 4 and (
        letters_apart(left.letters, a, a_end, right.letters, b, b_end, 1, scratch) <= 1
        or left.frames[v] == right.frames[w]
        or is_sound_dropped(left.letters, a, a_end, left.masks[v], right.letters, b, b_end, right.masks[w], spare)
    ):
        return _ONE_LETTER
    if left.endings[v] == right.endings[w]:
        a_end, b_end = a + left.roots[v], b + right.roots[w]
    shorter = min(a_end - a, b_end - b)
    if shorter < 3:
        return _DIFFERENT
    apart = letters_apart(left.letters, a, a_end, right.letters, b, b_end, 2 if shorter >= 6 else 1, scratch)
    if apart <= (2 if shorter >= 6 else 1):
        return _SIMILAR
    closeness = jaro_winkler(left.letters, a, a_end, right.letters, b, b_end, scratch)
    if closeness >= SIMILAR:
        return _SIMILAR
    return _RESEMBLING if closeness >= RESEMBLING else _DIFFERENT


@compiled
def class_pair(left: TextTable, a: int, right: TextTable, b: int, scratch: Scratch, spare: Bytes) -> int:
    """Text ``a`` of one table of given names or patronymics against text ``b`` of the other, as ``class_level``."""
    first, end = left.class_starts[a], left.class_starts[a + 1]
    other_first, other_end = right.class_starts[b], right.class_starts[b + 1]
    v, w = left.text_words[left.text_starts[a]], right.text_words[right.text_starts[b]]
    if end == first or other_end == other_first:
        is_both_unlisted = end == first and other_end == other_first
        if is_both_unlisted and left.hashes[v] == right.hashes[w]:
            return _CLASS_SAME
        return _unlisted(left, v, right, w, scratch, spare)
    for i in range(first, end):
        for j in range(other_first, other_end):
            if left.classes[i] == right.classes[j]:
                return _CLASS_SAME
    start, stop, other_start, other_stop = left.starts[v], left.starts[v + 1], right.starts[w], right.starts[w + 1]
    shorter = min(stop - start, other_stop - other_start)
    if shorter <= 1:
        return _initial(left, v, right, w)
    if shorter < 5:
        return _CLASS_DIFFERENT
    apart = letters_apart(left.letters, start, stop, right.letters, other_start, other_stop, 1, scratch)
    return _CLASS_RESEMBLING if apart <= 1 else _CLASS_DIFFERENT


@compiled
def given_pair(left: TextTable, a: int, right: TextTable, b: int, scratch: Scratch, spare: Bytes) -> int:
    """As :func:`class_pair`; an unlisted given name may be a misspelled form of the listed one."""
    level = class_pair(left, a, right, b, scratch, spare)
    is_listed = left.class_starts[a] < left.class_starts[a + 1]
    if level >= _CLASS_SIMILAR or is_listed == (right.class_starts[b] < right.class_starts[b + 1]):
        return level
    v, w = left.text_words[left.text_starts[a]], right.text_words[right.text_starts[b]]
    if min(left.starts[v + 1] - left.starts[v], right.starts[w + 1] - right.starts[w]) <= 1:
        return level
    listed, text = (left, a) if is_listed else (right, b)
    unlisted, word = (right, w) if is_listed else (left, v)
    for place in range(listed.text_starts[text] + 1, listed.text_starts[text + 1]):
        form = listed.text_words[place]
        if unlisted.hashes[word] == listed.hashes[form]:
            return _CLASS_SIMILAR
        level = max(level, min(_unlisted(unlisted, word, listed, form, scratch, spare), _CLASS_SIMILAR))
    return level


@compiled
def _unlisted(left: TextTable, v: int, right: TextTable, w: int, scratch: Scratch, spare: Bytes) -> int:
    a, b = left.starts[v], right.starts[w]
    a_end, b_end = left.starts[v + 1], right.starts[w + 1]
    shorter = min(a_end - a, b_end - b)
    if shorter <= 1:
        return _initial(left, v, right, w)
    closeness = jaro_winkler(left.letters, a, a_end, right.letters, b, b_end, scratch)
    if closeness >= SIMILAR:
        return _CLASS_SIMILAR
    if shorter >= 4 and (
        letters_apart(left.letters, a, a_end, right.letters, b, b_end, 1, scratch) <= 1
        or is_sound_dropped(left.letters, a, a_end, left.masks[v], right.letters, b, b_end, right.masks[w], spare)
    ):
        return _CLASS_SIMILAR
    return _CLASS_RESEMBLING if closeness >= RESEMBLING else _CLASS_DIFFERENT


@compiled
def _initial(left: TextTable, v: int, right: TextTable, w: int) -> int:
    a, b = left.starts[v], right.starts[w]
    n_a, n_b = left.starts[v + 1] - a, right.starts[w + 1] - b
    if n_a == 0 or n_b == 0:
        return _CLASS_INITIAL if n_a == n_b else _CLASS_DIFFERENT
    one, other = left.letters[a], right.letters[b]
    is_alike = one == other or (one in (_A, _I, _U) and other in (_A, _I, _U))
    return _CLASS_INITIAL if is_alike else _CLASS_DIFFERENT

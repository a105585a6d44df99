"""The last step of folding, compiled, for one question: was a sound left out between two words?

``folding.is_sound_dropped`` asks the same of two strings and is the plainer reading; a test holds the two together.
"""

import numpy as np

from repatria.compiled import compiled
from repatria.names.letters import Bytes

# The letters that the rules name.
_A, _C, _D, _E, _H, _I, _K, _O, _S, _T, _U, _V, _Z = (ord(letter) for letter in "acdehikostuvz")
_SPACE = ord(" ")
# c, e, h, s, v: letters that settling can bring into a word that did not hold them.
_BROUGHT = sum(1 << (ord(letter) & 31) for letter in "cehsv")
_FEWEST, _MOST = 2, 4


@compiled
def is_sound_dropped(
    a: Bytes,
    a_start: int,
    a_end: int,
    a_mask: int | np.int64,
    b: Bytes,
    b_start: int,
    b_end: int,
    b_mask: int | np.int64,
    spare: Bytes,
) -> bool:
    """The shorter word is the longer one without one consonant, the vowels around it run together."""
    if a_end - a_start > b_end - b_start:
        a, a_start, a_end, a_mask, b, b_start, b_end, b_mask = b, b_start, b_end, b_mask, a, a_start, a_end, a_mask
    n_short, n_long = a_end - a_start, b_end - b_start
    if not _FEWEST <= n_long - n_short <= _MOST or n_short == 0 or a[a_start] != b[b_start]:
        return False
    if a_mask & ~b_mask & ~_BROUGHT:
        return False
    for place in range(1, n_long):
        sound = _sound_at(b, b_start + place, b_end)
        if sound == 0:
            continue
        n = 0
        for i in range(n_long):
            if not place <= i < place + sound:
                spare[n] = b[b_start + i]
                n += 1
        n = settle(spare, n)
        if n == n_short:
            i = 0
            while i < n and spare[i] == a[a_start + i]:
                i += 1
            if i == n:
                return True
    return False


@compiled
def _sound_at(word: Bytes, place: int, end: int) -> int:
    letter = word[place]
    if letter in (_C, _S, _K, _Z) and place + 1 < end and word[place + 1] == _H:
        return 2
    return 0 if letter in (_A, _I, _U, _SPACE) else 1


@compiled
def settle(word: Bytes, n: int) -> int:
    """Settle the first ``n`` letters where they stand; how many are left.  It never makes a word longer."""
    while True:
        before, total = n, _weighed(word, n)
        n = _singled(word, n)
        n = _hushed(word, n)
        n = _hissing(word, n)
        n = _vowels(word, n)
        n = _e_for_ie(word, n)
        for i in range(n - 1, 0, -1):
            if word[i] == _U and word[i - 1] in (_A, _O):
                word[i] = _V
        if n == before and _weighed(word, n) == total:
            return n


@compiled
def _weighed(word: Bytes, n: int) -> np.int64:
    # The only rule that keeps the length turns u into v: a sum of the letters tells.
    total = np.int64(0)
    for i in range(n):
        total += np.int64(word[i])
    return total


@compiled
def _singled(word: Bytes, n: int) -> int:
    kept = 0
    for i in range(n):
        if kept == 0 or word[i] != word[kept - 1] or word[i] == _SPACE:
            word[kept] = word[i]
            kept += 1
    return kept


@compiled
def _hushed(word: Bytes, n: int) -> int:
    # shch, sch, and sz before anything but h: sh.
    i, kept = 0, 0
    while i < n:
        long = 0
        if word[i] == _S:
            if i + 3 < n and word[i + 1] == _H and word[i + 2] == _C and word[i + 3] == _H:
                long = 4
            elif i + 2 < n and word[i + 1] == _C and word[i + 2] == _H:
                long = 3
            elif i + 1 < n and word[i + 1] == _Z and not (i + 2 < n and word[i + 2] == _H):
                long = 2
        word[kept] = word[i]
        kept += 1
        if long:
            word[kept] = _H
            kept += 1
        i += max(long, 1)
    # tsh, tch: ch.
    n, i, kept = kept, 0, 0
    while i < n:
        if word[i] == _T and i + 2 < n and word[i + 1] in (_S, _C) and word[i + 2] == _H:
            word[kept], word[kept + 1] = _C, _H
            i, kept = i + 3, kept + 2
        else:
            word[kept] = word[i]
            i, kept = i + 1, kept + 1
    return kept


@compiled
def _hissing(word: Bytes, n: int) -> int:
    # ts and tz before anything but h: t; then dz: d.
    for first in (_T, _D):
        i, kept = 0, 0
        while i < n:
            word[kept] = word[i]
            kept += 1
            is_first = word[i] == first
            i += 1
            if is_first and i < n and (word[i] == _Z or (first == _T and word[i] == _S)):
                i += not (i + 1 < n and word[i + 1] == _H)
        n = kept
    return n


@compiled
def _vowels(word: Bytes, n: int) -> int:
    # An a, o or u swallows every i and e beside it.
    i, kept = 0, 0
    while i < n:
        broad = i
        while broad < n and word[broad] in (_I, _E):
            broad += 1
        if broad < n and word[broad] in (_A, _O, _U):
            end = broad + 1
            while end < n and word[end] in (_I, _E):
                end += 1
            word[kept] = word[broad]
            i, kept = end, kept + 1
        else:
            word[kept] = word[i]
            i, kept = i + 1, kept + 1
    return kept


@compiled
def _e_for_ie(word: Bytes, n: int) -> int:
    i, kept = 0, 0
    while i < n:
        end = i
        if word[i] in (_I, _E):
            while end < n and word[end] == word[i]:
                end += 1
            if not (end < n and word[end] in (_I, _E)):
                end = i
        word[kept] = _E if end > i else word[i]
        i, kept = (end + 1 if end > i else i + 1), kept + 1
    return kept

"""Distinct texts of one field as arrays, with all that comparing them asks of a single text.

A list of a million people holds some hundred thousand surnames, and each is compared with many others: its root,
ending, frame and classes are found once, here, and the pairs cost a few comparisons of numbers.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from repatria.compiled import compiled
from repatria.names.alikeness import CLASS_MARK, COMMON_ENDINGS, classes_of_key
from repatria.names.given import skeletons_of_class
from repatria.names.letters import Bytes, hash_of, mask_of

Places = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.int64]

_A, _C, _F, _H, _I, _K, _S, _U, _V, _X, _Z = (ord(letter) for letter in "acfhiksuvxz")
_SPACE = ord(" ")
_FEWEST_BEFORE_ENDING = 2


class TextTable(NamedTuple):
    """Distinct texts of a field; made by ``surname_table``, ``given_table`` or ``patronymic_table``.

    Word ``w`` is ``letters[starts[w]:starts[w + 1]]``.  Text ``t`` has the words ``text_words[text_starts[t]:
    text_starts[t + 1]]``: the parts of a double surname, or the skeleton of a given name and then those of the full
    forms of its classes.  ``classes[class_starts[t]:class_starts[t + 1]]`` are its classes, as numbers that are the
    same in every table.  The other arrays have one entry a word: its digest, its letters as bits, the digests of its
    frame and of its other reading, its common ending (-1: none) and the length without it.
    """

    letters: Bytes
    starts: Places
    hashes: Numbers
    masks: Numbers
    frames: Numbers
    readings: Numbers
    endings: npt.NDArray[np.int8]
    roots: Places
    text_starts: Places
    text_words: Places
    class_starts: Places
    classes: Numbers
    longest: int

    @property
    def n_texts(self) -> int:
        """How many texts the table holds."""
        return len(self.text_starts) - 1


def surname_table(stems: Sequence[str]) -> TextTable:
    """The table of surnames as stems, parted by spaces for a double name.

    Raises
    ------
    ValueError
        A text is not folded: it holds something but small Latin letters and spaces.
    """
    return _table(map(str.split, stems), [()] * len(stems))


def given_table(texts: Sequence[str]) -> TextTable:
    """The table of given names, each ``key<TAB>skeleton``; errors as :func:`surname_table`."""
    keys, skeletons = _keys_and_skeletons(texts)
    forms = {key: _forms(key) for key in set(keys)}
    words = ([word, *forms[key]] for key, word in zip(keys, skeletons, strict=True))
    return _table(words, [*map(_classes, keys)])


def patronymic_table(texts: Sequence[str]) -> TextTable:
    """The table of patronymics, each ``key<TAB>stem``; errors as :func:`surname_table`."""
    keys, stems = _keys_and_skeletons(texts)
    return _table(([stem] for stem in stems), [*map(_classes, keys)])


def _keys_and_skeletons(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    parts = [text.partition("\t") for text in texts]
    return [key for key, _, _ in parts], [skeleton for _, _, skeleton in parts]


def _forms(key: str) -> list[str]:
    if not key.startswith(CLASS_MARK):
        return []
    return list(dict.fromkeys(form for each in sorted(classes_of_key(key)) for form in skeletons_of_class(each)))


@lru_cache(maxsize=1 << 16)
def _classes(key: str) -> tuple[int, ...]:
    if not key.startswith(CLASS_MARK):
        return ()
    digests = (blake2b(each.encode(), digest_size=8).digest() for each in sorted(classes_of_key(key)))
    return tuple(int.from_bytes(digest, "little", signed=True) for digest in digests)


def _table(words_by_text: Iterable[Sequence[str]], classes: list[tuple[int, ...]]) -> TextTable:
    place: dict[str, int] = {}
    text_words: list[int] = []
    n_words: list[int] = []
    for text in words_by_text:
        text_words += [place.setdefault(word, len(place)) for word in text]
        n_words.append(len(text))
    try:
        letters = np.frombuffer("".join(place).encode("ascii"), dtype=np.uint8)
    except UnicodeEncodeError as error:
        raise ValueError("expected folded texts: small Latin letters and spaces only") from error
    if not np.all((letters == _SPACE) | ((letters >= ord("a")) & (letters <= ord("z")))):
        raise ValueError("expected folded texts: small Latin letters and spaces only")
    starts = _starts([*map(len, place)])
    n = len(place)
    hashes, masks, frames, readings = (np.zeros(n, dtype=np.int64) for _ in range(4))
    endings, roots = np.zeros(n, dtype=np.int8), np.zeros(n, dtype=np.int32)
    longest = int(np.diff(starts).max(initial=0))
    derived = (hashes, masks, frames, readings, endings, roots)
    _derive(letters, starts, _ENDING_LETTERS, _ENDING_STARTS, np.zeros(longest + 1, np.uint8), derived)
    return TextTable(
        letters=letters,
        starts=starts,
        hashes=hashes,
        masks=masks,
        frames=frames,
        readings=readings,
        endings=endings,
        roots=roots,
        text_starts=_starts(n_words),
        text_words=np.array(text_words, dtype=np.int32),
        class_starts=_starts([*map(len, classes)]),
        classes=np.array([each for found in classes for each in found], dtype=np.int64),
        longest=longest,
    )


def _starts(lengths: list[int]) -> Places:
    starts = np.zeros(len(lengths) + 1, dtype=np.int32)
    np.cumsum(np.array(lengths, dtype=np.int32), out=starts[1:])
    return starts


# The longest first: the first that fits is the ending.
_ENDINGS = sorted(COMMON_ENDINGS, key=len, reverse=True)
_ENDING_LETTERS = np.frombuffer("".join(_ENDINGS).encode(), dtype=np.uint8)
_ENDING_STARTS = _starts([*map(len, _ENDINGS)])


@compiled
def _derive(
    letters: Bytes,
    starts: Places,
    ending_letters: Bytes,
    ending_starts: Places,
    spare: Bytes,
    derived: tuple[Numbers, Numbers, Numbers, Numbers, npt.NDArray[np.int8], Places],
) -> None:
    hashes, masks, frames, readings, endings, roots = derived
    for word in range(len(starts) - 1):
        start, end = starts[word], starts[word + 1]
        hashes[word], masks[word] = hash_of(letters, start, end), mask_of(letters, start, end)
        frames[word] = hash_of(spare, 0, _frame(letters, start, end, spare))
        readings[word] = hash_of(spare, 0, _read_otherwise(letters, start, end, spare))
        endings[word], roots[word] = _ending(letters, start, end, ending_letters, ending_starts)


@compiled
def _frame(letters: Bytes, start: int, end: int, spare: Bytes) -> int:
    # As folding.frame; the length of what stands in ``spare``.
    n = 0
    if start < end and letters[start] in (_A, _I, _U):
        spare[n] = _A
        n += 1
    place = start
    while place < end:
        letter = letters[place]
        step = 1
        if letter in (_S, _C, _Z) and place + 1 < end and letters[place + 1] == _H:
            letter, step = np.uint8(_X), 2
        elif letter == _F:
            letter = np.uint8(_V)
        elif letter == _Z:
            letter = np.uint8(_S)
        place += step
        if letter in (_A, _I, _U, _SPACE) or (n and spare[n - 1] == letter):
            continue
        spare[n] = letter
        n += 1
    return n


@compiled
def _read_otherwise(letters: Bytes, start: int, end: int, spare: Bytes) -> int:
    # As alikeness.read_otherwise.
    n, place = 0, start
    if end - start >= 2 and letters[start] == _Z and letters[start + 1] == _H:
        place += 2
    while place < end:
        if letters[place] == _C and place + 1 < end and letters[place + 1] == _H:
            spare[n] = ord("g")
            place += 2
        else:
            spare[n] = letters[place]
            place += 1
        n += 1
    return n


@compiled
def _ending(letters: Bytes, start: int, end: int, ending_letters: Bytes, ending_starts: Places) -> tuple[int, int]:
    for which in range(len(ending_starts) - 1):
        n = ending_starts[which + 1] - ending_starts[which]
        if end - start - n < _FEWEST_BEFORE_ENDING:
            continue
        i = 0
        while i < n and letters[end - n + i] == ending_letters[ending_starts[which] + i]:
            i += 1
        if i == n:
            return which, end - start - n
    return -1, end - start

"""Columns of text as arrays that compiled loops read: hashes of texts and words, and letters as numbers.

A hash depends on the text alone (FNV-1a, 64 bits), so that two lists prepared in two places, or years apart, agree.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from repatria.compiled import compiled

Hashes = npt.NDArray[np.uint64]
Offsets = npt.NDArray[np.int64]
_BASIS: Final = 0xCBF29CE484222325
_PRIME: Final = 0x100000001B3


def hashes(column: pl.Series) -> Hashes:
    """A hash of each text, 0 where nothing is said; uint64 of shape (n,)."""
    found = _hash_each(*buffers(column), np.uint64(_BASIS), np.uint64(_PRIME))
    found[column.is_null().to_numpy()] = 0
    return found


def buffers(column: pl.Series) -> tuple[npt.NDArray[np.uint8], Offsets]:
    """All texts' UTF-8 bytes after one another, and where each begins; the last offset is the end."""
    array = column.fill_null("").to_arrow().cast(pa.large_string())
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    _, offsets, letters = array.buffers()
    begins = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    return np.frombuffer(letters or b"", dtype=np.uint8), begins


def word_hashes(words: pl.Series) -> tuple[Hashes, Offsets]:
    """The hashes of lists of words, one list after another, and where each list's begin."""
    n_words = words.list.len().to_numpy().astype(np.int64)
    return hashes(words.explode(empty_as_null=False)), np.concatenate([[0], np.cumsum(n_words)])


def letters(column: pl.Series) -> tuple[npt.NDArray[np.uint32], Offsets]:
    """The code points of each text, one text after another, and where each text's begin."""
    n_letters = column.fill_null("").str.len_chars().to_numpy().astype(np.int64)
    points = np.frombuffer("".join(column.fill_null("").to_list()).encode("utf-32-le"), dtype=np.uint32)
    return points, np.concatenate([[0], np.cumsum(n_letters)])


@compiled
def _hash_each(letters: npt.NDArray[np.uint8], begins: Offsets, basis: np.uint64, prime: np.uint64) -> Hashes:
    found = np.empty(len(begins) - 1, dtype=np.uint64)
    for text in range(len(begins) - 1):
        value = basis
        for place in range(begins[text], begins[text + 1]):
            value = (value ^ np.uint64(letters[place])) * prime
        # 0 stands for nothing said.
        found[text] = value if value != 0 else basis
    return found

"""Distinct words of whole names as their sounds, in arrays, for aligning names that no table knows."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from repatria.names.scripts import is_vowelless
from repatria.names.sounds import Prices, Symbols, sound_prices, sounds_of_word
from repatria.names.texttable import Places


class SoundTable(NamedTuple):
    """Word ``w`` has the symbols ``symbols[starts[w]:starts[w + 1]]``.

    ``is_vowelless`` tells that its script writes no short vowels; the prices are those of ``sounds.SoundPrices``.
    """

    symbols: Symbols
    starts: Places
    is_vowelless: npt.NDArray[np.bool_]
    instead: Prices
    without: Prices
    unwritten: Prices


def sound_table(words: Sequence[str]) -> SoundTable:
    """The sounds of lower-case words; an empty one has none."""
    sounds = [sounds_of_word(word) if word else b"" for word in words]
    prices = sound_prices()
    return SoundTable(
        symbols=np.frombuffer(b"".join(sounds), dtype=np.uint8),
        starts=np.cumsum([0, *map(len, sounds)], dtype=np.int32),
        is_vowelless=np.array([bool(word) and is_vowelless(word) for word in words], dtype=np.bool_),
        instead=prices.instead,
        without=prices.without,
        unwritten=prices.unwritten,
    )

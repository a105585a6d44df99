"""Levels of pairs of texts that were compared before: names repeat, and so do pairs of them.

A table of fixed size holds at each place the last pair of texts that fell there, with its level, in one number that is
written at once: threads may share it, and whatever it holds is true.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repatria.compiled import compiled
from repatria.linkage.levels import Levels
from repatria.linkage.tables import Codes

_LARGEST: Final = 1 << 22
_CODE_BITS: Final = 28
_LEVEL_BITS: Final = 8
_MIXER: Final = 0x9E3779B97F4A7C15
_UNKNOWN: Final = -2
_Entries = npt.NDArray[np.uint64]


class Remembered:
    """Levels of pairs of texts of two tables, by a function that is asked only for pairs that are not remembered."""

    def __init__(self, levels: Callable[[Any, Any, Codes, Codes], Levels], left: Any, right: Any, n_pairs: int) -> None:
        self._levels, self._left, self._right = levels, left, right
        self._entries = np.zeros(1 << max(min(n_pairs, _LARGEST) - 1, 1).bit_length(), dtype=np.uint64)

    def __call__(self, left_codes: Codes, right_codes: Codes) -> Levels:
        """The level of each pair, -1 where a side says nothing."""
        found = np.empty(len(left_codes), dtype=np.int8)
        n_unknown = _recall(left_codes, right_codes, self._entries, np.uint64(_MIXER), found)
        if n_unknown:
            unknown = np.flatnonzero(found == _UNKNOWN)
            codes = left_codes[unknown], right_codes[unknown]
            found[unknown] = self._levels(self._left, self._right, *codes)
            _remember(*codes, found[unknown], self._entries, np.uint64(_MIXER))
        return found


@compiled
def _place(pair: np.uint64, n_places: int, mixer: np.uint64) -> int:
    mixed = pair * mixer
    mixed ^= mixed >> np.uint64(32)
    return int(mixed & np.uint64(n_places - 1))


@compiled
def _pair(left: int, right: int) -> np.uint64:
    return (np.uint64(left) << np.uint64(_CODE_BITS)) | np.uint64(right)


@compiled
def _recall(left: Codes, right: Codes, entries: _Entries, mixer: np.uint64, found: Levels) -> int:
    n_unknown = 0
    for place in range(len(left)):
        if left[place] < 0 or right[place] < 0:
            found[place] = -1
            continue
        pair = _pair(left[place], right[place])
        entry = entries[_place(pair, len(entries), mixer)]
        # The lowest bits hold the level and one more than it: an empty entry is 0.
        if entry != 0 and entry >> np.uint64(_LEVEL_BITS) == pair:
            found[place] = np.int64(entry & np.uint64((1 << _LEVEL_BITS) - 1)) - 1
        else:
            found[place] = _UNKNOWN
            n_unknown += 1
    return n_unknown


@compiled
def _remember(left: Codes, right: Codes, levels: Levels, entries: _Entries, mixer: np.uint64) -> None:
    for place in range(len(left)):
        pair = _pair(left[place], right[place])
        entries[_place(pair, len(entries), mixer)] = (pair << np.uint64(_LEVEL_BITS)) | np.uint64(levels[place] + 1)

"""Whether a pair speaks of a woman or a man: women change their surnames more often."""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.linkage.levels import Rows

Sexes = npt.NDArray[np.int8]
"""For each pair ``UNKNOWN``, ``MAN`` or ``WOMAN``."""
UNKNOWN: Final = 0
MAN: Final = 1
WOMAN: Final = 2
_CODES: Final = {"M": MAN, "F": WOMAN}


def sexes_of(left: pl.DataFrame, right: pl.DataFrame, rows: tuple[Rows, Rows]) -> Sexes:
    """What either record of each pair of two prepared tables says, unknown where they contradict or say nothing."""
    one, other = (
        side["sex"].replace_strict(_CODES, default=UNKNOWN, return_dtype=pl.Int8).to_numpy()[at]
        for side, at in zip((left, right), rows, strict=True)
    )
    said = np.maximum(one, other)
    is_agreed = (one == other) | (one == UNKNOWN) | (other == UNKNOWN)
    return np.where(is_agreed, said, UNKNOWN).astype(np.int8)

"""Learn a model's proportions by counting levels over labelled pairs of invented lists."""

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.linkage.comparison import compare
from repatria.linkage.levels import LEVELS, MISSING, Rows
from repatria.linkage.model import LinkageModel, Proportions
from repatria.linkage.records import PreparedRecords, prepare

LabelledRows = tuple[Rows, Rows]
# Each level is counted as if seen a little more: no level is ever impossible.
_SEEN_BEFORE = 0.5


def train(
    left: pl.DataFrame,
    right: pl.DataFrame,
    *,
    matches: LabelledRows,
    relatives: LabelledRows,
    n_chance: int,
    rng: np.random.Generator,
    version: str,
    trained_on: str,
) -> LinkageModel:
    """Count the levels over true pairs, brothers and sisters, and chance pairs.

    Parameters
    ----------
    matches, relatives
        Row numbers in ``left`` and ``right`` of pairs that are one person, or two relatives.
    n_chance
        How many pairs to draw at random for u; a few true ones among them do not matter.
    """
    tables = prepare(left), prepare(right)
    chance = (
        rng.integers(left.height, size=n_chance, dtype=np.uint32),
        rng.integers(right.height, size=n_chance, dtype=np.uint32),
    )
    m, u, s = (_proportions(*tables, *rows) for rows in (matches, chance, relatives))
    return LinkageModel(version=version, trained_on=trained_on, m=m, u=u, s=s)


def _proportions(
    left: PreparedRecords, right: PreparedRecords, left_rows: Rows, right_rows: Rows
) -> dict[str, Proportions]:
    levels = compare(left, right, left_rows, right_rows)
    return {comparison: _counted(levels[comparison], len(names)) for comparison, names in LEVELS.items()}


def _counted(levels: npt.NDArray[np.int8], n_levels: int) -> Proportions:
    counts = np.bincount(levels[levels != MISSING], minlength=n_levels) + _SEEN_BEFORE
    return np.asarray(counts / counts.sum(), dtype=np.float64)

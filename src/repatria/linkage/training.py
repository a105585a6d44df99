"""Learn a model's proportions by counting levels over labelled pairs of invented lists."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.linkage.comparison import compare
from repatria.linkage.levels import LEVELS, MISSING, Rows
from repatria.linkage.model import BY_SEX, LETTERS, LinkageModel, Proportions
from repatria.linkage.records import PreparedRecords, prepare
from repatria.linkage.sexes import MAN, WOMAN, sexes_of

LabelledRows = tuple[Rows, Rows]
# Each level is counted as if seen a little more: no level is ever impossible.
_SEEN_BEFORE = 0.5
# A comparison counts no further than this, however sure the invented lists are: other lists have other slips.
_DOUBT = 2e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """Two lists whose truth is known.

    Parameters
    ----------
    matches, siblings, fathers
        Row numbers in ``left`` and ``right`` of pairs that are one person, brothers and sisters who are no twins, or
        father and son.
    """

    left: pl.DataFrame
    right: pl.DataFrame
    matches: LabelledRows
    siblings: LabelledRows
    fathers: LabelledRows


def train(
    worlds: Iterable[Labelled],
    *,
    comparisons: Iterable[str],
    n_chance: int,
    rng: np.random.Generator,
    version: str,
    trained_on: str,
) -> LinkageModel:
    """Count the levels over true pairs, relatives and chance pairs of several worlds, each world alike.

    Parameters
    ----------
    comparisons
        What the model holds.
    n_chance
        How many pairs of each world to draw at random for u; a few true ones among them do not matter.
    """
    names = tuple(comparisons)
    found: dict[str, list[dict[str, Proportions]]] = {letter: [] for letter in LETTERS}
    for world in worlds:
        tables = prepare(world.left), prepare(world.right)
        chance = (
            rng.integers(world.left.height, size=n_chance, dtype=np.uint32),
            rng.integers(world.right.height, size=n_chance, dtype=np.uint32),
        )
        for letter, rows in zip("musf", (world.matches, chance, world.siblings, world.fathers), strict=True):
            found[letter].append(_proportions(*tables, *rows, names))
        sexes = sexes_of(tables[0].frame, tables[1].frame, world.matches)
        for letter, sex in (("w", WOMAN), ("v", MAN)):
            of_left, of_right = (rows[sexes == sex] for rows in world.matches)
            found[letter].append(_proportions(*tables, of_left, of_right, BY_SEX))
    means = {
        letter: {name: np.mean([each[name] for each in parts], axis=0) for name in parts[0]}
        for letter, parts in found.items()
    }
    for letter in ("m", "w", "v"):
        means[letter] = {name: _doubted(each) for name, each in means[letter].items()}
    return LinkageModel(version=version, trained_on=trained_on, **means)


def _doubted(proportions: Proportions) -> Proportions:
    added = proportions + _DOUBT
    return np.asarray(added / added.sum(), dtype=np.float64)


def _proportions(
    left: PreparedRecords, right: PreparedRecords, left_rows: Rows, right_rows: Rows, names: tuple[str, ...]
) -> dict[str, Proportions]:
    levels = compare(left, right, left_rows, right_rows, names)
    return {comparison: _counted(levels[comparison], len(LEVELS[comparison])) for comparison in names}


def _counted(levels: npt.NDArray[np.int8], n_levels: int) -> Proportions:
    counts = np.bincount(levels[levels != MISSING], minlength=n_levels) + _SEEN_BEFORE
    return np.asarray(counts / counts.sum(), dtype=np.float64)

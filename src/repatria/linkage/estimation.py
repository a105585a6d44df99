"""Estimate a model for other lists without any truth: offline, into a file of its own, never on the way to a result.

Among candidate pairs some are one person and most are not; which are, and how often each level then shows, is found
together by expectation and maximization (Winkler 1988; Dempster, Laird and Rubin 1977).  Pairs that share a blocking
key agree more than chance pairs do, so u is counted on pairs drawn at random, not learnt from the candidates.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from repatria.linkage.comparison import compare
from repatria.linkage.levels import LEVELS, Levels, Rows
from repatria.linkage.model import LinkageModel, Proportions
from repatria.linkage.records import PreparedRecords

_SEEN_BEFORE = 0.5
_ROUNDS = 200
_TOLERANCE = 1e-6
# Where to begin: most pairs of one person agree wholly, the rest of the levels share what is left.
_AGREE_AT_FIRST = 0.8

Patterns = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated:
    """A model, and what part of the candidates it takes for one person."""

    model: LinkageModel
    share_of_candidates: float
    n_rounds: int


def estimate(
    left: PreparedRecords,
    right: PreparedRecords,
    candidates: tuple[Rows, Rows],
    *,
    comparisons: Iterable[str],
    n_chance: int,
    rng: np.random.Generator,
    version: str,
    trained_on: str,
) -> Estimated:
    """Learn how often each level shows among pairs of one person and among chance pairs.

    Parameters
    ----------
    candidates
        Row numbers of the pairs that blocking brings, for a list within itself each pair once.
    comparisons
        What the model holds; the lists must say something of each.
    n_chance
        How many pairs to draw at random for u.
    """
    names = tuple(comparisons)
    chance = (
        rng.integers(left.height, size=n_chance, dtype=np.uint32),
        rng.integers(right.height, size=n_chance, dtype=np.uint32),
    )
    is_two = chance[0] != chance[1] if left is right else np.ones(n_chance, dtype=bool)
    levels = compare(left, right, chance[0][is_two], chance[1][is_two], names)
    u = {name: _counted(levels[name], np.ones(int(is_two.sum())), len(LEVELS[name])) for name in names}
    found = compare(left, right, *candidates, names)
    patterns, counts = np.unique(np.stack([found[name] for name in names]), axis=1, return_counts=True)
    share, m, n_rounds = _maximized(patterns, counts.astype(np.float64), names)
    model = LinkageModel(version=version, trained_on=trained_on, m=m, u=u)
    return Estimated(model=model, share_of_candidates=share, n_rounds=n_rounds)


def _maximized(
    patterns: Patterns, counts: npt.NDArray[np.float64], names: tuple[str, ...]
) -> tuple[float, dict[str, Proportions], int]:
    """Part of the pairs that is one person, proportions of levels among them, and after how many rounds."""
    share = 0.1
    m = {name: _first_guess(len(LEVELS[name])) for name in names}
    other = {name: _counted(patterns[k], counts, len(LEVELS[name])) for k, name in enumerate(names)}
    rounds = 0
    for rounds in range(1, _ROUNDS + 1):  # noqa: B007 - told to the caller
        log_odds = np.full(len(counts), np.log(share / (1.0 - share)))
        for k, name in enumerate(names):
            of_level = np.log(m[name] / other[name])
            log_odds += np.where(patterns[k] < 0, 0.0, of_level[np.maximum(patterns[k], 0)])
        responsible = counts / (1.0 + np.exp(-np.clip(log_odds, -500.0, 500.0)))
        told = float(np.clip(responsible.sum() / counts.sum(), 1e-6, 1.0 - 1e-6))
        m = {name: _counted(patterns[k], responsible, len(LEVELS[name])) for k, name in enumerate(names)}
        other = {name: _counted(patterns[k], counts - responsible, len(LEVELS[name])) for k, name in enumerate(names)}
        if abs(told - share) < _TOLERANCE:
            break
        share = told
    return share, m, rounds


def _first_guess(n_levels: int) -> Proportions:
    rest = (1.0 - _AGREE_AT_FIRST) / (n_levels - 1)
    return np.array([rest] * (n_levels - 1) + [_AGREE_AT_FIRST])


def _counted(levels: Levels, weights: npt.NDArray[np.float64], n_levels: int) -> Proportions:
    is_known = levels >= 0
    counts = np.bincount(levels[is_known], weights=weights[is_known], minlength=n_levels) + _SEEN_BEFORE
    return np.asarray(counts / counts.sum(), dtype=np.float64)

"""Compare two whole names, or many pairs: a score, a level, and the reasons in codes."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.names.arranging import arrange
from repatria.names.columns import Texts, encoded
from repatria.names.evidence import ALIGNED, CLASS_REASONS, NOTES, REPAIRED, SURNAME_REASONS, TURNED, Evidence, weigh
from repatria.names.parts import Name
from repatria.names.wholes import Wholes, wholes

# Two parts of one name are not independent of one another: a bit of either counts half.
_DEPENDENCE, _MOST_BITS = 0.5, 60.0


class NameLevel(StrEnum):
    """What a comparison comes to, in the order of certainty."""

    SAME = "same"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    DIFFERENT = "different"


# The least score of each level, from the least certain up.
_BOUNDS: Final = (0.4, 0.75, 0.95)
_LEVELS: Final = (NameLevel.DIFFERENT, NameLevel.POSSIBLE, NameLevel.PROBABLE, NameLevel.SAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameComparison:
    """Two names side by side.

    Parameters
    ----------
    score
        In [0, 1]: how much the names speak for one person, nothing else known.  Not a probability for any list.
    reasons
        Codes, worded in ``names.wording``: one for each part, and what else there is to say.
    """

    score: float
    level: NameLevel
    reasons: tuple[str, ...]


def compare(left: Name | str, right: Name | str) -> NameComparison:
    """How much two names, whole strings or in parts, speak for one person.

    >>> compare("Гнатюк Зіновій Петрович", "Zinoviy Petrovich Gnatyuk").level
    <NameLevel.SAME: 'same'>
    >>> compare("Гнатюк Зіновій Петрович", "Гнатюк Іван Петрович").level
    <NameLevel.DIFFERENT: 'different'>
    """
    known = {
        place: arrange(name.surname, name.given, name.patronymic)
        for place, name in enumerate((left, right))
        if isinstance(name, Name)
    }
    texts = [
        name if isinstance(name, str) else " ".join((name.surname, name.given, name.patronymic))
        for name in (left, right)
    ]
    names = wholes(pl.Series(texts, dtype=pl.String), known)
    scores, reasons = _scored(names, np.array([0]), np.array([1]))
    return NameComparison(score=float(scores[0]), level=_LEVELS[_level(scores)[0]], reasons=_said(reasons[0]))


def compare_columns(left: Texts, right: Texts) -> list[NameComparison]:
    """As :func:`compare`, for many pairs of whole strings; each distinct name is read once.

    Raises
    ------
    ValueError
        The columns differ in length.
    """
    scores, reasons = _compare_columns(left, right)
    levels = [_LEVELS[place] for place in _level(scores)]
    return [
        NameComparison(score=score, level=level, reasons=_said(reason))
        for score, level, reason in zip(scores.tolist(), levels, reasons.tolist(), strict=True)
    ]


def compare_frame(left: Texts, right: Texts) -> pl.DataFrame:
    """As :func:`compare_columns`, one row a pair: ``score``, ``level`` as text, and ``reasons`` as lists of codes.

    An absent name is the empty string; nothing speaks for it or against it but that nothing was said.
    """
    scores, reasons = _compare_columns(left, right)
    distinct, places = np.unique(reasons, return_inverse=True)
    codes = pl.Series([_said(each) for each in distinct.tolist()], dtype=pl.List(pl.String))
    levels = pl.Series([level.value for level in _LEVELS], dtype=pl.String)
    return pl.DataFrame({"score": scores, "level": levels.gather(_level(scores)), "reasons": codes.gather(places)})


def _compare_columns(left: Texts, right: Texts) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    if len(left) != len(right):
        raise ValueError(f"expected as many names left as right, got {len(left)} and {len(right)}")
    codes, distinct = encoded(pl.concat([pl.Series(side, dtype=pl.String).fill_null("") for side in (left, right)]))
    return _scored(wholes(distinct), codes[: len(left)], codes[len(left) :])


def _scored(
    names: Wholes, left: npt.NDArray[np.integer], right: npt.NDArray[np.integer]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    evidence = weigh(names, left, right)
    bits = np.clip(evidence.bits * _DEPENDENCE, -_MOST_BITS, _MOST_BITS)
    return 1.0 / (1.0 + 2.0**-bits), _packed(evidence)


def _level(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    return np.searchsorted(_BOUNDS, scores, side="right")


# Reasons of a pair in one number: the place of each in its tuple, or one of those that stand alone.
_WIDTH: Final = 16
_ALONE: Final = {-1: (ALIGNED,), -2: (ALIGNED, REPAIRED), -3: (TURNED,), -4: (TURNED, REPAIRED)}


def _packed(evidence: Evidence) -> npt.NDArray[np.int64]:
    packed = np.zeros(len(evidence.bits), dtype=np.int64)
    for each in (evidence.surname, evidence.given, evidence.patronymic, evidence.note, evidence.is_repaired):
        packed = packed * _WIDTH + each
    alone = [evidence.is_aligned, evidence.is_turned]
    return np.select(alone, [-1 - evidence.is_repaired.astype(np.int64), -3 - evidence.is_repaired], default=packed)


@lru_cache(maxsize=1 << 14)
def _said(packed: int) -> tuple[str, ...]:
    if packed < 0:
        return _ALONE[packed]
    places = [packed // _WIDTH**power % _WIDTH for power in (4, 3, 2, 1, 0)]
    codes = [f"surname-{SURNAME_REASONS[places[0]]}", f"given-{CLASS_REASONS[places[1]]}"]
    codes += [f"patronymic-{CLASS_REASONS[places[2]]}", NOTES[places[3]], REPAIRED if places[4] else ""]
    return tuple(code for code in codes if code)

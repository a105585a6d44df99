"""Compare two whole names, or many pairs: a score, a level, and the reasons in codes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.names.alikeness import class_key
from repatria.names.arranging import arrange
from repatria.names.evidence import ALIGNED, CLASS_REASONS, NOTES, REPAIRED, SURNAME_REASONS, TURNED, Evidence, weigh
from repatria.names.folding import skeleton
from repatria.names.forms import form_of_given
from repatria.names.given import given_classes
from repatria.names.parsing import parse
from repatria.names.parts import Name
from repatria.names.patronymic import father_classes, patronymic_stem
from repatria.names.surname import surname_stems
from repatria.names.wholes import Keys, is_feminine, particles, sex_of_key, wholes, words_of

# Two parts of one name are not independent of one another: a bit of either counts half.
_DEPENDENCE, _MOST_BITS = 0.5, 60.0
_MIXED: Final = re.compile("[A-Za-z][\u0400-\u052f]|[\u0400-\u052f][A-Za-z]")


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
    scores, reasons = _scored([_keys(left), _keys(right)], np.array([0]), np.array([1]))
    return NameComparison(score=float(scores[0]), level=_LEVELS[_level(scores)[0]], reasons=_said(reasons[0]))


def compare_columns(left: Sequence[str], right: Sequence[str]) -> list[NameComparison]:
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


def compare_frame(left: Sequence[str], right: Sequence[str]) -> pl.DataFrame:
    """As :func:`compare_columns`, one row a pair: ``score``, ``level`` as text, and ``reasons`` as lists of codes.

    An absent name is the empty string; nothing speaks for it or against it but that nothing was said.
    """
    scores, reasons = _compare_columns(left, right)
    distinct, places = np.unique(reasons, return_inverse=True)
    codes = pl.Series([_said(each) for each in distinct.tolist()], dtype=pl.List(pl.String))
    levels = pl.Series([level.value for level in _LEVELS], dtype=pl.String)
    return pl.DataFrame({"score": scores, "level": levels.gather(_level(scores)), "reasons": codes.gather(places)})


def _compare_columns(
    left: Sequence[str], right: Sequence[str]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    if len(left) != len(right):
        raise ValueError(f"expected as many names left as right, got {len(left)} and {len(right)}")
    place: dict[str, int] = {}
    codes = [np.array([place.setdefault(name, len(place)) for name in side], dtype=np.int32) for side in (left, right)]
    return _scored([_keys(name) for name in place], *codes)


def _scored(
    keys: Sequence[Keys], left: npt.NDArray[np.integer], right: npt.NDArray[np.integer]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    evidence = weigh(wholes(keys), left, right)
    bits = np.clip(evidence.bits * _DEPENDENCE, -_MOST_BITS, _MOST_BITS)
    return 1.0 / (1.0 + 2.0**-bits), _packed(evidence)


def _level(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    return np.searchsorted(_BOUNDS, scores, side="right")


@lru_cache(maxsize=1 << 17)
def _keys(name: Name | str) -> Keys:
    text = name if isinstance(name, str) else " ".join((name.surname, name.given, name.patronymic))
    read = parse(name) if isinstance(name, str) else arrange(name.surname, name.given, name.patronymic)
    words = [word for written in text.split() for word in words_of(written)]
    surname = _surname(read.surname)
    given_key, given, sex = _given(read.given)
    patronymic_key, patronymic = _patronymic(read.patronymic)
    return Keys(
        surname=surname,
        given_key=given_key,
        given=given,
        patronymic_key=patronymic_key,
        patronymic=patronymic,
        words=tuple(sorted(word for word in words if word not in particles())),
        joined="".join(words),
        sex=sex,
        form=form_of_given(text, words, given),
        is_feminine=is_feminine(surname, words),
        is_repaired=bool(_MIXED.search(text)),
        may_be_cut=read.cut == "surname",
    )


@lru_cache(maxsize=1 << 17)
def _surname(surname: str) -> str:
    return " ".join(sorted(surname_stems(surname)))


@lru_cache(maxsize=1 << 16)
def _given(given: str) -> tuple[str, str, int]:
    folded = skeleton(given)
    key = class_key(given_classes(given), folded)
    return key, folded, sex_of_key(key)


@lru_cache(maxsize=1 << 16)
def _patronymic(patronymic: str) -> tuple[str, str]:
    stem = patronymic_stem(patronymic)
    return class_key(father_classes(patronymic), stem), stem


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

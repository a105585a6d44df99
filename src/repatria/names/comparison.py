"""Compare two whole names: a score, a level, and the reasons in codes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

from repatria.names.alikeness import (
    CLASS_LEVELS,
    CLASS_MARK,
    SURNAME_LEVELS,
    class_key,
    class_level,
    given_level,
    surname_level,
    without_common_ending,
)
from repatria.names.arranging import arrange
from repatria.names.folding import fine_skeleton, skeleton
from repatria.names.given import given_classes
from repatria.names.parsing import Name, parse
from repatria.names.patronymic import father_classes, patronymic_stem
from repatria.names.surname import surname_stems

# Bits for and against one name, per level from "different" to "same".
_SURNAME_BITS = (-7.0, -3.5, 1.0, 6.0, 9.0)
_GIVEN_BITS = (-10.0, -5.0, 1.0, 3.0, 4.5)
_PATRONYMIC_BITS = (-9.0, -3.0, 0.5, 3.0, 4.5)
_PRIOR_BITS = -5.5


class NameLevel(StrEnum):
    """What a comparison comes to, in the order of certainty."""

    SAME = "same"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True, kw_only=True)
class NameComparison:
    """Two names side by side.

    Parameters
    ----------
    score
        In [0, 1]: how much the names speak for one person, nothing else known.  Not a probability for any list.
    reasons
        Codes, worded in ``names.wording``: one for each part.
    """

    score: float
    level: NameLevel
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Keys:
    stems: str
    given_key: str
    given: str
    patronymic_key: str
    patronymic: str
    words: tuple[str, ...]


def compare(left: Name | str, right: Name | str) -> NameComparison:
    """How much two names, whole strings or in parts, speak for one person.

    >>> compare("Гнатюк Зіновій Петрович", "Zinoviy Petrovich Gnatyuk").level
    <NameLevel.SAME: 'same'>
    >>> compare("Гнатюк Зіновій Петрович", "Гнатюк Іван Петрович").level
    <NameLevel.DIFFERENT: 'different'>
    """
    bits, reasons = _compare_keys(_keys(left), _keys(right))
    score = 1.0 / (1.0 + 2.0 ** -max(-60.0, min(60.0, bits / 2)))
    return NameComparison(score=score, level=_level(score), reasons=reasons)


def compare_columns(left: Sequence[str], right: Sequence[str]) -> list[NameComparison]:
    """As :func:`compare`, for many pairs of whole strings; each distinct name is read once."""
    return [compare(a, b) for a, b in zip(left, right, strict=True)]


def _level(score: float) -> NameLevel:
    bounds = ((0.95, NameLevel.SAME), (0.75, NameLevel.PROBABLE), (0.4, NameLevel.POSSIBLE))
    return next((level for least, level in bounds if score >= least), NameLevel.DIFFERENT)


@lru_cache(maxsize=1 << 17)
def _keys(name: Name | str) -> _Keys:
    read = parse(name) if isinstance(name, str) else arrange(name.surname, name.given, name.patronymic)
    given, stem = skeleton(read.given), patronymic_stem(read.patronymic)
    return _Keys(
        stems=" ".join(sorted(surname_stems(read.surname))),
        given_key=class_key(given_classes(read.given), given),
        given=given,
        patronymic_key=class_key(father_classes(read.patronymic), stem),
        patronymic=stem,
        words=tuple(sorted(fine_skeleton(f"{read.surname} {read.given} {read.patronymic}").split())),
    )


def _compare_keys(left: _Keys, right: _Keys) -> tuple[float, tuple[str, ...]]:
    bits, reasons = _by_parts(left, right)
    is_slavic = any(key.startswith(CLASS_MARK) for side in (left, right) for key in (side.given_key,))
    if is_slavic and left.stems and right.stems and left.given and right.given:
        return bits, reasons
    # Where the tables know no given name the order of parts is a guess: words are aligned instead.
    aligned = _aligned_bits(left.words, right.words)
    return (aligned, ("words-aligned",)) if aligned > bits or not is_slavic else (bits, reasons)


def _by_parts(left: _Keys, right: _Keys) -> tuple[float, tuple[str, ...]]:
    bits, reasons = _PRIOR_BITS, []
    if left.stems and right.stems:
        level = surname_level(left.stems, right.stems)
        bits += _SURNAME_BITS[level] + _closeness(*without_common_ending(left.stems, right.stems))
        reasons.append(f"surname-{SURNAME_LEVELS[level]}")
    else:
        reasons.append("surname-missing")
    for part, table in (("given", _GIVEN_BITS), ("patronymic", _PATRONYMIC_BITS)):
        mine, other = getattr(left, part), getattr(right, part)
        if mine and other:
            judge = given_level if part == "given" else class_level
            level = judge(getattr(left, f"{part}_key"), mine, getattr(right, f"{part}_key"), other)
            bits += table[level] + (0.0 if level == len(table) - 1 else _closeness(mine, other))
            reasons.append(f"{part}-{_class_reason(level, mine, other)}")
        else:
            reasons.append(f"{part}-missing")
    return bits, tuple(reasons)


def _class_reason(level: int, mine: str, other: str) -> str:
    code = CLASS_LEVELS[level]
    return "another-form" if code == "same" and mine != other else code


def _closeness(left: str, right: str) -> float:
    """Half a bit for or against, so that pairs of one level are ordered by their letters."""
    return 2.0 * (JaroWinkler.similarity(left, right) - 0.75)


def _aligned_bits(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Bits from pairing each word of the shorter name with the likest word left of the longer one."""
    if not left or not right:
        return -30.0
    shorter, longer = sorted((left, right), key=lambda words: (len(words), words))
    rest, total = list(longer), 0.0
    for word in shorter:
        alike, best = max((_words_alike(word, other), other) for other in rest)
        total += (alike - 0.84) * 40.0 * min(1.0, len(word) / 5)
        rest.remove(best)
    return total / math.sqrt(len(shorter)) - 1.5 * len(rest)


def _words_alike(left: str, right: str) -> float:
    fine: float = JaroWinkler.similarity(left, right)
    coarse: float = JaroWinkler.similarity(skeleton(left), skeleton(right))
    return (fine + coarse) / 2

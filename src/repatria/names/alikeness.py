"""How alike two surnames, two given names or two patronymics are: levels, on what folding made of them.

A given name or patronymic is compared by its *key*: the classes that it can belong to behind ``CLASS_MARK``, or
its skeleton where the tables do not know it.
"""

import re
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from repatria.names.folding import frame, is_sound_dropped
from repatria.names.given import skeletons_of_class

SURNAME_LEVELS: Final = ("different", "resembling", "similar", "one-letter", "same")
CLASS_LEVELS: Final = ("different", "resembling", "initial", "similar", "same")
CLASS_MARK: Final = "="
SIMILAR, RESEMBLING = 0.90, 0.80
# Skeletons of the common endings without their vowels at the end: -ов, -ев, -ин, -енко, -ук, -ский, -ович, -ик, -ец.
COMMON_ENDINGS: Final = (
    *("avsk", "ivsk", "insk", "sk", "av", "iv", "in", "ank", "ink", "nk"),
    *("avich", "ivich", "ich", "uk", "ik", "ak", "it"),
)
_ENDING = re.compile(rf"(?<=..)(?:{'|'.join(COMMON_ENDINGS)})$")
_VOWELS = frozenset("aiu")


def class_key(classes: frozenset[str], skeleton: str) -> str:
    """The key of a given name or patronymic; the mark tells a class from an unlisted name spelled like it."""
    return CLASS_MARK + "|".join(sorted(classes)) if classes else skeleton


def surname_level(left: str, right: str) -> int:
    """Place in ``SURNAME_LEVELS`` for two surnames as stems, parted by spaces for a double name."""
    order = SURNAME_LEVELS.index
    if left == right:
        return order("same")
    parts, others = left.split(), right.split()
    if len(parts) == len(others) == 1:
        return _single_surnames(left, right)
    if set(parts) & set(others):
        return order("similar")
    return min(max((_single_surnames(a, b) for a in parts for b in others), default=0), order("similar"))


def class_level(left_key: str, left_skeleton: str, right_key: str, right_skeleton: str) -> int:
    """Place in ``CLASS_LEVELS`` for two given names or two patronymics.

    Two listed names that are not forms of one another contradict, however alike they look: Алла, Анна.
    """
    order = CLASS_LEVELS.index
    both_listed = left_key.startswith(CLASS_MARK) and right_key.startswith(CLASS_MARK)
    if left_key == right_key or (both_listed and not classes_of_key(left_key).isdisjoint(classes_of_key(right_key))):
        return order("same")
    if min(len(left_skeleton), len(right_skeleton)) <= 1:
        return order("initial") if _same_sound(left_skeleton[:1], right_skeleton[:1]) else order("different")
    letters = DamerauLevenshtein.distance(left_skeleton, right_skeleton)
    if both_listed:
        is_slip = letters <= 1 and min(len(left_skeleton), len(right_skeleton)) >= 5
        return order("resembling") if is_slip else order("different")
    closeness = JaroWinkler.similarity(left_skeleton, right_skeleton)
    is_slip = letters <= 1 or is_sound_dropped(left_skeleton, right_skeleton)
    if (is_slip and min(len(left_skeleton), len(right_skeleton)) >= 4) or closeness >= SIMILAR:
        return order("similar")
    return order("resembling") if closeness >= RESEMBLING else order("different")


def given_level(left_key: str, left_skeleton: str, right_key: str, right_skeleton: str) -> int:
    """As :func:`class_level`, for given names: an unlisted one may be a misspelled form of the listed one."""
    level = class_level(left_key, left_skeleton, right_key, right_skeleton)
    is_listed = left_key.startswith(CLASS_MARK), right_key.startswith(CLASS_MARK)
    if is_listed[0] == is_listed[1] or min(len(left_skeleton), len(right_skeleton)) <= 1:
        return level
    listed, unlisted = (left_key, right_skeleton) if is_listed[0] else (right_key, left_skeleton)
    forms = (form for key in sorted(classes_of_key(listed)) for form in skeletons_of_class(key))
    nearest = max(class_level(unlisted, unlisted, form, form) for form in forms)
    return max(level, min(nearest, CLASS_LEVELS.index("similar")))


def classes_of_key(key: str) -> set[str]:
    """The classes in a marked key."""
    return set(key.removeprefix(CLASS_MARK).split("|"))


def _same_sound(left: str, right: str) -> bool:
    return left == right or (left in _VOWELS and right in _VOWELS)


def _single_surnames(left: str, right: str) -> int:
    order = SURNAME_LEVELS.index
    shorter = min(len(left), len(right))
    letters = DamerauLevenshtein.distance(left, right)
    if letters == 0:
        return order("same")
    if _read_otherwise(left) == _read_otherwise(right):
        return order("one-letter")
    if shorter >= 4 and (letters <= 1 or frame(left) == frame(right) or is_sound_dropped(left, right)):
        return order("one-letter")
    return _roots(*without_common_ending(left, right))


@lru_cache(maxsize=1 << 17)
def _read_otherwise(stem: str) -> str:
    # ch is х to a German, Pole or Czech and ч to others, j at the beginning ж to a Frenchman or Turk and й to
    # others: a single word seldom tells which was meant.
    return stem.replace("ch", "g").removeprefix("zh")


def without_common_ending(left: str, right: str) -> tuple[str, str]:
    """Two stems without the ending they share: half of all surnames end in -ов, which makes no two alike."""
    (root, ending), (other_root, other_ending) = _root_and_ending(left), _root_and_ending(right)
    return (root, other_root) if ending == other_ending else (left, right)


@lru_cache(maxsize=1 << 17)
def _root_and_ending(stem: str) -> tuple[str, str]:
    found = _ENDING.search(stem)
    return (stem[: found.start()], found.group()) if found else (stem, "")


def _roots(left: str, right: str) -> int:
    order = SURNAME_LEVELS.index
    shorter = min(len(left), len(right))
    letters = DamerauLevenshtein.distance(left, right)
    closeness = JaroWinkler.similarity(left, right)
    if (letters <= 2 and shorter >= 6) or (letters <= 1 and shorter >= 3) or (closeness >= SIMILAR and shorter >= 3):
        return order("similar")
    return order("resembling") if shorter >= 3 and closeness >= RESEMBLING else order("different")

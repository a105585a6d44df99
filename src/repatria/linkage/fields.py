"""Levels of two texts of one field, both prepared: skeletons, classes, numbers."""

from collections.abc import Callable

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from repatria.linkage.levels import LEVELS
from repatria.linkage.records import CLASS_MARK
from repatria.names import frame

TextLevel = Callable[[str, str], int]

_SIMILAR, _RESEMBLING = 0.90, 0.80


def surname_level(left: str, right: str) -> int:
    """Level of two surnames, as stems parted by spaces for a double name."""
    order = LEVELS["surname"].index
    if left == right:
        return order("same")
    parts, others = left.split(), right.split()
    if len(parts) == len(others) == 1:
        return _single_surnames(left, right)
    if set(parts) & set(others):
        return order("similar")
    return min(max(_single_surnames(a, b) for a in parts for b in others), order("similar"))


def _single_surnames(left: str, right: str) -> int:
    order = LEVELS["surname"].index
    shorter = min(len(left), len(right))
    letters = DamerauLevenshtein.distance(left, right)
    if letters == 0:
        return order("same")
    if (letters <= 1 and shorter >= 4) or (shorter >= 4 and frame(left) == frame(right)):
        return order("one-letter")
    closeness = JaroWinkler.similarity(left, right)
    if shorter >= 4 and ((letters <= 2 and shorter >= 6) or closeness >= _SIMILAR):
        return order("similar")
    return order("resembling") if shorter >= 4 and closeness >= _RESEMBLING else order("different")


def class_level(left: str, right: str) -> int:
    """Level of two given names or patronymics, each ``classes<TAB>skeleton`` with classes parted by ``|``."""
    order = LEVELS["given"].index
    left_key, left_skeleton = left.split("\t")
    right_key, right_skeleton = right.split("\t")
    both_listed = left_key.startswith(CLASS_MARK) and right_key.startswith(CLASS_MARK)
    if left_key == right_key or (both_listed and not _classes(left_key).isdisjoint(_classes(right_key))):
        return order("same")
    if min(len(left_skeleton), len(right_skeleton)) == 1:
        return order("initial") if left_skeleton[:1] == right_skeleton[:1] else order("different")
    closeness = JaroWinkler.similarity(left_skeleton, right_skeleton)
    letters = DamerauLevenshtein.distance(left_skeleton, right_skeleton)
    if both_listed:
        # Two listed names that are not forms of one another contradict, however alike: Марина, Мария.
        return order("resembling") if letters <= 1 else order("different")
    if (letters <= 1 and min(len(left_skeleton), len(right_skeleton)) >= 4) or closeness >= _SIMILAR:
        return order("similar")
    return order("resembling") if closeness >= _RESEMBLING else order("different")


def _classes(key: str) -> set[str]:
    return set(key.removeprefix(CLASS_MARK).split("|"))


def place_level(left: str, right: str) -> int:
    """Level of two birthplaces, sorted skeleton words without words for kinds of places."""
    order = LEVELS["birth_place"].index
    if left == right:
        return order("same")
    return order("shared-word") if set(left.split()) & set(right.split()) else order("different")


def number_level(left: str, right: str) -> int:
    """Level of two service numbers."""
    order = LEVELS["service_number"].index
    if left == right:
        return order("same")
    is_near = min(len(left), len(right)) >= 5 and DamerauLevenshtein.distance(left, right) == 1
    return order("one-digit") if is_near else order("different")


def unit_level(left: str, right: str) -> int:
    """Level of two units' names, sorted words and numbers."""
    order = LEVELS["unit_name"].index
    if left == right:
        return order("same")
    numbers = {word for word in left.split() if word.isdigit()} & set(right.split())
    return order("shared-number") if numbers else order("different")


def sex_level(left: str, right: str) -> int:
    """Level of two sexes, ``M`` or ``F``."""
    return LEVELS["sex"].index("same" if left == right else "different")

"""Levels of two texts of one field, both prepared: skeletons, classes, numbers."""

from collections.abc import Callable

from rapidfuzz.distance import DamerauLevenshtein

from repatria import names
from repatria.linkage.levels import LEVELS

TextLevel = Callable[[str, str], int]

surname_level = names.surname_level
SHORTEST_NEAR_NUMBER = 5  # in shorter numbers one digit is too much


def given_level(left: str, right: str) -> int:
    """Level of two given names, each ``key<TAB>skeleton``."""
    return names.given_level(*left.split("\t"), *right.split("\t"))


def patronymic_level(left: str, right: str) -> int:
    """Level of two patronymics, each ``key<TAB>stem``."""
    return names.class_level(*left.split("\t"), *right.split("\t"))


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
    is_near = min(len(left), len(right)) >= SHORTEST_NEAR_NUMBER and DamerauLevenshtein.distance(left, right) == 1
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

"""Levels of two texts of one field, both prepared: skeletons, classes, numbers."""

from collections.abc import Callable

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from repatria.linkage.levels import LEVELS

TextLevel = Callable[[str, str], int]

SHORTEST_NEAR_NUMBER = 5  # in shorter numbers one digit is too much, and in shorter words one letter
_SIMILAR_ADDRESS = 0.9


def place_level(left: str, right: str) -> int:
    """Level of two birthplaces, sorted skeleton words without words for kinds of places."""
    order = LEVELS["birth_place"].index
    if left == right:
        return order("same")
    words, others = left.split(), right.split()
    if set(words) & set(others):
        return order("shared-word")
    is_similar = any(_is_near_word(word, other) for word in words for other in others)
    return order("similar-word") if is_similar else order("different")


def number_level(left: str, right: str) -> int:
    """Level of two service numbers."""
    order = LEVELS["service_number"].index
    if left == right:
        return order("same")
    digits = _digits(left)
    if len(digits) >= SHORTEST_NEAR_NUMBER and digits == _digits(right):
        return order("same-digits")
    return order("one-digit") if _is_near(left, right, SHORTEST_NEAR_NUMBER) else order("different")


def unit_level(left: str, right: str) -> int:
    """Level of two units' names, sorted words and numbers."""
    order = LEVELS["unit_name"].index
    if left == right:
        return order("same")
    numbers = {word for word in left.split() if word.isdigit()} & set(right.split())
    return order("shared-number") if numbers else order("different")


def address_level(left: str, right: str) -> int:
    """Level of two addresses, sorted skeleton words and numbers."""
    order = LEVELS["address"].index
    if left == right:
        return order("same")
    if JaroWinkler.similarity(left, right) >= _SIMILAR_ADDRESS:
        return order("similar")
    return order("shared-word") if set(left.split()) & set(right.split()) else order("different")


def postcode_level(left: str, right: str) -> int:
    """Level of two postal codes, letters and digits only; the last three tell places within a district."""
    order = LEVELS["postcode"].index
    if left == right:
        return order("same")
    if _is_near(left, right, 4):
        return order("one-letter")
    is_same_district = min(len(left), len(right)) > 3 and left[:-3] == right[:-3]
    return order("same-district") if is_same_district else order("different")


def email_level(left: str, right: str) -> int:
    """Level of two e-mail addresses, in small letters."""
    order = LEVELS["email"].index
    if left == right:
        return order("same")
    if _is_near(left, right, 8) or (min(len(left), len(right)) >= 12 and DamerauLevenshtein.distance(left, right) <= 2):
        return order("one-letter")
    user, other = left.partition("@")[0], right.partition("@")[0]
    return order("same-user") if user == other else order("different")


def occupation_level(left: str, right: str) -> int:
    """Level of two occupations, sorted skeleton words."""
    order = LEVELS["occupation"].index
    if left == right:
        return order("same")
    return order("shared-word") if set(left.split()) & set(right.split()) else order("different")


def code_level(left: str, right: str) -> int:
    """Level of two codes that are meant to be a person's own, letters and digits only."""
    order = LEVELS["code"].index
    if left == right:
        return order("same")
    return order("one-digit") if _is_near(left, right, SHORTEST_NEAR_NUMBER) else order("different")


def _is_near(left: str, right: str, shortest: int) -> bool:
    return min(len(left), len(right)) >= shortest and DamerauLevenshtein.distance(left, right, score_cutoff=1) <= 1


def _is_near_word(left: str, right: str) -> bool:
    return _is_near(left, right, SHORTEST_NEAR_NUMBER)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())

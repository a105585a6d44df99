"""Whose son or daughter: the father's given name behind a patronymic in any of its forms."""

import re
from collections import defaultdict
from functools import cache, lru_cache

from repatria.names import tables
from repatria.names.folding import skeleton
from repatria.names.given import formal_forms, given_classes, given_rows, is_listed_given_name

# Skeletons of the endings -ович, -евич, -ич, -овна, -івна, -ична, -инична; Turkic -оглы, -углы, -кызы.
_ENDING = re.compile(r"(?:[aiu]vich|[aiu]vna|inichna|ichna|ich)$")
_LAST_LETTERS = ("ich", "na")
_TURKIC = re.compile(r"\s*(?:[au]gl[iu]|[au]li|ulu|k[iu]zi|gizi|zad[ai])$")
_TURKIC_WORD = re.compile(r"\S (?:[au]gl[iu]|[au]li|ulu|k[iu]zi|gizi)$")

# Ян Янович and shorter ones are surnames more often than two words without a space.
_SHORTEST_PAIR = 10


@lru_cache(maxsize=1 << 18)
def is_patronymic(word: str) -> bool:
    """The word ends as an East Slavic patronymic does, in any romanization, or is a Turkic one of two words."""
    return is_patronymic_skeleton(skeleton(word))


def is_patronymic_skeleton(folded: str) -> bool:
    """As :func:`is_patronymic`, of a skeleton."""
    if folded.endswith(_LAST_LETTERS) and _ENDING.search(folded):
        return len(folded) > len("ivich") or folded in _short_ones()
    return " " in folded and bool(_TURKIC_WORD.search(folded))


@cache
def _short_ones() -> frozenset[str]:
    """Patronymics as short as a bare ending: Ильич, Ілліч."""
    folded = (skeleton(row[0]) for row in tables.rows("patronymic_irregular.tsv"))
    return frozenset(each for each in folded if len(each) <= len("ivich"))


def given_and_patronymic(word: str) -> list[str]:
    """A given name and a patronymic written without the space between them, parted; any other word alone.

    >>> given_and_patronymic("ІванПетрович"), given_and_patronymic("Петрович")
    (['Іван', 'Петрович'], ['Петрович'])
    """
    if len(word) < _SHORTEST_PAIR or not is_patronymic(word) or father_classes(word):
        return [word]
    for place in range(len(word) - len("ович"), 2, -1):
        if is_listed_given_name(word[:place]) and is_patronymic(word[place:]) and father_classes(word[place:]):
            return [word[:place], word[place:]]
    return [word]


@lru_cache(maxsize=1 << 17)
def patronymic_stem(patronymic: str) -> str:
    """The skeleton of a patronymic without its ending, the same for a son and a daughter.

    >>> patronymic_stem("Сергіївна") == patronymic_stem("Sergeevich")
    True
    """
    folded = skeleton(patronymic)
    bare = _TURKIC.sub("", _ENDING.sub("", folded))
    return (bare.rstrip("aiu") or bare or folded).replace(" ", "")


@lru_cache(maxsize=1 << 17)
def father_classes(patronymic: str) -> frozenset[str]:
    """Keys of the given names that the father can have had; empty where the tables do not know.

    >>> father_classes("Олексіївна") == father_classes("Alekseevich") == given_classes("Aliaksei")
    True
    """
    by_stem = _classes_by_stem()
    stem = patronymic_stem(patronymic)
    if known := by_stem.get(stem):
        return known
    # An ending that is no ending: the father's name itself stands in the column.
    return given_classes(patronymic) if not is_patronymic(patronymic) else frozenset()


@cache
def _classes_by_stem() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in given_rows():
        if row[1] == "M":
            for patronymic in (p for form in formal_forms(row) for p in patronymics_of(form)):
                found[patronymic_stem(patronymic)].add(row[0])
    for patronymic, key in tables.rows("patronymic_irregular.tsv"):
        found[patronymic_stem(patronymic)].add(key)
    return {stem: frozenset(keys) for stem, keys in found.items()}


def patronymics_of(father: str) -> list[str]:
    """Every masculine patronymic that the endings' table makes of a father's given name."""
    for ending, instead in tables.mapping("patronymic_endings.tsv").items():
        if father.endswith(ending):
            return [father.removesuffix(ending) + new for new in instead.split(",")]
    return []

"""Whose son or daughter: the father's given name behind a patronymic in any of its forms."""

import re
from collections import defaultdict
from functools import cache, lru_cache

from repatria.names import tables
from repatria.names.folding import skeleton
from repatria.names.given import formal_forms, given_classes, given_rows

# Skeletons of the endings -ович, -евич, -ич, -овна, -івна, -ична, -инична; Turkic -оглы, -углы, -кызы.
_ENDING = re.compile(r"(?:[aiu]vich|[aiu]vna|inichna|ichna|ich)$")
_TURKIC = re.compile(r"\s*(?:[au]gl[iu]|[au]li|k[iu]zi|gizi)$")


def is_patronymic(word: str) -> bool:
    """The word ends as a patronymic does in Ukrainian, Russian or Belarusian, in any romanization."""
    folded = skeleton(word)
    return bool(_ENDING.search(folded)) and len(folded) > len("ivich")


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

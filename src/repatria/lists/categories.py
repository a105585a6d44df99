"""Category claims out of free text: "тяжелораненый", "ağır yaralı", "not wounded"."""

import re
from functools import cache, lru_cache

from repatria.lists.words import fold, table

CATEGORIES = (
    "severely_wounded",
    "severely_sick",
    "wounded",
    "sick",
    "civilian",
    "deceased",
    "returned",
    "medical_confirmed",
)
_CLAUSE = re.compile(r"[,;.()\n\r/|]+")
_WINDOW = 2


@lru_cache(maxsize=8192)
def claims_in(text: str) -> tuple[str, ...] | None:
    """The categories that the text claims, in the order of ``CATEGORIES``; ``None`` if no word of it is known.

    A phrase after a negation ("не поранений", "not confirmed") claims nothing, but the text is understood.
    The longest phrase counts: "severely wounded" is not also "wounded".
    """
    found: set[str] = set()
    understood = False
    for clause in _CLAUSE.split(text):
        understood |= _read_clause(fold(clause.replace("_", " ")).split(), found)
    return tuple(name for name in CATEGORIES if name in found) if understood else None


def _read_clause(words: list[str], found: set[str]) -> bool:
    understood = False
    taken: set[int] = set()
    for phrase, name in _phrases():
        for start in range(len(words) - len(phrase) + 1):
            span = range(start, start + len(phrase))
            if taken.isdisjoint(span) and all(_is(words[start + at], part) for at, part in enumerate(phrase)):
                understood = True
                taken.update(span)
                if not _is_negated(words, start, start + len(phrase)):
                    found.add(name)
    return understood


def _is(word: str, part: str) -> bool:
    return word.startswith(part) if len(part) >= 4 else word == part


def _is_negated(words: list[str], start: int, stop: int) -> bool:
    before, directly_before, after = _negations()
    return (
        any(word in before for word in words[max(0, start - _WINDOW) : start])
        or (start > 0 and words[start - 1] in directly_before)
        or (stop < len(words) and words[stop] in after)
    )


@cache
def _phrases() -> tuple[tuple[tuple[str, ...], str], ...]:
    listed = [
        (tuple(fold(phrase.replace("_", " ")).split()), name)
        for name, phrases in table("words.toml")["category"].items()
        for phrase in phrases
    ]
    return tuple(sorted(listed, key=lambda entry: (-len(entry[0]), -len(" ".join(entry[0])), entry)))


@cache
def _negations() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    words = table("words.toml")["negation"]
    before, directly_before, after = (
        frozenset(map(fold, words[key])) for key in ("before", "directly_before", "after")
    )
    return before, directly_before, after

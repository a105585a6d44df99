"""Which given names are forms of one name: Микола, Николай, Мікалай, Nicholas; Саша for two names at once."""

from collections import defaultdict
from functools import cache, lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from repatria.names import tables
from repatria.names.folding import fine_skeleton, skeleton, without_a_sound

# Shorter words lie one letter from several names.
_SHORTEST_MISSPELLED = 5


def formal_forms(row: tuple[str, ...]) -> list[str]:
    """The full Ukrainian, Russian and Belarusian forms of a table row."""
    return list(dict.fromkeys(form for cell in row[2:5] for form in cell.split(",") if form))


@cache
def given_rows() -> tuple[tuple[str, ...], ...]:
    """Key, sex, Ukrainian, Russian, Belarusian and further forms of every listed name.

    Names that the alphabets of the three languages tell apart, but nothing else, stand in a table of their own.
    """
    more = ((key, sex, forms, forms, forms, *short) for key, sex, forms, *short in tables.rows("given_names_more.tsv"))
    return (*tables.rows("given_names.tsv"), *more)


@cache
def _classes() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    fine: defaultdict[str, set[str]] = defaultdict(set)
    coarse: defaultdict[str, set[str]] = defaultdict(set)
    for row in given_rows():
        short = row[5].split(",") if len(row) > 5 else []
        for form in [*formal_forms(row), *short]:
            fine[fine_skeleton(form)].add(row[0])
        for form in formal_forms(row):
            coarse[skeleton(form)].add(row[0])
    return (
        {key: frozenset(names) for key, names in fine.items()},
        {key: frozenset(names) for key, names in coarse.items()},
    )


@lru_cache(maxsize=1 << 17)
def given_classes(given: str) -> frozenset[str]:
    """Keys of the names that this given name can be a form of; empty where the tables do not know it.

    The first word that is known decides.  A misspelled word takes the only full name one letter or sound away.

    >>> given_classes("Mykola") == given_classes("Николай") == given_classes("Мiкалай")
    True
    >>> sorted(given_classes("Саша"))
    ['aleksandr', 'aleksandra']
    """
    fine, coarse = _classes()
    parts = given.replace("-", " ").split()
    # A name of two words can be listed as a whole: Абдул-Азиз is no Азиз.
    for word in ["".join(parts), *parts] if len(parts) > 1 else parts:
        if known := fine.get(fine_skeleton(word)) or coarse.get(skeleton(word)):
            return known
    for word in skeleton(given).split():
        if near := _one_letter_away(word):
            return near
    return frozenset()


@lru_cache(maxsize=1 << 17)
def is_listed_given_name(word: str) -> bool:
    """The word is a form or a short form in the table, spelled exactly in some script."""
    return is_listed_fine_skeleton(fine_skeleton(word))


def is_listed_fine_skeleton(fine: str) -> bool:
    """As :func:`is_listed_given_name`, of a fine skeleton."""
    return fine in _classes()[0]


@lru_cache(maxsize=1 << 17)
def is_spelled_given_name(word: str) -> bool:
    """The word is a form in the table, exactly or with unstressed vowels as Belarusian spelling has them."""
    return is_listed_given_name(word) or skeleton(word) in _classes()[1]


@cache
def _skeletons_by_class() -> dict[str, tuple[str, ...]]:
    return {row[0]: tuple(dict.fromkeys(skeleton(form) for form in formal_forms(row))) for row in given_rows()}


def skeletons_of_class(key: str) -> tuple[str, ...]:
    """The distinct skeletons of a class's full forms."""
    return _skeletons_by_class()[key]


@cache
def sex_of_class() -> dict[str, str]:
    """``M`` or ``F`` for each key of the table."""
    return {row[0]: row[1] for row in given_rows()}


def _one_letter_away(word: str) -> frozenset[str]:
    """Classes of the only full name that a misspelled skeleton can mean; empty where there are several or none."""
    if len(word) < _SHORTEST_MISSPELLED:
        return frozenset()
    coarse = _classes()[1]
    shortened, dropped = _misspelled()
    near = {key for variant in (word, *_shortened(word)) for key in shortened.get(variant, ())}
    found = {coarse[key] for key in near if DamerauLevenshtein.distance(word, key, score_cutoff=1) <= 1}
    found = found or {coarse[key] for key in dropped.get(word, ())}
    return found.pop() if len(found) == 1 else frozenset()


@cache
def _misspelled() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Full names by themselves less a letter, and by themselves less a sound: a misspelled word meets them there."""
    shortened: defaultdict[str, set[str]] = defaultdict(set)
    dropped: defaultdict[str, set[str]] = defaultdict(set)
    for key in _classes()[1]:
        if len(key) >= _SHORTEST_MISSPELLED:
            for variant in (key, *_shortened(key)):
                shortened[variant].add(key)
        for variant in without_a_sound(key):
            dropped[variant].add(key)
    return {word: tuple(keys) for word, keys in shortened.items()}, {w: tuple(keys) for w, keys in dropped.items()}


def _shortened(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}

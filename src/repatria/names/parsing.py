"""Which part of a written name is the surname, which the given name, which the patronymic."""

import re
from functools import cache, lru_cache
from typing import Final

from repatria.names import tables
from repatria.names.given import is_listed_given_name
from repatria.names.inflection import inflected_name
from repatria.names.mrz import is_mrz, parse_mrz
from repatria.names.parts import Name
from repatria.names.patronymic import given_and_patronymic, is_patronymic

# One letter, with its dot or before a hyphen: З., Z.
_INITIAL: Final = re.compile(r"[^\W\d_]\.?")
_GLUED_INITIALS: Final = re.compile(r"(?<=\b[^\W\d_]\.)(?=[^\W\d_])")
_BRACKETS: Final = str.maketrans('()[]«»"', " " * 7)


@lru_cache(maxsize=1 << 17)
def parse(text: str) -> Name:
    """Read one string in any order of parts, in the nominative or copied from running text.

    A comma after the surname sets it apart.  Otherwise the patronymic tells itself by its ending, the word before
    it is the given name, and a listed given name is one wherever it stands; what is left is the surname.  Where
    nothing is known, two words are read as given name and surname.  Initials, titles, ranks, Jr and its kin, a name
    of a machine-readable zone, and Turkic patronymics of two words are told apart.

    >>> parse("Гнатюк Зіновій Петрович") == parse("Зіновій Петрович Гнатюк")
    True
    """
    if is_mrz(text):
        return parse_mrz(text)
    surname, comma, rest = text.translate(_BRACKETS).partition(",")
    before, after = _words(surname), _words(rest)
    if comma and before and after:
        return _after_comma(before, after)
    # A name that is spelled like a title (Major, Pan) is a name where nothing else is there.
    words = before + after or [word for word in text.split() if any(map(str.isalpha, word))]
    if len(words) < 2:
        only = words[0] if words else ""
        return Name(given=only) if is_listed_given_name(only) else Name(surname=only)
    return inflected_name(" ".join(words)) or _parts(words)


def _words(text: str) -> list[str]:
    """The words of a name, each Turkic patronymic of two words as one, what is no part of the name left out."""
    kinds = _kinds()
    words: list[str] = []
    for written in _GLUED_INITIALS.sub(" ", text).replace(",", " ").split():
        word, _, generation = written.rpartition("-")
        if not word or kinds.get(_plain(generation)) != "generation":
            word = written
        kind = kinds.get(_plain(word))
        if kind in {"son", "daughter"} and words:
            words[-1] += f" {word}"
        elif kind is None and any(map(str.isalpha, word)):
            words += given_and_patronymic(word)
    return words


def _plain(word: str) -> str:
    return word.strip(".,").lower()


@cache
def _kinds() -> dict[str, str]:
    return tables.mapping("name_words.tsv")


def _after_comma(surname: list[str], rest: list[str]) -> Name:
    places = [place for place, word in enumerate(rest) if place and is_patronymic(word)]
    patronymic = rest.pop(places[-1]) if places else ""
    if not patronymic and len(rest) == 2 and all(map(_INITIAL.fullmatch, rest)):
        patronymic = rest.pop()
    return Name(surname=" ".join(surname), given=" ".join(rest), patronymic=patronymic)


def _parts(words: list[str]) -> Name:
    patronymic = _patronymic_place(words)
    initials = [place for place, word in enumerate(words) if _INITIAL.fullmatch(word)]
    if initials and patronymic is None and len(initials) < len(words):
        return _with_initials(words, initials)
    given = _given_place(words, patronymic)
    surname = [word for place, word in enumerate(words) if place not in {given, patronymic}]
    return Name(
        surname=" ".join(surname), given=words[given], patronymic="" if patronymic is None else words[patronymic]
    )


def _with_initials(words: list[str], initials: list[int]) -> Name:
    """Гнатюк З. П., or Зіновій П. Гнатюк."""
    whole = [place for place in range(len(words)) if place not in initials]
    listed = [place for place in whole if is_listed_given_name(words[place])] if len(whole) > 1 else []
    given, *more = [*listed[:1], *initials]
    surname = [words[place] for place in whole if place != given]
    return Name(surname=" ".join(surname), given=words[given], patronymic=words[more[0]] if more else "")


def _patronymic_place(words: list[str]) -> int | None:
    places = [place for place, word in enumerate(words) if is_patronymic(word)]
    if not places or len(words) < 3:
        return None
    # Surnames on -ович look like patronymics: the true one follows a given name, and stands later if both do.
    after_given = [place for place in places if place and is_listed_given_name(words[place - 1])]
    return (after_given or places)[-1]


def _given_place(words: list[str], patronymic: int | None) -> int:
    if patronymic:
        return patronymic - 1
    listed = [place for place, word in enumerate(words) if place != patronymic and is_listed_given_name(word)]
    if listed:
        # Two listed names: the surname is one of them, and the order given name, surname is the commoner.
        return listed[0]
    return 1 if patronymic == 0 else 0

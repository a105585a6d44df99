"""Which part of a written name is the surname, which the given name, which the patronymic."""

from functools import lru_cache
from typing import Final

from repatria.names.given import is_listed_given_name
from repatria.names.inflection import inflected_name
from repatria.names.mrz import is_mrz, parse_mrz
from repatria.names.parts import Name
from repatria.names.patronymic import given_and_patronymic, is_patronymic
from repatria.names.roles import (
    BRACKETS,
    GIVEN,
    GLUED_INITIALS,
    INITIAL_WORD,
    PATRONYMIC,
    SURNAME,
    kinds,
    plain,
    roles_of,
)

_TO_SPACES: Final = str.maketrans(BRACKETS, " " * len(BRACKETS))


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
    surname, comma, rest = text.translate(_TO_SPACES).partition(",")
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
    words: list[str] = []
    for written in GLUED_INITIALS.sub(" ", text).replace(",", " ").split():
        word, _, generation = written.rpartition("-")
        if not word or kinds().get(plain(generation)) != "generation":
            word = written
        kind = kinds().get(plain(word))
        if kind in {"son", "daughter"} and words:
            words[-1] += f" {word}"
        elif kind is None and any(map(str.isalpha, word)):
            words += given_and_patronymic(word)
    return words


def _after_comma(surname: list[str], rest: list[str]) -> Name:
    places = [place for place, word in enumerate(rest) if place and is_patronymic(word)]
    patronymic = rest.pop(places[-1]) if places else ""
    if not patronymic and len(rest) == 2 and all(map(INITIAL_WORD.fullmatch, rest)):
        patronymic = rest.pop()
    return Name(surname=" ".join(surname), given=" ".join(rest), patronymic=patronymic)


def _parts(words: list[str]) -> Name:
    roles = roles_of(words)
    surname, given, patronymic = (
        " ".join(word for word, role in zip(words, roles, strict=True) if role == part)
        for part in (SURNAME, GIVEN, PATRONYMIC)
    )
    return Name(surname=surname, given=given, patronymic=patronymic)

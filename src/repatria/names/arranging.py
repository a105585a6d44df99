"""Three columns of a name put right where they were filled in another order, or all in one."""

import re
from functools import lru_cache
from typing import Any

from repatria.names.folding import skeleton
from repatria.names.given import given_classes, is_listed_given_name, is_spelled_given_name
from repatria.names.inflection import inflected_name, is_inflected_patronymic
from repatria.names.mrz import is_mrz
from repatria.names.parsing import parse
from repatria.names.parts import Name
from repatria.names.patronymic import is_patronymic

# Skeletons (but for -слав) of -ов, -ев, -ова, -ский, -ська, -енко, -чук: endings that given names hardly ever have.
_SURNAME_ENDING = re.compile(r"..(?:(?<!sl)[ai]va?|sk[ia]|inka|chuk)$")
_INITIAL = re.compile(r"[^\W\d_]\.?")
_GLUED_INITIALS = re.compile(r"(?<=\b[^\W\d_]\.)(?=[^\W\d_])")


@lru_cache(maxsize=1 << 18)
def arrange(surname: str, given: str = "", patronymic: str = "") -> Name:
    """Put three columns right where they were filled in another order or all in one.

    Only what the tables make plain is moved: a patronymic among the given names, a surname column that holds
    a listed given name while the given-name column does not, a whole name in the surname column.

    >>> arrange("Зіновій", "Гнатюк").surname
    'Гнатюк'
    """
    if is_disordered(surname_facts(surname), given_facts(given), patronymic_facts(patronymic)):
        return put_right(surname, given, patronymic)
    return Name(surname=surname.strip(), given=given.strip(), patronymic=patronymic.strip())


def put_right(surname: str, given: str, patronymic: str) -> Name:
    """As :func:`arrange`, without asking first whether anything needs to be moved."""
    cells = [cell.strip() for cell in (surname, given, patronymic)]
    filled = [cell for cell in cells if cell]
    if any("," in cell or is_mrz(cell) for cell in cells) or (len(filled) == 1 and " " in filled[0]):
        return parse(filled[0] if len(filled) == 1 else " ".join(filled))
    if is_inflected_patronymic(patronymic) and (read := inflected_name(" ".join(filled))):
        return read
    surname, given, patronymic = cells
    if not patronymic:
        given, patronymic = _parted(given)
    if patronymic and not is_patronymic(patronymic):
        if is_patronymic(given):
            given, patronymic = patronymic, given
        elif given and is_patronymic(surname) and is_listed_given_name(patronymic) and not given_classes(given):
            surname, given, patronymic = given, patronymic, surname
    if given and surname and _is_swapped(surname, given):
        surname, given = given, surname
    return Name(surname=surname, given=given, patronymic=patronymic)


def _parted(given: str) -> tuple[str, str]:
    """A given name's cell that holds the patronymic too, whole or as an initial."""
    words = _GLUED_INITIALS.sub(" ", given).split()
    if len(words) == 2 and (is_patronymic(words[1]) or all(map(_INITIAL.fullmatch, words))):
        return words[0], words[1]
    if len(words) == 3 and is_patronymic(" ".join(words[1:])):
        return words[0], " ".join(words[1:])
    return given, ""


def _is_swapped(surname: str, given: str) -> bool:
    """The surname's cell holds a given name, or only the given name's cell ends as surnames do."""
    if _is_known(given):
        return False
    if is_listed_given_name(surname):
        return True
    # A slip in the given name (Вяеслав) is likelier than an unlisted one that ends as surnames do.
    return not given_classes(given) and _ends_as_surname(given) and not _ends_as_surname(surname)


def _is_known(given: str) -> bool:
    """The tables hold the given name, and not only one that a slip could have made of it."""
    return any(map(is_spelled_given_name, (given, *given.replace("-", " ").split())))


def _ends_as_surname(text: str) -> bool:
    return bool(_SURNAME_ENDING.search(skeleton(text)))


# What a cell of a column holds, in bits: enough to tell the rows that ``arrange`` would leave alone.
_FILLED, _MANY_WORDS, _WHOLE, _PATRONYMIC, _INFLECTED, _HOLDS_PATRONYMIC, _KNOWN, _LISTED, _ENDS_AS_SURNAME = (
    1 << n for n in range(9)
)


def surname_facts(surname: str) -> int:
    """Facts of a surname's cell for :func:`is_disordered`."""
    return (
        word_facts(surname)
        | _PATRONYMIC * is_patronymic(surname)
        | _LISTED * is_listed_given_name(surname)
        | _ENDS_AS_SURNAME * _ends_as_surname(surname)
    )


def given_facts(given: str) -> int:
    """Facts of a given name's cell for :func:`is_disordered`."""
    return (
        word_facts(given)
        | _PATRONYMIC * is_patronymic(given)
        | _HOLDS_PATRONYMIC * bool(_parted(given)[1])
        | _KNOWN * _is_known(given)
        | _ENDS_AS_SURNAME * _ends_as_surname(given)
    )


def patronymic_facts(patronymic: str) -> int:
    """Facts of a patronymic's cell for :func:`is_disordered`."""
    return (
        word_facts(patronymic)
        | _PATRONYMIC * is_patronymic(patronymic)
        | _INFLECTED * is_inflected_patronymic(patronymic)
    )


def word_facts(text: str) -> int:
    """The facts of any cell that need no folding."""
    n_words = len(text.split())
    return _FILLED * (n_words > 0) | _MANY_WORDS * (n_words > 1) | _WHOLE * ("," in text or is_mrz(text))


def is_disordered(surname: Any, given: Any, patronymic: Any) -> Any:
    """Whether ``arrange`` may move a part; for facts of one record, or of many as integer arrays.

    May be true of a row that stands right, never false of one that does not.
    """
    anywhere = surname | given | patronymic
    n_filled = (surname & _FILLED) + (given & _FILLED) + (patronymic & _FILLED)
    holds_all = ((n_filled == 1) & (anywhere & _MANY_WORDS != 0)) | (anywhere & _WHOLE != 0)
    holds_patronymic = (patronymic & _FILLED == 0) & (given & _HOLDS_PATRONYMIC != 0)
    turned = (given & _PATRONYMIC != 0) & (patronymic & (_FILLED | _PATRONYMIC) == _FILLED)
    looks_swapped = (surname & (_LISTED | _PATRONYMIC) != 0) | (given & _ENDS_AS_SURNAME > surname & _ENDS_AS_SURNAME)
    inflected = patronymic & _INFLECTED != 0
    return (
        holds_all
        | holds_patronymic
        | turned
        | inflected
        | (is_stranger(given) & (surname & _FILLED != 0) & looks_swapped)
    )


def is_stranger(given: Any) -> Any:
    """Whether the given name's cell holds what no table knows; the surname's cell is looked into only then."""
    return given & (_FILLED | _KNOWN) == _FILLED

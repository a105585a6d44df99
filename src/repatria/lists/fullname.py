"""A name that stands in one cell, taken apart into surname, given name and patronymic."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_PATRONYMIC = re.compile(
    r"(?:ович|евич|євич|йович|ьович|ич|івна|ївна|овна|евна|инична|ична|"
    r"ovych|evych|ievych|iovych|ovich|evich|ievich|yevich|yovych|ivna|yivna|ovna|evna|ichna|inichna|ilyich|illich)$",
    re.IGNORECASE,
)
_SON_OR_DAUGHTER = re.compile(r"(?:огли|оглы|огли|кизи|кызы|oğlu|oglu|ogly|qızı|kızı|kyzy|gyzy)$", re.IGNORECASE)
_SEVERAL = re.compile(r"[;&]|\s(?:та|і|й|и|and|ve)\s", re.IGNORECASE)


class NameOrder(StrEnum):
    """Which part of a full name comes first, by the column's header."""

    SURNAME_FIRST = "surname first"
    SURNAME_LAST = "surname last"


@dataclass(frozen=True, slots=True)
class NameParts:
    """A full name's parts; empty text where there is none."""

    surname: str = ""
    given: str = ""
    patronymic: str = ""


def seems_several(name: str, *, n_commas: int = 1) -> bool:
    """The text lists several people: "Olena, Ivan and Petro"; one person's name has at most ``n_commas`` commas."""
    return name.count(",") > n_commas or bool(_SEVERAL.search(name))


@lru_cache(maxsize=8192)
def split_name(text: str, order: NameOrder = NameOrder.SURNAME_FIRST) -> NameParts:
    """Take a full name apart.

    A comma ends the surname; a patronymic tells the order by its place; one word in capitals among others
    is the surname; otherwise the column's header says it.
    """
    before, comma, after = text.partition(",")
    if comma and before.strip() and after.strip():
        return _rest(before.strip(), after.replace(",", " ").split())
    words = text.replace(",", " ").split()
    if len(words) < 2:
        return NameParts(surname=text.strip(" ,"))
    is_patronymic_inside = len(words) == 3 and bool(_PATRONYMIC.search(words[1]))
    n_tail = _patronymic_words(words) if len(words) > 2 else 0
    if n_tail and not (is_patronymic_inside and order is NameOrder.SURNAME_LAST):
        head, patronymic = words[:-n_tail], " ".join(words[-n_tail:])
        return NameParts(" ".join(head[:-1] or head), head[-1] if len(head) > 1 else "", patronymic)
    if is_patronymic_inside:
        return NameParts(words[2], words[0], words[1])
    capitals = [word.isupper() and len(word) > 1 and "." not in word for word in words]
    if any(capitals) and not all(capitals):
        surname = " ".join(word for word, is_capital in zip(words, capitals, strict=True) if is_capital)
        return _rest(surname, [word for word, is_capital in zip(words, capitals, strict=True) if not is_capital])
    return _rest(words[-1], words[:-1]) if order is NameOrder.SURNAME_LAST else _rest(words[0], words[1:])


def _rest(surname: str, words: list[str]) -> NameParts:
    n_tail = _patronymic_words(words)
    if not n_tail and len(words) == 2 and _is_cyrillic(words[1]):
        n_tail = 1
    if 0 < n_tail < len(words):
        return NameParts(surname, " ".join(words[:-n_tail]), " ".join(words[-n_tail:]))
    return NameParts(surname, " ".join(words))


def _patronymic_words(words: list[str]) -> int:
    """How many words at the end are a patronymic: "Гасан оглы" is two."""
    if len(words) > 2 and _SON_OR_DAUGHTER.fullmatch(words[-1]):
        return 2
    return 1 if len(words) > 1 and (_PATRONYMIC.search(words[-1]) or _SON_OR_DAUGHTER.search(words[-1])) else 0


def _is_cyrillic(word: str) -> bool:
    return any("\u0400" <= letter <= "\u04ff" for letter in word)

"""How we read a name in Latin letters, for people who do not read its script."""

import re
from functools import lru_cache

from anyascii import anyascii

from repatria.names import tables
from repatria.names.scripts import CYRILLIC, words

_INSIDE = {row[0]: row[1] if len(row) > 1 else "" for row in tables.rows("reading_cyrillic.tsv")}
_FIRST = _INSIDE | {row[0]: row[2] for row in tables.rows("reading_cyrillic.tsv") if len(row) > 2}
_UKRAINIAN_LETTERS = re.compile("[іїєґ]")
_RUSSIAN_LETTERS = re.compile("[ыэёъ]")


def reading(surname: str, given: str = "", patronymic: str = "") -> str:
    """The name in Latin letters, given name first and the surname in capitals.

    Ukrainian follows the passport rules of 2010, told by its letters in any of the three parts; Russian and
    Belarusian follow plain BGN/PCGN habit.  A Latin name is only put in order.

    >>> reading("Гнатюк", "Зіновій", "Петрович")
    'Zinovii Petrovych HNATIUK'
    """
    return _reading(surname, given, patronymic)


@lru_cache(maxsize=1 << 16)
def _reading(surname: str, given: str, patronymic: str) -> str:
    whole = f"{surname} {given} {patronymic}".lower()
    is_ukrainian = bool(_UKRAINIAN_LETTERS.search(whole)) and not _RUSSIAN_LETTERS.search(whole) and "ў" not in whole
    parts = [_title(given, is_ukrainian), _title(patronymic, is_ukrainian), _title(surname, is_ukrainian).upper()]
    return " ".join(part for part in parts if part)


def _title(text: str, is_ukrainian: bool) -> str:
    return " ".join("-".join(_latin(word, is_ukrainian).capitalize() for word in words(part)) for part in text.split())


def _latin(word: str, is_ukrainian: bool) -> str:
    if not CYRILLIC.search(word):
        return anyascii(word).lower()
    inside, first = (_UK_INSIDE, _UK_FIRST) if is_ukrainian else (_RU_INSIDE, _RU_FIRST)
    word = word.replace("зг", "zgh") if is_ukrainian else re.sub("(?<=[иы])й$|ь(?!е)", "", word)
    word = word.replace("ь", "" if is_ukrainian else "y")
    return anyascii("".join((first if i == 0 else inside).get(letter, letter) for i, letter in enumerate(word)))


_UK_INSIDE, _UK_FIRST = _INSIDE | {"г": "h", "е": "e"}, _FIRST | {"г": "h", "е": "e"}
_RU_INSIDE = _INSIDE | {"и": "i", "й": "y", "ю": "yu", "я": "ya"}
_RU_FIRST = _FIRST | {"и": "i"}

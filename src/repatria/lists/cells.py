"""Values out of single cells: each reader gives the value and, where there is a flaw, the end of a finding's code."""

import re
import unicodedata
from functools import lru_cache

from repatria.lists.words import is_unknown

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# A telephone number, a negative number or a lone dash begins so too and does no harm.
_HARMLESS = re.compile(r"[+\-][\d\s().\-]*")
_MIXED = re.compile(r"[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
_PRECISION_LOST = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d+")
_LABEL = re.compile(r"(?=.*\d)[\w№#][\w№#.\-–/ :()]{0,62}[\w)]")
_WHOLE = re.compile(r"(\d{1,2})(?:[.,]0+)?")
_TO_LATIN = str.maketrans("АВЕІКМНОРСТУХ", "ABEIKMHOPCTYX")
_NO_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=131_072)
def clean(cell: str) -> str:
    """The cell's text with single spaces, composed letters and no marks for "unknown"."""
    text = unicodedata.normalize("NFC", " ".join(cell.split()))
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text.strip('"').strip()
    return "" if is_unknown(text) else text


def is_formula(cell: str) -> bool:
    """A spreadsheet program could run the cell's text."""
    return cell.startswith(FORMULA_STARTS) and not _HARMLESS.fullmatch(cell) and bool(cell.strip())


def mixes_scripts(text: str) -> bool:
    """Latin and Cyrillic letters touch in one word."""
    return not text.isascii() and bool(_MIXED.search(text))


def number_problem(text: str) -> str:
    """Why a service or prisoner number is none: ``zero`` or ``precision-lost``; empty if it is one."""
    if not text.strip("0 .,-/№#"):
        return "zero"
    return "precision-lost" if _PRECISION_LOST.fullmatch(text) else ""


def is_label(text: str) -> bool:
    """The text has the shape of a tag or seal: 2 to 64 letters, digits and separators, among them a digit."""
    return bool(_LABEL.fullmatch(text))


def label_key(text: str) -> str:
    """What two spellings of one number, tag or seal share: capitals, no separators, look-alike letters as Latin.

    Zeros at the beginning count: 0123 and 123 are two numbers.
    """
    return _NO_WORD.sub("", text.upper()).translate(_TO_LATIN)


def whole_number(text: str) -> int | None:
    """A whole number from 0 to 99; ``None`` if it is none."""
    match = _WHOLE.fullmatch(text)
    return int(match[1]) if match else None

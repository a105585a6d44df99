"""What stands in one cell of a profile: two alleles, one, none, or something that must not be guessed."""

import re
from dataclasses import dataclass
from enum import IntFlag
from functools import lru_cache

from repatria.kinship.pedigree import Sex

MAX_ALLELE_CHARACTERS = 32


class ReadFlag(IntFlag):
    """What the laboratory or the reader remarked at one locus of one sample."""

    OFF_LADDER = 1
    OUTSIDE_LADDER = 2
    DOUBTFUL = 4
    UNREADABLE = 8
    AMBIGUOUS = 16
    THREE_ALLELES = 32
    RESPELLED = 64
    SINGLE = 128


_NO_FLAG = ReadFlag(0)


@dataclass(frozen=True, slots=True)
class Cell:
    """Up to two ``alleles``, and whether the second one is known not to have been read."""

    alleles: tuple[str, ...]
    flags: ReadFlag = _NO_FLAG
    is_second_unread: bool = False


_AROUND = re.compile(r"\s*[/|;]\s*")
_BETWEEN = re.compile(r"/|\s+")
_ONE_OR_TWO = re.compile(r"\d{1,2},\d")
_NUMBER = re.compile(r"0*(\d{1,3})(?:[.,](\d{1,2}))?")
_NAME = re.compile(rf"[A-Za-z0-9][\w.+\-]{{0,{MAX_ALLELE_CHARACTERS - 1}}}", re.ASCII)
_OFF_LADDER = re.compile(r"OL\d*\??", re.IGNORECASE)
_OUTSIDE = re.compile(r"[<>]=?\s*\d.*")
_DOUBTFUL = re.compile(r"\?.*|.*\?|\(.*\)|\[.*\]|.*\*")
NOT_READ = frozenset({"0", "-9", "-", "–", "—", ".", "na", "nan", "nr", "nd", "null", "none", "n.a.", "n.r."})
_LOOKS_LATIN = str.maketrans("ХУхуМмЕеСсАаВвТтКкОоРр", "XYxyMmEeCcAaBbTtKkOoPp")


def allele_name(text: str) -> str | None:
    """An allele in its usual spelling (``12`` for 12.0, ``9.3`` for 9,3), or ``None`` for what cannot be one."""
    if match := _NUMBER.fullmatch(text):
        fraction = (match[2] or "").rstrip("0")
        return f"{match[1]}.{fraction}" if fraction else match[1]
    return text if _NAME.fullmatch(text) else None


def _tokens(text: str) -> list[str] | None:
    """The cell cut into alleles; ``None`` where a comma may be a point or a separator."""
    joined = _AROUND.sub("/", text.strip())
    if "/" in joined or re.search(r"\s", joined):
        return _BETWEEN.split(joined)
    if "," in joined:
        return None if _ONE_OR_TWO.fullmatch(joined) else joined.split(",")
    return [joined]


@lru_cache(maxsize=65536)
def read_cell(text: str) -> Cell:
    """Read a cell such as ``12/14``, ``12``, ``9.3/OL``, ``<6/8`` or nothing at all.

    Three different alleles, those outside the ladder among them, leave the locus unread: they may be two persons.
    """
    tokens = _tokens(text)
    if tokens is None:
        return Cell((), ReadFlag.AMBIGUOUS)
    flags = _NO_FLAG
    alleles: list[str] = []
    others: set[str] = set()
    is_second_unread = False
    for token in tokens:
        if not token:
            continue
        allele, flag = _token(token)
        flags |= flag
        if allele is not None:
            alleles.append(allele)
        else:
            is_second_unread = True
            if flag & (ReadFlag.OFF_LADDER | ReadFlag.OUTSIDE_LADDER):
                others.add(token.upper())
    distinct = tuple(dict.fromkeys(alleles))
    if len(distinct) + len(others) > 2:
        return Cell((), flags | ReadFlag.THREE_ALLELES)
    if len(distinct) == 2:
        return Cell(distinct, flags)
    if len(alleles) > 1:
        return Cell((alleles[0], alleles[0]), flags)
    return Cell(distinct, flags, is_second_unread)


def _token(token: str) -> tuple[str | None, ReadFlag]:
    if token.casefold() in NOT_READ:
        return None, _NO_FLAG
    if _OFF_LADDER.fullmatch(token):
        return None, ReadFlag.OFF_LADDER
    if _OUTSIDE.fullmatch(token):
        return None, ReadFlag.OUTSIDE_LADDER
    if _DOUBTFUL.fullmatch(token):
        return None, ReadFlag.DOUBTFUL
    allele = allele_name(token)
    if allele is None:
        return None, ReadFlag.UNREADABLE
    return allele, _NO_FLAG if allele == token else ReadFlag.RESPELLED


def read_amelogenin(text: str, *, one_is_homozygous: bool) -> Sex | None:
    """The sex that Amelogenin says, unknown where nothing was read; ``None`` for what is neither X nor Y."""
    tokens = _BETWEEN.split(_AROUND.sub("/", text.translate(_LOOKS_LATIN).upper().strip().replace(",", "/")))
    letters = "".join(token for token in tokens if token and token.casefold() not in NOT_READ)
    if not letters:
        return Sex.UNKNOWN
    if set(letters) - {"X", "Y"}:
        return None
    if "Y" in letters:
        return Sex.MALE
    is_whole = len(letters) > 1 or (one_is_homozygous and len([t for t in tokens if t]) == 1)
    return Sex.FEMALE if is_whole else Sex.UNKNOWN


_SEXES = {
    **dict.fromkeys(("m", "male", "1", "xy", "man", "ч", "чол", "чоловіча", "муж", "мужской", "erkek"), Sex.MALE),
    **dict.fromkeys(("f", "female", "2", "xx", "woman", "w", "ж", "жін", "жіноча", "жен", "женский"), Sex.FEMALE),
    **dict.fromkeys(("", "0", "u", "unknown", "?", "-9", "-", "na"), Sex.UNKNOWN),
}


def read_sex(text: str) -> Sex | None:
    """The sex that a cell says; ``None`` for what was not understood."""
    folded = text.strip().strip(".").casefold()
    found = _SEXES.get(folded)
    return found if found is not None else _SEXES.get(folded.translate(_LOOKS_LATIN))

"""Words as senders write them, folded so that spelling habits do not hide them; tables from ``data/``."""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

APOSTROPHES = "'’‘ʼ`´ʹ′"
_FOLDED = str.maketrans({"ё": "е", "ı": "i", "\N{COMBINING DOT ABOVE}": None, **dict.fromkeys(APOSTROPHES)})
# Latin letters that stand in Cyrillic words by a slip of the keyboard.
_LOOK_ALIKE = str.maketrans("aceiopxyk", "асеіорхук")
_NO_WORD = re.compile(r"[\W_]+")
_CYRILLIC = re.compile("[а-яіїєґ]")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text in lower case without punctuation, apostrophes, look-alike letters and double spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_FOLDED)
    words = _NO_WORD.sub(" ", plain).split()
    return " ".join(word.translate(_LOOK_ALIKE) if _CYRILLIC.search(word) else word for word in words)


@cache
def table(name: str) -> dict[str, Any]:
    """A packaged table."""
    return tomllib.loads((files("repatria.lists") / "data" / name).read_text(encoding="utf-8"))


@cache
def _marks(name: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in table("words.toml")["marks"][name])


def is_unknown(text: str) -> bool:
    """A mark that stands for "not known", such as a dash."""
    return text.casefold() in _marks("unknown")


def yes_or_no(text: str) -> bool | None:
    """What a tick, a cross or a word says; ``None`` where it says neither."""
    word = text.casefold()
    if word in _marks("yes"):
        return True
    return False if word in _marks("no") else None


@cache
def _sexes() -> dict[str, str]:
    return {fold(word): sex for sex, words in table("words.toml")["sex"].items() for word in words}


def sex(text: str) -> str | None:
    """``M`` or ``F``; ``None`` where the word is not known."""
    return _sexes().get(fold(text))


@cache
def months() -> dict[str, int]:
    """The month's number by its folded name."""
    return {fold(word): int(number) for number, words in table("words.toml")["month"].items() for word in words}


def starts_with(text: str, kind: str) -> bool:
    """The text begins with a word of the kind ``total`` or ``footer``."""
    folded = f"{fold(text)} "
    return folded.startswith(_aside(kind))


@cache
def _aside(kind: str) -> tuple[str, ...]:
    return tuple(f"{fold(word)} " for word in table("words.toml")["aside"][kind])

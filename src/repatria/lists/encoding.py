"""Which encoding a text file is in, decided by its marks or by the statistics of its letters, and reported."""

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from repatria.lists.words import table

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# Where two agree on every byte of a text the first one is named: koi8-u and cp1125 add Ukrainian letters.
_SINGLE_BYTE = ("cp1251", "koi8-r", "koi8-u", "cp866", "cp1125", "cp1254")
_NEVER_IN_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE_BYTES = 60_000
# A letter that is neither Ukrainian nor Russian nor Turkish costs as much as e^-9.
_STRANGER = -9.0
_MIXED_WORD = -6.0
_ODD_CASE = -4.0
_NEVER_FIRST = frozenset("ьъы")
_ODD_BEGINNING = -4.0
# Below this the second best is more likely than 1 in 3,000: a word or two decide nothing.
_CLOSE_CALL_LOG = 8.0
_TURKISH = dict.fromkeys("çğıöşüÇĞİÖŞÜâîûÂÎÛ", -4.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A file's text; ``other`` is the encoding that fits nearly as well, ``n_lost`` counts what was no text."""

    text: str
    encoding: str
    other: str = ""
    n_lost: int = 0


def decode(data: bytes) -> Decoded | None:
    """The text in these bytes; ``None`` if they are no text in any encoding that lists come in."""
    decoded = _by_mark(data) or _utf16_without_mark(data) or _utf8(data) or _single_byte(data)
    n_strange = len(_NEVER_IN_TEXT.findall(decoded.text[:_SAMPLE_BYTES]))
    if "\x00" in decoded.text or n_strange > 1 + len(decoded.text[:_SAMPLE_BYTES]) // 1000:
        return None
    return decoded


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _tolerant(data[len(mark) :], encoding)
    return None


def _tolerant(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    n_lost = text.count("\N{REPLACEMENT CHARACTER}")
    return Decoded(text=text, encoding=encoding, n_lost=n_lost)


def _utf16_without_mark(data: bytes) -> Decoded | None:
    """In Cyrillic and Latin text every second byte is 0x04 or 0x00; in no other encoding is that so."""
    sample = data[: _SAMPLE_BYTES & ~1]
    half = len(sample) // 2
    if half < 4:
        return None
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        counts = Counter(high)
        if counts[0] and (counts[0] + counts[1] + counts[4] + counts[0x20]) / half > 0.9:
            return _tolerant(data, encoding)
    return None


def _utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(text=data.decode("utf-8"), encoding="utf-8")
    except UnicodeDecodeError:
        pass
    decoded = _tolerant(data, "utf-8")
    sample = decoded.text[:_SAMPLE_BYTES]
    n_lost = sample.count("\N{REPLACEMENT CHARACTER}")
    n_good = sum(letter > "\x7f" for letter in sample) - n_lost
    # A few broken places in good UTF-8 are a flaw of the file; no other encoding looks like UTF-8 by chance.
    return decoded if n_good > 4 * n_lost else None


def _single_byte(data: bytes) -> Decoded:
    sample = _lines_with_letters(data)
    scores: dict[str, float] = {}
    texts: dict[str, str] = {}
    for encoding in _SINGLE_BYTE:
        text = sample.decode(encoding, errors="replace")
        if text not in texts.values():
            texts[encoding] = text
            scores[encoding] = _log_likelihood(text)
    best, *rest = sorted(scores, key=lambda encoding: -scores[encoding])
    decoded = _tolerant(data, best)
    second = rest[0] if rest else ""
    is_close = bool(second) and scores[second] > scores[best] - _CLOSE_CALL_LOG
    return Decoded(text=decoded.text, encoding=best, other=second if is_close else "", n_lost=decoded.n_lost)


def _lines_with_letters(data: bytes) -> bytes:
    """Lines that tell: those with bytes above ASCII, up to the sample's size."""
    taken, size = [], 0
    for line in data.splitlines():
        if not line.isascii():
            taken.append(line[:2000])
            size += len(taken[-1])
            if size > _SAMPLE_BYTES:
                break
    return b"\n".join(taken)


def _log_likelihood(text: str) -> float:
    """How much the text looks like Ukrainian, Russian or Turkish: by letters, by words in one script, by case."""
    values = _letter_logs()
    total = sum(n * values.get(letter, _STRANGER) for letter, n in Counter(text).items() if letter > "\x7f")
    for word in _WORD.findall(text):
        if word.isascii():
            continue
        n_cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in word)
        if 0 < n_cyrillic < len(word):
            total += _MIXED_WORD
        if not (word.islower() or word.isupper() or word.istitle()):
            total += _ODD_CASE
        if word[0].lower() in _NEVER_FIRST:
            total += _ODD_BEGINNING
    return total


@cache
def _letter_logs() -> dict[str, float]:
    """Natural logarithm of each letter's proportion, the greater of the two languages; lists are often in capitals."""
    thousandths: dict[str, float] = {}
    for language in table("letters.toml").values():
        for letter, count in language.items():
            thousandths[letter] = max(count, thousandths.get(letter, 0))
    values = dict(_TURKISH)
    for letter, count in thousandths.items():
        values[letter] = math.log(count / 1000)
        values[letter.upper()] = math.log(count / 1000)
    values["№"] = values["«"] = values["»"] = values["—"] = values["–"] = values["’"] = math.log(0.002)
    return values

"""Which script a word is written in, and repair of letters that slipped in from the other one.

A typist's Latin ``i`` in a Ukrainian word looks right on paper and matches nothing.  A word that mixes
Cyrillic and Latin is read in the script that explains all of its letters, or else most of them.
"""

import re
import unicodedata
from functools import lru_cache

from repatria.names import tables

CYRILLIC = re.compile(r"[\u0400-\u052f]")
# Hebrew and Arabic with their kin write consonants and long vowels, Indic scripts no short a.
_VOWELLESS = re.compile(r"[\u0590-\u07bf\u0860-\u0dff\ufb1d-\ufdff\ufe70-\ufeff]")
LATIN = re.compile(r"[a-z\u00df-\u024f\u1e00-\u1eff]", re.IGNORECASE)
# A hyphen parts two surnames and an apostrophe stands inside one; digits are no part of a name.
_APOSTROPHES = re.compile(r"['’ʼ`´‘ʹʺ″′\u0301\u00ad\u200b-\u200f]")
_LOOSE_MARKS = re.compile(r"[\u0300-\u036f]")
# Points of Hebrew and Arabic and vowel signs of Indic and Southeast Asian scripts stand inside words too.
_SIGNS = (
    r"\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0970-\u0dff\u0e31-\u0e4e\u0eb1-\u0ecd"
)
_SIGNS += r"\u0f71-\u0fbc\u1000-\u109f\u135d-\u135f\u1780-\u17d3\u3099\u309a"
_BREAKS = re.compile(rf"[^\w{_SIGNS}]+|[\d_]+")
# One word of one script, which is what most cells hold: nothing to part, compose or repair.
PLAIN_WORD = re.compile("[A-Za-z]+|[\u0400-\u0481\u048a-\u052f]+")

_TO_CYRILLIC = str.maketrans(tables.mapping("lookalikes.tsv"))
_TO_LATIN = str.maketrans({cyrillic: latin for latin, cyrillic in tables.mapping("lookalikes.tsv").items()})


def words(text: str) -> list[str]:
    """The words of a name in lower case, look-alike letters repaired; apostrophes and digits fall away.

    >>> words("О'Коннор-Петренко  2")
    ['оконнор', 'петренко']
    """
    if PLAIN_WORD.fullmatch(text):
        return [text.lower()]
    # Lower case can undo a normal form (İ), so the form is made again after it.
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", _APOSTROPHES.sub("", text)).lower())
    plain = _LOOSE_MARKS.sub("", plain)
    return [repair(word) for word in _BREAKS.split(plain) if word]


@lru_cache(maxsize=1 << 17)
def repair(word: str) -> str:
    """A lower-case word with look-alike letters of the other script put right; an unmixed word as it is."""
    n_cyrillic, n_latin = len(CYRILLIC.findall(word)), len(LATIN.findall(word))
    if not n_cyrillic or not n_latin:
        return word
    as_cyrillic, as_latin = word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN)
    explains_all = not LATIN.search(as_cyrillic), not CYRILLIC.search(as_latin)
    if explains_all[0] != explains_all[1]:
        return as_cyrillic if explains_all[0] else as_latin
    return as_cyrillic if n_cyrillic >= n_latin else as_latin


def is_vowelless(word: str) -> bool:
    """The word's script leaves short vowels out, as Hebrew and Arabic do, or some of them, as Indic ones do."""
    return bool(_VOWELLESS.search(word))

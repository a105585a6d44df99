"""Which script a word is written in, and repair of letters that slipped in from the other one.

A typist's Latin ``i`` in a Ukrainian word looks right on paper and matches nothing.  A word that mixes
Cyrillic and Latin is read in the script that explains all of its letters, or else most of them.
"""

import re
import unicodedata
from functools import lru_cache

from repatria.names import tables

CYRILLIC = re.compile(r"[\u0400-\u052f]")
LATIN = re.compile(r"[a-z\u00df-\u024f\u1e00-\u1eff]", re.IGNORECASE)
# A hyphen parts two surnames and an apostrophe stands inside one; digits are no part of a name.
_APOSTROPHES = re.compile(r"['’ʼ`´‘ʹʺ″′\u0301\u00ad\u200b-\u200f]")
_BREAKS = re.compile(r"[^\w]+|[\d_]+")
# One word of one script, which is what most cells hold: nothing to part, compose or repair.
_PLAIN_WORD = re.compile("[A-Za-z]+|[\u0400-\u0481\u048a-\u052f]+")

_TO_CYRILLIC = str.maketrans(tables.mapping("lookalikes.tsv"))
_TO_LATIN = str.maketrans({cyrillic: latin for latin, cyrillic in tables.mapping("lookalikes.tsv").items()})


def words(text: str) -> list[str]:
    """The words of a name in lower case, look-alike letters repaired; apostrophes and digits fall away.

    >>> words("О'Коннор-Петренко  2")
    ['оконнор', 'петренко']
    """
    if _PLAIN_WORD.fullmatch(text):
        return [text.lower()]
    # Lower case can undo a normal form (İ), so the form is made again after it.
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", _APOSTROPHES.sub("", text)).lower())
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

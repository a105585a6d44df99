"""One skeleton for a word, whichever script and habit of romanisation it was written in.

The skeleton keeps what survives all habits: the order of consonants with г/h/х, ц/т, щ/ш folded together,
and vowels in three classes (a: а о я; i: е ё и і ы э й; u: у ю).  Its letters are fixed points of the
folding, so a skeleton folds to itself.  Where a finer reading is wanted, ``fine_skeleton`` keeps o apart
from a and e from i, which Belarusian spelling and careless typing do not.
"""

import re
from functools import lru_cache

from anyascii import anyascii

from repatria.names import tables
from repatria.names.scripts import CYRILLIC, LATIN, words


def _pattern(table: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)) + "|.", re.DOTALL)


_CYRILLIC, _LATIN = tables.mapping("folding_cyrillic.tsv"), tables.mapping("folding_latin.tsv")
_CYRILLIC_PIECE, _LATIN_PIECE = _pattern(_CYRILLIC), _pattern(_LATIN)
_SIGNS = re.compile("[ьъ]")

# Where w, cz, sz or carons stand, ch is х (Polish, German, scientific); where Turkish letters stand, j is ж.
_CONTINENTAL, _TURKISH = re.compile("[wčšžżł]|[cs]z(?!h)|tsch"), re.compile("[ışğç]")
# ў and unstressed у after a vowel are romanised u by Belarusian habit; French ou is у but before -ский, -на.
_SPELLINGS = (
    (re.compile(r"(?<=[ae])ff\b|(?<=o)ff\b"), "v"),
    (re.compile(r"gu(?=[eiyïéè])"), "g"),
    (re.compile(r"^jou"), "zhu"),
    (re.compile(r"ou(?=$|sk|na$|ni)"), "ov"),
    (re.compile(r"ou"), "u"),
    (re.compile(r"(?<=[ae])u(?![aeiouy])"), "v"),
    (re.compile(r"dj"), "dzh"),
    (re.compile(r"j(?=[bcdfghklmnpqrstvwxz])"), "zh"),
    (re.compile(r"j"), "y"),
)
_CYRILLIC_SPELLINGS = (
    (re.compile(r"оу(?![аеёєиіїоуыэюя])"), "у"),
    (re.compile(r"(?<=[аеєэ])у(?![аеёєиіїоуыэюя])"), "в"),
    (re.compile("[йьъ]о|^[иі]о(?![аеёєиіїоуыэюя])"), "ё"),
)
# What folding one letter at a time leaves behind; repeated until nothing changes, which makes it idempotent.
_SETTLE = (
    (re.compile(r"([a-z])\1+"), r"\1"),
    (re.compile(r"shch|sch|sz(?!h)"), "sh"),
    (re.compile(r"tsh|tch"), "ch"),
    (re.compile(r"t[sz](?!h)"), "t"),
    (re.compile(r"dz(?!h)"), "d"),
    (re.compile(r"[ie]*([aou])[ie]+|[ie]+([aou])"), r"\1\2"),
    (re.compile(r"i+e|e+i"), "e"),
    (re.compile(r"(?<=[ao])u"), "v"),
)
# Most words are settled at once: one search in place of eight.
_UNSETTLED = re.compile(r"([a-z])\1|sch|shch|sz(?!h)|tsh|tch|t[sz](?!h)|dz(?!h)|[aou][ie]|[ie][aouie]|[ao]u")
_TO_RESPELL = re.compile(r"ff|gu|ou|[ae]u|j")


def skeleton(text: str) -> str:
    """The words of ``text`` folded, in their order, parted by one space.

    >>> skeleton("Щербаков") == skeleton("Shcherbakov") == skeleton("Schtscherbakow")
    True
    """
    return " ".join(folded for word in words(text) if (folded := skeleton_of_word(word)))


def fine_skeleton(text: str) -> str:
    """As :func:`skeleton`, with five vowels kept apart.

    >>> fine_skeleton("Олена"), fine_skeleton("Алина")
    ('olena', 'alina')
    """
    return " ".join(folded for word in words(text) if (folded := fine_skeleton_of_word(word)))


@lru_cache(maxsize=1 << 18)
def skeleton_of_word(word: str) -> str:
    """Fold one lower-case word, look-alikes repaired already; the empty string where nothing is a letter."""
    return _settle(fine_skeleton_of_word(word).translate(_COARSE))


@lru_cache(maxsize=1 << 18)
def fine_skeleton_of_word(word: str) -> str:
    """Fold one lower-case word with five vowels; the empty string where nothing is a letter."""
    return _settle(_fold_cyrillic(word) if CYRILLIC.search(word) else _fold_latin(word))


@lru_cache(maxsize=1 << 17)
def frame(folded: str) -> str:
    """The consonants of a skeleton with hushing sounds, v/f and s/z made one: what even poor spelling keeps.

    A first vowel stays as ``a``, so that words without consonants keep a frame.
    """
    first = "a" if folded[:1] in {"a", "i", "u"} else ""
    coarse = re.sub("sh|ch|zh", "x", folded).translate(_FRAME)
    return first + re.sub(r"(.)\1+", r"\1", coarse)


def is_sound_dropped(left: str, right: str) -> bool:
    """One consonant is left out inside, and the vowels around it run together: Очиров and Оиров, achirav and arav.

    The folding then changes more than one letter, though the writer left out one.
    """
    shorter, longer = sorted((left, right), key=len)
    return 2 <= len(longer) - len(shorter) <= 4 and shorter[0] == longer[0] and shorter in without_a_sound(longer)


def without_a_sound(folded: str) -> set[str]:
    """What a skeleton folds to when one consonant inside is left out and two to four letters go with it."""
    settled = (
        _settle(folded[:place] + folded[place + len(sound.group()) :])
        for place in range(1, len(folded))
        if (sound := _SOUND.match(folded, place))
    )
    return {each for each in settled if 2 <= len(folded) - len(each) <= 4 and each[0] == folded[0]}


_SOUND = re.compile(r"[cskz]h|[^aiu\s]")
_COARSE = str.maketrans({"e": "i", "o": "a"})
_FRAME = str.maketrans({"a": "", "i": "", "u": "", "f": "v", "z": "s", " ": ""})


def _fold_cyrillic(word: str) -> str:
    for spelling, plain in _CYRILLIC_SPELLINGS:
        word = spelling.sub(plain, word)
    word = _SIGNS.sub("", word)
    pieces = _CYRILLIC_PIECE.findall(word)
    return "".join(_CYRILLIC[piece] if piece in _CYRILLIC else _fold_latin(piece) for piece in pieces)


def _fold_latin(word: str) -> str:
    if not word.isascii():
        word = "".join(letter if letter in _LATIN else _ascii(letter) for letter in word)
    if _CONTINENTAL.search(word):
        word = re.sub("(?<![stc])ch", "kh", word)
    if _TURKISH.search(word):
        word = word.replace("j", "zh")
    if _TO_RESPELL.search(word):
        for spelling, plain in _SPELLINGS:
            word = spelling.sub(plain, word)
    return "".join(_LATIN.get(piece, "") for piece in _LATIN_PIECE.findall(word))


def _ascii(letter: str) -> str:
    return letter if letter.isascii() and LATIN.match(letter) else re.sub("[^a-z]", "", anyascii(letter).lower())


def _settle(folded: str) -> str:
    before = ""
    while folded != before and _UNSETTLED.search(folded):
        before = folded
        for spelling, plain in _SETTLE:
            folded = spelling.sub(plain, folded)
    return folded

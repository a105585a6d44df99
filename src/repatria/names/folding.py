"""One skeleton for a word, whichever script and habit of romanisation it was written in.

The skeleton keeps what survives all habits: the order of consonants with г/h/х, ц/т, щ/ш folded together,
and vowels in three classes (a: а о я; i: е ё и і ы э й; u: у ю).  Its letters are fixed points of the
folding, so a skeleton folds to itself.  Where a finer reading is wanted, ``fine_skeleton`` keeps o apart
from a and e from i, which Belarusian spelling and careless typing do not.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from anyascii import anyascii

from repatria.names import tables
from repatria.names.scripts import CYRILLIC, LATIN, PLAIN_WORD, words


def _pattern(table: dict[str, str]) -> re.Pattern[str]:
    several = sorted((re.escape(piece) for piece in table if len(piece) > 1), key=len, reverse=True)
    return re.compile("|".join([*several, "."]), re.DOTALL)


_CYRILLIC, _LATIN = tables.mapping("folding_cyrillic.tsv"), tables.mapping("folding_latin.tsv")
_CYRILLIC_PIECE, _LATIN_PIECE = _pattern(_CYRILLIC), _pattern(_LATIN)
_SIGNS = re.compile("[ьъ]")

# Where w, cz, sz or carons stand, ch is х (Polish, German, scientific); where Turkish letters stand, j is ж.
_CONTINENTAL, _TURKISH = re.compile("[wčšžżł]|[cs]z(?!h)|tsch"), re.compile("[ışğç]")
_CH = re.compile("(?<![stc])ch")
# ў and unstressed у after a vowel are romanised u by Belarusian habit; French ou is у but before -ский, -на.
_SPELLINGS = (
    (re.compile(r"(?<=[ae])ff\b|(?<=o)ff\b"), "v"),
    (re.compile(r"gu(?=[eiyïéè])"), "g"),
    (re.compile(r"^jou", re.MULTILINE), "zhu"),
    (re.compile(r"ou(?=$|sk|na$|ni)", re.MULTILINE), "ov"),
    (re.compile(r"ou"), "u"),
    (re.compile(r"(?<=[ae])u(?![aeiouy])"), "v"),
    (re.compile(r"dj"), "dzh"),
    (re.compile(r"j(?=[bcdfghklmnpqrstvwxz])"), "zh"),
    (re.compile(r"j"), "y"),
)
_CYRILLIC_SPELLINGS = (
    (re.compile(r"оу(?![аеёєиіїоуыэюя])"), "у"),
    (re.compile(r"(?<=[аеєэ])у(?![аеёєиіїоуыэюя])"), "в"),
    (re.compile("[йьъ]о|^[иі]о(?![аеёєиіїоуыэюя])", re.MULTILINE), "ё"),
)
# What folding one letter at a time leaves behind; repeated until nothing changes, which makes it idempotent.
_SETTLE = (
    (re.compile(r"([a-z])(?=\1)"), ""),
    (re.compile(r"shch|sch|sz(?!h)"), "sh"),
    (re.compile(r"tsh|tch"), "ch"),
    (re.compile(r"t[sz](?!h)"), "t"),
    (re.compile(r"dz(?!h)"), "d"),
    (re.compile(r"[ie]+(?=[aou])|(?<=[aou])[ie]+"), ""),
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
    if PLAIN_WORD.fullmatch(text):
        return skeleton_of_word(text.lower())
    return " ".join(folded for word in words(text) if (folded := skeleton_of_word(word)))


def fine_skeleton(text: str) -> str:
    """As :func:`skeleton`, with five vowels kept apart.

    >>> fine_skeleton("Олена"), fine_skeleton("Алина")
    ('olena', 'alina')
    """
    if PLAIN_WORD.fullmatch(text):
        return fine_skeleton_of_word(text.lower())
    return " ".join(folded for word in words(text) if (folded := fine_skeleton_of_word(word)))


def skeleton_of_word(word: str) -> str:
    """Fold one lower-case word, look-alikes repaired already; the empty string where nothing is a letter."""
    found = _FOLDED.get(word)
    return _fold([word])[1][0] if found is None else found


def fine_skeleton_of_word(word: str) -> str:
    """Fold one lower-case word with five vowels; the empty string where nothing is a letter."""
    found = _FINELY_FOLDED.get(word)
    return _fold([word])[0][0] if found is None else found


# Words that were folded: so many at most, or all are forgotten.
_FINELY_FOLDED: dict[str, str] = {}
_FOLDED: dict[str, str] = {}
_MOST_FOLDED = 1 << 19


def fold_words(words: Iterable[str]) -> None:
    """Fold many lower-case words at once, for the two functions above to find.

    Every rule passes over all words together, one a line, at a fraction of what it costs word by word.
    """
    new = [word for word in dict.fromkeys(words) if word not in _FOLDED]
    cyrillic = [word for word in new if CYRILLIC.search(word)]
    _fold(cyrillic)
    _fold([word for word in new if not CYRILLIC.search(word)] if len(cyrillic) < len(new) else [])


def _fold(words: list[str]) -> tuple[list[str], list[str]]:
    """Fine skeletons and skeletons of words; all are Cyrillic, or none is."""
    if not words:
        return [], []
    fine = _settled(_fold_cyrillic(words) if CYRILLIC.search(words[0]) else _fold_latin(words))
    coarse = _settled("\n".join(fine).translate(_COARSE).split("\n"))
    if len(_FOLDED) + len(words) > _MOST_FOLDED:
        _FOLDED.clear()
        _FINELY_FOLDED.clear()
    _FINELY_FOLDED.update(zip(words, fine, strict=True))
    _FOLDED.update(zip(words, coarse, strict=True))
    return fine, coarse


@lru_cache(maxsize=1 << 17)
def frame(folded: str) -> str:
    """The consonants of a skeleton with hushing sounds, v/f and s/z made one: what even poor spelling keeps.

    A first vowel stays as ``a``, so that words without consonants keep a frame.
    """
    first = "a" if folded[:1] in {"a", "i", "u"} else ""
    return first + _DOUBLED.sub("", _HUSHING.sub("x", folded).translate(_FRAME))


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


_HUSHING, _DOUBLED = re.compile("sh|ch|zh"), re.compile(r"(.)(?=\1)")
_SOUND = re.compile(r"[cskz]h|[^aiu\s]")
_COARSE = str.maketrans({"e": "i", "o": "a"})
_FRAME = str.maketrans({"a": "", "i": "", "u": "", "f": "v", "z": "s", " ": ""})


def _fold_cyrillic(words: Sequence[str]) -> list[str]:
    lines = "\n".join(words)
    for spelling, plain in _CYRILLIC_SPELLINGS:
        lines = spelling.sub(plain, lines)
    pieces = _CYRILLIC_PIECE.findall(_SIGNS.sub("", lines))
    folded = {piece: _CYRILLIC[piece] if piece in _CYRILLIC else _fold_latin([piece])[0] for piece in set(pieces)}
    return "".join(map((folded | {"\n": "\n"}).__getitem__, pieces)).split("\n")


def _fold_latin(words: Sequence[str]) -> list[str]:
    lines = "\n".join(words)
    if not lines.isascii():
        lines = lines.translate({ord(each): _ascii(each) for each in set(lines) - {"\n"} if each not in _LATIN})
    lines = "\n".join(map(_with_foreign_habits, lines.split("\n")))
    if _TO_RESPELL.search(lines):
        for spelling, plain in _SPELLINGS:
            lines = spelling.sub(plain, lines)
    pieces = _LATIN_PIECE.findall(lines)
    folded = {piece: _LATIN.get(piece, "") for piece in set(pieces)}
    return "".join(map((folded | {"\n": "\n"}).__getitem__, pieces)).split("\n")


def _with_foreign_habits(word: str) -> str:
    if _CONTINENTAL.search(word):
        word = _CH.sub("kh", word)
    return word.replace("j", "zh") if _TURKISH.search(word) else word


def _ascii(letter: str) -> str:
    return letter if letter.isascii() and LATIN.match(letter) else re.sub("[^a-z]", "", anyascii(letter).lower())


def _settled(words: list[str]) -> list[str]:
    places = [place for place, folded in enumerate(words) if _UNSETTLED.search(folded)]
    if places:
        settled = _settle("\n".join(words[place] for place in places)).split("\n")
        for place, folded in zip(places, settled, strict=True):
            words[place] = folded
    return words


def _settle(folded: str) -> str:
    before = ""
    while folded != before and _UNSETTLED.search(folded):
        before = folded
        for spelling, plain in _SETTLE:
            folded = spelling.sub(plain, folded)
    return folded

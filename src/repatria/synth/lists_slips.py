"""Slips of the hand and of the ear in one word, chosen by numbers that were drawn before."""

from collections.abc import Callable
from typing import Final

from repatria.synth import noise

_ROWS = (
    "йцукенгшщзхї",
    "фівапролджє",
    "ячсмитьбю",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
)


def _neighbors() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _ROWS:
        for place, letter in enumerate(row):
            near = row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
            found[letter] = "".join(dict.fromkeys(found.get(letter, "") + near))
    return found


KEYS: Final = _neighbors()
# Heard one for the other; in the order of letters by which a clerk would write the sound.
HEARD: Final[tuple[tuple[str, str], ...]] = (
    ("и", "і"), ("і", "и"), ("и", "ы"), ("ы", "и"), ("е", "и"), ("и", "е"), ("е", "і"), ("о", "а"), ("а", "о"),
    ("г", "х"), ("х", "г"), ("г", "к"), ("в", "ф"), ("ф", "в"), ("б", "п"), ("п", "б"), ("д", "т"), ("т", "д"),
    ("з", "с"), ("с", "з"), ("ж", "ш"), ("ш", "щ"), ("щ", "ш"), ("ц", "с"), ("ч", "щ"), ("ь", ""), ("нн", "н"),
    ("лл", "л"), ("ё", "е"), ("е", "ё"), ("є", "е"), ("е", "є"), ("я", "а"), ("ю", "у"), ("йо", "ё"), ("ьо", "йо"),
    ("'", ""), ("у", "в"),
    ("i", "y"), ("y", "i"), ("e", "i"), ("o", "a"), ("a", "o"), ("h", "g"), ("g", "h"), ("kh", "h"), ("h", "kh"),
    ("v", "w"), ("w", "v"), ("k", "c"), ("z", "s"), ("s", "z"), ("ts", "c"), ("ch", "tch"), ("sh", "ch"),
    ("iu", "yu"), ("yu", "iu"), ("ia", "ya"), ("ya", "ia"), ("ie", "ye"), ("ye", "ie"), ("ii", "y"), ("yi", "y"),
)  # fmt: skip


def mistyped(word: str, luck: tuple[float, float, float]) -> str:
    """One slip of the fingers after the first letter: a neighbor's key, a letter twice, left out, or exchanged."""
    if len(word) < 3:
        return word
    kind, where, which = luck
    place = 1 + int(where * (len(word) - 1))
    letter = word[place]
    if kind < 0.4:
        near = KEYS.get(letter.lower(), "")
        return word[:place] + near[int(which * len(near))] + word[place + 1 :] if near else word
    if kind < 0.55:
        return word[:place] + letter + word[place:]
    if kind < 0.8:
        return word[:place] + word[place + 1 :]
    place = min(place, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :] if place else word


def misheard(word: str, luck: tuple[float, float, float]) -> str:
    """One sound written as the ear takes it; the word itself where none of its sounds is doubtful."""
    places = [
        (place, sound, written)
        for sound, written in HEARD
        if (sound.isascii() and sound != "'") == word.isascii()
        for place in range(1, len(word))
        if word.startswith(sound, place)
    ]
    if not places:
        return word
    place, sound, written = places[int(luck[1] * len(places))]
    return word[:place] + written + word[place + len(sound) :]


def with_lookalike(word: str, luck: tuple[float, float, float]) -> str:
    """One Cyrillic letter written as the Latin one that looks the same."""
    places = [place for place in range(len(word)) if word[place].lower() in noise.LOOKALIKES]
    if not places:
        return word
    place = places[int(luck[1] * len(places))]
    latin = noise.LOOKALIKES[word[place].lower()]
    return word[:place] + (latin.upper() if word[place].isupper() else latin) + word[place + 1 :]


def truncated(word: str, luck: tuple[float, float, float]) -> str:
    """What a narrow column leaves of a long word: 7 to 10 letters."""
    return word[: 7 + int(luck[0] * 4)]


WORD_SLIPS: Final[dict[str, Callable[[str, tuple[float, float, float]], str]]] = {
    "typo": mistyped,
    "ear": misheard,
    "lookalike": with_lookalike,
    "truncated": truncated,
}

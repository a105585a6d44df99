"""Slips of the hand: what happens to a name or a date between a mouth, a notebook and a list."""

import calendar
import datetime as dt

import numpy as np

Birth = tuple[int, int | None, int | None]

_NEIGHBORS = {
    "а": "о", "о": "а", "е": "и", "и": "е", "і": "и", "у": "ю", "я": "а", "в": "ф", "б": "п", "г": "к", "д": "т",
    "ж": "ш", "з": "с", "к": "г", "л": "м", "м": "н", "н": "м", "п": "б", "р": "п", "с": "з", "т": "д", "ф": "в",
    "х": "к", "ц": "с", "ч": "щ", "ш": "щ", "щ": "ш", "ь": "ъ", "є": "е", "ї": "і", "ы": "и", "ю": "у", "э": "е",
    "a": "o", "o": "a", "e": "i", "i": "y", "y": "i", "u": "v", "v": "w", "k": "c", "c": "k", "s": "z", "z": "s",
    "m": "n", "n": "m", "t": "d", "d": "t", "b": "p", "p": "b", "h": "g", "g": "h", "l": "r", "r": "l",
}  # fmt: skip
# Cyrillic letters and the Latin ones that look the same on paper and on a screen.
LOOKALIKES = {"а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i"}


def wrong_letter(word: str, *, rng: np.random.Generator) -> str:
    """One letter inside the word replaced by one that is heard or struck instead."""
    places = [place for place in range(1, len(word)) if word[place] in _NEIGHBORS]
    if not places:
        return word
    place = places[int(rng.integers(0, len(places)))]
    return word[:place] + _NEIGHBORS[word[place]] + word[place + 1 :]


def dropped_letter(word: str, *, rng: np.random.Generator) -> str:
    """One letter after the first left out."""
    if len(word) < 4:
        return word
    place = int(rng.integers(1, len(word)))
    return word[:place] + word[place + 1 :]


def transposed_letters(word: str, *, rng: np.random.Generator) -> str:
    """Two unlike neighbors inside the word exchanged."""
    places = [place for place in range(1, len(word) - 1) if word[place] != word[place + 1]]
    if not places:
        return word
    place = places[int(rng.integers(0, len(places)))]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def lookalike_letter(word: str, *, rng: np.random.Generator) -> str:
    """One Cyrillic letter replaced by its Latin double; the word itself where it has none."""
    places = [place for place in range(1, len(word)) if word[place] in LOOKALIKES]
    if not places:
        return word
    place = places[int(rng.integers(0, len(places)))]
    return word[:place] + LOOKALIKES[word[place]] + word[place + 1 :]


TYPOS = {
    "wrong-letter": wrong_letter,
    "dropped-letter": dropped_letter,
    "transposed-letters": transposed_letters,
}


def swapped_day_and_month(birth: Birth) -> Birth:
    """Day and month exchanged, where that is a date and another one; the date itself otherwise."""
    year, month, day = birth
    if month is None or day is None or day > 12:
        return birth
    return year, day, month


def shifted_year(birth: Birth, years: int) -> Birth:
    """The same day of a neighboring year."""
    year, month, day = birth
    if month == 2 and day == 29:
        day = 28
    return year + years, month, day


def shifted_day(birth: Birth, days: int) -> Birth:
    """A neighboring day of the same month."""
    year, month, day = birth
    if month is None or day is None:
        return birth
    return year, month, min(max(1, day + days), calendar.monthrange(year, month)[1])


def birth_of(ordinal: int) -> Birth:
    """Year, month and day of an ordinal."""
    date = dt.date.fromordinal(ordinal)
    return date.year, date.month, date.day


def has_lookalike(word: str) -> bool:
    """A letter after the first has a Latin double."""
    return any(letter in LOOKALIKES for letter in word[1:])

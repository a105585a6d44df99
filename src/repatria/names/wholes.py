"""Many whole names as arrays: each distinct name read once, and what its parts and words are compared by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from repatria.names.alikeness import CLASS_MARK, classes_of_key
from repatria.names.folding import fine_skeleton, skeleton_of_word
from repatria.names.given import sex_of_class
from repatria.names.texttable import Places, TextTable, given_table, patronymic_table, surname_table, word_table

UNKNOWN, MAN, WOMAN = 0, 1, 2
_VOWELS = "aiu"


class Keys(NamedTuple):
    """What a name is compared by: the texts of ``read_columns``, the words with five vowels, and what reasons tell."""

    surname: str
    given_key: str
    given: str
    patronymic_key: str
    patronymic: str
    words: tuple[str, ...]
    sex: int
    form: int
    is_feminine: bool
    is_repaired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wholes:
    """Distinct names as arrays of one entry a name.

    Parameters
    ----------
    surname, given, patronymic
        Places in the tables beside them, -1 where the part is missing.
    given_class, father_class
        Numbers of the classes behind given name and patronymic, the same for the same classes; -1 where unlisted.
    is_listed
        The tables know the given name.
    is_feminine
        The surname ends as a woman's may.
    form
        In which languages the given name is spelled as it is, as bits; see ``names.forms``.
    is_repaired
        Letters of another script stood in a word.
    sex
        ``MAN`` or ``WOMAN`` where the given name tells, else ``UNKNOWN``.
    word_starts, words
        Name ``i`` has the words ``words[word_starts[i]:word_starts[i + 1]]``, places in ``word_table``.
    """

    surname: Places
    surnames: TextTable
    given: Places
    givens: TextTable
    patronymic: Places
    patronymics: TextTable
    given_class: Places
    father_class: Places
    is_listed: npt.NDArray[np.bool_]
    is_feminine: npt.NDArray[np.bool_]
    form: npt.NDArray[np.int8]
    is_repaired: npt.NDArray[np.bool_]
    sex: npt.NDArray[np.int8]
    word_starts: Places
    words: Places
    word_table: TextTable


def wholes(keys: Sequence[Keys]) -> Wholes:
    """The names' keys as arrays."""
    surname, surnames = _coded(each.surname for each in keys)
    given, givens = _coded(f"{each.given_key}\t{each.given}" if each.given else "" for each in keys)
    patronymic, patronymics = _coded(
        f"{each.patronymic_key}\t{each.patronymic}" if each.patronymic else "" for each in keys
    )
    words, distinct = _coded(word for each in keys for word in each.words)
    classes: dict[str, int] = {}
    given_class, father_class = (
        np.array([_class(key, classes) for key in column], dtype=np.int32)
        for column in ((each.given_key for each in keys), (each.patronymic_key for each in keys))
    )
    return Wholes(
        surname=surname,
        surnames=surname_table(surnames),
        given=given,
        givens=given_table(givens),
        patronymic=patronymic,
        patronymics=patronymic_table(patronymics),
        given_class=given_class,
        father_class=father_class,
        is_listed=given_class >= 0,
        is_feminine=np.array([each.is_feminine for each in keys], dtype=np.bool_),
        form=np.array([each.form for each in keys], dtype=np.int8),
        is_repaired=np.array([each.is_repaired for each in keys], dtype=np.bool_),
        sex=np.array([each.sex for each in keys], dtype=np.int8),
        word_starts=np.cumsum([0, *(len(each.words) for each in keys)], dtype=np.int32),
        words=words,
        word_table=word_table([(word, skeleton_of_word(word)) for word in distinct]),
    )


def _class(key: str, classes: dict[str, int]) -> int:
    return classes.setdefault(key, len(classes)) if key.startswith(CLASS_MARK) else -1


def is_feminine(surname: str, words: tuple[str, ...]) -> bool:
    """Whether the first of the surname's stems is written with an ending that only a woman's surname may have."""
    stem = surname.partition(" ")[0]
    for word in words:
        folded = skeleton_of_word(word)
        if stem and folded.startswith(stem) and folded.rstrip(_VOWELS) == stem:
            return "a" in folded[len(stem) :]
    return False


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name by which it is aligned with another, in whatever order they stand."""
    return tuple(sorted(word for written in text.split() for word in _folded(written)))


@lru_cache(maxsize=1 << 17)
def _folded(written: str) -> tuple[str, ...]:
    return tuple(fine_skeleton(written).split())


def _coded(texts: Iterable[str]) -> tuple[Places, list[str]]:
    place: dict[str, int] = {}
    codes = [place.setdefault(text, len(place)) if text else -1 for text in texts]
    return np.array(codes, dtype=np.int32), list(place)


@lru_cache(maxsize=1 << 16)
def sex_of_key(key: str) -> int:
    """``MAN``, ``WOMAN`` or ``UNKNOWN``, by the classes in a given name's key."""
    if not key.startswith(CLASS_MARK):
        return UNKNOWN
    sexes = {sex_of_class().get(each, "") for each in classes_of_key(key)}
    return {"M": MAN, "F": WOMAN}.get(sexes.pop(), UNKNOWN) if len(sexes) == 1 else UNKNOWN

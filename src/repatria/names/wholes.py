"""Many whole names as arrays: each distinct name read once, and what its parts and words are compared by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from repatria.names import tables
from repatria.names.alikeness import CLASS_MARK, classes_of_key
from repatria.names.folding import skeleton_of_word
from repatria.names.given import sex_of_class
from repatria.names.scripts import words
from repatria.names.texttable import Places, TextTable, given_table, patronymic_table, surname_table

UNKNOWN, MAN, WOMAN = 0, 1, 2
_VOWELS = "aiu"


class Keys(NamedTuple):
    """What a name is compared by: the texts of ``read_columns``, its words, alone and as one, and what reasons tell."""

    surname: str
    given_key: str
    given: str
    patronymic_key: str
    patronymic: str
    words: tuple[str, ...]
    joined: str
    sex: int
    form: int
    is_feminine: bool
    is_repaired: bool
    may_be_cut: bool


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
    n_surnames
        How many words the surname has.
    ends_as_surname
        The surname, or the first part of it, has one of the common endings.
    is_feminine
        The surname ends as a woman's may.
    form
        In which languages the given name is spelled as it is, as bits; see ``names.forms``.
    is_repaired
        Letters of another script stood in a word.
    may_be_cut
        A machine-readable zone may have cut the surname off.
    sex
        ``MAN`` or ``WOMAN`` where the given name tells, else ``UNKNOWN``.
    word_starts, words
        Name ``i`` has the words ``words[word_starts[i]:word_starts[i + 1]]``, places in ``word_texts``; particles are
        left out, and the last is the whole name as one word.
    n_words
        How many words a name has, particles and the whole left out.
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
    n_surnames: Places
    ends_as_surname: npt.NDArray[np.bool_]
    is_feminine: npt.NDArray[np.bool_]
    form: npt.NDArray[np.int8]
    is_repaired: npt.NDArray[np.bool_]
    may_be_cut: npt.NDArray[np.bool_]
    sex: npt.NDArray[np.int8]
    word_starts: Places
    words: Places
    n_words: Places
    word_texts: Sequence[str]


def wholes(keys: Sequence[Keys]) -> Wholes:
    """The names' keys as arrays."""
    surname, surnames = _coded(each.surname for each in keys)
    given, givens = _coded(f"{each.given_key}\t{each.given}" if each.given else "" for each in keys)
    patronymic, patronymics = _coded(
        f"{each.patronymic_key}\t{each.patronymic}" if each.patronymic else "" for each in keys
    )
    word_codes, distinct = _coded(word for each in keys for word in (*each.words, each.joined))
    classes: dict[str, int] = {}
    given_class, father_class = (
        np.array([_class(key, classes) for key in column], dtype=np.int32)
        for column in ((each.given_key for each in keys), (each.patronymic_key for each in keys))
    )
    table = surname_table(surnames)
    return Wholes(
        surname=surname,
        surnames=table,
        given=given,
        givens=given_table(givens),
        patronymic=patronymic,
        patronymics=patronymic_table(patronymics),
        given_class=given_class,
        father_class=father_class,
        is_listed=given_class >= 0,
        n_surnames=np.array([len(each.surname.split()) for each in keys], dtype=np.int32),
        ends_as_surname=_end_as_surnames(table, surname),
        is_feminine=np.array([each.is_feminine for each in keys], dtype=np.bool_),
        form=np.array([each.form for each in keys], dtype=np.int8),
        is_repaired=np.array([each.is_repaired for each in keys], dtype=np.bool_),
        may_be_cut=np.array([each.may_be_cut for each in keys], dtype=np.bool_),
        sex=np.array([each.sex for each in keys], dtype=np.int8),
        word_starts=np.cumsum([0, *(len(each.words) + 1 for each in keys)], dtype=np.int32),
        words=word_codes,
        n_words=np.array([len(each.words) for each in keys], dtype=np.int32),
        word_texts=distinct,
    )


def _end_as_surnames(table: TextTable, surname: Places) -> npt.NDArray[np.bool_]:
    ends = np.zeros(table.n_texts + 1, dtype=np.bool_)  # the last, at -1: no surname
    ends[:-1] = table.endings[table.text_words[table.text_starts[:-1]]] >= 0
    return np.asarray(ends[surname], dtype=np.bool_)


def _class(key: str, classes: dict[str, int]) -> int:
    return classes.setdefault(key, len(classes)) if key.startswith(CLASS_MARK) else -1


def is_feminine(surname: str, words: Sequence[str]) -> bool:
    """Whether the first of the surname's stems is written with an ending that only a woman's surname may have."""
    stem = surname.partition(" ")[0]
    for word in words:
        folded = skeleton_of_word(word)
        if stem and folded.startswith(stem) and folded.rstrip(_VOWELS) == stem:
            return "a" in folded[len(stem) :]
    return False


@lru_cache(maxsize=1 << 17)
def words_of(written: str) -> tuple[str, ...]:
    """The lower-case words of a name, or of a part of it between spaces, in their order."""
    return tuple(words(written))


@cache
def particles() -> frozenset[str]:
    """Small words between the parts of a name that one writer joins or leaves out and another does not."""
    return frozenset(row[0] for row in tables.rows("particles.tsv"))


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

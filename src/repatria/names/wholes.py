"""Many whole names as arrays: each distinct name read once, and what its parts and words are compared by."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.compiled import compiled
from repatria.names import tables
from repatria.names.alikeness import CLASS_MARK, class_key, classes_of_key
from repatria.names.folding import fine_skeleton_of_word, skeleton, skeleton_of_word
from repatria.names.forms import BELARUSIAN, LOOKS_BELARUSIAN, UKRAINIAN, forms_of_givens
from repatria.names.given import given_classes, sex_of_class
from repatria.names.namecolumn import NameColumn, name_column
from repatria.names.parts import Name
from repatria.names.patronymic import father_classes, patronymic_stem
from repatria.names.surname import stem_of_skeleton
from repatria.names.texttable import Places, TextTable, given_table, patronymic_table, surname_table

UNKNOWN, MAN, WOMAN = 0, 1, 2
_VOWELS: Final = "aiu"
_MIXED: Final = "[A-Za-z][\u0400-\u052f]|[\u0400-\u052f][A-Za-z]"


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
    starts, words
        Name ``i`` has the words ``words[starts[i]:starts[i + 1]]`` in their order, places in ``word_texts``.
    sorted_starts, sorted_words
        The same without particles, in the order of the alphabet.
    n_words
        How many words a name has without particles.
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
    starts: Places
    words: Places
    sorted_starts: Places
    sorted_words: Places
    n_words: Places
    word_texts: Sequence[str]


def wholes(texts: pl.Series, known: Mapping[int, Name] | None = None) -> Wholes:
    """Whole names as arrays.

    Parameters
    ----------
    texts
        The names as strings, none of them null.
    known
        Names that came in parts, by their place; their texts are their parts one after the other.
    """
    column = name_column(texts, known or {})
    surname, stems = _keys_of(column, 0, _surname_key)
    given, givens = _keys_of(column, 1, _class_key_of(given_classes, skeleton))
    patronymic, patronymics = _keys_of(column, 2, _class_key_of(father_classes, patronymic_stem))
    classes: dict[str, int] = {}
    given_class = _gathered([_class(key, classes) for key in givens], given, -1)
    father_class = _gathered([_class(key, classes) for key in patronymics], patronymic, -1)
    table = surname_table(stems)
    kinds = _word_kinds(column.word_texts)
    told = np.zeros((2, len(texts)), dtype=np.int8)
    first_stem = _gathered([kinds.place.get(stem.partition(" ")[0], -1) for stem in stems], surname, -1)
    given_skeleton = _gathered([kinds.place.get(key.partition("\t")[2], -1) for key in givens], given, -1)
    _tell(column.starts, column.words, kinds.told, first_stem, given_skeleton, told)
    is_form_shared = told[0] & (UKRAINIAN | BELARUSIAN) == UKRAINIAN | BELARUSIAN
    looks_belarusian = texts.str.contains(LOOKS_BELARUSIAN).to_numpy()
    other = np.where(looks_belarusian, UKRAINIAN, BELARUSIAN)
    sorted_starts, sorted_words = _sorted(column, kinds.is_particle)
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
        n_surnames=_gathered([len(each.split()) for each in stems], surname, 0),
        ends_as_surname=_end_as_surnames(table, surname),
        is_feminine=told[1] == 1,
        form=np.where(is_form_shared, told[0] & ~other, told[0]).astype(np.int8),
        is_repaired=texts.str.contains(_MIXED).to_numpy(),
        may_be_cut=column.is_cut,
        sex=_gathered([sex_of_key(key.partition("\t")[0]) for key in givens], given, UNKNOWN).astype(np.int8),
        starts=column.starts,
        words=column.words,
        sorted_starts=sorted_starts,
        sorted_words=sorted_words,
        n_words=np.diff(sorted_starts),
        word_texts=column.word_texts,
    )


def _keys_of(column: NameColumn, row: int, read: Callable[[str], str]) -> tuple[Places, list[str]]:
    """Codes of one part's keys, -1 where it is missing, and the distinct keys."""
    part = column.parts[row]
    place: dict[str, int] = {}
    code_of = np.full(len(column.texts) + 1, -1, dtype=np.int32)  # the last, at -1: no such part
    for text in np.unique(part[part >= 0]).tolist():
        if key := read(column.texts[text]):
            code_of[text] = place.setdefault(key, len(place))
    return code_of[part], list(place)


def _surname_key(surname: str) -> str:
    folded = skeleton(surname)
    return stem_of_skeleton(folded) if " " not in folded else " ".join(sorted(map(stem_of_skeleton, folded.split())))


def _class_key_of(classes: Callable[[str], frozenset[str]], fold: Callable[[str], str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        folded = fold(text)
        return f"{class_key(classes(text), folded)}\t{folded}" if folded else ""

    return read


def _class(key: str, classes: dict[str, int]) -> int:
    return classes.setdefault(key.partition("\t")[0], len(classes)) if key.startswith(CLASS_MARK) else -1


def _gathered(values: Sequence[int], codes: Places, missing: int) -> Places:
    return np.array([*values, missing], dtype=np.int32)[codes]


def _end_as_surnames(table: TextTable, surname: Places) -> npt.NDArray[np.bool_]:
    ends = np.zeros(table.n_texts + 1, dtype=np.bool_)  # the last, at -1: no surname
    ends[:-1] = table.endings[table.text_words[table.text_starts[:-1]]] >= 0
    return np.asarray(ends[surname], dtype=np.bool_)


class _WordKinds(NamedTuple):
    """For each distinct word rows of ``told``: skeleton, stem, form of a given name, and 1 where its ending holds an a.

    Skeletons and stems are places in ``place``.
    """

    told: Places
    place: dict[str, int]
    is_particle: npt.NDArray[np.bool_]


def _word_kinds(words: Sequence[str]) -> _WordKinds:
    place: dict[str, int] = {}
    forms = forms_of_givens()
    told = np.empty((len(words), 4), dtype=np.int32)
    folded = [skeleton_of_word(word) for word in words]
    stems = [each.rstrip(_VOWELS) for each in folded]
    told[:, 0] = [place.setdefault(each, len(place)) for each in folded]
    told[:, 1] = [place.setdefault(stem, len(place)) for stem in stems]
    told[:, 2] = [forms.get(fine_skeleton_of_word(word), 0) for word in words]
    told[:, 3] = ["a" in each[len(stem) :] for each, stem in zip(folded, stems, strict=True)]
    is_particle = np.array([*map(particles().__contains__, words)], dtype=np.bool_)
    return _WordKinds(told, place, is_particle)


@compiled
def _tell(
    starts: Places, words: Places, kinds: Places, stem: Places, given: Places, told: npt.NDArray[np.int8]
) -> None:
    """The form of the first word that is the given name; whether the first with the surname's stem ends in an a."""
    for name in range(len(stem)):
        is_formed, is_ended = given[name] < 0, stem[name] < 0
        for each in range(starts[name], starts[name + 1]):
            kind = kinds[words[each]]
            if not is_formed and kind[0] == given[name]:
                told[0, name], is_formed = kind[2], True
            if not is_ended and kind[1] == stem[name]:
                told[1, name], is_ended = kind[3], True


def _sorted(column: NameColumn, is_particle: npt.NDArray[np.bool_]) -> tuple[Places, Places]:
    order = pl.Series(column.word_texts, dtype=pl.String).arg_sort().to_numpy()
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    kept = ~is_particle[column.words]
    n_before = np.concatenate([[0], np.cumsum(kept)])
    starts = n_before[column.starts].astype(np.int32)
    ranks = rank[column.words[kept]].astype(np.int64)
    ranks += np.repeat(np.arange(len(starts) - 1), np.diff(starts)) << 32
    ranks.sort()
    return starts, order[ranks & 0xFFFFFFFF].astype(np.int32)


@cache
def particles() -> frozenset[str]:
    """Small words between the parts of a name that one writer joins or leaves out and another does not."""
    return frozenset(row[0] for row in tables.rows("particles.tsv"))


@lru_cache(maxsize=1 << 16)
def sex_of_key(key: str) -> int:
    """``MAN``, ``WOMAN`` or ``UNKNOWN``, by the classes in a given name's key."""
    if not key.startswith(CLASS_MARK):
        return UNKNOWN
    sexes = {sex_of_class().get(each, "") for each in classes_of_key(key)}
    return {"M": MAN, "F": WOMAN}.get(sexes.pop(), UNKNOWN) if len(sexes) == 1 else UNKNOWN

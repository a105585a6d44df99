"""Read whole columns of names at once: each distinct word once, and only disordered rows one by one."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.names.alikeness import class_key
from repatria.names.arranging import (
    arrange,
    given_facts,
    is_disordered,
    is_stranger,
    patronymic_facts,
    surname_facts,
    word_facts,
)
from repatria.names.folding import fold_words, frame, skeleton
from repatria.names.given import given_classes
from repatria.names.patronymic import father_classes, patronymic_stem
from repatria.names.scripts import words
from repatria.names.surname import surname_stems

COLUMNS: Final = (
    "surname_stem",
    "surname_frame",
    "given_key",
    "given_skeleton",
    "patronymic_key",
    "patronymic_stem",
)
Texts = Sequence[str | None] | pl.Series
_Codes = npt.NDArray[np.int32]


def read_columns(surnames: Texts, givens: Texts, patronymics: Texts) -> pl.DataFrame:
    """What comparing needs of each record's name, from three columns of one length, put right where disordered.

    Returns
    -------
    DataFrame
        One row a record with the text columns of ``COLUMNS``, null where nothing was said: stems of the surname
        sorted and parted by a space, their consonants, and for given name and patronymic key and skeleton.

    Raises
    ------
    ValueError
        The columns differ in length.
    """
    columns = [_plain(column) for column in (surnames, givens, patronymics)]
    fold_words(word for column in columns for text in column.unique() for word in words(text))
    if len({len(column) for column in columns}) > 1:
        raise ValueError(f"expected columns of one length, got {[len(column) for column in columns]}")
    surname, given, patronymic = _ordered(columns)
    read = [*_looked_up(surname, _read_surname), *_looked_up(given, _read_given)]
    read += _looked_up(patronymic, _read_patronymic)
    return pl.DataFrame(dict(zip(COLUMNS, read, strict=True)))


def _plain(column: Texts) -> pl.Series:
    return pl.Series(column, dtype=pl.String).fill_null("")


def _ordered(columns: list[pl.Series]) -> list[pl.Series]:
    rows = np.flatnonzero(_are_disordered(columns))
    if not rows.size:
        return columns
    written = pl.DataFrame([column.gather(rows) for column in columns], schema=["surname", "given", "patronymic"])
    distinct = written.unique(maintain_order=True)
    names = [arrange(*row) for row in distinct.iter_rows()]
    parts = ("surname", "given", "patronymic")
    right = distinct.with_columns(
        pl.Series(f"right_{part}", [getattr(name, part) for name in names], dtype=pl.String) for part in parts
    )
    put = written.join(right, on=parts, how="left", maintain_order="left")
    return [column.scatter(rows, put[f"right_{part}"]) for column, part in zip(columns, parts, strict=True)]


def _are_disordered(columns: list[pl.Series]) -> npt.NDArray[np.bool_]:
    (surname_codes, surnames), *others = map(coded, columns)
    given, patronymic = (
        _facts(read, texts)[codes] for read, (codes, texts) in zip((given_facts, patronymic_facts), others, strict=True)
    )
    surname = _facts(word_facts, surnames)
    # To fold every surname for these facts would cost more than all the rest.
    for place in np.unique(surname_codes[is_stranger(given)]):
        surname[place] = surname_facts(surnames[place])
    return np.asarray(is_disordered(surname[surname_codes], given, patronymic), dtype=np.bool_)


def _facts(read: Callable[[str], int], texts: list[str]) -> npt.NDArray[np.int64]:
    return np.fromiter(map(read, texts), np.int64, len(texts))


def _looked_up(column: pl.Series, read: Callable[[str], tuple[str, str]]) -> Iterable[pl.Series]:
    codes, distinct = coded(column)
    pairs = [read(text) for text in distinct]
    for place in range(2):
        values = pl.Series([pair[place] or None for pair in pairs], dtype=pl.String)
        yield values.gather(codes)


def coded(column: pl.Series) -> tuple[_Codes, list[str]]:
    """A column without nulls as places in a list of its distinct texts."""
    codes, distinct = encoded(column)
    return codes, distinct.to_list()


def encoded(column: pl.Series) -> tuple[_Codes, pl.Series]:
    """As :func:`coded`, the distinct texts as a column."""
    whole = column.to_arrow().dictionary_encode()
    codes = whole.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return codes, pl.Series(values=whole.dictionary, dtype=pl.String)


def _read_surname(surname: str) -> tuple[str, str]:
    stems = sorted(surname_stems(surname))
    return " ".join(stems), "".join(frame(stem) for stem in stems)


def _read_given(given: str) -> tuple[str, str]:
    folded = skeleton(given)
    return class_key(given_classes(given), folded), folded


def _read_patronymic(patronymic: str) -> tuple[str, str]:
    stem = patronymic_stem(patronymic)
    return class_key(father_classes(patronymic), stem), stem

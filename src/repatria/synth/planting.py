"""Planting errors of every kind in a list's rows, each remembered with the row."""

from collections.abc import Callable, Mapping

import numpy as np

from repatria.errors import InputUnusable
from repatria.synth import noise
from repatria.synth.draft import Draft, Row
from repatria.synth.errors_in_rows import CHANGES, number_field
from repatria.synth.kinds import Kind
from repatria.synth.sizes import share

_BIRTHS: Mapping[Kind, float] = {
    Kind.BIRTH_FUTURE: 0.0006,
    Kind.BIRTH_IMPOSSIBLE: 0.001,
    Kind.BIRTH_NO_SUCH_MONTH: 0.0008,
    Kind.BIRTH_SWAPPED: 0.002,
    Kind.BIRTH_TWO_DIGIT: 0.002,
    Kind.BIRTH_SERIAL: 0.001,
    Kind.BIRTH_YEAR_ONLY: 0.005,
    Kind.BIRTH_UNREADABLE: 0.0006,
}
_NAMES: Mapping[Kind, float] = {
    Kind.NAME_COLUMNS_SWAPPED: 0.002,
    Kind.PATRONYMIC_MISSING: 0.004,
    Kind.TYPO: 0.004,
    Kind.LOOKALIKE: 0.002,
}
_NUMBERS: Mapping[Kind, float] = {
    Kind.NUMBER_ZERO: 0.002,
    Kind.NUMBER_EMPTY: 0.003,
    Kind.NUMBER_SHARED: 0.001,
    Kind.LEADING_ZEROS: 0.001,
}
# How often, as a share of the list's rows; at least once each.
RATES: Mapping[str, Mapping[Kind, float]] = {
    "held": {
        Kind.DUPLICATE_SPELLING: 0.003,
        Kind.DUPLICATE_SCRIPT: 0.002,
        Kind.DUPLICATE_ROW: 0.001,
        **_NUMBERS,
        **_BIRTHS,
        **_NAMES,
        Kind.MINOR: 0.002,
        Kind.CIVILIAN: 0.006,
        Kind.STATED_DEAD: 0.0006,
        Kind.STATED_RETURNED: 0.0006,
        Kind.FORMULA: 0.0006,
    },
    "missing": {
        Kind.DUPLICATE_SPELLING: 0.0006,
        Kind.DUPLICATE_SCRIPT: 0.0003,
        Kind.DUPLICATE_ROW: 0.0002,
        **{kind: rate / 10 for kind, rate in {**_NUMBERS, **_BIRTHS, **_NAMES}.items()},
    },
    "dead": {Kind.TAG_SHARED: 0.001, Kind.TAG_EMPTY: 0.0006, Kind.SEAL_SHARED: 0.001, Kind.BAG_EMPTY: 0.003},
    "offer": {Kind.DUPLICATE_SPELLING: 0.002, Kind.CIVILIAN: 0.004, Kind.MINOR: 0.002},
    "returned": {Kind.BIRTH_TWO_DIGIT: 0.003},
    "children": {
        Kind.DUPLICATE_SPELLING: 0.006,
        Kind.SIBLINGS: 0.006,
        Kind.ADULT: 0.012,
        Kind.BIRTH_YEAR_ONLY: 0.02,
    },
}
# These speak of two rows: the second is changed after the first.
_PAIRED = {
    Kind.DUPLICATE_SPELLING,
    Kind.DUPLICATE_SCRIPT,
    Kind.DUPLICATE_ROW,
    Kind.NUMBER_SHARED,
    Kind.TAG_SHARED,
    Kind.SEAL_SHARED,
}


def plant(draft: Draft, *, rng: np.random.Generator) -> None:
    """Plant the errors of the list's purpose, each in rows that no other error has touched.

    Raises
    ------
    InputUnusable
        The list is too short to hold one error of every kind.
    """
    free = free_rows(draft, rng=rng)
    for kind, rate in RATES[draft.purpose].items():
        for _ in range(share(rate, len(draft.rows))):
            row = take(free, _FITS.get(kind, _is_clean))
            partner = take(free, _is_clean) if kind in _PAIRED else None
            plant_in(draft, kind, row, partner, rng=rng)


def free_rows(draft: Draft, *, rng: np.random.Generator) -> list[Row]:
    """Rows of one person each without relatives and without an error so far, in random order."""
    order = (draft.rows[index] for index in rng.permutation(len(draft.rows)).tolist())
    return [
        row
        for row in order
        if row.person >= 0 and not row.planted and not row.others and row.people.family[row.person] < 0
    ]


def take(free: list[Row], fits: Callable[[Row], bool] = lambda _: True) -> Row:
    """The next free row that fits, taken out of ``free``."""
    for position in range(len(free) - 1, -1, -1):
        if fits(free[position]):
            return free.pop(position)
    raise InputUnusable("A list is too short to hold one error of every kind: take a larger scale or another seed.")


def plant_in(draft: Draft, kind: Kind, row: Row, partner: Row | None, *, rng: np.random.Generator) -> None:
    """Plant one error.  Where it speaks of two rows, the label stands at the second."""
    changed = row if partner is None else partner
    CHANGES[kind](draft, row, changed, rng)
    changed.planted.append(kind)
    if partner is not None:
        changed.partner = row
        # Neither row may carry a second error: the label "nothing else is wrong here" is a label too.
        row.partner = changed


_NOISY = ("wrong-letter", "dropped-letter", "transposed-letters", "lookalike-letters", "name-columns-swapped")


def _is_clean(row: Row) -> bool:
    return not any(label in _NOISY for label in row.labels)


def _is_cyrillic(row: Row) -> bool:
    return _is_clean(row) and not any(label.startswith("latin") for label in row.labels)


def _has_day(row: Row) -> bool:
    return _is_clean(row) and row.birth is not None and row.birth[2] is not None


def _has_other_day(row: Row) -> bool:
    return row.birth is not None and noise.swapped_day_and_month(row.birth) != row.birth


def _has_late_day(row: Row) -> bool:
    return row.birth is not None and (row.birth[2] or 0) > 12


def _has_number(row: Row) -> bool:
    return _is_clean(row) and bool(row.cells.get(number_field(row)))


_FITS: Mapping[Kind, Callable[[Row], bool]] = {
    Kind.NUMBER_SHARED: _has_number,
    Kind.NUMBER_ZERO: _has_number,
    Kind.NUMBER_EMPTY: _has_number,
    Kind.LEADING_ZEROS: lambda row: row.cells.get(number_field(row), "").rpartition("-")[2].startswith("0"),
    Kind.LOOKALIKE: lambda row: _is_cyrillic(row) and noise.has_lookalike(row.cells["surname"]),
    Kind.PATRONYMIC_MISSING: lambda row: bool(row.cells["patronymic"]),
    Kind.TYPO: lambda row: _is_clean(row) and len(row.cells["surname"]) > 4,
    Kind.DUPLICATE_SPELLING: lambda row: _is_clean(row) and len(row.cells["surname"]) > 4,
    Kind.DUPLICATE_SCRIPT: _is_cyrillic,
    Kind.BIRTH_SWAPPED: _has_other_day,
    Kind.BIRTH_YEAR_ONLY: _has_day,
    Kind.BIRTH_SERIAL: _has_day,
    Kind.BIRTH_TWO_DIGIT: _has_day,
    Kind.BIRTH_NO_SUCH_MONTH: _has_late_day,
    Kind.BAG_EMPTY: lambda row: not row.has_name,
    Kind.TAG_EMPTY: lambda row: not row.has_name,
}

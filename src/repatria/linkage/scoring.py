"""Weigh candidate pairs: Fellegi–Sunter with value frequencies, and other explanations beside chance.

A pair is one person, two unrelated persons, two brothers or sisters, twins, father and son, or two namesakes.
Relatives share surname and birthplace as one person's records do, brothers the patronymic too, twins the date,
namesakes the whole name: these fields cannot tell them from one person, though they weigh much against chance.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.compiled import compiled
from repatria.linkage.levels import LEVELS, MISSING, NAME_PARTS, WEIGHED_BY_FREQUENCY, Bits, Levels, Rows
from repatria.linkage.model import LinkageModel
from repatria.linkage.sexes import Sexes

# A value's frequency is drawn towards the average one, as if this many more records had been seen.
PRIOR_RECORDS = 200.0
# How often a son's patronymic comes from the given name that stands in his father's record.
_FATHERS_NAME_FITS = 0.95
# Who shares surname and given name with another beyond chance mostly shares the patronymic too; a cousin does not.
_NAMESAKES_WITH_PATRONYMIC = 0.75
_PATRONYMIC: Final = "patronymic"
_PEOPLES_NAMES: Final = {"given", _PATRONYMIC}
_N_SUMS: Final = 5
_PERSON, _SIBLING, _TWIN, _FATHER, _NAMESAKE = range(_N_SUMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rarity:
    """How rare the values of two tables are: counted once, used for all their pairs.

    Parameters
    ----------
    left, right
        For each comparison that is weighed by frequency, and each row, how many bits more than on average an
        agreement on the row's value says.
    given, father
        For each side and row a number for the given name and for the name behind the patronymic, -1 where it is not
        said.  One name has one number.
    name_shares
        How common each numbered name is among the fathers.
    """

    left: Mapping[str, Bits]
    right: Mapping[str, Bits]
    given: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]
    father: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]
    name_shares: Bits

    def by_side(self) -> dict[str, tuple[Bits, Bits]]:
        """For each comparison that is weighed by frequency the bits of the left and of the right rows."""
        return {name: (self.left[name], self.right[name]) for name in self.left}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What all fields of each pair say together, in bits against chance, for each explanation but chance."""

    person: Bits
    sibling: Bits
    twin: Bits
    father: Bits
    namesake: Bits

    def where(self, kept: npt.NDArray[np.generic]) -> "Weights":
        """Only some of the pairs, by places or by a mask."""
        return Weights(**{name: getattr(self, name)[kept] for name in self.__slots__})

    @classmethod
    def joined(cls, parts: list["Weights"]) -> "Weights":
        """The pairs of several parts, one after another."""
        none = np.zeros(0)
        return cls(**{name: np.concatenate([none, *(getattr(p, name) for p in parts)]) for name in cls.__slots__})


def rarity_of(left: pl.DataFrame, right: pl.DataFrame, model: LinkageModel) -> Rarity:
    """Count the values of two prepared tables."""
    of_left, of_right = {}, {}
    for comparison in _by_frequency(model):
        column = WEIGHED_BY_FREQUENCY[comparison]
        of_left[comparison], of_right[comparison] = _rarity_of_column(
            left[column], right[column], float(model.u[comparison][-1])
        )
    names = pl.concat([side[column] for side in (left, right) for column in ("given_key", "patronymic_key")])
    codes = names.cast(pl.Categorical).to_physical().cast(pl.Int32).fill_null(-1).to_numpy()
    parts = np.split(codes, np.cumsum([left.height, left.height, right.height]))
    fathers = np.concatenate([parts[1], parts[3]])
    counts = np.bincount(fathers[fathers >= 0], minlength=int(codes.max(initial=-1)) + 1)
    return Rarity(
        left=of_left,
        right=of_right,
        given=(parts[0], parts[2]),
        father=(parts[1], parts[3]),
        name_shares=(counts + 1.0) / (counts.sum() + PRIOR_RECORDS),
    )


def _by_frequency(model: LinkageModel) -> tuple[str, ...]:
    return tuple(name for name in model.comparisons if name in WEIGHED_BY_FREQUENCY)


def rarity_bits(counts: Bits, n_known: int, average: float) -> Bits:
    """log₂(average frequency / frequency of a value) for values seen so often among ``n_known`` records."""
    share = (counts + PRIOR_RECORDS * average) / (n_known + PRIOR_RECORDS)
    return np.asarray(np.log2(average) - np.log2(share), dtype=np.float64)


def _rarity_of_column(left: pl.Series, right: pl.Series, average: float) -> tuple[Bits, Bits]:
    values = pl.concat([left, right])
    counts = values.to_frame("value").select(pl.len().over("value"))["len"].to_numpy().astype(np.float64)
    is_known = values.is_not_null().to_numpy()
    bits = np.where(is_known, rarity_bits(counts, int(is_known.sum()), average), 0.0)
    return bits[: len(left)], bits[len(left) :]


def weigh(
    levels: Mapping[str, Levels], model: LinkageModel, rarity: Rarity, rows: tuple[Rows, Rows], sexes: Sexes
) -> Weights:
    """Sums over all fields for each explanation; agreement on a rare value weighs more than on a common one.

    Parameters
    ----------
    levels
        For each of the model's comparisons a level for each pair.
    sexes
        Of each pair, see ``sexes``.
    """
    sums = np.zeros((_N_SUMS, len(rows[0])))
    for comparison in model.comparisons:
        tables = _tables(model, comparison)
        _add(levels[comparison], tables, sums)
        by_sex = model.sex_bits(comparison)
        if by_sex is not None:
            # Who marries is a sister as well: whatever explains the surname by kinship changes with it.
            sums[tables.any(axis=1)] += _sex_bits(levels[comparison], by_sex, sexes)
        if comparison in rarity.left:
            same = LEVELS[comparison].index("same")
            is_shared = tables[:, same] != 0.0
            by_row = rarity.left[comparison], rarity.right[comparison]
            _add_rarity(levels[comparison], same, rows[0], rows[1], *by_row, is_shared, sums)
    if rarity.left.keys() >= _PEOPLES_NAMES:
        sums[_tables(model, _PATRONYMIC).any(axis=1)] -= _told_twice(levels, rarity, rows)
    if model.f:
        _add_fathers(
            rows[0], rows[1], *rarity.given, *rarity.father, rarity.name_shares, _FATHERS_NAME_FITS, sums[_FATHER]
        )
    return Weights(**dict(zip(Weights.__slots__, sums, strict=True)))


def _tables(model: LinkageModel, comparison: str) -> Bits:
    """Bits of each level of a comparison for each explanation, shape (explanations, levels)."""
    person = model.weights_bits(comparison)
    nothing = np.zeros_like(person)
    sibling = model.family_bits(comparison) if model.s else nothing
    father = model.father_bits(comparison) if model.f else nothing
    twin = person if comparison == "birth_date" else sibling
    namesake = person if comparison in NAME_PARTS else nothing
    if comparison == _PATRONYMIC:
        namesake = np.log2(_NAMESAKES_WITH_PATRONYMIC * np.exp2(person) + 1.0 - _NAMESAKES_WITH_PATRONYMIC)
    return np.ascontiguousarray(np.stack([person, sibling, twin, father, namesake]))


def _told_twice(levels: Mapping[str, Levels], rarity: Rarity, rows: tuple[Rows, Rows]) -> Bits:
    """Bits that a rare given name and a rare patronymic both claim.

    Names go by peoples: of two strangers who are both called Zurab far more have fathers called Vakhtang than in the
    list at large.  The rarer of the two says how rare the people is, and that counts once.
    """
    found = np.full(len(rows[0]), np.inf)
    for comparison in sorted(_PEOPLES_NAMES):
        common = np.minimum(rarity.left[comparison][rows[0]], rarity.right[comparison][rows[1]])
        is_same = levels[comparison] == LEVELS[comparison].index("same")
        found = np.minimum(found, np.where(is_same, np.maximum(common, 0.0), 0.0))
    return found


def _sex_bits(levels: Levels, by_sex: Bits, sexes: Sexes) -> Bits:
    return np.where(levels == MISSING, 0.0, by_sex[sexes, np.maximum(levels, 0)])


@compiled
def _add(levels: Levels, tables: Bits, sums: Bits) -> None:
    for pair in range(len(levels)):
        level = levels[pair]
        if level >= 0:
            for explanation in range(len(tables)):
                sums[explanation, pair] += tables[explanation, level]


@compiled
def _add_rarity(
    levels: Levels,
    same: int,
    left_rows: Rows,
    right_rows: Rows,
    by_left: Bits,
    by_right: Bits,
    is_shared: npt.NDArray[np.bool_],
    sums: Bits,
) -> None:
    for pair in range(len(levels)):
        if levels[pair] == same:
            # Саша may be two names: where the sides' values differ the commoner one is believed.
            bits = min(by_left[left_rows[pair]], by_right[right_rows[pair]])
            for explanation in range(len(is_shared)):
                if is_shared[explanation]:
                    sums[explanation, pair] += bits


@compiled
def _add_fathers(
    left_rows: Rows,
    right_rows: Rows,
    given_left: npt.NDArray[np.int32],
    given_right: npt.NDArray[np.int32],
    father_left: npt.NDArray[np.int32],
    father_right: npt.NDArray[np.int32],
    name_shares: Bits,
    fits: float,
    sums: Bits,
) -> None:
    """The given name of one is the name behind the other's patronymic, either way round: the better of the two."""
    for pair in range(len(left_rows)):
        left, right = left_rows[pair], right_rows[pair]
        best = np.log2(1.0 - fits)
        is_known = False
        for turn in range(2):
            name = given_left[left] if turn == 0 else given_right[right]
            father = father_right[right] if turn == 0 else father_left[left]
            if name >= 0 and father >= 0:
                is_known = True
                if name == father:
                    best = max(best, np.log2(fits / name_shares[name]) - 1.0)
        if is_known:
            sums[pair] += best


def field_bits(
    levels: Mapping[str, Levels], model: LinkageModel, rarity: Rarity, rows: tuple[Rows, Rows], sexes: Sexes
) -> Iterator[tuple[str, Bits]]:
    """For each comparison what it says of each pair for one person, against chance."""
    for comparison in model.comparisons:
        found = levels[comparison]
        bits = np.where(found == MISSING, 0.0, model.weights_bits(comparison)[np.maximum(found, 0)])
        if comparison in rarity.left:
            common = np.minimum(rarity.left[comparison][rows[0]], rarity.right[comparison][rows[1]])
            bits = bits + np.where(found == LEVELS[comparison].index("same"), common, 0.0)
        if comparison == _PATRONYMIC and rarity.left.keys() >= _PEOPLES_NAMES:
            bits = bits - _told_twice(levels, rarity, rows)
        by_sex = model.sex_bits(comparison)
        if by_sex is not None:
            bits = bits + _sex_bits(found, by_sex, sexes)
        yield comparison, bits

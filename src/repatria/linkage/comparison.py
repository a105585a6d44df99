"""Compare the fields of many pairs at once: one level for each pair and comparison."""

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from repatria.linkage import fields
from repatria.linkage.levels import LEVELS, MISSING, Levels, Rows
from repatria.linkage.records import PreparedRecords

Codes = npt.NDArray[np.int64]
# Up to here a table of all pairs of distinct texts is cheaper than sorting the pairs at hand.
_LARGEST_TABLE = 1 << 26
_TEXT_LEVELS: dict[str, fields.TextLevel] = {
    "surname": fields.surname_level,
    "given": fields.given_level,
    "patronymic": fields.patronymic_level,
    "sex": fields.sex_level,
    "birth_place": fields.place_level,
    "unit_name": fields.unit_level,
}


def compare(left: PreparedRecords, right: PreparedRecords, left_rows: Rows, right_rows: Rows) -> dict[str, Levels]:
    """The level of each comparison for the pairs ``(left_rows[i], right_rows[i])`` of two prepared tables."""
    levels: dict[str, Levels] = {}
    for name, level in _TEXT_LEVELS.items():
        codes = left.codes(name)[left_rows], right.codes(name)[right_rows]
        levels[name] = _text_levels(left.texts[name], right.texts[name], *codes, level)
    name = "service_number"
    codes = left.codes(name)[left_rows], right.codes(name)[right_rows]
    levels[name] = _number_levels(left.texts[name], right.texts[name], *codes)
    levels["birth_date"] = _date_levels(_dates(left.frame)[left_rows], _dates(right.frame)[right_rows])
    return {name: levels[name] for name in LEVELS}


def _text_levels(
    left: list[str], right: list[str], left_codes: Codes, right_codes: Codes, level: fields.TextLevel
) -> Levels:
    """Each distinct pair of texts is compared once; most pairs that blocking brings repeat."""
    result = np.full(len(left_codes), MISSING, dtype=np.int8)
    is_known = (left_codes >= 0) & (right_codes >= 0)
    width, size = len(right), len(left) * len(right)
    pairs = left_codes[is_known] * width + right_codes[is_known]
    if not len(pairs):
        return result
    if size <= _LARGEST_TABLE:
        is_asked = np.zeros(size, dtype=bool)
        is_asked[pairs] = True
        distinct = np.flatnonzero(is_asked)
        table = np.empty(size, dtype=np.int8)
        table[distinct] = _each(left, right, distinct, level)
        result[is_known] = table[pairs]
    else:
        distinct, places = np.unique(pairs, return_inverse=True)
        result[is_known] = _each(left, right, distinct, level)[places]
    return result


def _each(left: list[str], right: list[str], pairs: Codes, level: fields.TextLevel) -> Levels:
    places = zip(*(part.tolist() for part in np.divmod(pairs, len(right))), strict=True)
    return np.fromiter((level(left[a], right[b]) for a, b in places), dtype=np.int8, count=len(pairs))


def _number_levels(left: list[str], right: list[str], left_codes: Codes, right_codes: Codes) -> Levels:
    """As ``fields.number_level`` for every pair; nearly every pair is of two numbers not compared before."""
    order = LEVELS["service_number"].index
    result = np.full(len(left_codes), MISSING, dtype=np.int8)
    known = np.flatnonzero((left_codes >= 0) & (right_codes >= 0))
    if not len(known):
        return result
    result[known] = order("different")
    place = {text: code for code, text in enumerate(left)}
    as_left = np.array([place.get(text, -1) for text in right])
    result[known[left_codes[known] == as_left[right_codes[known]]]] = order("same")
    may_be_near = known[_may_be_near(left, right, left_codes[known], right_codes[known])]
    one, other = (
        [texts[code] for code in codes[may_be_near].tolist()]
        for texts, codes in ((left, left_codes), (right, right_codes))
    )
    distance = process.cpdist(one, other, scorer=DamerauLevenshtein.distance, score_cutoff=1, dtype=np.uint8)
    result[may_be_near[distance == 1]] = order("one-digit")
    return result


def _may_be_near(left: list[str], right: list[str], left_codes: Codes, right_codes: Codes) -> npt.NDArray[np.bool_]:
    """Long enough, lengths at most one apart, and at most one letter on each side that the other has not."""
    lengths = [
        np.array([len(text) for text in texts])[codes] for texts, codes in ((left, left_codes), (right, right_codes))
    ]
    letters = [
        np.array([_letters(text) for text in texts])[codes]
        for texts, codes in ((left, left_codes), (right, right_codes))
    ]
    is_long: npt.NDArray[np.bool_] = np.minimum(*lengths) >= fields.SHORTEST_NEAR_NUMBER
    is_alike: npt.NDArray[np.bool_] = np.bitwise_count(letters[0] ^ letters[1]) <= 2
    is_near: npt.NDArray[np.bool_] = np.abs(lengths[0] - lengths[1]) <= 1
    return is_long & is_near & is_alike


def _letters(text: str) -> np.uint64:
    """Which letters and digits stand in a text, as bits; two letters may share one."""
    bits = 0
    for letter in text:
        bits |= 1 << (ord(letter) % 64)
    return np.uint64(bits)


def _dates(table: pl.DataFrame) -> npt.NDArray[np.int16]:
    return table.select(pl.col("birth_year", "birth_month", "birth_day").fill_null(0)).to_numpy().astype(np.int16)


def _date_levels(left: npt.NDArray[np.int16], right: npt.NDArray[np.int16]) -> Levels:
    """Levels of birth dates, rows of (year, month, day) with 0 for an unknown part."""
    same = left == right
    same_year, same_month, same_day = same[:, 0], same[:, 1], same[:, 2]
    years_apart = np.abs(left[:, 0] - right[:, 0])
    is_full = (left > 0).all(axis=1) & (right > 0).all(axis=1)
    same_day_month = is_full & same_day & same_month
    is_swapped = is_full & same_year & (left[:, 1] == right[:, 2]) & (left[:, 2] == right[:, 1])
    order = LEVELS["birth_date"].index
    months_disagree = (left[:, 1] > 0) & (right[:, 1] > 0) & ~same_month
    return np.select(
        [
            (left[:, 0] == 0) | (right[:, 0] == 0),
            is_full & same.all(axis=1),
            is_swapped,
            same_day_month & (years_apart == 1),
            is_full & same_year & (same_month | same_day),
            same_day_month,
            ~is_full & same_year & ~months_disagree,
            same_year,
            years_apart == 1,
        ],
        [
            MISSING,
            order("same"),
            order("swapped"),
            order("year-off-by-one"),
            order("one-part"),
            order("same-day-month"),
            order("year-known"),
            order("same-year"),
            order("near-year"),
        ],
        default=order("different"),
    ).astype(np.int8)

"""Compare the fields of many pairs at once: one level for each pair and comparison."""

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.linkage import fields
from repatria.linkage.levels import LEVELS, MISSING

Rows = npt.NDArray[np.uint32]
Levels = npt.NDArray[np.int8]


def compare(left: pl.DataFrame, right: pl.DataFrame, left_rows: Rows, right_rows: Rows) -> dict[str, Levels]:
    """The level of each comparison for the pairs ``(left_rows[i], right_rows[i])`` of two prepared tables."""
    by_text = {
        "surname": ("surname_stem", fields.surname_level),
        "birth_place": ("place", fields.place_level),
        "service_number": ("service_number", fields.number_level),
        "unit_name": ("unit_name", fields.unit_level),
        "sex": ("sex", fields.sex_level),
    }
    levels = {
        name: _text_levels(_texts(left, [column]), _texts(right, [column]), left_rows, right_rows, level)
        for name, (column, level) in by_text.items()
    }
    for name, spelled, level in (
        ("given", "given_skeleton", fields.given_level),
        ("patronymic", "patronymic_stem", fields.patronymic_level),
    ):
        columns = [f"{name}_key", spelled]
        levels[name] = _text_levels(_texts(left, columns), _texts(right, columns), left_rows, right_rows, level)
    levels["birth_date"] = _date_levels(_dates(left)[left_rows], _dates(right)[right_rows])
    return {name: levels[name] for name in LEVELS}


def _texts(table: pl.DataFrame, columns: list[str]) -> pl.Series:
    return table.select(pl.concat_str([pl.col(name) for name in columns], separator="\t")).to_series()


def _text_levels(
    left: pl.Series, right: pl.Series, left_rows: Rows, right_rows: Rows, level: fields.TextLevel
) -> Levels:
    """Each distinct pair of texts is compared once; most pairs that blocking brings repeat."""
    texts = pl.concat([left, right]).drop_nulls().unique(maintain_order=True)
    codes = pl.Series(np.arange(len(texts)), dtype=pl.Int64)
    left_codes, right_codes = (_codes(side, texts, codes) for side in (left, right))
    pairs = left_codes[left_rows] * len(texts) + right_codes[right_rows]
    is_known = (left_codes[left_rows] >= 0) & (right_codes[right_rows] >= 0)
    distinct, places = np.unique(pairs[is_known], return_inverse=True)
    words = texts.to_list()
    found = np.array([level(words[p // len(words)], words[p % len(words)]) for p in distinct.tolist()], dtype=np.int8)
    result = np.full(len(pairs), MISSING, dtype=np.int8)
    result[is_known] = found[places] if len(found) else MISSING
    return result


def _codes(side: pl.Series, texts: pl.Series, codes: pl.Series) -> npt.NDArray[np.int64]:
    if not len(texts):
        return np.full(len(side), -1, dtype=np.int64)
    return side.replace_strict(texts, codes, default=-1, return_dtype=pl.Int64).to_numpy()


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

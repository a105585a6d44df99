"""Which pairs are worth comparing: the union of several keys, each kept within bounds.

A pair is a candidate when any rule gives both records the same key.  The rules tolerate each other's blind
spots: some need no date, some no surname, one no name at all.  A key shared by so many records that it would
bring more than ``block_pairs`` pairs is skipped, since it tells little; the finer rules bring its true pairs.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from repatria.linkage.levels import Rows

_GIVEN, _PATRONYMIC, _STEM, _FRAME = (
    pl.col(name) for name in ("given_key", "patronymic_key", "surname_stem", "surname_frame")
)
_YEAR, _MONTH, _DAY = (pl.col(name).cast(pl.String) for name in ("birth_year", "birth_month", "birth_day"))
_DAY_AND_MONTH = pl.concat_str(
    pl.min_horizontal("birth_month", "birth_day"), pl.max_horizontal("birth_month", "birth_day"), separator="~"
)
# min_horizontal passes over nulls: a date without its day has no such key.
_SWAPPABLE = pl.when(pl.col("birth_day").is_not_null()).then(_DAY_AND_MONTH)
_BEGINNING = _FRAME.str.slice(0, 2)

RULES: Final[dict[str, tuple[pl.Expr, ...]]] = {
    "service-number": (pl.col("service_number"),),
    "surname": (_STEM,),
    "surname-given": (_STEM, _GIVEN),
    "surname-patronymic": (_STEM, _PATRONYMIC),
    "surname-year": (_STEM, _YEAR),
    "frame-given": (_FRAME, _GIVEN),
    "frame-date": (_FRAME, _SWAPPABLE),
    "frame-year": (_FRAME, _YEAR),
    "beginning-given-patronymic": (_BEGINNING, _GIVEN, _PATRONYMIC),
    "beginning-date": (_BEGINNING, _YEAR, _SWAPPABLE),
    "given-date": (_GIVEN, _YEAR, _SWAPPABLE),
    "given-day": (_GIVEN, _BEGINNING, _SWAPPABLE),
    "given-patronymic-year": (_GIVEN, _PATRONYMIC, _YEAR),
    "given-patronymic-day": (_GIVEN, _PATRONYMIC, _SWAPPABLE),
    "given-patronymic": (_GIVEN, _PATRONYMIC),
}

Pairs = tuple[Rows, Rows]


def block_keys() -> list[pl.Expr]:
    """For each rule a column ``block_…`` of hashed keys, null where a record lacks a part of the key."""
    return [
        pl.when(pl.concat_str(*parts).is_not_null())
        .then(pl.concat_str(*parts, separator="\t").hash())
        .alias(f"block_{rule}")
        for rule, parts in RULES.items()
    ]


def candidate_pairs(left: pl.DataFrame, right: pl.DataFrame, *, block_pairs: int, within: bool = False) -> Pairs:
    """Row numbers of the candidate pairs of two prepared tables, each pair once, in order of rows.

    With ``within`` both tables are the same one, and each unordered pair of different rows stands once.
    """
    found = np.sort(np.concatenate([_pairs_of_rule(left, right, rule, block_pairs, within) for rule in RULES]))
    # Sorted numbers beside their successors: far faster than numpy.unique on millions.
    pairs = found[np.diff(found, prepend=found[:1] + np.uint64(1)) != 0]
    width = np.uint64(max(right.height, 1))
    return (pairs // width).astype(np.uint32), (pairs % width).astype(np.uint32)


def _pairs_of_rule(
    left: pl.DataFrame, right: pl.DataFrame, rule: str, block_pairs: int, within: bool
) -> npt.NDArray[np.uint64]:
    left_keys, right_keys = (
        table.select(pl.col(f"block_{rule}").alias("key"), "row").drop_nulls("key") for table in (left, right)
    )
    counts = (
        left_keys.group_by("key").agg(n_left=pl.len()).join(right_keys.group_by("key").agg(n_right=pl.len()), on="key")
    )
    kept = counts.filter(pl.col("n_left").cast(pl.UInt64) * pl.col("n_right") <= block_pairs * (2 if within else 1))
    joined = left_keys.join(kept.select("key"), on="key", how="semi").join(right_keys, on="key")
    if within:
        joined = joined.filter(pl.col("row") < pl.col("row_right"))
    return (
        joined.select(pl.col("row").cast(pl.UInt64) * max(right.height, 1) + pl.col("row_right")).to_series().to_numpy()
    )

"""Splink on two lists as files, one-to-one."""

from pathlib import Path

import polars as pl
from benchmarks.quality.splink_peer import greedy_one_to_one, splink_pairs


def match_files(left: Path, right: Path, out: Path, *, romanize: bool) -> None:
    pairs = greedy_one_to_one(splink_pairs(records(left), records(right), romanize=romanize))
    pairs.rename({"left_id": "id_a", "right_id": "id_b"}).write_csv(out)


def records(path: Path) -> pl.DataFrame:
    """A list as the record table that the peer takes; it has no use for ages."""
    table = pl.read_csv(path, infer_schema=False)
    date = pl.col("dob").str.split("-").list
    parts = (date.get(place, null_on_oob=True).cast(pl.Int16, strict=False) for place in range(3))
    names = ("birth_year", "birth_month", "birth_day")
    return table.select(
        *(pl.col(name).fill_null("") for name in ("surname", "given", "patronymic")),
        pl.col("sex").replace({"ч": "M", "м": "M", "ж": "F"}),
        *(part.alias(name) for part, name in zip(parts, names, strict=True)),
        "service_number",
        record_id="id",
        birth_place="birthplace",
        unit_name="unit",
    )

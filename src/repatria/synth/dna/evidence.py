"""The table of other evidence of an invented world: people and bodies by age, stature, place and day."""

from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from repatria.synth.dna.bodies import Bags
from repatria.synth.dna.circumstances import Circumstances
from repatria.synth.dna.families import Families
from repatria.synth.dna.tables import ids

FIRST_DAY = date(2023, 3, 1)


def evidence_table(families: Families, told: Circumstances, bags: Bags, examined: Circumstances) -> pl.DataFrame:
    """A row for each missing person and each bag of which something is known."""
    of_people = _columns(told).with_columns(
        ids("F", families.missing.family, families.n).alias("family"),
        pl.Series("id", families.missing.member, dtype=pl.String),
    )
    of_bodies = _columns(examined).with_columns(
        pl.lit("").alias("family"), ids("B", range(len(bags)), len(bags)).alias("id")
    )
    return pl.concat([of_people, of_bodies])


def _columns(said: Circumstances) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "age_low": said.age_years - said.age_within,
            "age_high": said.age_years + said.age_within,
            "stature_cm": said.stature_cm,
            "east_km": np.round(said.east_km, 1),
            "north_km": np.round(said.north_km, 1),
            "day": _days(said.day),
        }
    ).fill_nan(None)


def _days(numbers: NDArray[np.float64]) -> pl.Series:
    days = [None if np.isnan(each) else FIRST_DAY + timedelta(days=int(each)) for each in numbers]
    return pl.Series(days, dtype=pl.Date)

"""The table of other evidence of an invented world: people and bodies by age, stature, place and day."""

from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from repatria.synth.dna.bodies import Bags
from repatria.synth.dna.circumstances import EFFECTS, Circumstances
from repatria.synth.dna.families import Families
from repatria.synth.dna.tables import ids

FIRST_DAY = date(2023, 3, 1)
SOUTH, WEST = 30.0, -40.0  # in the middle of an ocean
KM_A_DEGREE = 111.2


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
    latitude, longitude = _map(said.east_km, said.north_km)
    return pl.DataFrame(
        {
            "age": said.age_years,
            "age_sd": said.age_sd,
            "stature": said.stature_cm,
            "stature_sd": said.stature_sd,
            "date": _days(said.day),
            "latitude": np.round(latitude, 4),
            "longitude": np.round(longitude, 4),
            "effects": _effects(said.effects),
        }
    ).fill_nan(None)


def _map(
    east_km: NDArray[np.float64], north_km: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places on an invented coast of no country, in degrees."""
    latitude = SOUTH + north_km / KM_A_DEGREE
    return latitude, WEST + east_km / (KM_A_DEGREE * np.cos(np.radians(latitude)))


def _effects(worn: NDArray[np.bool_]) -> list[str]:
    names = list(EFFECTS)
    return [" ".join(names[kind] for kind in np.flatnonzero(row)) for row in worn]


def _days(numbers: NDArray[np.float64]) -> pl.Series:
    days = [None if np.isnan(each) else FIRST_DAY + timedelta(days=int(each)) for each in numbers]
    return pl.Series(days, dtype=pl.Date)

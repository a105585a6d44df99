"""What is known beside the DNA: age, stature, where and when a person was last seen and a body was found."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.synth.dna.bodies import Bags
from repatria.synth.dna.families import Families

FRONT_KM = 600.0
DEPTH_KM = 25.0
N_DAYS = 900
MEN_CM, WOMEN_CM, SD_CM = 176.0, 164.0, 7.0
FOUND_KM = 6.0  # standard deviation of the way between last seen and found
STRAYED, STRAYED_KM = 0.04, 60.0
KNOWN = {"age": 0.97, "stature": 0.6, "place": 0.9, "day": 0.95}
ESTIMATED = {"age": 0.7, "stature": 0.45, "place": 0.98, "day": 0.98}
STATURE_ERROR_CM, TOLD_ERROR_CM = 4.0, 2.0
# Things that people wear or carry, and how common each is; what was worn is found with KEPT, told of with TOLD.
EFFECTS = {
    **{"cross": 0.35, "wristwatch": 0.3, "wedding-ring": 0.25, "lighter": 0.2, "pocket-knife": 0.15, "icon": 0.12},
    **{"tattoo-letters": 0.08, "earring": 0.06, "tattoo-animal": 0.05, "gold-tooth": 0.05, "photograph": 0.05},
    **{"prayer-book": 0.03, "bracelet-engraved": 0.02, "harmonica": 0.01, "surgical-plate": 0.01},
}
KEPT, TOLD = 0.5, 0.4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Circumstances:
    """Of people or bodies, (n,) each; NaN where nothing is known.

    ``age_years``, ``stature_cm`` and how far an estimate of them may be off (``age_sd``, ``stature_sd``), a place along
    (``east_km``) and across (``north_km``) the front, and the day since the first: of being last seen, or of being
    found.  ``effects`` (n, n_kinds): which kinds of things were worn or carried, as told or as found.
    """

    age_years: NDArray[np.float64]
    age_sd: NDArray[np.float64]
    stature_cm: NDArray[np.float64]
    stature_sd: NDArray[np.float64]
    east_km: NDArray[np.float64]
    north_km: NDArray[np.float64]
    day: NDArray[np.float64]
    effects: NDArray[np.bool_]


def of_missing(families: Families, *, rng: np.random.Generator) -> tuple[Circumstances, Circumstances]:
    """What is true of the families' missing, and what the families could say of it."""
    people = families.missing
    n = len(people)
    number = np.char.replace(people.member, "missing-", "").astype(np.int64)
    is_old = np.isin(families.shape_names[people.family], ["father and son missing"]) & (number == 1)
    age = np.where(is_old, rng.uniform(42, 58, n), np.clip(rng.gamma(4.5, 4.2, n) + 18, 18, 60))
    family_east = rng.uniform(0, FRONT_KM, families.n)
    # Brothers often serve side by side.
    east = np.where(rng.random(n) < 0.5, family_east[people.family], rng.uniform(0, FRONT_KM, n))
    true = _truth(people.is_male, age, east, rng.uniform(0, N_DAYS, n), rng=rng)
    strays = rng.random(n) < STRAYED
    told = Circumstances(
        age_years=np.floor(true.age_years),
        age_sd=np.full(n, np.nan),
        stature_cm=np.round(true.stature_cm + rng.normal(0, TOLD_ERROR_CM, n)),
        stature_sd=np.full(n, np.nan),
        east_km=true.east_km + np.where(strays, rng.normal(0, STRAYED_KM, n), 0),
        north_km=true.north_km,
        day=np.floor(true.day),
        effects=true.effects & (rng.random(true.effects.shape) < TOLD),
    )
    return true, _forgotten(told, KNOWN, rng=rng)


def of_bags(bags: Bags, true: Circumstances, *, rng: np.random.Generator) -> Circumstances:
    """What an examiner says of each bag."""
    persons = bags.persons
    n = len(persons)
    others = _truth(
        persons.is_male,
        np.clip(rng.gamma(4.5, 4.2, n) + 18, 18, 60),
        rng.uniform(0, FRONT_KM, n),
        rng.uniform(0, N_DAYS, n),
        rng=rng,
    )
    has_family = persons.missing >= 0

    def of_person(name: str) -> NDArray[np.float64]:
        known: NDArray[np.float64] = getattr(true, name)[persons.missing]
        values: NDArray[np.float64] = np.where(has_family, known, getattr(others, name))
        return values[bags.person]

    m = len(bags)
    age_sd = np.round(rng.uniform(3, 8, m))
    worn = np.where(has_family[:, None], true.effects[persons.missing], others.effects)[bags.person]
    said = Circumstances(
        age_years=np.round(of_person("age_years") + rng.normal(0, age_sd)),
        age_sd=age_sd,
        stature_cm=np.round(of_person("stature_cm") + rng.normal(0, STATURE_ERROR_CM, m)),
        stature_sd=np.full(m, STATURE_ERROR_CM),
        east_km=of_person("east_km") + rng.normal(0, FOUND_KM, m),
        north_km=of_person("north_km") + rng.normal(0, FOUND_KM / 3, m),
        day=np.floor(of_person("day") + rng.gamma(1.5, 120, m)),
        effects=worn & (rng.random(worn.shape) < KEPT),
    )
    return _forgotten(said, ESTIMATED, rng=rng)


def _truth(
    is_male: NDArray[np.bool_],
    age: NDArray[np.float64],
    east: NDArray[np.float64],
    day: NDArray[np.float64],
    *,
    rng: np.random.Generator,
) -> Circumstances:
    n = len(age)
    return Circumstances(
        age_years=age,
        age_sd=np.zeros(n),
        stature_cm=np.where(is_male, MEN_CM, WOMEN_CM) + rng.normal(0, SD_CM, n),
        stature_sd=np.zeros(n),
        east_km=east,
        north_km=rng.normal(0, DEPTH_KM / 2, n),
        day=day,
        effects=rng.random((n, len(EFFECTS))) < np.array(list(EFFECTS.values())),
    )


def _forgotten(said: Circumstances, shares: dict[str, float], *, rng: np.random.Generator) -> Circumstances:
    def kept(values: NDArray[np.float64], is_known: NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.where(is_known, values, np.nan)

    n = len(said.day)
    known = {name: rng.random(n) < share for name, share in shares.items()}
    return Circumstances(
        age_years=kept(said.age_years, known["age"]),
        age_sd=kept(said.age_sd, known["age"]),
        stature_cm=kept(said.stature_cm, known["stature"]),
        stature_sd=kept(said.stature_sd, known["stature"]),
        east_km=kept(said.east_km, known["place"]),
        north_km=kept(said.north_km, known["place"]),
        day=kept(said.day, known["day"]),
        effects=said.effects,
    )

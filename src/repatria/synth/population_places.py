"""Where invented people were born: regions of their people, villages and towns with names in three languages."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from repatria.synth import belarusian, spelling, tables

Ints = npt.NDArray[np.int64]

_ENDINGS = (("івка", "овка"), ("івці", "овцы"), ("не", "ное"), ("ськ", "ск"), ("ичі", "ичи"), ("поль", "поль"))
_LANGUAGES = ("uk", "ru", "be")
# Villages are named by Zipf's law as well: there is an Ivanivka in every district.
_FLATNESS = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """Names of settlements, districts and regions by language."""

    settlements: dict[str, tuple[str, ...]]
    districts: dict[str, tuple[str, ...]]
    regions: dict[str, tuple[str, ...]]


@cache
def gazetteer() -> Gazetteer:
    """All places: the listed villages first, then those composed from stems."""
    listed = tables.places()
    uk, ru = list(listed.uk), list(listed.ru)
    districts: dict[str, list[str]] = {language: [] for language in _LANGUAGES}
    stems = [
        stem.rstrip("аеийоуіьяї'") or stem
        for row in tables.table_rows("stems.tsv")
        if row["group"] in {"uk", "ru"}
        for stem in row["stems"].split()
    ]
    for stem in stems:
        russian, ukrainian = spelling.russian_of_ukrainian(stem), spelling.ukrainian_of_russian(stem)
        for ending_uk, ending_ru in _ENDINGS:
            uk.append(ukrainian + ending_uk)
            ru.append(russian + ending_ru)
        districts["uk"].append(f"{ukrainian}івський")
        districts["ru"].append(f"{russian}овский")
        districts["be"].append(belarusian.belarusian_of_russian(f"{russian}овский"))
    be = map(belarusian.belarusian_of_russian, ru)
    regions = tables.table_rows("regions.tsv")
    return Gazetteer(
        settlements={"uk": tuple(uk), "ru": tuple(ru), "be": tuple(be)},
        districts={language: tuple(names) for language, names in districts.items()},
        regions={language: tuple(row[language] for row in regions) for language in _LANGUAGES},
    )


def draw_places(peoples: list[str], community: Ints, *, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """A region that the person's people live in, and a settlement of it; ``peoples`` by community."""
    rows = tables.table_rows("regions.tsv")
    weights = np.array([float(row["weight"]) for row in rows])
    region = np.zeros(len(community), np.int64)
    for place, people in enumerate(peoples):
        members = np.flatnonzero(community == place)
        lived = np.array([people in row["peoples"].split() for row in rows]) * weights
        # One in ten was born elsewhere.
        chances = 0.9 * lived / lived.sum() + 0.1 * weights / weights.sum()
        region[members] = rng.choice(len(rows), size=len(members), p=chances / chances.sum())
    n_settlements = len(gazetteer().settlements["uk"])
    q = _FLATNESS
    rank = np.minimum(q * ((n_settlements + q) / q) ** rng.random(len(community)) - q, n_settlements - 1)
    return region, rank.astype(np.int64)

"""The invented people of one side, as columns: who they are, before anybody writes their names down."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from repatria.synth import tables

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

WORLD_DATE = dt.date(2025, 6, 2)
FIRST_EVENT = dt.date(2022, 3, 1)
N_RANKS = 12
N_UNITS = 60
SHARE_OF_WOMEN = 0.04
_MIN_AGE_DAYS = 19 * 365
YOUNGEST_BIRTH = WORLD_DATE.toordinal() - _MIN_AGE_DAYS

# (group of the surname, group of the given name, share): people of many languages serve on both sides.
COMMUNITIES: dict[str, tuple[tuple[str, str, float], ...]] = {
    "A": (
        ("uk", "slavic", 0.76),
        ("ru", "slavic", 0.13),
        ("hungarian", "hungarian", 0.012),
        ("hungarian", "slavic", 0.008),
        ("greek", "greek", 0.012),
        ("romanian", "romanian", 0.013),
        ("romanian", "slavic", 0.01),
        ("tatar", "tatar", 0.03),
        ("caucasus", "caucasus", 0.025),
    ),
    "B": (
        ("ru", "slavic", 0.70),
        ("uk", "slavic", 0.07),
        ("tatar", "tatar", 0.05),
        ("tatar", "slavic", 0.015),
        ("bashkir", "bashkir", 0.035),
        ("buryat", "buryat", 0.035),
        ("buryat", "slavic", 0.015),
        ("caucasus", "caucasus", 0.075),
        ("greek", "greek", 0.005),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One side's people; every column has one entry a person.

    ``surname`` points into :func:`repatria.synth.tables.surnames`, ``given`` into the given names of the
    person's sex, ``father`` into those of men.  ``birth`` and ``event`` are proleptic ordinals of days.
    ``family`` is -1 for people without a relative or a namesake here.
    """

    party: str
    is_woman: Bools
    surname: Ints
    given: Ints
    father: Ints
    birth: Ints
    rank: Ints
    unit: Ints
    birth_place: Ints
    district: Ints
    service_number: Ints
    event: Ints
    event_place: Ints
    section: Ints
    wound: Ints  # 0 none, 1 sick, 2 wounded, 3 severely wounded
    is_confirmed: Bools  # a medical commission confirmed the severe wound
    family: Ints
    kinship: tuple[str, ...]
    id_prefix: str = ""

    def __len__(self) -> int:
        return len(self.surname)

    def person_id(self, index: int) -> str:
        """The opaque id of a person in the truth."""
        return f"{self.id_prefix or self.party}{index:07d}"


def make_people(
    party: str, n_people: int, *, rng: np.random.Generator, share_of_women: float = SHARE_OF_WOMEN
) -> People:
    """Invent ``n_people`` unrelated people of side ``party``."""
    community = rng.choice(
        len(COMMUNITIES[party]), size=n_people, p=_proportions([c[2] for c in COMMUNITIES[party]])
    ).astype(np.int64)
    is_woman = rng.random(n_people) < share_of_women
    places = len(tables.places().uk)
    surname, given, father = _names(party, community, is_woman, rng)
    wound = rng.choice(4, size=n_people, p=[0.74, 0.04, 0.15, 0.07]).astype(np.int64)
    return People(
        party=party,
        is_woman=is_woman,
        surname=surname,
        given=given,
        father=father,
        birth=_births(party, n_people, rng),
        rank=np.minimum(rng.geometric(0.38, n_people) - 1, N_RANKS - 1),
        unit=rng.integers(0, N_UNITS, n_people),
        birth_place=rng.integers(0, places, n_people),
        district=rng.integers(0, places, n_people),
        service_number=_service_numbers(n_people, rng),
        event=FIRST_EVENT.toordinal() + rng.integers(0, 1170, n_people),
        event_place=rng.integers(0, places, n_people),
        section=rng.integers(1, 40, n_people),
        wound=wound,
        is_confirmed=(wound == 3) & (rng.random(n_people) < 0.6),
        family=np.full(n_people, -1, np.int64),
        kinship=("",) * n_people,
    )


def _proportions(weights: list[float] | npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    array = np.asarray(weights, dtype=np.float64)
    total: np.float64 = array.sum()
    return np.divide(array, total)


def _names(party: str, community: Ints, is_woman: Bools, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    surname = np.zeros(len(community), np.int64)
    given = np.zeros(len(community), np.int64)
    father = np.zeros(len(community), np.int64)
    table = tables.surnames()
    for index, (surname_group, given_group, _) in enumerate(COMMUNITIES[party]):
        members = np.flatnonzero(community == index)
        surname[members] = _draw(table.group, table.weight, surname_group, len(members), rng)
        father[members] = _draw_given("M", party, given_group, len(members), rng)
        for sex, of_sex in (("M", members[~is_woman[members]]), ("F", members[is_woman[members]])):
            given[of_sex] = _draw_given(sex, party, given_group, len(of_sex), rng)
    return surname, given, father


def _draw_given(sex: str, party: str, group: str, n: int, rng: np.random.Generator) -> Ints:
    table = tables.given_names(sex)
    return _draw(table.group, table.weights[party], group, n, rng)


def _draw(
    groups: tuple[str, ...], weights: npt.NDArray[np.float64], group: str, n: int, rng: np.random.Generator
) -> Ints:
    within = np.where(np.array(groups) == group, weights, 0.0)
    return rng.choice(len(groups), size=n, p=_proportions(within)).astype(np.int64)


def _births(party: str, n_people: int, rng: np.random.Generator) -> Ints:
    mean_age = 39.0 if party == "A" else 35.0
    age_days = rng.normal(mean_age, 9.0, n_people) * 365.25
    # Who falls out of the bounds is young as well: cut off at a bound, hundreds would share one birthday.
    is_young = (rng.random(n_people) < 0.12) | (age_days < _MIN_AGE_DAYS) | (age_days > 62 * 365.25)
    age_days = np.where(is_young, rng.uniform(_MIN_AGE_DAYS, 26.5 * 365.25, n_people), age_days)
    return WORLD_DATE.toordinal() - age_days.astype(np.int64)


def _service_numbers(n_people: int, rng: np.random.Generator) -> Ints:
    # A prime step walks through all residues of a prime modulus: no number comes twice.
    modulus, step = 9_999_991, 7_368_787
    start = int(rng.integers(0, modulus))
    return (start + step * np.arange(1, n_people + 1, dtype=np.int64)) % modulus

"""How two invented lists are written: sizes, what each list gives, and how often clerks slip."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from repatria.synth.population import PopulationParams
from repatria.synth.spelling import Romanization

MAX_ROWS = 5_000_000


class Quality(StrEnum):
    """How carefully the lists were kept."""

    GOOD = "good"
    ORDINARY = "ordinary"
    POOR = "poor"


# Rates of slips against those of ordinary lists.
_FACTORS = {Quality.GOOD: 0.4, Quality.ORDINARY: 1.0, Quality.POOR: 2.0}

# For each record, as a proportion, of an average clerk. Those of a woman's or a double surname: of such records.
SLIPS: Mapping[str, float] = MappingProxyType(
    {
        "typo-surname": 0.018,
        "typo-given": 0.006,
        "typo-patronymic": 0.010,
        "ear-surname": 0.020,
        "ear-given": 0.006,
        "ear-patronymic": 0.008,
        "lookalike": 0.010,
        "diminutive": 0.008,
        "given-initial": 0.003,
        "given-other": 0.0015,
        "patronymic-missing": 0.060,
        "patronymic-initial": 0.010,
        "patronymic-other": 0.002,
        "surname-other": 0.0015,
        "names-swapped": 0.006,
        "one-column": 0.006,
        "married-name": 0.060,
        "half-surname": 0.150,
        "masculine-surname": 0.040,
        "truncated": 0.004,
        "dob-swap": 0.012,
        "dob-year1": 0.018,
        "dob-day1": 0.008,
        "dob-month1": 0.005,
        "dob-digit": 0.012,
        "dob-decade": 0.003,
        "dob-january-first": 0.004,
        "dob-month-only": 0.006,
        "dob-year-only": 0.025,
        "dob-age-only": 0.008,
        "dob-missing": 0.025,
        "dob-other": 0.002,
        "sex-wrong": 0.001,
        "birthplace-other": 0.040,
        "birthplace-typo": 0.020,
        "number-digit": 0.010,
        "number-other": 0.005,
        "unit-renamed": 0.060,
        "unit-other": 0.030,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHabits:
    """How one side's clerks write; proportions.

    Parameters
    ----------
    languages
        Of its clerks, who write in ``uk``, ``ru`` or ``be``.
    latin, romanizations
        Clerks who write in Latin letters, and their habits.
    by_ear
        Of the names from another language those that are written as heard, not as registers translate them.
    capitals
        Clerks who write surnames in capitals.
    given
        Records in which a field is filled at all; service numbers and units are soldiers' only.
    """

    languages: Mapping[str, float]
    latin: float
    romanizations: Mapping[Romanization, float]
    by_ear: float = 0.1
    capitals: float = 0.1
    given: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(
            {"sex": 0.9, "birthplace": 0.6, "service_number": 0.45, "unit": 0.65, "patronymic": 0.97, "dob": 0.99}
        )
    )
    slips: Mapping[str, float] = field(default_factory=lambda: SLIPS)

    def __post_init__(self) -> None:
        if unknown := set(self.slips) - set(SLIPS):
            raise ValueError(f"unknown slips {sorted(unknown)}; known are {sorted(SLIPS)}")
        if unknown := set(self.languages) - {"uk", "ru", "be"}:
            raise ValueError(f"unknown languages {sorted(unknown)}; known are uk, ru, be")
        shares = [self.latin, self.by_ear, self.capitals, *self.given.values(), *self.slips.values()]
        if not all(0.0 <= share <= 1.0 for share in shares):
            raise ValueError("expected every proportion of a list's habits in [0, 1]")


LEFT = ListHabits(
    languages={"uk": 0.88, "ru": 0.10, "be": 0.02},
    latin=0.06,
    romanizations={Romanization.UK_PASSPORT: 0.7, Romanization.UK_BGN: 0.2, Romanization.POLISH: 0.1},
    by_ear=0.05,
)
RIGHT = ListHabits(
    languages={"ru": 0.90, "uk": 0.06, "be": 0.04},
    latin=0.35,
    romanizations={
        Romanization.RU_ICAO: 0.30,
        Romanization.RU_BGN: 0.20,
        Romanization.UK_PASSPORT: 0.12,
        Romanization.SCIENTIFIC: 0.06,
        Romanization.FRENCH: 0.08,
        Romanization.GERMAN: 0.10,
        Romanization.POLISH: 0.07,
        Romanization.TURKISH: 0.05,
        Romanization.BE_PASSPORT: 0.02,
    },
    given={"sex": 0.8, "birthplace": 0.5, "service_number": 0.30, "unit": 0.5, "patronymic": 0.95, "dob": 0.98},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsParams:
    """Two lists.

    Parameters
    ----------
    n_left, n_right
        Rows of the lists; neither holds a person twice.
    overlap
        Of the shorter list, the proportion of people who stand on the longer one too; exactly, to the nearest person.
    rows_per_clerk
        How many rows one clerk wrote, on average.
    carelessness
        How unlike clerks are, and rows of one clerk: the variance of the factor, of mean 1, by which the rates of
        slips are multiplied for each clerk, and again for each row.  At 0 slips are independent.
    """

    n_left: int
    n_right: int
    overlap: float = 0.6
    rows_per_clerk: int = 120
    carelessness: float = 0.7
    left: ListHabits = field(default_factory=lambda: LEFT)
    right: ListHabits = field(default_factory=lambda: RIGHT)
    population: PopulationParams = field(default_factory=PopulationParams)

    def __post_init__(self) -> None:
        for name in ("n_left", "n_right"):
            if not 1 <= getattr(self, name) <= MAX_ROWS:
                raise ValueError(f"expected 1 <= {name} <= {MAX_ROWS}, got {getattr(self, name)}")
        if not 0.0 <= self.overlap <= 1.0:
            raise ValueError(f"expected 0 <= overlap <= 1, got {self.overlap}")
        if self.rows_per_clerk < 1:
            raise ValueError(f"expected rows_per_clerk >= 1, got {self.rows_per_clerk}")
        if not 0.0 <= self.carelessness <= 5.0:
            raise ValueError(f"expected 0 <= carelessness <= 5, got {self.carelessness}")

    @classmethod
    def of_quality(cls, quality: Quality, *, n_left: int, n_right: int, overlap: float = 0.6) -> "ListsParams":
        """Lists kept well, as usual, or poorly: slips 0.4, 1 and 2 times as often as usual, gaps likewise."""
        factor = _FACTORS[quality]

        def kept(habits: ListHabits) -> ListHabits:
            slips = {slip: min(rate * factor, 1.0) for slip, rate in habits.slips.items()}
            given = {name: max(1.0 - (1.0 - share) * (factor + 1.0) / 2, 0.1) for name, share in habits.given.items()}
            return replace(habits, slips=slips, given=given, by_ear=min(habits.by_ear * factor, 1.0))

        return cls(n_left=n_left, n_right=n_right, overlap=overlap, left=kept(LEFT), right=kept(RIGHT))

    @property
    def n_both(self) -> int:
        """How many people stand on both lists."""
        return round(self.overlap * min(self.n_left, self.n_right))

    def as_json(self) -> dict[str, Any]:
        """Plain values for the manifest."""
        return _plain(self)


def _plain(noun: Any) -> dict[str, Any]:
    """The fields of a dataclass, those of its own dataclasses and mappings too."""
    values = {each.name: getattr(noun, each.name) for each in fields(noun)}
    return {
        name: _plain(value) if is_dataclass(value) else dict(value) if isinstance(value, Mapping) else value
        for name, value in values.items()
    }

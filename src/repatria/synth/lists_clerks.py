"""The clerks of a list: each with a language, letters and habits, and with good and bad days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from repatria.synth.lists_labels import LANGUAGES
from repatria.synth.lists_params import ListHabits
from repatria.synth.spelling import Romanization

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

Name = TypeVar("Name", bound=str)

# Whoever romanizes by a country's passports writes that country's form of the name.
_SOURCES = {
    Romanization.UK_PASSPORT: "uk",
    Romanization.UK_BGN: "uk",
    Romanization.RU_ICAO: "ru",
    Romanization.RU_BGN: "ru",
    Romanization.BE_PASSPORT: "be",
}
_MOST = 0.9  # no clerk slips always


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerks:
    """For each row: a place in ``LANGUAGES``, one in ``systems`` or -1 for Cyrillic, the clerk, and style."""

    clerk: Ints
    language: Ints
    system: Ints
    systems: tuple[Romanization, ...]
    has_capitals: Bools
    carelessness: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Luck:
    """Chances of slips: the rates of an average clerk times the row's carelessness."""

    carelessness: Floats
    rng: np.random.Generator

    def befalls(self, rate: float) -> Bools:
        """Rows that a slip befalls."""
        chance = np.minimum(rate * self.carelessness, max(_MOST, rate))
        return np.asarray(self.rng.random(len(self.carelessness)) < chance)

    def one_of(self, rates: Sequence[float]) -> Ints:
        """For each row the place of the one slip that befalls it, or -1."""
        total = float(sum(rates))
        factor = np.minimum(self.carelessness, max(_MOST, total) / total if total else 1.0)
        drawn = self.rng.random(len(self.carelessness)) / np.maximum(factor, 1e-12)
        place = np.searchsorted(np.cumsum(rates), drawn, side="right")
        return np.where(place < len(rates), place, -1).astype(np.int64)


def hire(n_rows: int, habits: ListHabits, *, rows_per_clerk: int, variance: float, rng: np.random.Generator) -> Clerks:
    """Clerks for the rows of a list, one after another."""
    n_clerks = max(1, round(n_rows / rows_per_clerk))
    clerk = np.sort(rng.integers(0, n_clerks, n_rows))
    language = _drawn(habits.languages, LANGUAGES, n_clerks, rng)
    systems = tuple(habits.romanizations)
    system = np.where(rng.random(n_clerks) < habits.latin, _drawn(habits.romanizations, systems, n_clerks, rng), -1)
    for place, each in enumerate(systems):
        if each in _SOURCES:
            language[system == place] = LANGUAGES.index(_SOURCES[each])
    careless = _factors(n_clerks, variance, rng)[clerk] * _factors(n_rows, variance, rng)
    return Clerks(
        clerk=clerk,
        language=language[clerk],
        system=system[clerk],
        systems=systems,
        has_capitals=(rng.random(n_clerks) < habits.capitals)[clerk],
        carelessness=careless,
    )


def _factors(n: int, variance: float, rng: np.random.Generator) -> Floats:
    """Factors of mean 1."""
    if variance == 0.0:
        return np.ones(n)
    return rng.gamma(1.0 / variance, variance, n)


def _drawn(shares: Mapping[Name, float], order: Sequence[Name], n: int, rng: np.random.Generator) -> Ints:
    if not order:
        return np.full(n, -1)
    weights = np.array([shares.get(each, 0.0) for each in order])
    return rng.choice(len(order), size=n, p=weights / weights.sum()).astype(np.int64)

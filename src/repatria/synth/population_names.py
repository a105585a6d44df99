"""Names of an invented population: surnames with a long tail for each people, given names by year of birth."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from repatria.synth import belarusian, spelling, tables

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# How many surnames a people has to draw from, and how flat the head of its curve is (Zipf and Mandelbrot).
POOLS: Final[dict[str, tuple[int, float]]] = {
    "uk": (400_000, 12.0),
    "ru": (450_000, 12.0),
    "be": (40_000, 30.0),
    "polish": (20_000, 30.0),
    "jewish": (15_000, 30.0),
    "central": (20_000, 20.0),
    "tatar": (20_000, 20.0),
    "bashkir": (9_000, 15.0),
    "buryat": (4_000, 10.0),
    "caucasus": (30_000, 20.0),
    "armenian": (6_000, 12.0),
    "georgian": (7_000, 12.0),
    "hungarian": (2_500, 10.0),
    "greek": (5_000, 12.0),
    "romanian": (5_000, 12.0),
}
# Walks through all combinations of parts, neighbors in rank far apart in sound.
_STEP = 7_368_787
_MANY = 9_999_991  # a prime above the number of roots of two syllables that are ever asked for
_BORROWS: Final[dict[str, tuple[str, ...]]] = {"uk": ("uk",), "ru": ("ru",), "be": ("uk", "ru"), "polish": ("uk",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class SurnamePool:
    """One people's surnames by rank, the commonest first: those of the tables, then roots with suffixes.

    ``listed`` has (Ukrainian, Russian) forms; what is composed is spelled in ``language`` and the other derived.
    """

    listed: tuple[tuple[str, str], ...]
    language: str
    tail: str
    suffixes: tuple[str, ...]
    roots: tuple[str, ...]
    size: int
    flatness: float

    def draw(self, n: int, rng: np.random.Generator) -> Ints:
        """Ranks by Zipf's law, 1 / (rank + flatness)."""
        q = self.flatness
        return np.minimum(q * ((self.size + q) / q) ** rng.random(n) - q, self.size - 1).astype(np.int64)

    def forms(self, rank: int) -> tuple[str, str]:
        """The surname of a rank in Ukrainian and Russian registers."""
        if rank < len(self.listed):
            return self.listed[rank]
        word = self._composed(rank - len(self.listed))
        if self.language == "uk":
            return word, spelling.russian_of_ukrainian(word)
        return spelling.ukrainian_of_russian(word), word

    def _composed(self, place: int) -> str:
        n_slots, n_roots = len(self.suffixes), len(self.roots)
        if place < n_slots * n_roots:
            code, slot = divmod((place * _STEP + 5) % (n_slots * n_roots), n_slots)
            return self._met(self.roots[code], self.suffixes[slot])
        code, slot = divmod((place * _STEP + 11) % (_MANY * n_slots), n_slots)
        if self.tail == "syllables":
            return self._met(_syllables(self.language, code, n_syllables=1 + place % 2), self.suffixes[slot])
        first, second = code % n_roots, code // n_roots % n_roots
        return self._met(self.roots[first] + self.roots[second].lower(), self.suffixes[slot])

    def _met(self, root: str, suffix: str) -> str:
        """A root and a suffix without a letter that nobody could say between them."""
        if suffix[:1] == root[-1] or (suffix.startswith(("ськ", "цьк", "ск")) and root[-1] in "кцсзж"):
            root = root[:-1]
        return tables.joined(root, suffix) if self.language == "uk" else root + suffix


def _syllables(language: str, code: int, *, n_syllables: int) -> str:
    onsets, vowels, middles, codas = _letters(language)
    parts = []
    for choices in (onsets, vowels, *((middles, vowels) if n_syllables == 2 else ()), codas):
        code, choice = divmod(code, len(choices))
        parts.append(choices[choice])
    return "".join(parts).capitalize()


@cache
def _letters(language: str) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(row["letters"].split()) for row in tables.table_rows("syllables.tsv") if row["language"] == language
    )


@cache
def surname_pool(people: str) -> SurnamePool:
    """The surnames of a people."""
    table = tables.surnames()
    listed = [place for place, group in enumerate(table.group) if group == people]
    listed.sort(key=lambda place: -table.weight[place])
    row = next(row for row in tables.table_rows("surname_parts.tsv") if row["group"] == people)
    pairs = (each.split(":") for each in row["suffixes"].split())
    suffixes = [suffix for suffix, weight in pairs for _ in range(int(weight))]
    size, flatness = POOLS[people]
    roots = list(dict.fromkeys(row["roots"].split() + _roots_of_stems(people)))
    if row["tail"] in {"none", "stems"}:
        size = min(size, len(listed) + len(roots) * len(suffixes))
    return SurnamePool(
        listed=tuple((table.uk[place], table.ru[place]) for place in listed),
        language=row["language"],
        tail=row["tail"],
        suffixes=tuple(suffixes),
        roots=tuple(roots),
        size=size,
        flatness=flatness,
    )


def _roots_of_stems(people: str) -> list[str]:
    stems: list[str] = []
    for row in tables.table_rows("stems.tsv"):
        if row["group"] in _BORROWS.get(people, ()):
            found = (stem.rstrip("аеийоуіьяї'") or stem for stem in row["stems"].split())
            stems += found if people == row["group"] else map(spelling.russian_of_ukrainian, found)
    return stems


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenPool:
    """Given names of one sex: forms by index in three languages, short forms, and when each was in fashion."""

    group: npt.NDArray[np.str_]
    forms: dict[str, tuple[str, ...]]
    patronymics: dict[str, tuple[str, ...]]
    short: dict[str, tuple[tuple[str, ...], ...]]
    weight: dict[str, Floats]
    peak: Floats
    spread: Floats

    def draw(self, people: str, side: str, years: Ints, rng: np.random.Generator) -> Ints:
        """Given names of people of one group who were born in ``years``, as they were in fashion then."""
        drawn = np.zeros(len(years), np.int64)
        choices = np.flatnonzero(self.group == people)
        for lustrum in np.unique(years // 5):
            members = np.flatnonzero(years // 5 == lustrum)
            fashion = np.exp(-(((lustrum * 5 + 2 - self.peak[choices]) / self.spread[choices]) ** 2) / 2)
            # A name in fashion for a short time had more bearers in it; one of no time is spread over all.
            weight = self.weight[side][choices] * (0.06 + fashion * 40.0 / self.spread[choices]) + 1e-9
            drawn[members] = rng.choice(choices, size=len(members), p=weight / weight.sum())
        return drawn


@cache
def given_pool(sex: str) -> GivenPool:
    """All given names of men (``M``) or women (``F``); women's carry no patronymics."""
    table = tables.given_names(sex)
    habits = {row["ru"]: row for row in tables.table_rows("given_habits.tsv")}
    more = [row for row in tables.table_rows("given_peoples.tsv") if row["sex"] == sex]
    ru = [*table.ru, *(row["ru"] for row in more)]
    uk = [*table.uk, *(row["uk"] for row in more)]
    habit = [habits.get(name, {}) for name in ru]
    be = [row.get("be") or belarusian.belarusian_of_russian(name) for row, name in zip(habit, ru, strict=True)]
    added = np.array([float(row["weight"]) for row in more])
    patronymics = {
        "uk": (
            *table.patronymic_uk,
            *(row["patronymic_uk"] or spelling.ukrainian_patronymic(row["uk"]) for row in more),
        ),
        "ru": (*table.patronymic_ru, *(row["patronymic_ru"] or spelling.russian_patronymic(row["ru"]) for row in more)),
        "be": tuple(
            row.get("patronymic_be") or belarusian.belarusian_patronymic(name)
            for row, name in zip(habit, be, strict=True)
        ),
    }
    return GivenPool(
        group=np.array([*table.group, *(row["group"] for row in more)]),
        forms={"uk": tuple(uk), "ru": tuple(ru), "be": tuple(be)},
        patronymics=patronymics if sex == "M" else {},
        short={
            language: tuple(tuple(row.get(f"short_{language}", "").split(",")) if row else () for row in habit)
            for language in ("uk", "ru")
        },
        weight={side: np.concatenate([table.weights[side], added]) for side in "AB"},
        peak=np.array([float(row.get("peak") or 1980) for row in habit]),
        spread=np.array([float(row.get("spread") or 60) for row in habit]),
    )

"""How a clerk writes down a person: the clerk's language and habits, not the person's."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from repatria.synth import noise, spelling, tables
from repatria.synth.noise import Birth
from repatria.synth.people import People
from repatria.synth.spelling import Romanization

NATIVE = {"A": "uk", "B": "ru"}
FROM_PASSPORTS: Mapping[str, tuple[Romanization, ...]] = {
    "A": (Romanization.UK_PASSPORT, Romanization.UK_PASSPORT, Romanization.UK_BGN, Romanization.POLISH),
    "B": (Romanization.RU_ICAO, Romanization.RU_ICAO, Romanization.RU_BGN, Romanization.GERMAN),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """How often each slip happens, as a proportion of rows."""

    by_ear: float = 0.0
    latin: float = 0.0
    rates: Mapping[str, float] = field(default_factory=dict)


# A side knows its own people from its own registers; of the others it writes what it hears or reads in papers.
OWN_REGISTER = Slips(
    rates={
        "wrong-letter": 0.006,
        "dropped-letter": 0.003,
        "lookalike-letters": 0.003,
        "patronymic-missing": 0.005,
        "year-only": 0.005,
        "year-off-by-one": 0.003,
    }
)
OTHER_SIDE = Slips(
    by_ear=0.18,
    latin=0.05,
    rates={
        "wrong-letter": 0.05,
        "dropped-letter": 0.02,
        "transposed-letters": 0.015,
        "lookalike-letters": 0.008,
        "patronymic-missing": 0.09,
        "name-columns-swapped": 0.008,
        "year-only": 0.03,
        "year-off-by-one": 0.035,
        "day-month-swapped": 0.02,
        "day-off-by-one": 0.02,
        "birth-missing": 0.02,
    },
)


@dataclass(frozen=True, slots=True)
class Clerk:
    """Writes in ``language`` ("uk" or "ru"), or all in Latin letters by ``latin``, with the slips of ``slips``."""

    language: str
    slips: Slips
    latin: Romanization | None = None


@dataclass(slots=True)
class Written:
    """A person as one row says it, with the kinds of noise in it."""

    surname: str
    given: str
    patronymic: str
    birth: Birth | None
    labels: list[str]


def forms(people: People, index: int, language: str) -> tuple[str, str, str]:
    """Surname, given name and patronymic of a person as registers in ``language`` spell them."""
    woman = bool(people.is_woman[index])
    men, own = tables.given_names("M"), tables.given_names("F" if woman else "M")
    surname, given, father = int(people.surname[index]), int(people.given[index]), int(people.father[index])
    if language == "uk":
        spelled = tables.surnames().uk[surname], own.uk[given], men.patronymic_uk[father]
    else:
        spelled = tables.surnames().ru[surname], own.ru[given], men.patronymic_ru[father]
    if not woman:
        return spelled
    daughter = spelling.ukrainian_daughter_of if language == "uk" else spelling.daughter_of
    return spelling.feminine(spelled[0]), spelled[1], daughter(spelled[2])


def write_down(people: People, index: int, clerk: Clerk, *, rng: np.random.Generator) -> Written:
    """Write one person down, slips included."""
    luck = rng.random(3 + len(clerk.slips.rates))
    written = _spelled(people, index, clerk, luck[:3])
    for chance, (slip, rate) in zip(luck[3:], clerk.slips.rates.items(), strict=True):
        if chance < rate:
            slipped(written, slip, rng=rng)
    return written


def _spelled(people: People, index: int, clerk: Clerk, luck: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Written:
    native = NATIVE[people.party]
    birth = noise.birth_of(int(people.birth[index]))
    system = clerk.latin
    if system is None and luck[0] < clerk.slips.latin:
        choices = FROM_PASSPORTS[people.party]
        system = choices[int(luck[2] * len(choices))]
    if system is not None:
        own = forms(people, index, native)
        latin = tuple(spelling.romanize(word, system) for word in own)
        return Written(latin[0], latin[1], latin[2], birth, [f"latin:{system}"])
    if clerk.language != native and luck[1] < clerk.slips.by_ear:
        return Written(*by_ear(people, index, clerk.language), birth, [f"by-ear:{clerk.language}"])
    label = [] if clerk.language == native else [f"register:{clerk.language}"]
    return Written(*forms(people, index, clerk.language), birth, label)


def by_ear(people: People, index: int, language: str) -> tuple[str, str, str]:
    """The person's own forms as a clerk of the other language hears them: Алексей → Алєксєй, Микола → Мыкола."""
    own = forms(people, index, NATIVE[people.party])
    if language == "uk":
        heard = [spelling.ukrainian_of_russian(word, is_transcribed=True) for word in own]
    else:
        heard = [spelling.heard_in_russian(word) for word in own]
    return heard[0], heard[1], heard[2]


def slipped(written: Written, slip: str, *, rng: np.random.Generator) -> None:
    """Let one slip happen to what was written; labeled only if it changed anything."""
    before = (written.surname, written.given, written.patronymic, written.birth)
    if slip in noise.TYPOS:
        _mistype(written, slip, rng)
    elif slip == "lookalike-letters":
        written.surname = noise.lookalike_letter(written.surname, rng=rng)
    elif slip == "patronymic-missing":
        written.patronymic = ""
    elif slip == "name-columns-swapped":
        written.surname, written.given = written.given, written.surname
    elif slip == "birth-missing":
        written.birth = None
    elif written.birth is not None:
        written.birth = _misdated(written.birth, slip, rng)
    if before != (written.surname, written.given, written.patronymic, written.birth):
        written.labels.append(slip)


def _mistype(written: Written, slip: str, rng: np.random.Generator) -> None:
    part = ("surname", "surname", "given", "patronymic")[int(rng.integers(0, 4))]
    setattr(written, part, noise.TYPOS[slip](getattr(written, part), rng=rng))


def _misdated(birth: Birth, slip: str, rng: np.random.Generator) -> Birth:
    step = 1 if rng.random() < 0.5 else -1
    if slip == "year-only":
        return birth[0], None, None
    if slip == "year-off-by-one":
        return noise.shifted_year(birth, step)
    if slip == "day-off-by-one":
        return noise.shifted_day(birth, step)
    if slip == "day-month-swapped":
        return noise.swapped_day_and_month(birth)
    raise ValueError(f"unknown slip {slip!r}")

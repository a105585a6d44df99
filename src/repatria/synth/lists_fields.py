"""Sex, place of birth, service number and unit as clerks write them."""

from collections.abc import Callable
from typing import Final

import numpy as np

from repatria.synth import spelling
from repatria.synth.lists_clerks import Bools, Clerks, Ints, Luck
from repatria.synth.lists_labels import LANGUAGES
from repatria.synth.lists_names import Texts, mapped
from repatria.synth.lists_params import ListHabits
from repatria.synth.lists_slips import mistyped
from repatria.synth.population import Population
from repatria.synth.population_places import gazetteer

# How much a clerk asks: settlement alone; with the region; with district and region; region; country's habit of "с.".
GRAINS: Final = ("{s}", "{s}, {r}", "{v} {s}, {d} {a}, {r}", "{r}", "{v} {s}")
_GRAIN_SHARES = (0.3, 0.3, 0.15, 0.1, 0.15)
_VILLAGE = {"uk": "с.", "ru": "с.", "be": "в."}
_DISTRICT = {"uk": "р-н", "ru": "р-н", "be": "р-н"}
_UNITS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "uk": (
        ("{n} окрема бригада", "{n} обр"),
        ("{n} окремий батальйон", "{n} об"),
        ("{n} полк", "{n} п"),
        ("{n} окрема рота", "{n} ор"),
    ),
    "ru": (
        ("{n} отдельная бригада", "{n} обр"),
        ("{n} отдельный батальон", "{n} об"),
        ("{n} полк", "{n} п"),
        ("{n} отдельная рота", "{n} ор"),
    ),
    "be": (
        ("{n} асобная брыгада", "{n} абр"),
        ("{n} асобны батальён", "{n} аб"),
        ("{n} полк", "{n} п"),
        ("{n} асобная рота", "{n} ар"),
    ),
}
_SERIES = "АБВГДЕ"


def sexes(
    people: Population, who: Ints, clerks: Clerks, habits: ListHabits, luck: Luck
) -> tuple[Texts, dict[str, Bools]]:
    """The sex as the list's language abbreviates it."""
    is_wrong, is_missing = luck.befalls(habits.slips.get("sex-wrong", 0.0)), _not_given(habits, "sex", who, luck)
    is_wrong &= ~is_missing
    words = np.array([["ч", "ж"], ["м", "ж"], ["м", "ж"]], dtype=object)[
        clerks.language, (people.is_woman[who] != is_wrong).astype(np.int64)
    ]
    latin = np.array(["M", "F"], dtype=object)[(people.is_woman[who] != is_wrong).astype(np.int64)]
    words = np.where(clerks.system >= 0, latin, words)
    words[is_missing] = ""
    return words, {"sex-wrong": is_wrong, "sex-missing": is_missing}


def places(
    people: Population, who: Ints, clerks: Clerks, habits: ListHabits, luck: Luck
) -> tuple[Texts, dict[str, Bools], Ints]:
    """Places of birth; and how much of them each row says, a place in ``GRAINS``, or -1 where nothing."""
    rng, names = luck.rng, gazetteer()
    is_other = luck.befalls(habits.slips.get("birthplace-other", 0.0))
    elsewhere = rng.integers(0, len(people), len(who))
    whose = np.where(is_other, elsewhere, who)
    # A clerk asks all people the same.
    grain = rng.choice(len(GRAINS), size=int(clerks.clerk.max(initial=0)) + 1, p=_GRAIN_SHARES)[clerks.clerk]
    is_missing = _not_given(habits, "birthplace", who, luck)
    words = np.empty(len(who), dtype=object)
    n_districts = len(names.districts["uk"])
    for place, language in enumerate(LANGUAGES):
        rows = np.flatnonzero(clerks.language == place)
        settled, region = people.place[whose[rows]], people.region[whose[rows]]
        texts = {
            "s": np.array(names.settlements[language], dtype=object)[settled],
            "r": np.array(names.regions[language], dtype=object)[region],
            "d": np.array(names.districts[language], dtype=object)[(settled * 7 + region) % n_districts],
        }
        words[rows] = [
            GRAINS[which].format(s=s, r=r, d=d, v=_VILLAGE[language], a=_DISTRICT[language])
            for which, s, r, d in zip(grain[rows].tolist(), texts["s"], texts["r"], texts["d"], strict=True)
        ]
    words[is_missing] = ""
    _in_latin(words, clerks)
    is_typo = luck.befalls(habits.slips.get("birthplace-typo", 0.0)) & ~is_missing
    _change(words, is_typo, luck, mistyped)
    differs = (people.place[whose] != people.place[who]) & np.array(["{s}" in each for each in GRAINS])[grain]
    differs |= (people.region[whose] != people.region[who]) & np.array(["{r}" in each for each in GRAINS])[grain]
    befell = {"birthplace-other": is_other & differs & ~is_missing, "birthplace-typo": is_typo}
    return words, befell | {"birthplace-missing": is_missing}, np.where(is_missing, -1, grain)


def numbers(
    people: Population, who: Ints, clerks: Clerks, habits: ListHabits, luck: Luck
) -> tuple[Texts, dict[str, Bools]]:
    """Service numbers of soldiers: two letters and six digits."""
    is_soldier = people.number[who] >= 0
    is_missing = _not_given(habits, "service_number", who, luck) & is_soldier
    is_given = is_soldier & ~is_missing
    is_other = luck.befalls(habits.slips.get("number-other", 0.0)) & is_given
    number = np.where(is_other, luck.rng.integers(0, 99_999_989, len(who)), people.number[who])
    is_digit = luck.befalls(habits.slips.get("number-digit", 0.0)) & is_given & ~is_other
    step = 10 ** luck.rng.integers(0, 6, len(who))
    digit = number // step % 10
    number = np.where(is_digit, number + ((digit + luck.rng.integers(1, 10, len(who))) % 10 - digit) * step, number)
    words = np.full(len(who), "", dtype=object)
    words[is_given] = [_number(each) for each in number[is_given].tolist()]
    befell = {"number-missing": is_missing, "number-other": is_other, "number-digit": is_digit}
    return words, befell


def _number(number: int) -> str:
    series = number // 10**6
    return f"{_SERIES[series % 6]}{_SERIES[series // 6 % 6]}-{number % 10**6:06d}"


def units(
    people: Population, who: Ints, clerks: Clerks, habits: ListHabits, luck: Luck
) -> tuple[Texts, dict[str, Bools]]:
    """Units of soldiers, in full or as abbreviated; a renamed one bears its former number and kind."""
    is_soldier = people.unit[who] >= 0
    is_missing = _not_given(habits, "unit", who, luck) & is_soldier
    is_given = is_soldier & ~is_missing
    is_renamed = luck.befalls(habits.slips.get("unit-renamed", 0.0)) & is_given
    is_other = luck.befalls(habits.slips.get("unit-other", 0.0)) & is_given & ~is_renamed
    stranger = luck.rng.integers(0, 900, len(who))
    unit = np.where(is_other, stranger, np.where(is_renamed, (people.unit[who] * 7 + 13) % 900, people.unit[who]))
    is_short = (luck.rng.random(int(clerks.clerk.max(initial=0)) + 1) < 0.3)[clerks.clerk]
    words = np.full(len(who), "", dtype=object)
    rows = np.flatnonzero(is_given)
    words[rows] = [
        _UNITS[LANGUAGES[language]][each % 4][short].format(n=101 + each)
        for language, each, short in zip(
            clerks.language[rows].tolist(), unit[rows].tolist(), is_short[rows].tolist(), strict=True
        )
    ]
    _in_latin(words, clerks)
    befell = {"unit-renamed": is_renamed, "unit-other": is_other & (stranger != people.unit[who])}
    return words, befell | {"unit-missing": is_missing, "unit-abbreviated": is_given & is_short}


def _not_given(habits: ListHabits, field: str, who: Ints, luck: Luck) -> Bools:
    return np.asarray(luck.rng.random(len(who)) >= habits.given[field])


def _in_latin(words: Texts, clerks: Clerks) -> None:
    for place, system in enumerate(clerks.systems):
        rows = np.flatnonzero(clerks.system == place)
        words[rows] = mapped(
            words[rows],
            lambda text, system=system: " ".join(spelling.romanize(word, system) for word in text.split(" ") if word),  # type: ignore[misc]  # binds the loop's value
        )


def _change(
    words: Texts, is_slipped: Bools, luck: Luck, make: Callable[[str, tuple[float, float, float]], str]
) -> None:
    draws = luck.rng.random((int(is_slipped.sum()), 3)).tolist()
    for row, (kind, where, which) in zip(np.flatnonzero(is_slipped).tolist(), draws, strict=True):
        changed = make(words[row], (kind, where, which))
        is_slipped[row] = changed != words[row]
        words[row] = changed

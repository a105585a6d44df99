"""Names as clerks write them down, with everything that befalls a name on its way to a list."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from repatria.synth import spelling
from repatria.synth.lists_clerks import Bools, Clerks, Ints, Luck
from repatria.synth.lists_names import Register, Texts, mapped
from repatria.synth.lists_params import ListHabits
from repatria.synth.lists_slips import WORD_SLIPS
from repatria.synth.population import Population

PARTS = ("surname", "given", "patronymic")


@dataclass(slots=True)
class Names:
    """Columns of words, and for each label the rows that it befell."""

    words: dict[str, Texts]
    befell: dict[str, Bools]


def names_written(people: Population, who: Ints, clerks: Clerks, habits: ListHabits, luck: Luck) -> Names:
    """The names of people ``who``, a row each."""
    register = Register(people, who, clerks, habits, luck)
    names = Names({}, {"by-ear": register.by_ear})
    _surnames(names, register, habits.slips, luck)
    _given_names(names, register, habits.slips, luck)
    _patronymics(names, register, habits, luck)
    _romanize(names, clerks)
    for part in PARTS:
        for slip in ("typo", "ear"):
            _slip(names, part, slip, f"{slip}-{part}", habits.slips, luck)
    for slip in ("lookalike", "truncated"):
        _slip(names, "surname", slip, slip, habits.slips, luck)
    rows = np.flatnonzero(clerks.has_capitals)
    names.words["surname"][rows] = mapped(names.words["surname"][rows], str.upper)
    names.befell["capitals"] = clerks.has_capitals
    _arrange(names, habits.slips, luck)
    return names


def _rate(slips: Mapping[str, float], label: str) -> float:
    return slips.get(label, 0.0)


def _chosen(names: Names, slips: Mapping[str, float], labels: tuple[str, ...], luck: Luck) -> list[Bools]:
    """At most one of some slips befalls a row."""
    chosen = luck.one_of([_rate(slips, label) for label in labels])
    befell = [chosen == place for place in range(len(labels))]
    names.befell.update(zip(labels, befell, strict=True))
    return befell


def _surnames(names: Names, register: Register, slips: Mapping[str, float], luck: Luck) -> None:
    people, who = register.people, register.who
    first, second, maiden = people.surname[who], people.second[who], people.maiden[who]
    is_other = luck.befalls(_rate(slips, "surname-other"))
    is_maiden = (maiden >= 0) & (maiden != first) & luck.befalls(_rate(slips, "married-name")) & ~is_other
    is_half = (second >= 0) & luck.befalls(_rate(slips, "half-surname")) & ~is_other & ~is_maiden
    stranger = people.surname[luck.rng.integers(0, len(people), len(who))]
    is_other &= stranger != first
    first = np.where(is_other, stranger, np.where(is_maiden, maiden, first))
    second = np.where(is_other | is_maiden | is_half, -1, second)
    words, kept = register.surnames(first, second, luck.befalls(_rate(slips, "masculine-surname")))
    names.words["surname"] = words
    names.befell |= {"surname-other": is_other, "married-name": is_maiden, "half-surname": is_half}
    names.befell["masculine-surname"] = kept


def _given_names(names: Names, register: Register, slips: Mapping[str, float], luck: Luck) -> None:
    people, who = register.people, register.who
    labels = ("diminutive", "given-initial", "given-other")
    short, initial, other = _chosen(names, slips, labels, luck)
    stranger = luck.rng.integers(0, len(people), len(who))
    given = people.given[who]
    is_fit = (people.is_woman[stranger] == register.is_woman) & (people.given[stranger] != given)
    names.befell["given-other"] = other & is_fit
    words, names.befell["diminutive"] = register.given_names(
        np.where(other & is_fit, people.given[stranger], given), short
    )
    words[initial] = [word[0] + "." for word in words[initial]]
    names.words["given"] = words


def _patronymics(names: Names, register: Register, habits: ListHabits, luck: Luck) -> None:
    people, who = register.people, register.who
    labels = ("patronymic-missing", "patronymic-initial", "patronymic-other")
    missing, initial, other = _chosen(names, habits.slips, labels, luck)
    father = people.father[who]
    stranger = people.father[luck.rng.integers(0, len(people), len(who))]
    names.befell["patronymic-other"] = other = other & (stranger != father)
    words = register.patronymics(np.where(other, stranger, father))
    names.befell["patronymic-missing"] = missing = missing | (luck.rng.random(len(who)) >= habits.given["patronymic"])
    names.befell["patronymic-initial"] = initial = initial & ~missing
    names.befell["patronymic-other"] &= ~missing
    words[initial] = [word[0] + "." for word in words[initial]]
    words[missing] = ""
    names.words["patronymic"] = words


def _romanize(names: Names, clerks: Clerks) -> None:
    for place, system in enumerate(clerks.systems):
        rows = np.flatnonzero(clerks.system == place)
        for part in PARTS:
            made = mapped(names.words[part][rows], lambda word, system=system: _in_latin(word, system))  # type: ignore[misc]  # binds the loop's value
            names.words[part][rows] = made
        names.befell[f"romanization:{system}"] = clerks.system == place


def _in_latin(text: str, system: spelling.Romanization) -> str:
    return "-".join(spelling.romanize(word, system) if word else "" for word in text.split("-"))


def _slip(names: Names, part: str, slip: str, label: str, slips: Mapping[str, float], luck: Luck) -> None:
    """Let a slip befall words; labeled only where it changed something."""
    is_slipped = luck.befalls(_rate(slips, label))
    draws = luck.rng.random((int(is_slipped.sum()), 3)).tolist()
    words, make = names.words[part], WORD_SLIPS[slip]
    for row, (kind, where, which) in zip(np.flatnonzero(is_slipped).tolist(), draws, strict=True):
        changed = make(words[row], (kind, where, which))
        is_slipped[row] = changed != words[row]
        words[row] = changed
    names.befell[label] = is_slipped


def _arrange(names: Names, slips: Mapping[str, float], luck: Luck) -> None:
    swapped, one_column = _chosen(names, slips, ("names-swapped", "one-column"), luck)
    surname, given, patronymic = (names.words[part] for part in PARTS)
    surname[swapped], given[swapped] = given[swapped].copy(), surname[swapped].copy()
    rows = np.flatnonzero(one_column)
    surname[rows] = [
        " ".join(filter(None, words)) for words in zip(surname[rows], given[rows], patronymic[rows], strict=True)
    ]
    given[rows] = patronymic[rows] = ""

"""Relatives and namesakes: brothers, twins, fathers and sons, and people whom name and birth date do not tell apart."""

from dataclasses import replace

import numpy as np

from repatria.synth import tables
from repatria.synth.people import YOUNGEST_BIRTH, Ints, People
from repatria.synth.sizes import share

# Pairs as a share of all people.
PAIRS: dict[str, float] = {
    "brothers": 0.012,
    "twins": 0.0015,
    "father_and_son": 0.004,
    "namesakes": 0.002,
    "doubles": 0.0003,
}


def with_families(people: People, together: Ints, *, rng: np.random.Generator) -> People:
    """Make some people relatives or namesakes of others.

    ``together`` are people who stand on one list; the first pair of every kind is taken from among them,
    so that each kind is seen on that list even in a small world.
    """
    columns = {name: getattr(people, name).copy() for name in _REWRITTEN}
    kinship = list(people.kinship)
    order = rng.permutation(len(people))
    first = rng.permutation(together)[: 2 * len(PAIRS)]
    order = np.concatenate([first, order[~np.isin(order, first)]])
    next_pair, family = len(PAIRS), 0
    for rank, (kind, proportion) in enumerate(PAIRS.items()):
        n_more = share(proportion, len(people)) - 1
        for pair in [rank, *range(next_pair, next_pair + n_more)]:
            one, other = (int(index) for index in order[2 * pair : 2 * pair + 2])
            _relate(kind, one, other, columns, rng)
            columns["family"][[one, other]] = family
            kinship[one] = kinship[other] = kind
            family += 1
        next_pair += n_more
    return replace(people, kinship=tuple(kinship), **columns)


_REWRITTEN = ("is_woman", "surname", "given", "father", "birth", "birth_place", "district", "family")


def _relate(kind: str, one: int, other: int, columns: dict[str, Ints], rng: np.random.Generator) -> None:
    for index in (one, other):
        if columns["is_woman"][index]:
            # A woman's given name points into another table.
            columns["given"][index], columns["is_woman"][index] = columns["father"][one], False
    columns["surname"][other] = columns["surname"][one]
    if kind == "father_and_son":
        columns["father"][other] = columns["given"][one]
        columns["birth"][one] = min(columns["birth"][one], columns["birth"][other] - int(rng.integers(7_000, 9_500)))
        columns["district"][other] = columns["district"][one]
        return
    columns["father"][other] = columns["father"][one]
    if kind in {"namesakes", "doubles"}:
        columns["given"][other] = columns["given"][one]
        if kind == "doubles":
            columns["birth"][other] = columns["birth"][one]
        return
    columns["given"][other] = _another_given(int(columns["given"][one]), rng)
    columns["birth_place"][other] = columns["birth_place"][one]
    columns["district"][other] = columns["district"][one]
    if kind == "twins":
        columns["birth"][other] = columns["birth"][one]
    else:
        years = int(rng.integers(350, 3_300)) * (1 if rng.random() < 0.5 else -1)
        columns["birth"][other] = min(columns["birth"][one] + years, YOUNGEST_BIRTH)


def _another_given(given: int, rng: np.random.Generator) -> int:
    groups = tables.given_names("M").group
    same = [index for index, group in enumerate(groups) if group == groups[given] and index != given]
    # The tables begin with the widespread names: brothers rarely bear rare ones.
    return same[min(int(rng.geometric(0.08)) - 1, len(same) - 1)]

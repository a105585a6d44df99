"""Kin and namesakes of an invented population: the people whom a matcher takes for one another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from repatria.synth.population_births import ordinals_of, parts_of

Ints = npt.NDArray[np.int64]
Redraw = Callable[[Mapping[str, Ints], Ints, np.random.Generator], Ints]

SIBLING, TWIN, FATHER_SON, NAMESAKE = "sibling", "twin", "father-son", "namesake"
KINSHIPS = (SIBLING, TWIN, FATHER_SON, NAMESAKE)
_THIRDS = 0.2  # of the families with brothers or with father and son, those with one son more


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """Pairs of people who are kin or namesakes: places of both, and a place in ``KINSHIPS``."""

    one: Ints
    other: Ints
    kinship: Ints


def bind_kin(columns: dict[str, Ints], shares: Mapping[str, float], *, redraw: Redraw, rng: np.random.Generator) -> Kin:
    """Make some people kin of others, changing ``columns`` in place; nobody is in two groups."""
    n_people = len(columns["surname"])
    order, pairs, start = rng.permutation(n_people), [], 0
    for kind, share in shares.items():
        n_groups = min(round(share * n_people), (n_people - start) // 3)
        one, other, third = order[start : start + 3 * n_groups].reshape(3, -1)
        start += 3 * n_groups
        if kind.startswith("namesakes"):
            _share_name(columns, one, other, kind, rng)
            pairs.append((one, other, NAMESAKE))
            continue
        has_third = (rng.random(n_groups) < _THIRDS) & (kind != "twins")
        if kind == "father-son":
            _beget(columns, one, other, redraw, rng)
            _beget(columns, one[has_third], third[has_third], redraw, rng)
            pairs += [(one, other, FATHER_SON), (one[has_third], third[has_third], FATHER_SON)]
            _become_siblings(columns, other[has_third], third[has_third], "siblings", redraw, rng)
            pairs.append((other[has_third], third[has_third], SIBLING))
            continue
        _become_siblings(columns, one, other, kind, redraw, rng)
        pairs.append((one, other, TWIN if kind == "twins" else SIBLING))
        _become_siblings(columns, one[has_third], third[has_third], kind, redraw, rng)
        pairs += [(a[has_third], third[has_third], SIBLING) for a in (one, other)]
    _part_names(columns, pairs, redraw, rng)
    return Kin(
        one=np.concatenate([np.zeros(0, np.int64), *(one for one, _, _ in pairs)]),
        other=np.concatenate([np.zeros(0, np.int64), *(other for _, other, _ in pairs)]),
        kinship=np.concatenate(
            [np.zeros(0, np.int64), *(np.full(len(one), KINSHIPS.index(kind)) for one, _, kind in pairs)]
        ),
    )


def _copy(columns: dict[str, Ints], names: tuple[str, ...], one: Ints, other: Ints) -> None:
    for name in names:
        columns[name][other] = columns[name][one]


def _share_name(columns: dict[str, Ints], one: Ints, other: Ints, kind: str, rng: np.random.Generator) -> None:
    _copy(columns, ("community", "is_woman", "surname", "second", "given", "father"), one, other)
    if kind == "namesakes-same-date":
        _copy(columns, ("birth",), one, other)
    elif kind == "namesakes-same-year":
        years, _, _ = parts_of(columns["birth"][one])
        months, days = (rng.integers(1, upto, len(one)) for upto in (13, 29))
        columns["birth"][other] = ordinals_of(years, months, days)


_HOME = ("community", "surname", "second", "region", "place")


def _become_siblings(
    columns: dict[str, Ints], one: Ints, other: Ints, kind: str, redraw: Redraw, rng: np.random.Generator
) -> None:
    _copy(columns, (*_HOME, "father"), one, other)
    if kind == "twins":
        _copy(columns, ("birth",), one, other)
    else:
        apart = rng.integers(330, 4_000, len(one)) * rng.choice([-1, 1], len(one))
        # Nobody is born so late that the list could not hold them.
        late = columns["birth"][one] + apart > _LATEST
        columns["birth"][other] = columns["birth"][one] + np.where(late, -np.abs(apart), apart)
    columns["given"][other] = redraw(columns, other, rng)


_LATEST = 732_900  # 2007-08-11


def _beget(columns: dict[str, Ints], father: Ints, son: Ints, redraw: Redraw, rng: np.random.Generator) -> None:
    _copy(columns, _HOME, father, son)
    is_woman = columns["is_woman"][father] == 1
    columns["is_woman"][father] = columns["is_woman"][son] = 0
    # A woman's given name points into another table.
    columns["given"][father[is_woman]] = columns["father"][father[is_woman]]
    columns["maiden"][father] = columns["maiden"][son] = -1
    age = rng.integers(18 * 365, 34 * 365, len(son))
    born = columns["birth"][father] + age
    too_late = born > _LATEST
    columns["birth"][son] = np.where(too_late, _LATEST - rng.integers(0, 3_000, len(son)), born)
    columns["birth"][father] = np.where(too_late, columns["birth"][son] - age, columns["birth"][father])
    columns["father"][son] = columns["given"][father]
    columns["given"][son] = redraw(columns, son, rng)


def _part_names(
    columns: dict[str, Ints], pairs: list[tuple[Ints, Ints, str]], redraw: Redraw, rng: np.random.Generator
) -> None:
    """Draw given names anew until no two siblings bear one; a father and his son may."""
    for _ in range(40):
        n_same = 0
        for one, other, kind in pairs:
            if kind in {SIBLING, TWIN}:
                same = (columns["given"][one] == columns["given"][other]) & (
                    columns["is_woman"][one] == columns["is_woman"][other]
                )
                n_same += int(same.sum())
                columns["given"][other[same]] = redraw(columns, other[same], rng)
        if not n_same:
            return

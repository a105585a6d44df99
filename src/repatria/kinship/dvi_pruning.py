"""Which pairs the joint tables weigh: all of them where that can be done, else all that can matter."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.assignment import Group, count_choices, width
from repatria.kinship.components import components, posterior_bounds
from repatria.kinship.dvi_board import Board
from repatria.kinship.layout import by_bodies
from repatria.kinship.pairings import MissingPeople, Pairings
from repatria.kinship.placements import count_placements

N_LISTED = 500
WIDEST = 16  # sets of so many contested people or bodies are remembered in a second or two
MOST_PLACEMENTS = 100_000
NEGLIGIBLE = (0.0, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7)
LEAST_RATIOS = (0.0, 1e-6, 1e-4, 1e-2, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighed:
    """Pairs that are weighed, bool (n_bodies, n_missing), and what was left out.

    ``least_lr``: pairs of a smaller likelihood ratio; nothing bounds what they would have changed.  ``negligible``:
    pairs whose posterior is proved to be at most this.  ``is_small``: whether these pairs can be weighed exactly; else
    the work is limited, and how much of each part was lost stands with the answer.
    """

    pairs: NDArray[np.bool_]
    least_lr: float
    negligible: float
    is_small: bool = True


def weighed_pairs(start: Board, log_lr: NDArray[np.float64], least_lr: float = 0.0) -> Weighed:
    """Leave out as little as makes the joint problem small enough.

    First nothing; then pairs that are impossible, which changes no posterior; then pairs whose posterior is proved to
    be negligible; only then, where a family looks for many people, pairs of a small likelihood ratio.
    """
    known = np.where(np.isnan(log_lr), -np.inf, log_lr)
    asked = start.is_open & (known >= (math.log(least_lr) if least_lr > 0.0 else -np.inf))
    all_pairs, _, _ = replace(start, is_open=asked).graph(log_lr)
    n_all = grid_size(all_pairs)
    if n_all is not None and n_all <= N_LISTED:
        return Weighed(pairs=asked, least_lr=least_lr, negligible=0.0)
    possible = asked & (known > -np.inf)
    looks_for_several = np.bincount(start.people.family, start.missing_left).max(initial=0) > 1
    floors = [least_lr, *(each for each in LEAST_RATIOS if each > least_lr and looks_for_several)]
    for floor in floors:
        pairs = possible & (known >= (math.log(floor) if floor > 0.0 else -np.inf))
        graph, now, places = replace(start, is_open=pairs).graph(log_lr)
        bounds = posterior_bounds(graph, now)
        for negligible in NEGLIGIBLE:
            kept = np.flatnonzero(bounds > negligible)
            if _is_small(graph.only(kept), now):
                chosen = np.zeros_like(pairs)
                chosen[graph.body[kept], places[graph.missing[kept]]] = True
                return Weighed(pairs=chosen, least_lr=floor, negligible=negligible)
    return Weighed(pairs=pairs, least_lr=floors[-1], negligible=0.0, is_small=False)


def grid_size(pairings: Pairings) -> int | None:
    """How many assignments there are: each body at most one of its people, each of them at most one body.

    Missing people who may be the same bodies are interchangeable: only how many of each kind are left is remembered.
    ``None`` where neither kinds nor people are few enough to count.
    """
    if not len(pairings):
        return 1
    asked_by: dict[int, list[int]] = {}
    options: dict[int, list[int]] = {}
    for body, person in zip(pairings.body.tolist(), pairings.missing.tolist(), strict=True):
        asked_by.setdefault(person, []).append(body)
        options.setdefault(body, []).append(person)
    kinds = {bodies: kind for kind, bodies in enumerate(dict.fromkeys(tuple(each) for each in asked_by.values()))}
    kind_of = {person: kinds[tuple(bodies)] for person, bodies in asked_by.items()}
    n_of_kind = [list(kind_of.values()).count(kind) for kind in range(len(kinds))]
    if math.prod(n + 1 for n in n_of_kind) > 1 << 16:
        groups = by_bodies(pairings).groups
        return count_choices(groups) if width(groups) <= WIDEST else None
    counts = {tuple(n_of_kind): 1}
    for people in options.values():
        after = dict(counts)
        for left, count in counts.items():
            for kind in {kind_of[person] for person in people}:
                if left[kind]:
                    taken = (*left[:kind], left[kind] - 1, *left[kind + 1 :])
                    after[taken] = after.get(taken, 0) + count * left[kind]
        counts = after
    return sum(counts.values())


def _is_small(pairings: Pairings, missing: MissingPeople) -> bool:
    return all(_is_small_part(pairings.only(part.pairings), missing) for part in components(pairings, missing))


def _is_small_part(part: Pairings, missing: MissingPeople) -> bool:
    families = missing.family[part.missing]
    wants: dict[int, list[list[int]]] = {}
    for body, person, family in zip(part.body.tolist(), part.missing.tolist(), families.tolist(), strict=True):
        places = wants.setdefault(family, [[] for _ in range(int(missing.n_places[family]))])
        places[int(missing.place[person])].append(body)
    several = [each for each in wants.values() if len(each) > 1]
    if any(math.prod(len(place) + 1 for place in each) > 1 << 40 for each in several):
        return False
    if any(count_placements(each) > MOST_PLACEMENTS for each in several):
        return False
    families_choose = _groups([{body for place in each for body in place} for each in wants.values()])
    if width(families_choose) <= WIDEST:
        return True
    return not several and width(by_bodies(part).groups) <= WIDEST


def _groups(wants: Sequence[set[int]]) -> list[Group]:
    """Groups that want these elements, whatever the weights."""
    return [
        Group(options=((), *((each,) for each in sorted(want))), log_weights=np.zeros(len(want) + 1)) for want in wants
    ]

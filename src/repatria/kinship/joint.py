"""All bodies and all missing people at once: a body has one name, and a name one body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from repatria.errors import TooComplex
from repatria.kinship.assignment import PackingSolution, solve_packing, width
from repatria.kinship.components import components, posterior_bounds
from repatria.kinship.layout import Layout, by_bodies, by_families
from repatria.kinship.pairings import MissingPeople, Pairings
from repatria.kinship.placements import FamilyTable, Placer, count_placements, family_table

TOLERABLE = 0.01
LAST_FLOOR = 0.1


class Method(StrEnum):
    """How a component was solved."""

    EXACT = "exact"
    BOUNDED = "bounded"
    UNPROVED = "cut without a bound"


@dataclass(frozen=True, slots=True, kw_only=True)
class JointParams:
    """What may be left out, and how much work is allowed.

    ``negligible``: pairings whose posterior is proved to be at most this are left out before solving; 0 keeps all.
    ``max_states``: sets remembered at once in one component, and fewer where times its options they would be more than
    ``max_moves``; beyond, the least promising are left out with a bound.  Where that loses more than a hundredth, more
    pairings are left out instead, by their bounds, until the component falls apart.
    ``max_placements``: ways to place bodies in one family that looks for several people; beyond, its weakest pairings
    are left out, and no bound can be given.
    """

    negligible: float = 1e-9
    max_states: int = 1 << 18
    max_moves: int = 20_000_000
    max_placements: int = 20_000

    def __post_init__(self) -> None:
        if not 0.0 <= self.negligible < 1.0:
            raise ValueError(f"negligible must be in [0, 1), got {self.negligible}")
        if self.max_states < 1 or self.max_moves < 1 or self.max_placements < 2:
            raise ValueError("max_states and max_moves must be at least 1 and max_placements at least 2")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solved:
    """A component and how it was solved.

    ``lost`` bounds the share of its probability that was left out, and so the error of each of its posteriors: 0 if
    ``method`` is exact, 1 (no bound) if it is unproved.  ``log_total``: log of the sum over its assignments, relative
    to nobody being identified.
    """

    bodies: NDArray[np.int64]
    families: NDArray[np.int64]
    method: Method
    lost: float
    log_total: float
    n_states: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FamilyPosterior:
    """A family that looks for several people: its placements (see :class:`FamilyTable`) and the posterior of each."""

    placements: NDArray[np.int32]
    posteriors: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Joint:
    """Posteriors of pairings when everything is weighed together.

    ``posterior`` (n_pairings,): 0 for pairings left out.  The true value is between ``at_least`` and ``at_most``; all
    three are equal where a component was solved exactly.
    ``nobody`` (n_bodies,): posterior that the body is none of its listed candidates.
    ``solved``: the components; ``component`` (n_bodies,): place of each body's, -1 for a body without a pairing.
    ``families``: placements of families that look for several people.
    """

    pairings: Pairings
    posterior: NDArray[np.float64]
    at_least: NDArray[np.float64]
    at_most: NDArray[np.float64]
    nobody: NDArray[np.float64]
    component: NDArray[np.int32]
    solved: tuple[Solved, ...]
    families: Mapping[int, FamilyPosterior]


def solve_joint(
    pairings: Pairings,
    missing: MissingPeople,
    *,
    n_bodies: int,
    placer: Placer,
    params: JointParams | None = None,
) -> Joint:
    """Give the posterior of each pairing over all assignments of bodies to missing people.

    Each body is at most one missing person, each missing person at most one body.  The weight of an assignment is the
    product of the families' likelihood ratios with all their bodies placed, and of prior odds.  Components are solved
    one by one, exactly unless ``params`` forbid; what was left out is bounded in :class:`Solved`.
    """
    params = params if params is not None else JointParams()
    bounds = posterior_bounds(pairings, missing)
    kept = np.flatnonzero((bounds > params.negligible) | (params.negligible == 0.0))
    crowded = _crowded(pairings.only(kept), missing, params.max_placements)
    bounds[kept[crowded]] = 1.0
    work = _split(np.delete(kept, crowded), pairings, missing, params.negligible)
    done: list[_Part] = []
    while work:
        rows, floor = work.pop()
        part = pairings.only(rows)
        try:
            layout = _layout(part, missing, placer, params)
            solution = solve_packing(layout.groups, max_states=_state_limit(layout, params))
        except TooComplex:
            if floor > LAST_FLOOR:
                raise
        else:
            if solution.lost <= TOLERABLE or floor >= LAST_FLOOR:
                done.append(_Part(rows, layout, solution))
                continue
        floor = max(floor, 1e-12) * 10.0
        kept = rows[bounds[rows] > floor] if floor <= LAST_FLOOR else _best_of_each_body(rows, pairings)
        work.extend(_split(kept, pairings, missing, floor))
    return _gathered(done, pairings, missing, n_bodies, bounds)


def whole_layout(
    pairings: Pairings, missing: MissingPeople, placer: Placer, *, params: JointParams | None = None
) -> Layout:
    """The problem as it stands, in one piece and with nothing left out: what lists of best assignments start from.

    Raises
    ------
    TooComplex
        A family has too many ways to place its candidates.
    """
    return _layout(pairings, missing, placer, params if params is not None else JointParams())


def _state_limit(layout: Layout, params: JointParams) -> int:
    n_options = sum(len(group.options) for group in layout.groups)
    return max(64, min(params.max_states, params.max_moves // n_options))


def _best_of_each_body(rows: NDArray[np.int64], pairings: Pairings) -> NDArray[np.int64]:
    """The last resort: only the weightiest pairing of each body."""
    weight = (pairings.log_lr + pairings.log_odds)[rows]
    order = np.lexsort((-weight, pairings.body[rows]))
    bodies = pairings.body[rows][order]
    return rows[order[np.flatnonzero(np.r_[True, bodies[1:] != bodies[:-1]])]]


class _Part(NamedTuple):
    rows: NDArray[np.int64]
    layout: Layout
    solution: PackingSolution


def _split(
    rows: NDArray[np.int64], pairings: Pairings, missing: MissingPeople, floor: float
) -> list[tuple[NDArray[np.int64], float]]:
    return [(rows[each.pairings], floor) for each in components(pairings.only(rows), missing)]


def _gathered(
    parts: Sequence[_Part],
    pairings: Pairings,
    missing: MissingPeople,
    n_bodies: int,
    bounds: NDArray[np.float64],
) -> Joint:
    """Posteriors of all parts in one, and for each part what was left out in it and at its edges."""
    posterior, at_least, at_most = np.zeros(len(pairings)), np.zeros(len(pairings)), bounds.copy()
    left_out = np.ones(len(pairings), dtype=np.bool_)
    of_body = np.full(n_bodies, -1, dtype=np.int32)
    of_family = np.full(missing.n_places.size, -1, dtype=np.int32)
    families: dict[int, FamilyPosterior] = {}
    for number, part in enumerate(parts):
        _read(part, posterior, families)
        left_out[part.rows] = False
        of_body[pairings.body[part.rows]] = number
        of_family[missing.family[pairings.missing[part.rows]]] = number
    lost = np.array([part.solution.lost for part in parts])
    rows = np.flatnonzero(left_out)
    at_body, at_family = of_body[pairings.body[rows]], of_family[missing.family[pairings.missing[rows]]]
    np.add.at(lost, at_body[at_body >= 0], bounds[rows][at_body >= 0])
    elsewhere = (at_family >= 0) & (at_family != at_body)
    np.add.at(lost, at_family[elsewhere], bounds[rows][elsewhere])
    lost = np.minimum(lost, 1.0)
    solved = []
    for part, share in zip(parts, lost.tolist(), strict=True):
        # Of the whole, at least 1 - share is what was summed here.
        at_least[part.rows] = posterior[part.rows] * (1.0 - share)
        at_most[part.rows] = np.minimum(1.0, at_least[part.rows] + share)
        solved.append(_solved(part, share, pairings.only(part.rows), missing))
    return Joint(
        pairings=pairings,
        posterior=posterior,
        at_least=at_least,
        at_most=at_most,
        nobody=np.clip(1.0 - np.bincount(pairings.body, posterior, minlength=n_bodies), 0.0, 1.0),
        component=of_body,
        solved=tuple(solved),
        families=families,
    )


def _solved(part: _Part, lost: float, around: Pairings, missing: MissingPeople) -> Solved:
    return Solved(
        bodies=np.unique(around.body).astype(np.int64),
        families=np.unique(missing.family[around.missing]).astype(np.int64),
        method=Method.EXACT if lost == 0.0 else Method.BOUNDED if lost < 1.0 else Method.UNPROVED,
        lost=lost,
        log_total=part.solution.log_total,
        n_states=part.solution.n_states,
    )


def _layout(part: Pairings, missing: MissingPeople, placer: Placer, params: JointParams) -> Layout:
    if np.all(missing.n_places[missing.family[part.missing]] == 1):
        one, other = by_bodies(part), by_families(part, missing, {})
        return one if width(one.groups) <= width(other.groups) else other
    tables: dict[int, FamilyTable] = {}
    families = missing.family[part.missing]
    for family, candidates in _candidates(part, missing).items():
        rows = np.flatnonzero(families == family).tolist()
        known = {(int(missing.place[part.missing[row]]), int(part.body[row])): float(part.log_lr[row]) for row in rows}
        tables[family] = family_table(placer, family, candidates, known=known, max_placements=params.max_placements)
    return by_families(part, missing, tables)


def _candidates(part: Pairings, missing: MissingPeople) -> dict[int, list[list[int]]]:
    """The candidates of each missing person, for families that look for several."""
    found: dict[int, list[list[int]]] = {}
    for body, person in zip(part.body.tolist(), part.missing.tolist(), strict=True):
        family = int(missing.family[person])
        n_places = int(missing.n_places[family])
        if n_places > 1:
            found.setdefault(family, [[] for _ in range(n_places)])[int(missing.place[person])].append(body)
    return found


def _crowded(part: Pairings, missing: MissingPeople, limit: int) -> NDArray[np.int64]:
    """The weakest pairings of families that have too many placements, as few as make them few enough."""
    cut: list[int] = []
    families = missing.family[part.missing]
    for family, candidates in _candidates(part, missing).items():
        if count_placements(candidates) <= limit:
            continue
        rows = np.flatnonzero(families == family)
        rows = rows[np.argsort(-(part.log_lr + part.log_odds)[rows], kind="stable")]
        n_kept = rows.size - 1
        while n_kept > 1 and count_placements(_candidates(part.only(rows[:n_kept]), missing)[family]) > limit:
            n_kept -= 1
        cut.extend(rows[n_kept:].tolist())
    return np.array(sorted(cut), dtype=np.int64)


def _read(part: _Part, posterior: NDArray[np.float64], families: dict[int, FamilyPosterior]) -> None:
    layout = part.layout
    for uses, shares, table in zip(layout.uses, part.solution.option_posteriors, layout.tables, strict=True):
        for used, share in zip(uses, shares.tolist(), strict=True):
            for pairing in used:
                posterior[part.rows[pairing]] += share
        if table is not None:
            families[table[0]] = FamilyPosterior(placements=table[1].placements, posteriors=shares)

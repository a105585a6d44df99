"""How well a family explains several bodies at once: its table of placements.

Two brothers who both fell say something of each other that neither pair of them with the family says alone.  A family
that looks for several people is therefore weighed with all bodies in their places at once, never as a product of pairs.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from repatria.errors import TooComplex
from repatria.kinship.family import Bodies, Family
from repatria.kinship.likelihood import family_log_likelihoods, log_likelihoods
from repatria.kinship.markers import Panel
from repatria.kinship.params import LikelihoodParams
from repatria.kinship.pedigree import Member, Pedigree, Sex
from repatria.kinship.profiles import Profiles

MANY = 256  # placements that are worth a second thread

LogLikelihoods = Callable[[Pedigree, Profiles, Panel], NDArray[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FamilyTable:
    """Placements of bodies in a family, and the log likelihood ratio of each against all of them being strangers.

    ``placements``: int32 of shape (n_placements, n_missing), a body's place or -1 for nobody; the first is empty.
    """

    placements: NDArray[np.int32]
    log_ratios: NDArray[np.float64]


class Placer:
    """Likelihoods of families with bodies in the place of the missing; each is computed once and remembered."""

    def __init__(
        self,
        bodies: Bodies,
        families: Sequence[Family],
        panel: Panel,
        *,
        params: LikelihoodParams | None = None,
        engine: LogLikelihoods | None = None,
        n_threads: int = 2,
    ) -> None:
        self.bodies = bodies
        self.families = families
        self.panel = panel
        self.params = params if params is not None else LikelihoodParams()
        self.n_threads = n_threads
        self._is_own = engine is not None
        self._log_likelihoods = engine if engine is not None else self._engine()
        self._known: dict[tuple[int, tuple[int, ...]], float] = {}
        self._strangers: dict[int, float] = {}

    def _engine(self) -> LogLikelihoods:
        return lambda pedigree, profiles, panel: log_likelihoods(pedigree, profiles, panel, params=self.params)

    def among(self, families: Sequence[Family]) -> "Placer":
        """The same bodies and panel among other families; strangers are not weighed again."""
        other = Placer(
            self.bodies,
            families,
            self.panel,
            params=self.params,
            engine=self._log_likelihoods,
            n_threads=self.n_threads,
        )
        other._strangers = self._strangers
        other._is_own = self._is_own
        return other

    def stranger(self, body: int) -> float:
        """Log likelihood of the body's profile as an unrelated person of the population."""
        if body not in self._strangers:
            profile = self.bodies.profiles.only([self.bodies.ids[body]])
            alone = Pedigree(members=(self._as_stranger(body, self.bodies.ids[body]),))
            self._strangers[body] = float(self._log_likelihoods(alone, profile, self.panel).sum())
        return self._strangers[body]

    def family(self, family: int, placement: tuple[int, ...] = ()) -> float:
        """Log likelihood of the family with these bodies in place of its missing (-1: nobody), empty by default."""
        looked_for = self.families[family]
        placement = placement or (-1,) * len(looked_for.missing)
        key = (family, placement)
        if key not in self._known:
            placed = [(body, who) for body, who in zip(placement, looked_for.missing, strict=True) if body >= 0]
            profiles = self.bodies.profiles.only([self.bodies.ids[body] for body, _ in placed])
            in_place = Profiles(ids=tuple(who for _, who in placed), alleles=profiles.alleles)
            everyone = looked_for.references.and_of(in_place) if placed else looked_for.references
            self._known[key] = float(self._log_likelihoods(looked_for.pedigree, everyone, self.panel).sum())
        return self._known[key]

    def prepare(self, family: int, placements: Sequence[tuple[int, ...]]) -> None:
        """Weigh many placements in one family together: genotypes that they share are summed once."""
        wanted = [each for each in placements if (family, each) not in self._known]
        if self._is_own or len(wanted) < 2:
            return
        rows_of: dict[tuple[int, ...], list[int]] = {}
        for row, placement in enumerate(wanted):
            rows_of.setdefault(tuple(place for place, body in enumerate(placement) if body >= 0), []).append(row)
        placed = np.array(wanted, dtype=np.int64).reshape(len(wanted), -1)
        weigh = partial(self._at_marker, self.families[family], placed, rows_of)
        if len(wanted) < MANY:
            logs = sum(map(weigh, range(len(self.panel))), np.zeros(len(wanted)))
        else:
            with ThreadPoolExecutor(self.n_threads) as executor:
                logs = sum(executor.map(weigh, range(len(self.panel))), np.zeros(len(wanted)))
        self._known.update(((family, each), log) for each, log in zip(wanted, logs.tolist(), strict=True))

    def _at_marker(
        self,
        looked_for: Family,
        placed: NDArray[np.int64],
        rows_of: Mapping[tuple[int, ...], Sequence[int]],
        place: int,
    ) -> NDArray[np.float64]:
        """Log likelihoods at one marker of placements (n_placements, n_missing), which are grouped by who is filled."""
        given = looked_for.references.alleles[:, place]
        logs = np.empty(len(placed))
        for filled, rows in rows_of.items():
            typed = (*looked_for.references.ids, *(looked_for.missing[each] for each in filled))
            reads = self.bodies.profiles.alleles[placed[np.ix_(rows, filled)], place]
            different, which = np.unique(reads, axis=0, return_inverse=True)
            fixed = np.broadcast_to(given, (len(different), *given.shape))
            found = family_log_likelihoods(
                looked_for.pedigree,
                typed,
                np.ascontiguousarray(np.concatenate([fixed, different], axis=1)),
                self.panel.markers[place],
                params=self.params,
            )
            logs[rows] = found[which.ravel()]
        return logs

    def log_ratio(self, family: int, placement: tuple[int, ...]) -> float:
        """Log likelihood ratio of the placement against the same bodies being strangers beside the family.

        With theta above 0 the strangers share the family's urn, so each ratio is exact; that ratios of several
        families may be added is then an approximation, for their founders share one urn too.

        Raises
        ------
        ValueError
            The references contradict their pedigree: no ratio has a meaning.
        """
        placed = [body for body in placement if body >= 0]
        if not placed:
            return 0.0
        if self.params.theta == 0.0:
            apart = self.family(family) + sum(self.stranger(body) for body in placed)
        else:
            apart = self._beside(family, placed)
        if apart == -np.inf:
            raise ValueError(f"family {self.families[family].id}: its references are impossible in its pedigree")
        return self.family(family, placement) - apart

    def _beside(self, family: int, placed: Sequence[int]) -> float:
        looked_for = self.families[family]
        names = {body: f"stranger {self.bodies.ids[body]}" for body in placed}
        pedigree = looked_for.pedigree.beside(self._as_stranger(body, names[body]) for body in placed)
        profiles = self.bodies.profiles.only([self.bodies.ids[body] for body in placed])
        strangers = Profiles(ids=tuple(names[body] for body in placed), alleles=profiles.alleles)
        return float(self._log_likelihoods(pedigree, looked_for.references.and_of(strangers), self.panel).sum())

    def _as_stranger(self, body: int, name: str) -> Member:
        return Member(id=name, sex=Sex(int(self.bodies.sexes[body])))


def count_placements(candidates: Sequence[Sequence[int]]) -> int:
    """How many ways to put at most one of its candidates in each place, no body twice."""
    reached: dict[frozenset[int], int] = {frozenset(): 1}
    contested = {b for b in itertools.chain(*candidates) if sum(b in each for each in candidates) > 1}
    for options in candidates:
        following: dict[frozenset[int], int] = {}
        for taken, count in reached.items():
            alone = 1 + sum(1 for body in options if body not in contested)
            following[taken] = following.get(taken, 0) + alone * count
            for body in options:
                if body in contested and body not in taken:
                    more = taken | {body}
                    following[more] = following.get(more, 0) + count
        reached = following
    return sum(reached.values())


def family_table(
    placer: Placer,
    family: int,
    candidates: Sequence[Sequence[int]],
    *,
    known: Mapping[tuple[int, int], float] | None = None,
    max_placements: int = 200_000,
) -> FamilyTable:
    """Weigh every placement of candidates (bodies for each missing person) in a family.

    ``known`` gives log likelihood ratios of single pairs (place in the family, body) that need not be computed again.
    A placement that holds an impossible one is impossible, and is not computed.

    Raises
    ------
    TooComplex
        More than ``max_placements``.
    """
    n_placements = count_placements(candidates)
    if n_placements > max_placements:
        raise TooComplex(
            f"family {placer.families[family].id}: {n_placements} ways to place its candidates, more than "
            f"{max_placements}; raise the floor of candidates"
        )
    by_size: dict[int, list[tuple[int, ...]]] = {}
    for placement in sorted(_placements(candidates)):
        by_size.setdefault(sum(body >= 0 for body in placement), []).append(placement)
    ratios: dict[tuple[int, ...], float] = {}
    for n_filled, placements in sorted(by_size.items()):
        open_ones = []
        for placement in placements:
            filled = [place for place, body in enumerate(placement) if body >= 0]
            if n_filled == 1 and known is not None and (filled[0], placement[filled[0]]) in known:
                ratios[placement] = known[filled[0], placement[filled[0]]]
            elif any(ratios[_without(placement, place)] == -np.inf for place in filled):
                ratios[placement] = -np.inf
            else:
                open_ones.append(placement)
        placer.prepare(family, open_ones)
        ratios.update((placement, placer.log_ratio(family, placement)) for placement in open_ones)
    return FamilyTable(
        placements=np.array(list(ratios), dtype=np.int32).reshape(len(ratios), len(candidates)),
        log_ratios=np.array(list(ratios.values())),
    )


def _placements(candidates: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()]
    for options in candidates:
        found = [(*each, body) for each in found for body in (-1, *options) if body < 0 or body not in each]
    return found


def _without(placement: tuple[int, ...], place: int) -> tuple[int, ...]:
    return (*placement[:place], -1, *placement[place + 1 :])

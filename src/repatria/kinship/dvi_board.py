"""A problem of identification while it is being solved: who is still open, and what identified bodies have become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InputUnusable
from repatria.kinship.exclusions import exclusions
from repatria.kinship.family import Bodies, Family
from repatria.kinship.pairings import MissingPeople, Pairings
from repatria.kinship.pedigree import Sex
from repatria.kinship.placements import Placer


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Board:
    """Open bodies and open pairs; an identified body stands among the references of its family.

    Bodies and missing people are places in the whole problem throughout.  ``is_open``: bool of shape
    (n_bodies, n_missing), pairs still to be weighed.  ``bodies_left``: bool (n_bodies,), ``missing_left`` (n_missing,).
    """

    placer: Placer
    people: MissingPeople
    is_open: NDArray[np.bool_]
    bodies_left: NDArray[np.bool_]
    missing_left: NDArray[np.bool_]

    @property
    def bodies(self) -> Bodies:
        """All bodies of the problem."""
        return self.placer.bodies

    @property
    def families(self) -> Sequence[Family]:
        """The families as they stand now."""
        return self.placer.families

    def require_possible(self) -> None:
        """Nothing, if every family's references and every body's reads are possible.

        Raises
        ------
        InputUnusable
            Somebody's reads have no probability: every ratio would be of nothing to nothing.
        """
        for place, family in enumerate(self.families):
            if self.placer.family(place) == -np.inf:
                raise InputUnusable(
                    f"family {family.id}: the references cannot be related as drawn; "
                    "check the relations or allow mutation"
                )
        for place, body in enumerate(self.bodies.ids):
            if self.placer.stranger(place) == -np.inf:
                raise InputUnusable(f"body {body}: its reads are impossible in this population; check the frequencies")

    def log_lr(self, asked: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
        """Natural log of the likelihood ratio of each open pair; NaN elsewhere; shape (n_bodies, n_missing)."""
        asked = self.is_open if asked is None else asked
        found = np.full(asked.shape, np.nan)
        for person in np.flatnonzero(asked.any(axis=0)).tolist():
            family = int(self.people.family[person])
            placements = {body: self._alone(body, person) for body in np.flatnonzero(asked[:, person]).tolist()}
            self.placer.prepare(family, list(placements.values()))
            for body, placement in placements.items():
                found[body, person] = self.placer.log_ratio(family, placement)
        return found

    def n_exclusions(self) -> NDArray[np.int16]:
        """Markers that no Mendelian inheritance explains, of each open pair; -1 elsewhere; (n_bodies, n_missing)."""
        counts = np.full(self.is_open.shape, -1, dtype=np.int16)
        anyone = replace(self.bodies, sexes=np.full(len(self.bodies), Sex.UNKNOWN, dtype=np.int8))
        for person in np.flatnonzero(self.is_open.any(axis=0)).tolist():
            family = self.families[int(self.people.family[person])]
            counts[:, person] = exclusions(family, self.people.ids[person], anyone, self.placer.panel)
        return np.where(self.is_open, counts, np.int16(-1))

    def graph(self, log_lr: NDArray[np.float64]) -> tuple[Pairings, MissingPeople, NDArray[np.int64]]:
        """The open pairs as a graph with a flat prior; the missing as families look for them now, and who they were.

        The last array, (n_missing_now,), gives the place in the whole problem of each missing person of the graph.
        """
        now = MissingPeople.of(self.families)
        was = {
            (family, name): place
            for place, (family, name) in enumerate(zip(self.people.family.tolist(), self.people.ids, strict=True))
        }
        places = np.array(
            [was[family, name] for family, name in zip(now.family.tolist(), now.ids, strict=True)], dtype=np.int64
        )
        is_open = self.is_open[:, places]
        body, person = np.nonzero(is_open)
        graph = Pairings(
            body=body.astype(np.int32),
            missing=person.astype(np.int32),
            log_lr=log_lr[:, places][body, person],
            log_odds=np.zeros(body.size),
        )
        return graph, now, places

    def without(
        self, *, bodies: Sequence[int] = (), missing: Sequence[int] = (), pairs: NDArray[np.bool_] | None = None
    ) -> "Board":
        """The board without these bodies, missing people and pairs."""
        is_open, bodies_left, missing_left = self.is_open.copy(), self.bodies_left.copy(), self.missing_left.copy()
        bodies_left[list(bodies)] = False
        missing_left[list(missing)] = False
        is_open &= bodies_left[:, None] & missing_left[None, :]
        if pairs is not None:
            is_open &= ~pairs
        return replace(self, is_open=is_open, bodies_left=bodies_left, missing_left=missing_left)

    def identified(self, missing_by_body: Mapping[int, int]) -> "Board":
        """The board after these identifications: their profiles now speak for their families."""
        families = list(self.families)
        for body, person in missing_by_body.items():
            place = int(self.people.family[person])
            family, name = families[place], self.people.ids[person]
            profile = self.bodies.profiles.only([self.bodies.ids[body]]).renamed({self.bodies.ids[body]: name})
            families[place] = replace(
                family,
                missing=tuple(each for each in family.missing if each != name),
                references=family.references.and_of(profile),
            )
        after = self.without(bodies=list(missing_by_body), missing=list(missing_by_body.values()))
        return replace(after, placer=self.placer.among(families))

    def of_family(self, family: int) -> "Board":
        """Only the pairs of one family, and the bodies that have one."""
        mine = self.people.family == family
        is_open = self.is_open & mine[None, :]
        return replace(
            self,
            is_open=is_open,
            bodies_left=self.bodies_left & is_open.any(axis=1),
            missing_left=self.missing_left & mine,
        )

    def _alone(self, body: int, person: int) -> tuple[int, ...]:
        family = self.families[int(self.people.family[person])]
        return tuple(body if each == self.people.ids[person] else -1 for each in family.missing)


def board(placer: Placer, is_open: NDArray[np.bool_]) -> Board:
    """The board at the beginning: everyone is open."""
    people = MissingPeople.of(placer.families)
    if is_open.shape != (len(placer.bodies), len(people)):
        raise ValueError(f"expected pairs of shape ({len(placer.bodies)}, {len(people)}), got {is_open.shape}")
    everyone = np.ones(len(placer.bodies), dtype=np.bool_), np.ones(len(people), dtype=np.bool_)
    return Board(placer=placer, people=people, is_open=is_open, bodies_left=everyone[0], missing_left=everyone[1])

"""Which body may be which missing person: a sparse graph of bodies and missing people, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.family import Family
from repatria.kinship.pedigree import Sex


@dataclass(frozen=True, kw_only=True, eq=False)
class MissingPeople:
    """The missing of all families: family int32, place in ``family.missing`` int16, sex int8, each (n_missing,)."""

    family: NDArray[np.int32]
    place: NDArray[np.int16]
    sexes: NDArray[np.int8]
    ids: tuple[str, ...]

    @staticmethod
    def of(families: Sequence[Family]) -> "MissingPeople":
        """Everyone who is looked for, family by family."""
        rows = [(f, p, each) for f, family in enumerate(families) for p, each in enumerate(family.missing)]
        return MissingPeople(
            family=np.array([f for f, _, _ in rows], dtype=np.int32),
            place=np.array([p for _, p, _ in rows], dtype=np.int16),
            sexes=np.array([families[f].pedigree.member(each).sex for f, _, each in rows], dtype=np.int8),
            ids=tuple(each for _, _, each in rows),
        )

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def n_places(self) -> NDArray[np.int64]:
        """How many each family looks for; shape (n_families,), trailing families that look for nobody left out."""
        return np.bincount(self.family) if len(self) else np.zeros(0, dtype=np.int64)

    @cached_property
    def first(self) -> NDArray[np.int64]:
        """Place of each family's first missing person in the row."""
        return np.concatenate([[0], np.cumsum(self.n_places)[:-1]]) if len(self) else np.zeros(0, dtype=np.int64)


def same_sex(one: NDArray[np.int8], other: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Whether the two may be one person: an unknown sex contradicts none."""
    agrees: NDArray[np.bool_] = (one == other) | (one == Sex.UNKNOWN) | (other == Sex.UNKNOWN)
    return agrees


@dataclass(frozen=True, kw_only=True, eq=False)
class Pairings:
    """Pairs that are weighed: body int32 and missing person int32 (places), all of shape (n_pairings,).

    ``log_lr``: natural log of the likelihood ratio of DNA, this missing person against a stranger.
    ``log_odds``: natural log of the prior weight of the pair against "none of the listed", other evidence included.
    """

    body: NDArray[np.int32]
    missing: NDArray[np.int32]
    log_lr: NDArray[np.float64]
    log_odds: NDArray[np.float64]

    def __post_init__(self) -> None:
        if not self.body.shape == self.missing.shape == self.log_lr.shape == self.log_odds.shape:
            raise ValueError("body, missing, log_lr and log_odds must have one shape")
        if np.any(np.isnan(self.log_lr)) or np.any(np.isnan(self.log_odds)):
            raise ValueError("a log weight is not a number")

    def __len__(self) -> int:
        return int(self.body.size)

    def only(self, kept: NDArray[np.bool_] | NDArray[np.int64]) -> "Pairings":
        """Those pairs only."""
        return Pairings(
            body=self.body[kept], missing=self.missing[kept], log_lr=self.log_lr[kept], log_odds=self.log_odds[kept]
        )

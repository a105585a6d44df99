"""A family that looks for someone, and the unidentified bodies: the two sides of every comparison."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.pedigree import Pedigree
from repatria.kinship.profiles import Profiles


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Family:
    """One family: its pedigree, who of it is missing, and the profiles of relatives who gave a sample.

    Ids of members are the family's own: families of the same shape may share one :class:`Pedigree`, so that 60,000 of
    them need a dozen.  ``missing`` holds ids of untyped members; ``references`` profiles of other members.
    """

    id: str
    pedigree: Pedigree
    missing: tuple[str, ...]
    references: Profiles

    def __post_init__(self) -> None:
        for each in (*self.missing, *self.references.ids):
            if each not in self.pedigree:
                raise ValueError(f"family {self.id}: {each} is not a member of its pedigree")
        for each in self.missing:
            if each in self.references:
                raise ValueError(f"family {self.id}: {each} is missing and has a reference profile")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bodies:
    """Unidentified bodies: a profile and a sex (:class:`repatria.kinship.Sex`, int8 of shape (n_bodies,)) of each."""

    profiles: Profiles
    sexes: NDArray[np.int8]

    def __post_init__(self) -> None:
        if self.sexes.shape != (len(self.profiles),):
            raise ValueError(f"expected {len(self.profiles)} sexes, got shape {self.sexes.shape}")

    def __len__(self) -> int:
        return len(self.profiles)

    @property
    def ids(self) -> tuple[str, ...]:
        """The bodies' ids in order."""
        return self.profiles.ids

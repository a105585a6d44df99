"""DNA profiles as one array of allele places: people, markers, two reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.markers import Panel

UNREAD = -1


@dataclass(frozen=True, kw_only=True, eq=False)
class Profiles:
    """Genotypes of people at the markers of a panel.

    ``alleles``: int16 of shape (n_profiles, n_markers, 2), each an allele's place in its :class:`Marker`.  Both
    :data:`UNREAD`: not typed there.  Only the second one :data:`UNREAD`: one allele was read, the other is not known.
    A man at an X marker carries his one allele twice.  A silent allele is never read.
    """

    ids: tuple[str, ...]
    alleles: NDArray[np.int16]

    def __post_init__(self) -> None:
        if self.alleles.ndim != 3 or self.alleles.shape[0] != len(self.ids) or self.alleles.shape[2] != 2:
            raise ValueError(f"expected alleles of shape ({len(self.ids)}, n_markers, 2), got {self.alleles.shape}")
        if self.alleles.dtype != np.int16:
            raise TypeError(f"expected int16 alleles, got {self.alleles.dtype}")
        if len(set(self.ids)) != len(self.ids):
            raise ValueError("two profiles have the same id")
        if np.any((self.alleles[:, :, 0] == UNREAD) & (self.alleles[:, :, 1] != UNREAD)):
            raise ValueError("a single read stands first, the unknown one second")

    @cached_property
    def _index(self) -> dict[str, int]:
        return {each: index for index, each in enumerate(self.ids)}

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, profile_id: object) -> bool:
        return profile_id in self._index

    @property
    def is_typed(self) -> NDArray[np.bool_]:
        """Whether anything was read; shape (n_profiles, n_markers)."""
        typed: NDArray[np.bool_] = self.alleles[:, :, 0] != UNREAD
        return typed

    def index(self, profile_id: str) -> int:
        """The profile's place; ``KeyError`` for an unknown one."""
        return self._index[profile_id]

    def only(self, ids: Sequence[str]) -> "Profiles":
        """The named profiles, in the order given."""
        return Profiles(ids=tuple(ids), alleles=self.alleles[[self._index[each] for each in ids]])

    def renamed(self, new_by_old: Mapping[str, str]) -> "Profiles":
        """The same profiles under other ids: how a body takes the place of a missing person."""
        return Profiles(ids=tuple(new_by_old.get(each, each) for each in self.ids), alleles=self.alleles)

    def and_of(self, others: "Profiles") -> "Profiles":
        """These and those, of the same panel."""
        return Profiles(ids=self.ids + others.ids, alleles=np.concatenate([self.alleles, others.alleles]))

    @staticmethod
    def of(genotypes: Mapping[str, Mapping[str, Sequence[str | None] | None]], panel: Panel) -> "Profiles":
        """Profiles of allele names: person → marker → two names, one name (a man's X), or a name and ``None``.

        Raises
        ------
        KeyError
            An allele or a marker that the panel does not hold: to guess its frequency would invent evidence.
        """
        ids = tuple(genotypes)
        alleles = np.full((len(ids), len(panel), 2), UNREAD, dtype=np.int16)
        for row, person in enumerate(ids):
            for name, reads in genotypes[person].items():
                column = panel.index(name)
                known = [panel.markers[column].index(read) for read in reads or () if read is not None]
                if not known:
                    continue
                both = known[0], (known[-1] if len(known) == 2 or len(reads or ()) == 1 else UNREAD)
                alleles[row, column] = both
        return Profiles(ids=ids, alleles=alleles)

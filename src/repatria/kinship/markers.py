"""A marker: a place on a chromosome where people differ, and how its alleles are frequent and change."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

FREQUENCY_TOLERANCE = 1e-6


class Chromosome(StrEnum):
    """Where a marker lies, as far as inheritance differs."""

    AUTOSOMAL = "autosomal"
    X = "X"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mutation:
    """How alleles change from parent to child: a matrix for mothers and one for fathers.

    Row: the parent's allele; column: what the child receives.  Shape (n_alleles, n_alleles), float64,
    each row sums to 1.  ``model`` says in a word how the matrices were made.
    """

    female: NDArray[np.float64]
    male: NDArray[np.float64]
    model: str = "custom"

    def __post_init__(self) -> None:
        for side, matrix in (("female", self.female), ("male", self.male)):
            if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
                raise ValueError(f"expected a square {side} matrix, got shape {matrix.shape}")
            if not np.all(matrix >= 0) or not np.allclose(matrix.sum(axis=1), 1.0, rtol=0, atol=FREQUENCY_TOLERANCE):
                raise ValueError(f"each row of the {side} matrix must be of proportions that sum to 1")


@dataclass(frozen=True, kw_only=True, eq=False)
class Marker:
    """One marker: its alleles with their frequencies in the population.

    ``has_silent``: the last allele is silent, one that the kit cannot see.  ``mutation`` of ``None`` means that
    alleles never change.  ``dropout`` is the probability that one allele copy of a person is not read.
    """

    name: str
    alleles: tuple[str, ...]
    frequencies: NDArray[np.float64]
    chromosome: Chromosome = Chromosome.AUTOSOMAL
    has_silent: bool = False
    mutation: Mutation | None = None
    dropout: float = 0.0

    def __post_init__(self) -> None:
        n = len(self.alleles)
        if n == 0 or len(set(self.alleles)) != n:
            raise ValueError(f"marker {self.name}: expected distinct alleles")
        if self.frequencies.shape != (n,) or not np.all(self.frequencies >= 0):
            raise ValueError(f"marker {self.name}: expected {n} frequencies of at least 0")
        if abs(float(self.frequencies.sum()) - 1.0) > FREQUENCY_TOLERANCE:
            raise ValueError(f"marker {self.name}: frequencies sum to {float(self.frequencies.sum()):.9g}, not to 1")
        if self.mutation is not None and self.mutation.female.shape != (n, n):
            raise ValueError(f"marker {self.name}: {n} alleles, mutation matrix of {self.mutation.female.shape}")
        if not 0.0 <= self.dropout < 1.0:
            raise ValueError(f"marker {self.name}: dropout must be in [0, 1), got {self.dropout}")

    @cached_property
    def _index(self) -> dict[str, int]:
        return {allele: index for index, allele in enumerate(self.alleles)}

    @property
    def n_alleles(self) -> int:
        """How many alleles the marker has, a silent one included."""
        return len(self.alleles)

    def index(self, allele: str) -> int:
        """The allele's place in ``alleles``; ``KeyError`` for one that the database does not hold."""
        return self._index[allele]


@dataclass(frozen=True, kw_only=True, eq=False)
class Panel:
    """Markers in a fixed order: the second axis of every array of profiles."""

    markers: tuple[Marker, ...]

    def __post_init__(self) -> None:
        names = [marker.name for marker in self.markers]
        if len(set(names)) != len(names):
            raise ValueError("two markers of one panel have the same name")

    @cached_property
    def _index(self) -> dict[str, int]:
        return {marker.name: index for index, marker in enumerate(self.markers)}

    def __len__(self) -> int:
        return len(self.markers)

    @property
    def names(self) -> tuple[str, ...]:
        """The markers' names in order."""
        return tuple(marker.name for marker in self.markers)

    def index(self, name: str) -> int:
        """The marker's place; ``KeyError`` for an unknown one."""
        return self._index[name]

    def only(self, names: Sequence[str]) -> "Panel":
        """The named markers, in the order given."""
        return Panel(markers=tuple(self.markers[self.index(name)] for name in names))

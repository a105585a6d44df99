"""The loci of an invented world: alleles, how frequent they are, how often they change, how long the fragments are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

# About as long, in base pairs, as the fragments of common kits: what breaks first in old bone.  Only the order matters.
LENGTHS_BP = {
    **{"D3S1358": 125, "vWA": 185, "D16S539": 250, "CSF1PO": 300, "TPOX": 360, "D8S1179": 145, "D21S11": 215},
    **{"D18S51": 300, "D2S441": 95, "D19S433": 145, "TH01": 200, "FGA": 290, "D22S1045": 105, "D5S818": 160},
    **{"D13S317": 225, "D7S820": 280, "SE33": 375, "D10S1248": 110, "D1S1656": 185, "D12S391": 240, "D2S1338": 320},
    **{"Penta D": 410, "Penta E": 425},
}
USUAL_LENGTH_BP = 260
OLDER_KIT = frozenset(
    (
        *("CSF1PO", "D13S317", "D16S539", "D18S51", "D19S433", "D21S11", "D2S1338", "D3S1358"),
        *("D5S818", "D7S820", "D8S1179", "FGA", "TH01", "TPOX", "vWA"),
    )
)
TWO_STEPS = 0.1


@dataclass(frozen=True, kw_only=True, eq=False)
class Loci:
    """Names, and for each locus its alleles, their frequencies, and the rate of mutation by the parent's sex.

    ``frequencies``: one array a locus, as long as its alleles, summing to 1.  ``rates``: (n_loci, 2), a meiosis of a
    father in column 0, of a mother in column 1.
    """

    names: tuple[str, ...]
    alleles: tuple[tuple[str, ...], ...]
    frequencies: tuple[NDArray[np.float64], ...]
    rates: NDArray[np.float64]

    def __post_init__(self) -> None:
        if not len(self.names) == len(self.alleles) == len(self.frequencies) or not self.names:
            raise ValueError("expected alleles and frequencies for each of at least one locus")
        if self.rates.shape != (len(self.names), 2) or not np.all((self.rates >= 0) & (self.rates < 0.5)):
            raise ValueError(f"expected rates in [0, 0.5) of shape ({len(self.names)}, 2), got {self.rates.shape}")
        for name, alleles, shares in zip(self.names, self.alleles, self.frequencies, strict=True):
            if shares.shape != (len(alleles),) or not np.all(shares >= 0) or abs(shares.sum() - 1) > 1e-6:
                raise ValueError(f"{name}: expected {len(alleles)} frequencies that sum to 1")
            if len(alleles) > np.iinfo(np.int8).max:
                raise ValueError(f"{name}: more than {np.iinfo(np.int8).max} alleles")

    def __len__(self) -> int:
        return len(self.names)

    @staticmethod
    def of(frequencies: Mapping[str, Mapping[str, float]], rates: Mapping[str, tuple[float, float]]) -> "Loci":
        """Loci of plain mappings: locus → allele → frequency, and locus → the rates of fathers and mothers."""
        return Loci(
            names=tuple(frequencies),
            alleles=tuple(tuple(each) for each in frequencies.values()),
            frequencies=tuple(np.array(list(each.values())) / sum(each.values()) for each in frequencies.values()),
            rates=np.array([rates[name] for name in frequencies], dtype=np.float64).reshape(-1, 2),
        )

    @cached_property
    def lengths_bp(self) -> NDArray[np.float64]:
        """About how long each locus's fragments are; shape (n_loci,)."""
        return np.array([LENGTHS_BP.get(name, USUAL_LENGTH_BP) for name in self.names], dtype=np.float64)

    @cached_property
    def in_older_kit(self) -> NDArray[np.bool_]:
        """Which loci a kit of twenty years ago reads; shape (n_loci,), all where it would read none."""
        held = np.array([name in OLDER_KIT for name in self.names])
        return held if held.any() else ~held

    @cached_property
    def steps(self) -> tuple[NDArray[np.float64], ...]:
        """Where a changed allele goes, cumulated over columns: mostly one repeat up or down, sometimes two.

        A row of zeros: no allele of the table lies one or two repeats away, so this one does not change.
        """
        return tuple(_steps(alleles) for alleles in self.alleles)

    def draw(self, shape: Sequence[int], *, rng: np.random.Generator) -> NDArray[np.int8]:
        """Alleles of the population, (*shape, n_loci, 2)."""
        drawn = np.empty((*shape, len(self), 2), dtype=np.int8)
        for place, shares in enumerate(self.frequencies):
            above = np.cumsum(shares)
            above[-1] = 1.0
            drawn[..., place, :] = np.searchsorted(above, rng.random((*shape, 2)), side="right")
        return drawn


def _steps(alleles: Sequence[str]) -> NDArray[np.float64]:
    try:
        lengths = np.array([float(each) for each in alleles])
    except ValueError:
        return np.zeros((len(alleles), len(alleles)))
    apart = np.abs(lengths[:, None] - lengths[None, :])
    weights = np.where(np.isclose(apart, 1), 1 - TWO_STEPS, 0.0) + np.where(np.isclose(apart, 2), TWO_STEPS, 0.0)
    sums = weights.sum(axis=1, keepdims=True)
    cumulated: NDArray[np.float64] = np.cumsum(np.divide(weights, sums, where=sums > 0, out=weights * 0.0), axis=1)
    return cumulated

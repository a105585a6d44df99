"""Genotypes that occur among profiles, numbered: a table needs a row for these only, not for every pair of alleles."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.profiles import UNREAD, Profiles

NOT_TYPED = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GenotypeCodes:
    """Profiles as numbers of genotypes.

    ``codes``: int32 of shape (n_profiles, n_markers); 0: not typed.  ``genotypes``: for each marker int16 of shape
    (n_codes, 2), of which row 0 is the genotype that was not typed; the lower allele stands first, and a single read
    has :data:`repatria.kinship.UNREAD` second, a genotype of its own.
    """

    codes: NDArray[np.int32]
    genotypes: tuple[NDArray[np.int16], ...]

    @property
    def n_codes(self) -> NDArray[np.int32]:
        """How many codes each marker has, the one for "not typed" included; shape (n_markers,)."""
        return np.array([len(each) for each in self.genotypes], dtype=np.int32)

    @property
    def first_rows(self) -> NDArray[np.int32]:
        """Where each marker's rows begin in a table of all markers; shape (n_markers,)."""
        ends = np.cumsum(self.n_codes, dtype=np.int32)
        return np.asarray(ends - self.n_codes, dtype=np.int32)


def unordered(alleles: NDArray[np.int16]) -> NDArray[np.int16]:
    """The same genotypes with the lower allele first; the unknown read of a single one stays second."""
    first, second = alleles[..., 0], alleles[..., 1]
    swap = (second != UNREAD) & (second < first)
    return np.stack([np.where(swap, second, first), np.where(swap, first, second)], axis=-1)


def genotype_codes(profiles: Profiles) -> GenotypeCodes:
    """Number the genotypes that occur among profiles, marker by marker."""
    alleles = unordered(profiles.alleles).astype(np.int64)
    codes = np.empty(alleles.shape[:2], dtype=np.int32)
    genotypes = []
    for marker in range(alleles.shape[1]):
        key = (alleles[:, marker, 0] + 1) * 2**16 + alleles[:, marker, 1] + 1
        present, code = np.unique(np.concatenate([[0], key]), return_inverse=True)
        codes[:, marker] = code[1:]
        genotypes.append(np.stack([present // 2**16 - 1, present % 2**16 - 1], axis=1).astype(np.int16))
    return GenotypeCodes(codes=codes, genotypes=tuple(genotypes))

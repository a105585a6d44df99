"""What was read of whom, as the engine needs it: the pattern of reads at a marker, without the alleles themselves."""

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.inheritance import Read
from repatria.kinship.profiles import UNREAD


def read_patterns(alleles: NDArray[np.int16], *, may_drop: NDArray[np.bool_] | bool = False) -> NDArray[np.int8]:
    """:class:`Read` of each genotype.

    Parameters
    ----------
    alleles
        Places of alleles; shape (…, 2).
    may_drop
        Where an allele may have dropped out; broadcast against the leading axes.
    """
    certain = np.where(alleles[..., 1] == UNREAD, np.int8(Read.ONE), np.int8(Read.BOTH))
    some = np.where(may_drop, np.int8(Read.SOME), certain)
    return np.where(alleles[..., 0] == UNREAD, np.int8(Read.NOTHING), some)

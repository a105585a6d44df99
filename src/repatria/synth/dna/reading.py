"""What is still read of a body's DNA: long fragments break first, an allele is lost, two people lie in one bag."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.synth.dna.kinds import Trouble
from repatria.synth.dna.loci import Loci

UNREAD = -1
SHARES = {None: 0.62, Trouble.PARTIAL: 0.22, Trouble.DEGRADED: 0.11, Trouble.POOR: 0.05}
# The length at which half of the fragments are too short to be read, by class of the sample.
HALF_BP = {Trouble.PARTIAL: (260.0, 460.0), Trouble.DEGRADED: (150.0, 260.0), Trouble.POOR: (80.0, 150.0)}
SLOPE_BP = 22.0
UNSEEN = 0.03  # of loci where one allele was lost, those that the laboratory writes as homozygous


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quality:
    """How broken each sample is: ``at_bp`` (n,), the length of which half is lost; infinite for a whole one."""

    at_bp: NDArray[np.float64]

    def only(self, places: NDArray[np.int64]) -> "Quality":
        """The samples at some places."""
        return Quality(at_bp=self.at_bp[places])

    def survival(self, lengths_bp: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probability that one copy of an allele is read, (n, n_lengths)."""
        over = (lengths_bp[None, :] - self.at_bp[:, None]) / SLOPE_BP
        share: NDArray[np.float64] = 1.0 / (1.0 + np.exp(np.clip(over, -700, 700)))
        return share

    def classes(self) -> dict[Trouble, NDArray[np.bool_]]:
        """Which samples are partial, degraded, poor; (n,) each."""
        return {kind: (low <= self.at_bp) & (self.at_bp < high) for kind, (low, high) in HALF_BP.items()}


def draw_quality(n: int, *, rng: np.random.Generator) -> Quality:
    """Draw how broken ``n`` samples are."""
    kinds = list(SHARES)
    chosen = rng.choice(len(kinds), size=n, p=list(SHARES.values()))
    spots = rng.random(n)
    at_bp = np.full(n, np.inf)
    for number, kind in enumerate(kinds):
        if kind is not None:
            low, high = HALF_BP[kind]
            at_bp = np.where(chosen == number, low + spots * (high - low), at_bp)
    return Quality(at_bp=at_bp)


def read_one(
    true: NDArray[np.int8], quality: Quality, loci: Loci, *, rng: np.random.Generator
) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Reads (n, n_loci, 4) of samples of one person each, and in which an unseen drop-out was written as homozygous.

    Two reads: the genotype.  One read: one allele was seen, whether there was another is not known.
    """
    is_read = rng.random(true.shape) < quality.survival(loci.lengths_bp)[:, :, None]
    low, high = true.min(axis=2), true.max(axis=2)
    n_read = is_read.sum(axis=2)
    only = np.where(is_read[:, :, 0], true[:, :, 0], true[:, :, 1])
    is_unseen = (n_read == 1) & (rng.random(n_read.shape) < UNSEEN)
    reads = np.full((*true.shape[:2], 4), UNREAD, dtype=np.int8)
    reads[:, :, 0] = np.select([n_read == 2, n_read == 1], [low, only], UNREAD)
    reads[:, :, 1] = np.select([n_read == 2, is_unseen], [high, only], UNREAD)
    return reads, (is_unseen & (low != high)).any(axis=1)


def read_mixed(
    first: NDArray[np.int8], second: NDArray[np.int8], quality: Quality, loci: Loci, *, rng: np.random.Generator
) -> NDArray[np.int8]:
    """Reads of bags where a second person lies: every different allele once, a lone one twice."""
    other, _ = read_one(second, quality, loci, rng=rng)
    both = np.concatenate([first[:, :, :2], other[:, :, :2]], axis=2).astype(np.int16)
    both = np.where(both == UNREAD, np.iinfo(np.int16).max, both)
    both.sort(axis=2)
    is_again = np.concatenate([np.zeros((*both.shape[:2], 1), dtype=bool), both[:, :, 1:] == both[:, :, :-1]], axis=2)
    both[is_again] = np.iinfo(np.int16).max
    both.sort(axis=2)
    reads = np.where(both == np.iinfo(np.int16).max, UNREAD, both).astype(np.int8)
    is_lone = (reads[:, :, 0] != UNREAD) & (reads[:, :, 1] == UNREAD)
    reads[:, :, 1] = np.where(is_lone, reads[:, :, 0], reads[:, :, 1])
    return reads

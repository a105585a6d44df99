"""What a screen asks for and what it finds."""

from dataclasses import dataclass
from enum import IntEnum
from math import isfinite, log

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.params import LikelihoodParams


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenParams:
    """Which pairs a screen keeps, and what it may use.

    A pair of body and missing person is a candidate if its likelihood ratio reaches the threshold **and** it is among
    the best of its body **or** among the best of its missing person: a body that resembles a thousand families does
    not crowd a family's own best candidate out, nor the other way round.  Of equal ratios the lower place in the
    input comes first.

    ``threshold_log10``: log10 of the likelihood ratio; finite, so exclusions are never candidates.
    ``table_bytes``: bound of the tables of ratios held at once; more saves some tables that families share.
    ``theta_margin_log10``: with theta above 0 the scan itself goes without, lets pairs pass this far below the
    threshold, and each of them is then weighed directly with theta; :func:`repatria.kinship.screen` says why.
    ``n_reshuffles``: how often all bodies are scanned again with their genotypes dealt anew, to count chance hits.
    """

    threshold_log10: float = 4.0
    best_per_body: int = 20
    best_per_missing: int = 20
    n_threads: int = 2
    table_bytes: int = 64 * 2**20
    n_reshuffles: int = 1
    theta_margin_log10: float = 0.5

    def __post_init__(self) -> None:
        if not isfinite(self.threshold_log10):
            raise ValueError(f"expected a finite threshold_log10, got {self.threshold_log10}")
        for name in ("best_per_body", "best_per_missing", "n_threads", "table_bytes"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, got {getattr(self, name)}")
        for name in ("n_reshuffles", "theta_margin_log10"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} must be at least 0, got {getattr(self, name)}")

    @property
    def threshold(self) -> float:
        """Natural log of the threshold."""
        return self.threshold_log10 * log(10)


class Obstacle(IntEnum):
    """Why a missing person could not be compared with anybody."""

    NONE = 0
    CONTRADICTION = 1  # The relatives' own reads cannot be in the pedigree as stated.
    TOO_COMPLEX = 2  # No exact likelihood within the engine's limits.


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Searches:
    """Every missing person that was looked for; arrays of shape (n_missing,), in the families' order.

    ``n_bodies``: bodies compared, those of the other sex left out.  ``n_markers``: markers at which a relative was
    read.  ``n_passing``: bodies that reached the threshold, true and by chance, counted without theta and in float32:
    a ratio within about 1e-4 of the threshold may fall on either side.  ``n_reshuffled_passing``: how many of the
    reshuffled bodies did, over all reshuffles.  ``obstacle``: :class:`Obstacle`, why nobody was compared, and
    ``obstacle_marker``: the first marker where it was met, or -1.
    """

    family: NDArray[np.int32]
    missing: NDArray[np.int16]
    n_bodies: NDArray[np.int32]
    n_markers: NDArray[np.int16]
    n_passing: NDArray[np.int64]
    n_reshuffled_passing: NDArray[np.int64]
    obstacle: NDArray[np.int8]
    obstacle_marker: NDArray[np.int16]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidates:
    """Pairs of bodies and missing persons worth a look, ordered by family, missing person, falling ratio and body.

    Arrays of shape (n_candidates,): ``body`` and ``family`` are places in the inputs, ``missing`` in the family's
    ``missing``; ``log10_lr`` is exact; ``n_compared`` counts markers at which both the body and a relative were read,
    ``n_exclusions`` those that no Mendelian inheritance explains (:func:`repatria.kinship.exclusions`).

    ``impossible_bodies``: places of bodies left out, because their reads have no probability in the population; their
    first such marker stands in ``impossible_body_markers``.  ``n_pairs``: pairs compared.  ``working_bytes``: the most
    memory that the screen's own arrays took at once.
    """

    body: NDArray[np.int32]
    family: NDArray[np.int32]
    missing: NDArray[np.int16]
    log10_lr: NDArray[np.float64]
    n_compared: NDArray[np.int16]
    n_exclusions: NDArray[np.int16]
    searches: Searches
    impossible_bodies: NDArray[np.int32]
    impossible_body_markers: NDArray[np.int16]
    n_pairs: int
    working_bytes: int
    params: ScreenParams
    likelihood: LikelihoodParams

    def __len__(self) -> int:
        return len(self.body)

    @property
    def chance_bound(self) -> NDArray[np.float64]:
        """For each missing person a bound of the expected number of strangers that pass, whatever the pedigree.

        A stranger's likelihood ratio is 1 on average, so at most one stranger in *t* reaches *t* (Markov).  Exact as a
        bound where genotypes have the panel's frequencies; mostly far above the truth.  (n_missing,)
        """
        return np.asarray(self.searches.n_bodies * min(1.0, 10.0**-self.params.threshold_log10), dtype=np.float64)

    @property
    def chance_estimate(self) -> NDArray[np.float64]:
        """For each missing person an estimate of the number of strangers that pass, or NaN without a reshuffle.

        The bodies' genotypes at each marker are dealt anew among the bodies that were read there: everyone keeps the
        markers at which they were read, kinship is gone, the population's frequencies are those of the bodies.
        A count of few events: sum over missing persons before comparing.  (n_missing,)
        """
        n = self.params.n_reshuffles
        return np.asarray(self.searches.n_reshuffled_passing / n if n else np.full(len(self.searches.family), np.nan))

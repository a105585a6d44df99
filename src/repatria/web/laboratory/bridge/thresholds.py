"""The thresholds of a board, which are the engine's own: one source for comparison, rules and pages."""

import math
from dataclasses import dataclass

from repatria import kinship

_ENGINE = kinship.ConclusionParams()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRules:
    """Thresholds of a board; stored with each decision.

    ``min_methods``: independent primary methods that stand for the loci where too few could be read.
    """

    min_loci: int = _ENGINE.least_loci
    min_methods: int = _ENGINE.least_methods
    min_readings: int = _ENGINE.least_readings
    log10_lr: float = math.log10(_ENGINE.candidate_lr)
    log10_margin: float = math.log10(_ENGINE.rival_factor)
    probable: float = _ENGINE.probable
    posterior: float = _ENGINE.board_posterior
    max_exclusions: int = _ENGINE.most_exclusions

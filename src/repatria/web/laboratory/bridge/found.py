"""One pair that a comparison found, as it is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One body set beside one missing member; numbers as :class:`Candidate` stores them.

    ``together`` names other profiles that are the same person's: the figures are of all of them together.
    ``evidence``: what is known beside DNA, a row a factor.
    """

    body: str
    family: str
    member: str
    log10_lr: float | None
    posterior: float | None
    prior: float | None
    n_compared: int
    n_exclusions: int
    n_rivals: int = 0
    rival_log10_lr: float | None = None
    by_marker: Mapping[str, float | None] = field(default_factory=dict)
    conclusion: str = ""
    together: tuple[str, ...] = ()
    evidence: Sequence[Mapping[str, Any]] = ()

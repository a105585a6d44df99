"""What a likelihood takes for granted, said in one frozen noun that goes into every report."""

from dataclasses import dataclass
from enum import StrEnum


class Convention(StrEnum):
    """What untyped founders mean under mutation models whose stationary distribution is not the population's.

    ``AS_DRAWN`` keeps every person of the pedigree: founders' alleles come from the population and every meiosis may
    mutate.  ``UNTYPED_FOUNDERS_DROPPED`` first cuts untyped founders that only one child hangs on, as Familias does.
    """

    AS_DRAWN = "pedigree as drawn"
    UNTYPED_FOUNDERS_DROPPED = "untyped founders dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelihoodParams:
    """Parameters of a likelihood.

    ``theta``: probability that two founder alleles are identical by descent from the population's past, in [0, 1).
    """

    theta: float = 0.0
    convention: Convention = Convention.AS_DRAWN

    def __post_init__(self) -> None:
        if not 0.0 <= self.theta < 1.0:
            raise ValueError(f"theta must be in [0, 1), got {self.theta}")

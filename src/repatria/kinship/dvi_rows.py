"""One line of a table of conclusions, and what the conclusions depend on."""

from dataclasses import dataclass
from enum import StrEnum


class DviConclusion(StrEnum):
    """What a step concludes of a missing person or a body."""

    NONIDENTIFIABLE = "Nonidentifiable"
    EXCLUDED = "Excluded"
    UNDISPUTED = "Undisputed"
    MATCH_GLR = "Match (GLR)"
    SYMMETRIC = "Symmetric match"
    PROBABLE = "Probable"
    DISPUTED = "Disputed"
    INCONCLUSIVE = "Inconclusive"
    NO_MATCH = "No match"


@dataclass(frozen=True, slots=True, kw_only=True)
class DviParams:
    """Thresholds of the steps.

    ``threshold``: likelihood ratio of an undisputed match, and how many times its rivals it must be.  ``probable``:
    that of a probable one.  ``most_exclusions``: inconsistent markers that do not yet exclude a pair.
    ``joint_least_lr``: pairs below this ratio are left out of the joint tables.
    """

    threshold: float = 1e4
    probable: float = 1e3
    most_exclusions: int = 2
    joint_least_lr: float = 0.0

    def __post_init__(self) -> None:
        if self.threshold <= 1.0 or self.probable < 1.0 or self.most_exclusions < 0 or self.joint_least_lr < 0.0:
            raise ValueError("expected threshold > 1, probable >= 1, most_exclusions >= 0, joint_least_lr >= 0")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DviRow:
    """A conclusion: places of family, missing person and bodies in the whole problem, ``None`` or () where unsaid.

    ``missing`` is whom the row is about; ``missing_all`` holds several where they cannot be told apart, as ``bodies``
    does.  ``log_lr`` and ``log_glr``: natural logs of the pairwise ratio and of the generalized one (the best joint
    explanation with the match over the best without); NaN where not computed.
    """

    family: int | None
    missing: int | None
    missing_all: tuple[int, ...]
    bodies: tuple[int, ...]
    log_lr: float
    log_glr: float
    conclusion: DviConclusion
    comment: str

"""Everything that an identification takes for granted, in one noun that stands in the report as it was used."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from repatria.cli.dna_models import DnaModels

if TYPE_CHECKING:
    from repatria.kinship import ConclusionParams, IdentifyParams, ScreenParams


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(DnaModels):
    """The options of ``repatria identify``; probabilities in [0, 1]."""

    threshold: float
    probable: float
    candidate_log10_lr: float
    open_cases: int | None
    not_listed: float
    min_loci: int
    board_loci: int
    max_exclusions: int
    best: int
    seed: int

    def screen(self) -> "ScreenParams":
        """Which pairs the screen keeps."""
        from repatria.kinship import ScreenParams

        return ScreenParams(
            threshold_log10=self.candidate_log10_lr, best_per_body=self.best, best_per_missing=self.best
        )

    def conclusions(self) -> "ConclusionParams":
        """Thresholds of the conclusions."""
        from repatria.kinship import ConclusionParams

        return ConclusionParams(
            candidate_lr=10.0**self.candidate_log10_lr,
            probable=self.probable,
            board_posterior=self.threshold,
            least_loci=self.board_loci,
            most_exclusions=self.max_exclusions,
        )

    def identify(self) -> "IdentifyParams":
        """What is assumed before DNA, and how answers are drawn."""
        from repatria.kinship import IdentifyParams

        return IdentifyParams(not_listed=self.not_listed, n_open=self.open_cases, conclusions=self.conclusions())

    def as_json(self) -> dict[str, Any]:
        """Plain values for provenance."""
        return {name: str(value) if isinstance(value, StrEnum) else value for name, value in asdict(self).items()}

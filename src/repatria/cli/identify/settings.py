"""Everything that an identification takes for granted, in one noun that stands in the report as it was used."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from repatria.kinship import LikelihoodParams, Marker, Mutation, ScreenParams
    from repatria.kinship.conclusions import ConclusionParams
    from repatria.kinship.formats.reads import SingleAllele
    from repatria.kinship.identify import IdentifyParams


class SingleRead(StrEnum):
    """What one allele alone at a locus means: laboratories differ."""

    UNKNOWN = "unknown"
    HOMOZYGOUS = "homozygous"


class MutationModel(StrEnum):
    """How alleles change from parent to child."""

    STEPWISE = "stepwise"
    EQUAL = "equal"
    PROPORTIONAL = "proportional"
    NONE = "none"


class Drawing(StrEnum):
    """What untyped founders mean under models that are not stationary."""

    AS_DRAWN = "as-drawn"
    DROPPED = "untyped-founders-dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The options of ``repatria identify``; probabilities in [0, 1], rates a meiosis."""

    single_read: SingleRead
    is_single_read_stated: bool
    threshold: float
    probable: float
    candidate_log10_lr: float
    open_cases: int | None
    not_listed: float
    min_loci: int
    board_loci: int
    max_exclusions: int
    mutation: MutationModel
    rate_female: float
    rate_male: float
    rate2: float
    mutation_range: float
    theta: float
    minimum_frequency: float
    convention: Drawing
    best: int
    seed: int

    def single_allele(self) -> "SingleAllele":
        """The rule as the parsers know it."""
        from repatria.kinship.formats.reads import SingleAllele

        known = {SingleRead.UNKNOWN: SingleAllele.UNKNOWN_SECOND, SingleRead.HOMOZYGOUS: SingleAllele.HOMOZYGOUS}
        return known[self.single_read]

    def likelihood(self) -> "LikelihoodParams":
        """What every likelihood takes for granted."""
        from repatria.kinship import Convention, LikelihoodParams

        known = {Drawing.AS_DRAWN: Convention.AS_DRAWN, Drawing.DROPPED: Convention.UNTYPED_FOUNDERS_DROPPED}
        return LikelihoodParams(theta=self.theta, convention=known[self.convention])

    def screen(self) -> "ScreenParams":
        """Which pairs the screen keeps."""
        from repatria.kinship import ScreenParams

        return ScreenParams(
            threshold_log10=self.candidate_log10_lr, best_per_body=self.best, best_per_missing=self.best
        )

    def conclusions(self) -> "ConclusionParams":
        """Thresholds of the conclusions."""
        from repatria.kinship.conclusions import ConclusionParams

        return ConclusionParams(
            candidate_lr=10.0**self.candidate_log10_lr,
            probable=self.probable,
            board_posterior=self.threshold,
            least_loci=self.board_loci,
            most_exclusions=self.max_exclusions,
        )

    def identify(self) -> "IdentifyParams":
        """What is assumed before DNA, and how answers are drawn."""
        from repatria.kinship.identify import IdentifyParams

        return IdentifyParams(not_listed=self.not_listed, n_open=self.open_cases, conclusions=self.conclusions())

    def mutation_of(self, marker: "Marker") -> "Mutation | None":
        """The model of a marker.

        Raises
        ------
        ValueError
            The model has no place for the marker's alleles.
        """
        from repatria.kinship import equal, proportional, stepwise

        rates = (self.rate_female, self.rate_male)
        match self.mutation:
            case MutationModel.STEPWISE:
                return stepwise(marker, rates, rate2=self.rate2, range=self.mutation_range)
            case MutationModel.EQUAL:
                return equal(marker, rates)
            case MutationModel.PROPORTIONAL:
                return proportional(marker, rates)
            case MutationModel.NONE:
                return None

    def as_json(self) -> dict[str, Any]:
        """Plain values for provenance."""
        return {name: str(value) if isinstance(value, StrEnum) else value for name, value in asdict(self).items()}

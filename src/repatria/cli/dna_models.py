"""How DNA is taken to be inherited, read and spread: the options that every command on DNA shares."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

if TYPE_CHECKING:
    from repatria.kinship import LikelihoodParams, Marker, Mutation
    from repatria.kinship.formats import SingleAllele


class SingleRead(StrEnum):
    """What one allele alone at a locus means: laboratories differ."""

    UNKNOWN = "unknown"
    HOMOZYGOUS = "homozygous"


class MutationModel(StrEnum):
    """How alleles change from parent to child."""

    STEPWISE = "stepwise"
    ONE_STEP = "one-step"
    DAWID = "dawid"
    EQUAL = "equal"
    PROPORTIONAL = "proportional"
    NONE = "none"


class Stationarity(StrEnum):
    """Whether a model is changed so that the population stays as it is; letters as in the field's literature."""

    AS_STATED = "as-stated"
    STATIONARY = "stationary"
    REVERSIBLE_MH = "reversible-mh"
    REVERSIBLE_BA = "reversible-ba"
    REVERSIBLE_PR = "reversible-pr"


class Drawing(StrEnum):
    """What untyped founders mean under models that are not stationary."""

    AS_DRAWN = "as-drawn"
    DROPPED = "untyped-founders-dropped"


SingleAlleleOption: TypeAlias = Annotated[
    SingleRead | None,
    typer.Option(help="What one allele alone at a locus means. If not stated: unknown, and that is said."),
]
MutationOption: TypeAlias = Annotated[
    MutationModel, typer.Option(help="How alleles change from parent to child; a .fam file states its own.")
]
StationarityOption: TypeAlias = Annotated[
    Stationarity, typer.Option(help="Change the model so that the population stays as it is.")
]
RateFemaleOption: TypeAlias = Annotated[float, typer.Option(help="Mutations a meiosis of mothers.", min=0.0, max=0.2)]
RateMaleOption: TypeAlias = Annotated[float, typer.Option(help="Mutations a meiosis of fathers.", min=0.0, max=0.2)]
Rate2Option: TypeAlias = Annotated[
    float, typer.Option(help="Stepwise: mutations to alleles a part of a repeat away.", min=0.0, max=0.2)
]
MutationRangeOption: TypeAlias = Annotated[
    float, typer.Option(help="Stepwise and dawid: each further step is this much rarer.", min=1e-6, max=0.999)
]
ThetaOption: TypeAlias = Annotated[float, typer.Option(help="Relatedness in the population (Fst).", min=0.0, max=0.2)]
MinimumFrequencyOption: TypeAlias = Annotated[
    float, typer.Option(help="Frequency of an allele that the table does not hold.", min=1e-6, max=0.2)
]
ConventionOption: TypeAlias = Annotated[
    Drawing, typer.Option(help="Untyped founders under models that are not stationary.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DnaModels:
    """What a likelihood takes for granted; probabilities in [0, 1], rates a meiosis."""

    single_read: SingleRead = SingleRead.UNKNOWN
    is_single_read_stated: bool = False
    mutation: MutationModel = MutationModel.STEPWISE
    stationarity: Stationarity = Stationarity.AS_STATED
    rate_female: float = 0.0007
    rate_male: float = 0.0035
    rate2: float = 1e-6
    mutation_range: float = 0.1
    theta: float = 0.0
    minimum_frequency: float = 0.001
    convention: Drawing = Drawing.AS_DRAWN

    @property
    def rates(self) -> tuple[float, float]:
        """Of mothers and of fathers."""
        return self.rate_female, self.rate_male

    def single_allele(self) -> "SingleAllele":
        """The rule as the parsers know it."""
        from repatria.kinship.formats import SingleAllele

        known = {SingleRead.UNKNOWN: SingleAllele.UNKNOWN_SECOND, SingleRead.HOMOZYGOUS: SingleAllele.HOMOZYGOUS}
        return known[self.single_read]

    def likelihood(self) -> "LikelihoodParams":
        """What every likelihood takes for granted."""
        from repatria.kinship import Convention, LikelihoodParams

        known = {Drawing.AS_DRAWN: Convention.AS_DRAWN, Drawing.DROPPED: Convention.UNTYPED_FOUNDERS_DROPPED}
        return LikelihoodParams(theta=self.theta, convention=known[self.convention])

    def mutation_of(self, marker: "Marker") -> "Mutation | None":
        """The model of a marker.

        Raises
        ------
        ValueError
            The model has no place for the marker's alleles, or cannot be made stationary.
        """
        from repatria.kinship import reversible, stationary

        stated = self._stated(marker)
        match self.stationarity:
            case _ if stated is None:
                return None
            case Stationarity.AS_STATED:
                return stated
            case Stationarity.STATIONARY:
                return stationary(stated, marker.frequencies)
            case Stationarity.REVERSIBLE_MH:
                return reversible(stated, marker.frequencies, "MH")
            case Stationarity.REVERSIBLE_BA:
                return reversible(stated, marker.frequencies, "BA")
            case Stationarity.REVERSIBLE_PR:
                return reversible(stated, marker.frequencies, "PR")

    def _stated(self, marker: "Marker") -> "Mutation | None":
        from repatria.kinship import dawid, equal, one_step, proportional, stepwise

        match self.mutation:
            case MutationModel.STEPWISE:
                return stepwise(marker, self.rates, rate2=self.rate2, range=self.mutation_range)
            case MutationModel.ONE_STEP:
                return one_step(marker, self.rates)
            case MutationModel.DAWID:
                return dawid(marker, self.rates, range=self.mutation_range)
            case MutationModel.EQUAL:
                return equal(marker, self.rates)
            case MutationModel.PROPORTIONAL:
                return proportional(marker, self.rates)
            case MutationModel.NONE:
                return None

"""What a Familias file (``.fam``) says: database, persons, pedigrees, and a case of identification.

Facts of the format: files written by Familias 3, and the readers and writers of the R package pedFamilias.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from repatria.kinship.family import Bodies, Family
from repatria.kinship.formats.pedigrees import FamilyPedigree
from repatria.kinship.formats.wording import Notes
from repatria.kinship.markers import Marker, Mutation, Panel
from repatria.kinship.mutation import equal, proportional, stepwise
from repatria.kinship.pedigree import Sex
from repatria.kinship.profiles import Profiles
from repatria.kinship.stationarity import stationary

MISSING_PERSON = "Missing person"
REFERENCE_PEDIGREE = "Reference pedigree"
SILENT = "silent"


class ModelCode(IntEnum):
    """Mutation models by the numbers that the file has for them."""

    EQUAL = 0
    PROPORTIONAL = 1
    STEPWISE = 2
    STEPWISE_STATIONARY = 3
    STEPWISE_EXTENDED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class FamiliasModel:
    """A mutation model of one sex; ``rate2`` is for microvariants, ``range`` the share of each further step."""

    code: ModelCode = ModelCode.EQUAL
    rate: float = 0.0
    range: float = 0.1
    rate2: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FamiliasLocus:
    """A locus of the database: the marker with the matrices made, and what they were made of.

    ``dropout`` is kept as the file says; it is not in the marker, because the file applies it to some persons only.
    """

    marker: Marker
    female: FamiliasModel = FamiliasModel()
    male: FamiliasModel = FamiliasModel()
    database_size: int = 0
    dropout: float = 0.0
    minor_frequency: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FamiliasPerson:
    """A person of the file's first part; ``considers_dropout`` is Familias' mark for a degraded sample."""

    id: str
    sex: Sex
    considers_dropout: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FamiliasFile:
    """A Familias file.

    ``pedigrees`` are hypotheses over all ``persons``, ``profiles`` those of persons who are typed; ``bodies`` and
    ``families`` are the file's part of identification (``None`` and empty where there is none).
    """

    loci: tuple[FamiliasLocus, ...]
    persons: tuple[FamiliasPerson, ...]
    pedigrees: tuple[FamilyPedigree, ...]
    profiles: Profiles
    bodies: Bodies | None = None
    families: tuple[Family, ...] = ()
    theta: float = 0.0
    database: str = ""
    version: str = ""

    @property
    def panel(self) -> Panel:
        """The markers of the database in its order."""
        return Panel(markers=tuple(locus.marker for locus in self.loci))


def mutation_of(marker: Marker, female: FamiliasModel, male: FamiliasModel, notes: Notes) -> Mutation | None:
    """The matrices of the file's models; ``None`` where nothing mutates.

    A stepwise model that does not fit the alleles gives way to the equal one, with a finding.
    """
    if not any((female.rate, female.rate2, male.rate, male.rate2)):
        return None
    try:
        mothers, fathers = _made(marker, female), _made(marker, male)
    except ValueError:
        notes.add("familias-model-replaced", field=marker.name, locus=marker.name)
        mothers = fathers = equal(marker, (female.rate, male.rate))
    name = mothers.model if mothers.model == fathers.model else f"{mothers.model}, {fathers.model}"
    return Mutation(female=mothers.female, male=fathers.male, model=name)


def _made(marker: Marker, model: FamiliasModel) -> Mutation:
    made = _BY_CODE[model.code](marker, model)
    return stationary(made, marker.frequencies) if model.code is ModelCode.STEPWISE_STATIONARY else made


def _stepwise(marker: Marker, model: FamiliasModel) -> Mutation:
    return stepwise(marker, model.rate, rate2=model.rate2, range=model.range)


_BY_CODE: Mapping[ModelCode, Callable[[Marker, FamiliasModel], Mutation]] = {
    ModelCode.EQUAL: lambda marker, model: equal(marker, model.rate),
    ModelCode.PROPORTIONAL: lambda marker, model: proportional(marker, model.rate),
    ModelCode.STEPWISE: _stepwise,
    ModelCode.STEPWISE_STATIONARY: _stepwise,
    ModelCode.STEPWISE_EXTENDED: _stepwise,
}

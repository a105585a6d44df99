"""From files to conclusions: bags of one person joined, bodies screened, all weighed together, said in words."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from repatria.cli.identify.inputs import Inputs
from repatria.cli.identify.settings import Settings

if TYPE_CHECKING:
    from repatria.kinship import Bodies, Candidates
    from repatria.kinship.evidence import EvidenceRatios
    from repatria.kinship.identify import Identification


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """What was found.

    ``compared``: the bodies, one for each person, with their bags.
    ``evidence``: ratios beside DNA for the candidates, or ``None``.
    """

    compared: "Compared"
    candidates: "Candidates"
    identification: "Identification"
    evidence: "EvidenceRatios | None"
    not_listed: float

    @property
    def bodies(self) -> "Bodies":
        """One body for each person."""
        return self.compared.bodies

    @cached_property
    def log10_prior(self) -> NDArray[np.float64]:
        """log10 of the prior odds of each candidate pair against all else."""
        each = (1.0 - self.not_listed) / self.identification.n_open[self.candidates.body]
        return np.log10(each) - np.log10(1.0 - each)

    @cached_property
    def rows_of_body(self) -> dict[int, list[int]]:
        """The candidates of each body, best first."""
        return self._rows(self.identification.joint.pairings.body)

    @cached_property
    def rows_of_person(self) -> dict[int, list[int]]:
        """The candidates of each missing person, best first."""
        return self._rows(self.identification.joint.pairings.missing)

    def _rows(self, owner: NDArray[np.int32]) -> dict[int, list[int]]:
        joint = self.identification.joint
        rows: dict[int, list[int]] = {}
        for row in np.lexsort((-joint.pairings.log_lr, -joint.posterior)).tolist():
            rows.setdefault(int(owner[row]), []).append(row)
        return rows

    @property
    def chance_hits(self) -> tuple[float, float]:
        """How many strangers reach the candidates' threshold: an upper bound, and an estimate (NaN without one)."""
        return float(self.candidates.chance_bound.sum()), float(self.candidates.chance_estimate.sum())


@dataclass(frozen=True, kw_only=True, eq=False)
class Compared:
    """Bags compared with each other and with the staff: one body for each person, all its bags, bags of staff.

    ``n_conflicts`` (n_bodies,): loci at which the bags of one person contradict each other; these are not compared.
    """

    bodies: "Bodies"
    bags: tuple[tuple[str, ...], ...]
    n_conflicts: NDArray[np.int16]
    staff_hits: tuple[str, ...]


def compared(inputs: Inputs, settings: Settings) -> Compared:
    """Join the bags of one person, and set the bags aside that hold the DNA of staff.

    Identical twins have one profile: their bags are joined too, and the report says that DNA cannot tell.
    """
    from repatria.kinship import Bodies
    from repatria.kinship.direct import DirectParams, merge_profiles, same_as, same_person

    params = DirectParams(theta=settings.theta)
    profiles, panel = inputs.bodies.profiles, inputs.panel
    of_staff: set[int] = set()
    if inputs.staff is not None:
        of_staff = set(same_as(profiles, inputs.staff, panel, params=params).one.tolist())
    rest = [place for place in range(len(profiles)) if place not in of_staff]
    kept = profiles.only([profiles.ids[place] for place in rest])
    merged = merge_profiles(kept, same_person(kept, panel, params=params).groups(len(kept)))
    sexes = inputs.bodies.sexes[rest]
    return Compared(
        bodies=Bodies(
            profiles=merged.profiles, sexes=np.array([_sex(sexes[list(m)]) for m in merged.members], dtype=np.int8)
        ),
        bags=tuple(tuple(kept.ids[place] for place in members) for members in merged.members),
        n_conflicts=merged.n_conflicts,
        staff_hits=tuple(profiles.ids[place] for place in sorted(of_staff)),
    )


def _sex(sexes: NDArray[np.int8]) -> int:
    """The sex that the bags of one person agree on, unknown where they do not."""
    known = set(sexes[sexes != 0].tolist())
    return known.pop() if len(known) == 1 else 0


def weigh(inputs: Inputs, bags: Compared, candidates: "Candidates", settings: Settings) -> Outcome:
    """Weigh all candidates together and draw the conclusions."""
    from repatria.kinship.identify import identify

    evidence = None
    params = settings.identify()
    identification = identify(
        bags.bodies,
        inputs.families,
        inputs.panel,
        candidates,
        params=params,
        likelihood=settings.likelihood(),
        evidence=evidence,
    )
    return Outcome(
        compared=bags,
        candidates=candidates,
        identification=identification,
        evidence=evidence,
        not_listed=params.not_listed,
    )

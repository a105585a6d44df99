"""From files to conclusions: bags of one person joined, bodies screened, all weighed together, said in words."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from repatria.cli.identify.inputs import Inputs
from repatria.cli.identify.settings import Settings
from repatria.errors import InputUnusable

if TYPE_CHECKING:
    from repatria.kinship import Bodies, Candidates
    from repatria.kinship.evidence import EvidenceRatios, EvidenceTable
    from repatria.kinship.identify import Identification


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """What was found.

    ``compared``: the bodies, one for each person, with their bags.
    ``evidence``: ratios beside DNA for the candidates, and ``known``: what they
    were made of (of bodies, of missing people), or ``None``.
    """

    compared: "Compared"
    candidates: "Candidates"
    identification: "Identification"
    evidence: "EvidenceRatios | None"
    known: "tuple[EvidenceTable, EvidenceTable] | None"
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

    ``rows``: places of each body's bags among those read.
    ``n_conflicts`` (n_bodies,): loci at which the bags of one person contradict each other; these are not compared.
    ``least_log10_lr``: from which ratio two profiles were taken for one person's.
    """

    bodies: "Bodies"
    bags: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[int, ...], ...]
    n_conflicts: NDArray[np.int16]
    least_log10_lr: float
    staff_hits: tuple[str, ...]


def compared(inputs: Inputs, settings: Settings) -> Compared:
    """Join the bags of one person, and set the bags aside that hold the DNA of staff.

    Identical twins have one profile: their bags are joined too, and the report says that DNA cannot tell.
    """
    from repatria.kinship import Bodies
    from repatria.kinship.direct import DirectParams, merge_profiles, same_as, same_person

    profiles, panel = inputs.bodies.profiles, inputs.panel
    params = DirectParams(theta=settings.theta)
    of_staff: set[int] = set()
    if inputs.staff is not None:
        of_staff = set(same_as(profiles, inputs.staff, panel, params=params).one.tolist())
    rest = [place for place in range(len(profiles)) if place not in of_staff]
    if not rest:
        raise InputUnusable(
            "Every body has the profile of one of the staff: check which files --bodies and --staff name."
        )
    kept = profiles.only([profiles.ids[place] for place in rest])
    same = same_person(kept, panel, params=params)
    merged = merge_profiles(kept, same.groups(len(kept)))
    sexes = inputs.bodies.sexes[rest]
    return Compared(
        bodies=Bodies(
            profiles=merged.profiles, sexes=np.array([_sex(sexes[list(m)]) for m in merged.members], dtype=np.int8)
        ),
        bags=tuple(tuple(kept.ids[place] for place in members) for members in merged.members),
        rows=tuple(tuple(rest[place] for place in members) for members in merged.members),
        n_conflicts=merged.n_conflicts,
        least_log10_lr=same.least_log10_lr,
        staff_hits=tuple(profiles.ids[place] for place in sorted(of_staff)),
    )


def _sex(sexes: NDArray[np.int8]) -> int:
    """The sex that the bags of one person agree on, unknown where they do not."""
    known = set(sexes[sexes != 0].tolist())
    return known.pop() if len(known) == 1 else 0


def _known(inputs: Inputs, bags: Compared) -> "tuple[EvidenceTable, EvidenceTable] | None":
    """What is known of each body from all its bags, and of each missing person.

    Bodies of the other sex are not compared: a sex that the profile says is weighed already, and one read from bones
    counts for the others alone.
    """
    from repatria.kinship import MissingPeople, Sex

    if inputs.evidence is None:
        return None
    found, reported = inputs.evidence
    of_bodies = found.joined(bags.rows)
    sexes = np.where(bags.bodies.sexes == Sex.UNKNOWN, of_bodies.sexes, np.int8(Sex.UNKNOWN))
    return replace(of_bodies, sexes=sexes), replace(reported, sexes=MissingPeople.of(inputs.families).sexes)


def may_be_twins(inputs: Inputs, bags: Compared, candidates: "Candidates") -> NDArray[np.bool_]:
    """Pairs of a person in several bags and a family that looks for several of one sex; (n_candidates,).

    Identical twins have one profile: the bags may be of two people.  What is known of the bags beside the DNA must not
    choose one of them for all.
    """
    from repatria.kinship.pairings import MissingPeople

    people = MissingPeople.of(inputs.families)
    person = people.first[candidates.family] + candidates.missing
    n_alike = np.zeros(len(people), dtype=np.int64)
    for sex in np.unique(people.sexes):
        own = people.sexes == sex
        n_alike[own] = np.bincount(people.family[own], minlength=len(inputs.families))[people.family[own]]
    in_several = np.array([len(own) > 1 for own in bags.bags])
    found: NDArray[np.bool_] = in_several[candidates.body] & (n_alike[person] > 1)
    return found


def weigh(inputs: Inputs, bags: Compared, candidates: "Candidates", settings: Settings) -> Outcome:
    """Weigh all candidates together and draw the conclusions."""
    from repatria.kinship import weigh_evidence
    from repatria.kinship.identify import identify
    from repatria.kinship.pairings import MissingPeople

    known = _known(inputs, bags)
    evidence = None
    if known is not None:
        first = MissingPeople.of(inputs.families).first
        person = (first[candidates.family] + candidates.missing).astype(np.int32)
        evidence = weigh_evidence(*known, candidates.body, person)
        evidence = replace(evidence, log10_lr=evidence.log10_lr * ~may_be_twins(inputs, bags, candidates)[:, None])
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
        known=known,
        not_listed=params.not_listed,
    )

"""Candidates of a screen, and whatever else is known, become posteriors, sets and conclusions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.conclusions import Conclusion, ConclusionParams, Verdict, Weighed, conclude
from repatria.kinship.evidence import EvidenceRatios
from repatria.kinship.family import Bodies, Family
from repatria.kinship.joint import Joint, JointParams, solve_joint
from repatria.kinship.markers import Panel
from repatria.kinship.match_sets import MatchSet, match_sets
from repatria.kinship.pairings import MissingPeople, Pairings, same_sex
from repatria.kinship.params import LikelihoodParams
from repatria.kinship.pedigree import Sex
from repatria.kinship.placements import LogLikelihoods, Placer

LN10 = float(np.log(10.0))


class CandidatePairs(Protocol):
    """Pairs of a screen: places of bodies and families, place in the family's ``missing``, and what was found."""

    @property
    def body(self) -> NDArray[np.int32]:
        """Place of the body; (n_candidates,) as all of these."""

    @property
    def family(self) -> NDArray[np.int32]:
        """Place of the family."""

    @property
    def missing(self) -> NDArray[np.int16]:
        """Place in the family's missing."""

    @property
    def log10_lr(self) -> NDArray[np.float64]:
        """log10 of the likelihood ratio."""

    @property
    def n_compared(self) -> NDArray[np.int16]:
        """Markers at which both sides were read."""

    @property
    def n_exclusions(self) -> NDArray[np.int16]:
        """Markers without a Mendelian explanation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyParams:
    """What is assumed before DNA, and how answers are drawn.

    ``not_listed``: prior probability that a body is nobody on the lists (of the other side, or never reported).  The
    rest is spread evenly over the open cases that its sex allows.
    ``n_open``: that number, if the caller knows better (period, section); ``None``: all missing people of its sex.
    """

    not_listed: float = 0.1
    n_open: int | None = None
    joint: JointParams = field(default_factory=JointParams)
    conclusions: ConclusionParams = field(default_factory=ConclusionParams)

    def __post_init__(self) -> None:
        if not 0.0 <= self.not_listed < 1.0:
            raise ValueError(f"not_listed must be in [0, 1), got {self.not_listed}")
        if self.n_open is not None and self.n_open < 1:
            raise ValueError(f"n_open must be at least 1, got {self.n_open}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Threshold:
    """Bodies named at a posterior, and how many of these names are expected to be wrong.

    ``expected_false``: sum of what is missing to certainty, right if posteriors are; ``expected_false_at_most`` adds
    what may be hidden in pairings left out.
    """

    posterior: float
    n_named: int
    expected_false: float
    expected_false_at_most: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Identification:
    """The answer for all bodies, with everything that it rests on.

    ``joint.pairings`` are the candidates in the order given; ``people`` gives their missing persons' family and place.
    ``log10_evidence`` (n_pairings,): what is known beside DNA, 0 where nothing is.  ``n_open`` (n_bodies,): open cases
    compatible with each body's sex: its prior is (1 - not_listed) / n_open for each of them.
    ``nobody_found`` (n_missing,): posterior that none of the bodies is this missing person.
    ``verdicts``: one a body, in order.  ``thresholds``: expected false names at each.
    """

    people: MissingPeople
    joint: Joint
    log10_evidence: NDArray[np.float64]
    n_open: NDArray[np.int64]
    nobody_found: NDArray[np.float64]
    n_exclusions: NDArray[np.int16]
    n_compared: NDArray[np.int16]
    sets: tuple[MatchSet, ...]
    verdicts: tuple[Verdict, ...]
    thresholds: tuple[Threshold, ...]
    params: IdentifyParams
    likelihood: LikelihoodParams


def identify(
    bodies: Bodies,
    families: Sequence[Family],
    panel: Panel,
    candidates: CandidatePairs,
    *,
    params: IdentifyParams | None = None,
    likelihood: LikelihoodParams | None = None,
    evidence: EvidenceRatios | None = None,
    engine: LogLikelihoods | None = None,
) -> Identification:
    """Weigh all candidates together and say what may be said of each body.

    Bodies are persons: several bags of one person are merged before (:func:`repatria.kinship.same_person`).  Pairs
    that are no candidate count as strangers (likelihood ratio 1) in the prior's share of everybody else, which is
    more than almost all of them have.

    Parameters
    ----------
    evidence
        Ratios beside DNA for the very pairs of ``candidates``.

    Raises
    ------
    ValueError
        A pair is listed twice, or ``evidence`` speaks of other pairs.
    TooComplex
        A component cannot be solved whatever is left out of it.
    """
    params = params if params is not None else IdentifyParams()
    likelihood = likelihood if likelihood is not None else LikelihoodParams()
    people = MissingPeople.of(families)
    person = (people.first[candidates.family] + candidates.missing).astype(np.int32)
    if np.unique(np.stack([candidates.body, person]), axis=1).shape[1] != person.size:
        raise ValueError("a pair of body and missing person is listed twice")
    beside = np.zeros(person.size) if evidence is None else evidence.log10_total
    if beside.shape != person.shape:
        raise ValueError(f"evidence speaks of {beside.size} pairs, there are {person.size} candidates")
    n_open = open_cases(bodies, people) if params.n_open is None else np.full(len(bodies), params.n_open)
    pairings = Pairings(
        body=candidates.body,
        missing=person,
        log_lr=candidates.log10_lr * LN10,
        log_odds=_log_prior_odds(candidates.body, n_open, params.not_listed) + beside * LN10,
    )
    placer = Placer(bodies, families, panel, params=likelihood, engine=engine)
    joint = solve_joint(pairings, people, n_bodies=len(bodies), placer=placer, params=params.joint)
    sets = match_sets(joint, families, people, posterior=params.conclusions.probable)
    weighed = Weighed(n_exclusions=candidates.n_exclusions, n_compared=candidates.n_compared)
    verdicts = conclude(joint, weighed, sets, params=params.conclusions)
    return Identification(
        people=people,
        joint=joint,
        log10_evidence=beside,
        n_open=n_open,
        nobody_found=np.clip(1.0 - np.bincount(person, joint.posterior, minlength=len(people)), 0.0, 1.0),
        n_exclusions=candidates.n_exclusions,
        n_compared=candidates.n_compared,
        sets=sets,
        verdicts=verdicts,
        thresholds=_thresholds(joint, verdicts),
        params=params,
        likelihood=likelihood,
    )


def open_cases(bodies: Bodies, people: MissingPeople) -> NDArray[np.int64]:
    """How many missing people each body may be by its sex; shape (n_bodies,)."""
    kinds = np.array([Sex.UNKNOWN, Sex.MALE, Sex.FEMALE], dtype=np.int8)
    counts = same_sex(kinds[:, None], people.sexes[None, :]).sum(axis=1)
    found: NDArray[np.int64] = counts[bodies.sexes].astype(np.int64)
    return found


def _log_prior_odds(body: NDArray[np.int32], n_open: NDArray[np.int64], not_listed: float) -> NDArray[np.float64]:
    """Log of each pair's prior over that of "none of the candidates": not listed, or an open case that is none."""
    cases = np.maximum(n_open, np.bincount(body, minlength=n_open.size))[body]
    n_candidates = np.bincount(body, minlength=n_open.size)[body]
    each = (1.0 - not_listed) / cases
    rest = not_listed + (1.0 - not_listed) * (cases - n_candidates) / cases
    # Every open case a candidate and nobody unlisted: "none" keeps half of one case, or the sum has no meaning.
    odds: NDArray[np.float64] = np.log(each) - np.log(np.maximum(rest, 0.5 * each))
    return odds


def _thresholds(joint: Joint, verdicts: Sequence[Verdict]) -> tuple[Threshold, ...]:
    named = (Conclusion.UNDISPUTED, Conclusion.PROBABLE, Conclusion.SYMMETRIC)
    rows = [(v.posterior, int(joint.component[v.body])) for v in verdicts if v.conclusion in named]
    at_least = np.array([share for share, _ in rows])
    lost = np.array([joint.solved[component].lost if component >= 0 else 0.0 for _, component in rows])
    shares = np.divide(at_least, 1.0 - lost, out=np.zeros_like(at_least), where=lost < 1.0)
    found = []
    for bar in (0.99, 0.999, 0.9995, 0.9999, 0.999999):
        over = at_least >= bar
        found.append(
            Threshold(
                posterior=bar,
                n_named=int(over.sum()),
                expected_false=float((1.0 - shares[over]).sum()),
                expected_false_at_most=float((1.0 - at_least[over]).sum()),
            )
        )
    return tuple(found)

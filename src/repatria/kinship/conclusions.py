"""From numbers to words: what may be said of a body, by which rule, and whether it may go before the board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.joint import Joint
from repatria.kinship.match_sets import MatchSet


class Conclusion(StrEnum):
    """What may be said of a body."""

    UNDISPUTED = "undisputed"
    PROBABLE = "probable"
    SYMMETRIC = "symmetric"
    DISPUTED = "disputed"
    INCONCLUSIVE = "inconclusive"
    EXCLUDED = "excluded"
    NO_MATCH = "no match"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusionParams:
    """Thresholds; they are kept with every decision.

    ``candidate_lr``: likelihood ratio from which a pair counts as a candidate, and as a rival.  ``undisputed_factor``:
    how many times that of every rival an undisputed one is.  ``probable``: posterior of a pair or set.
    ``board_posterior``, ``rival_factor``, ``least_loci``, ``least_methods`` (instead of the loci) and
    ``least_readings`` (blind, by different people): what the board asks for.  ``most_exclusions``: markers without
    Mendelian explanation that do not yet exclude a pair.
    """

    candidate_lr: float = 1e4
    undisputed_factor: float = 1e4
    probable: float = 0.99
    board_posterior: float = 0.9995
    rival_factor: float = 1e3
    least_loci: int = 12
    least_methods: int = 2
    least_readings: int = 2
    most_exclusions: int = 2

    def __post_init__(self) -> None:
        if not 0.5 < self.probable <= self.board_posterior < 1.0:
            raise ValueError("expected 0.5 < probable <= board_posterior < 1")
        if min(self.candidate_lr, self.undisputed_factor, self.rival_factor) < 1.0:
            raise ValueError("candidate_lr, undisputed_factor and rival_factor must be at least 1")
        if min(self.least_loci, self.least_methods, self.least_readings, self.most_exclusions) < 0:
            raise ValueError("counts cannot be negative")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Verdict:
    """What is said of a body (place), of whom (places of missing people), by which rule and with which numbers.

    ``posterior`` is what it is at least, where something was left out.  ``together`` holds the other bodies of an
    answer that is a set.
    ``rule`` is a code that ``docs/explanation/identification.md`` explains; ``numbers`` holds what it compared.
    """

    body: int
    missing: tuple[int, ...]
    conclusion: Conclusion
    posterior: float
    rule: str
    numbers: Mapping[str, float]
    together: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFacts:
    """What the laboratory knows beside the numbers; ``contradictions`` are codes of those that nobody explained."""

    n_loci: int
    n_readings: int = 0
    n_methods: int = 1
    contradictions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One condition of the board: what was asked, what was found, and whether that is enough."""

    code: str
    found: float
    needed: float
    is_met: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighed:
    """Counts beside the pairings of a :class:`Joint`, each of shape (n_pairings,)."""

    n_exclusions: NDArray[np.int16]
    n_compared: NDArray[np.int16]


def conclude(
    joint: Joint, weighed: Weighed, sets: Sequence[MatchSet] = (), *, params: ConclusionParams | None = None
) -> tuple[Verdict, ...]:
    """Say of every body what may be said, in the bodies' order."""
    params = params if params is not None else ConclusionParams()
    rivals = _Rivals(joint)
    set_of = {body: each for each in sets for body in each.bodies}
    return tuple(_conclude(joint, weighed, body, rivals, set_of.get(body), params) for body in range(joint.nobody.size))


def board_checks(
    joint: Joint,
    verdicts: Sequence[Verdict],
    facts: Sequence[BoardFacts],
    *,
    params: ConclusionParams | None = None,
) -> tuple[tuple[Check, ...], ...]:
    """For each verdict its conditions for going before the identification board; it is ready if all are met.

    The posterior, and how far the pair's likelihood ratio is above that of every pair that cannot be true beside it;
    enough loci, or independent methods; blind readings; no contradiction left unexplained.
    """
    params = params if params is not None else ConclusionParams()
    rivals = _Rivals(joint)
    return tuple(_checks(joint, verdict, known, rivals, params) for verdict, known in zip(verdicts, facts, strict=True))


def _checks(
    joint: Joint, verdict: Verdict, facts: BoardFacts, rivals: "_Rivals", params: ConclusionParams
) -> tuple[Check, ...]:
    named = set(verdict.missing)
    rows = [row for row in rivals.of_body(verdict.body) if int(joint.pairings.missing[row]) in named]
    best = max((float(joint.pairings.log_lr[row]) for row in rows), default=-np.inf)
    away = best - rivals.best_beside(verdict.body, verdict.missing, verdict.together) if rows else -np.inf
    factor = float(np.exp(min(away, 700.0)))
    found = verdict.posterior if named else 0.0
    enough = facts.n_loci >= params.least_loci or facts.n_methods >= params.least_methods
    values: tuple[tuple[str, float, float, bool], ...] = (
        ("posterior", found, params.board_posterior, found >= params.board_posterior),
        ("rivals", factor, params.rival_factor, factor >= params.rival_factor),
        ("loci-or-methods", facts.n_loci, params.least_loci, enough),
        ("readings", facts.n_readings, params.least_readings, facts.n_readings >= params.least_readings),
        ("contradictions", len(facts.contradictions), 0, not facts.contradictions),
    )
    return tuple(Check(code=code, found=has, needed=needs, is_met=met) for code, has, needs, met in values)


@dataclass(slots=True, eq=False)
class _Rivals:
    """Pairings by body and by missing person."""

    joint: Joint
    by_body: dict[int, list[int]] = field(init=False)
    by_missing: dict[int, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_body, self.by_missing = {}, {}
        pairings = self.joint.pairings
        for row, (body, person) in enumerate(zip(pairings.body.tolist(), pairings.missing.tolist(), strict=True)):
            self.by_body.setdefault(body, []).append(row)
            self.by_missing.setdefault(person, []).append(row)

    def of_body(self, body: int) -> list[int]:
        return self.by_body.get(body, [])

    def best_beside(self, body: int, missing: Sequence[int], bodies: Sequence[int] = ()) -> float:
        """Log of the largest likelihood ratio of a pair that cannot be true beside this answer; -inf without one."""
        log_lr = self.joint.pairings.log_lr
        mine = [row for row in self.of_body(body) if int(self.joint.pairings.missing[row]) not in missing]
        own = {body, *bodies}
        theirs = [
            row
            for person in missing
            for row in self.by_missing.get(person, [])
            if int(self.joint.pairings.body[row]) not in own
        ]
        return max((float(log_lr[row]) for row in (*mine, *theirs)), default=-np.inf)


def _verdict(
    body: int,
    found: MatchSet | None,
    conclusion: Conclusion,
    missing: tuple[int, ...],
    share: float,
    rule: str,
    **numbers: float,
) -> Verdict:
    others = found.bodies if found is not None and conclusion is Conclusion.SYMMETRIC else ()
    return Verdict(
        body=body,
        missing=missing,
        conclusion=conclusion,
        posterior=share,
        rule=rule,
        numbers={name: float(value) for name, value in numbers.items()},
        together=tuple(each for each in others if each != body),
    )


def _conclude(
    joint: Joint, weighed: Weighed, body: int, rivals: _Rivals, found: MatchSet | None, params: ConclusionParams
) -> Verdict:
    rows, nobody = rivals.of_body(body), float(joint.nobody[body])
    verdict = partial(_verdict, body, found)
    if not rows:
        return verdict(Conclusion.NO_MATCH, (), nobody, "no-candidate", nobody=nobody)
    fewest = min(int(weighed.n_exclusions[row]) for row in rows)
    if fewest > params.most_exclusions:
        return verdict(
            Conclusion.EXCLUDED, (), nobody, "too-many-exclusions", fewest=fewest, allowed=params.most_exclusions
        )
    best = max(rows, key=lambda row: (joint.posterior[row], joint.pairings.log_lr[row]))
    person, share = int(joint.pairings.missing[best]), float(joint.at_least[best])
    log_lr = float(joint.pairings.log_lr[best])
    ratios = {"log10_lr": log_lr / np.log(10), "posterior": share, "nobody": nobody}
    if found is not None:
        together = {"set_posterior": found.posterior, "n_bodies": len(found.bodies), "n_people": len(found.missing)}
        return verdict(Conclusion.SYMMETRIC, found.missing, found.posterior, "interchangeable", **ratios, **together)
    if share >= params.probable:
        rival = rivals.best_beside(body, (person,))
        ratios["log10_rival_lr"] = rival / np.log(10)
        clear = log_lr >= np.log(params.candidate_lr) and log_lr - rival >= np.log(params.undisputed_factor)
        conclusion = Conclusion.UNDISPUTED if clear else Conclusion.PROBABLE
        return verdict(conclusion, (person,), share, "clear-of-rivals" if clear else "posterior", **ratios)
    bar = np.log(params.candidate_lr)
    claims = [row for row in rows if joint.pairings.log_lr[row] >= bar]
    claimants = [row for row in rivals.by_missing[person] if joint.pairings.log_lr[row] >= bar]
    if log_lr >= bar and max(len(claims), len(claimants)) > 1:
        counts = {"n_people": len(claims), "n_bodies": len(claimants)}
        return verdict(Conclusion.DISPUTED, (person,), share, "several-candidates", **ratios, **counts)
    if log_lr >= 0.0:
        return verdict(Conclusion.INCONCLUSIVE, (person,), share, "too-little", **ratios)
    return verdict(Conclusion.NO_MATCH, (), nobody, "against-all", **ratios)

"""What must hold before anybody signs that a body is a person: each rule with its number, met or not.

The values are those seen in practice (DVI boards); where practice names none the choice is ours and says so.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from repatria.findings import gettext_noop
from repatria.provenance import digest_of
from repatria.web.custody.models import AccountKind, Unit
from repatria.web.laboratory import reading
from repatria.web.laboratory.models import (
    AMFile,
    Candidate,
    DonorState,
    FileState,
    Identification,
    PMFile,
    Profile,
    ProfileState,
    Seal,
    SealEvent,
)
from repatria.web.registry.models import UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRules:
    """Thresholds of a board.

    ``min_loci`` is our own choice: fewer loci rarely reach the other thresholds, and then by chance.  The posterior is
    the one that large identification projects report at; the LR, its margin and the inconsistent loci are what
    published tools call undisputed.
    """

    min_loci: int = 12
    log10_lr: float = 4.0
    log10_margin: float = 4.0
    posterior: float = 0.9995
    max_exclusions: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule: a code, whether it is met, the number found and the number asked for."""

    code: str
    is_met: bool
    found: str = ""
    needed: str = ""


WORDS = {
    "files": gettext_noop("Both files were checked by a second reader and locked"),
    "record": gettext_noop("The AM file belongs to a row of a list of the missing"),
    "profile": gettext_noop("The profile was read twice, and is neither a mixture nor the staff's"),
    "loci": gettext_noop("DNA, a primary identifier, was compared at enough loci"),
    "lr": gettext_noop("The likelihood ratio is large enough (log10)"),
    "rivals": gettext_noop("It is larger than that of every rival by enough (log10)"),
    "prior": gettext_noop("The prior probability is stated"),
    "posterior": gettext_noop("The posterior probability is large enough"),
    "exclusions": gettext_noop("Few enough loci are inconsistent"),
    "sex": gettext_noop("The sex does not contradict"),
    "individuals": gettext_noop("The bag or part is of one individual"),
    "seals": gettext_noop("No seal is in doubt"),
    "donors": gettext_noop("No reference of the family is in doubt or withdrawn"),
    "alive": gettext_noop("The person is on no list of the living in somebody's hands"),
    "one_body": gettext_noop("No other body bears this name, save parts of the same one"),
}
"""The rules as a page says them."""

_LIVING = (
    AccountKind.HELD,
    AccountKind.OFFERED,
    AccountKind.CALLED,
    AccountKind.TRANSPORT,
    AccountKind.NEUTRAL,
    AccountKind.HOSPITAL,
    AccountKind.HOME,
)
_READY = {FileState.LOCKED, FileState.CLOSED}


def checks(candidate: Candidate, pm: PMFile, am: AMFile, rules: BoardRules | None = None) -> list[Check]:
    """Every rule held against the candidate and its two files as they are stored now."""
    asked = rules or BoardRules()
    return [
        Check(code="files", is_met={pm.state, am.state} <= _READY),
        Check(code="record", is_met=am.record_id is not None),
        *_weights(candidate, asked),
        *_contradictions(candidate, pm, am),
    ]


def _weights(candidate: Candidate, asked: BoardRules) -> Iterator[Check]:
    lr = -math.inf if candidate.log10_lr is None else candidate.log10_lr
    rival = candidate.rival_log10_lr
    margin = math.inf if rival is None else lr - rival
    posterior = candidate.posterior
    yield Check(code="profile", is_met=candidate.profile.state == ProfileState.ACCEPTED)
    yield Check(
        code="loci",
        is_met=candidate.n_compared >= asked.min_loci,
        found=str(candidate.n_compared),
        needed=f"≥ {asked.min_loci}",
    )
    yield Check(code="lr", is_met=lr >= asked.log10_lr, found=_figure(lr), needed=f"≥ {asked.log10_lr:g}")
    yield Check(
        code="rivals",
        is_met=margin >= asked.log10_margin,
        found="–" if rival is None else _figure(margin),
        needed=f"≥ {asked.log10_margin:g}",
    )
    yield Check(
        code="prior",
        is_met=candidate.prior is not None,
        found="" if candidate.prior is None else f"{candidate.prior:.3g}",
    )
    yield Check(
        code="posterior",
        is_met=posterior is not None and posterior >= asked.posterior,
        found="" if posterior is None else _floor(posterior),
        needed=f"≥ {asked.posterior:g}",
    )
    yield Check(
        code="exclusions",
        is_met=candidate.n_exclusions <= asked.max_exclusions,
        found=str(candidate.n_exclusions),
        needed=f"≤ {asked.max_exclusions}",
    )


def _contradictions(candidate: Candidate, pm: PMFile, am: AMFile) -> Iterator[Check]:
    n = pm.unit.n_individuals
    yield Check(code="sex", is_met=not (pm.sex and am.sex and pm.sex != am.sex), found=f"{pm.sex} {am.sex}".strip())
    yield Check(code="individuals", is_met=n is None or n <= 1, found="" if n is None else str(n), needed="≤ 1")
    yield Check(code="seals", is_met=not seal_in_doubt(pm.unit))
    donors = candidate.member.family.members.exclude(donor=None).exclude(donor__state=DonorState.ACTIVE)
    yield Check(code="donors", is_met=not donors.exists())
    living = Unit.objects.none()
    if am.record is not None and am.record.person_id is not None:
        living = Unit.objects.of_person(am.record.person_id).filter(kind=UnitKind.PERSON, account__kind__in=_LIVING)
    yield Check(code="alive", is_met=not living.exists())
    yield Check(code="one_body", is_met=not _other_bodies(candidate, pm, am))


def _other_bodies(candidate: Candidate, pm: PMFile, am: AMFile) -> bool:
    same = Q(am=am)
    if am.record is not None:
        same |= Q(am__record__person=am.record.person_id)
    standing = Identification.objects.filter(same, state="confirmed").exclude(pm=pm)
    others = standing.values("candidate__profile")
    profiles = Profile.objects.filter(pk__in=others)
    return any(not reading.are_same_person(candidate.profile.agreed, one.agreed) for one in profiles)


def seal_in_doubt(unit: Unit) -> bool:
    """Whether a seal of the unit was found broken or under another number, and nobody has resolved it since."""
    doubted: dict[str, bool] = {}
    for seal in Seal.objects.filter(unit=unit).order_by("at", "pk"):
        if seal.event in (SealEvent.MISMATCH, SealEvent.BROKEN, SealEvent.RESOLVED):
            doubted[seal.number] = seal.event != SealEvent.RESOLVED
    return any(doubted.values())


def digest_of_checks(identification: Identification, found: list[Check]) -> str:
    """What a signature stands under: the two files, the candidate, and every rule with its number."""
    return digest_of(
        [
            str(identification.pk),
            str(identification.pm_id),
            str(identification.am_id),
            str(identification.candidate_id),
            [[one.code, one.is_met, one.found, one.needed] for one in found],
        ]
    )


def _figure(value: float) -> str:
    if math.isinf(value):
        return "−∞" if value < 0 else "∞"
    return f"{value:.2f}"


def _floor(probability: float) -> str:
    """Six digits, never rounded up to certainty."""
    return "> 0.999999" if probability > 0.999999 else f"{math.floor(probability * 1e6) / 1e6:.6f}"

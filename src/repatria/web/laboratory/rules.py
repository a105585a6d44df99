"""What must hold before anybody signs that a body is a person: each rule with its number, met or not.

The thresholds are the engine's own (:class:`BoardRules`), so that a comparison and the board ask for the same; they are
stored with each decision.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q

from repatria.findings import gettext_noop
from repatria.provenance import digest_of
from repatria.web.custody.models import AccountKind, Unit
from repatria.web.laboratory import gathering, particulars, reading
from repatria.web.laboratory.bridge.thresholds import BoardRules
from repatria.web.laboratory.models import (
    AMFile,
    Candidate,
    DonorState,
    FileState,
    Identification,
    PairNote,
    PMFile,
    Profile,
    ProfileState,
    Seal,
    SealEvent,
)
from repatria.web.registry.models import UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule: a code, whether it is met, the number found and the number asked for."""

    code: str
    is_met: bool
    found: str = ""
    needed: str = ""


METHODS = ("dental", "ridges")
"""Primary methods beside DNA: teeth and friction ridges."""

WORDS = {
    "files": gettext_noop("Both files were checked by a second reader and locked"),
    "record": gettext_noop("The AM file belongs to a row of a list of the missing"),
    "profile": gettext_noop("The profile was read twice, and is neither a mixture nor the staff's"),
    "loci": gettext_noop("DNA was compared at enough loci, or two independent primary methods agree"),
    "lr": gettext_noop("The likelihood ratio is large enough (log10)"),
    "rivals": gettext_noop("It is larger than that of every rival by enough (log10)"),
    "prior": gettext_noop("The prior probability is stated"),
    "posterior": gettext_noop("The posterior probability is large enough"),
    "exclusions": gettext_noop("Few enough loci are inconsistent"),
    "particulars": gettext_noop("What is known beside DNA was read alike by two people"),
    "weighed": gettext_noop("It was weighed as it now stands"),
    "contents": gettext_noop("The bag or part holds human remains"),
    "sex": gettext_noop("The sex does not contradict"),
    "effects": gettext_noop("Clothing and effects do not contradict the sex"),
    "age": gettext_noop("The age does not contradict"),
    "stature": gettext_noop("The stature does not contradict"),
    "dates": gettext_noop("The dates do not contradict"),
    "section": gettext_noop("The section of the front does not contradict"),
    "distance": gettext_noop("The distance does not contradict"),
    "individuals": gettext_noop("The bag or part is of one individual"),
    "seals": gettext_noop("No seal is in doubt"),
    "donors": gettext_noop("No reference of the family is in doubt or withdrawn"),
    "alive": gettext_noop("The person is on no list of the living in somebody's hands"),
    "one_body": gettext_noop("No other body bears this name, save parts of the same one"),
    "bags": gettext_noop("All bags of this person meet the rules"),
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
    fewer = n_methods(pm, am) >= asked.min_methods
    return [
        Check(code="files", is_met={pm.state, am.state} <= _READY),
        Check(code="record", is_met=am.record_id is not None),
        *_weights(candidate, asked, has_methods=fewer),
        *_particulars(candidate, pm, am),
        *_contradictions(candidate, pm, am),
    ]


def _weights(candidate: Candidate, asked: BoardRules, *, has_methods: bool) -> Iterator[Check]:
    lr = -math.inf if candidate.log10_lr is None else candidate.log10_lr
    rival = candidate.rival_log10_lr
    margin = math.inf if rival is None else lr - rival
    posterior = candidate.posterior
    n_readings = candidate.profile.readings.count()
    yield Check(
        code="profile",
        is_met=candidate.profile.state == ProfileState.ACCEPTED and n_readings >= asked.min_readings,
        found=str(n_readings),
        needed=f"≥ {asked.min_readings}",
    )
    yield Check(
        code="loci",
        is_met=candidate.n_compared >= asked.min_loci or has_methods,
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


def n_methods(pm: PMFile, am: AMFile) -> int:
    """Independent primary methods by which the two were compared: DNA, and others of which two people say so."""
    said = PairNote.objects.filter(pm=pm, am=am, code__in=METHODS).order_by().values_list("code", "by").distinct()
    codes = [code for code, _by in said]
    return 1 + sum(codes.count(method) > 1 for method in METHODS)


def _particulars(candidate: Candidate, pm: PMFile, am: AMFile) -> Iterator[Check]:
    found, reported = _known(candidate, am)
    undecided = sorted({*found.undecided, *reported.undecided})
    yield Check(code="particulars", is_met=not undecided, found=" ".join(undecided))
    now = particulars.side_by_side(found, reported)
    then = {row["factor"]: (row["found"], row["reported"]) for row in candidate.evidence}
    # A sex that contradicts is told by its own rule, whether it stood in the comparison or not.
    changed = sorted(one for one in now.keys() | then.keys() if one != "sex" and now.get(one) != then.get(one))
    yield Check(code="weighed", is_met=not changed, found=" ".join(changed))
    contents = gathering.known_of_pm(pm).values.get("contents", "")
    yield Check(code="contents", is_met=contents not in gathering.NO_BODY, found=contents)
    against, explained = contradictions(candidate, pm, am)
    for code in ("sex", "effects", "age", "stature", "dates", "section", "distance"):
        said = against.get(code, "")
        by = explained.get(code, "")
        yield Check(code=code, is_met=not said or bool(by), found=f"{said} ({by})" if by else said)


def contradictions(candidate: Candidate, pm: PMFile, am: AMFile) -> tuple[dict[str, str], dict[str, str]]:
    """What contradicts, by code and in both sides' words, and who explained it; what changed since is unexplained."""
    found, reported = _known(candidate, am)
    against = {
        row["factor"]: f"{row['found']} · {row['reported']}" for row in candidate.evidence if row.get("is_against")
    }
    against |= particulars.plain_contradictions(found, reported)
    notes = PairNote.objects.filter(pm=pm, am=am, code__in=against).select_related("by")
    explained = {one.code: one.by.username for one in notes if one.found == against[one.code]}
    return against, explained


def open_contradictions(candidate: Candidate, pm: PMFile, am: AMFile) -> dict[str, str]:
    """What contradicts and was explained by nobody."""
    against, explained = contradictions(candidate, pm, am)
    return {code: said for code, said in against.items() if code not in explained}


def _known(candidate: Candidate, am: AMFile) -> tuple[particulars.Known, particulars.Known]:
    bags = Profile.objects.filter(pk__in=[candidate.profile_id, *candidate.together]).select_related("sample__pm")
    found = gathering.found_of(list(bags.order_by("sample__number")))
    return particulars.joined(found), gathering.known_of_am(am)


def of_all_bags(main: list[Check], others: Mapping[str, list[Check]]) -> list[Check]:
    """The rules of a person's first bag, and one that holds all other bags, by the numbers of their files."""
    if not others:
        return main
    unmet = [number for number, found in others.items() if not all(one.is_met for one in found)]
    return [*main, Check(code="bags", is_met=not unmet, found=" ".join(unmet) or str(len(others) + 1))]


def _contradictions(candidate: Candidate, pm: PMFile, am: AMFile) -> Iterator[Check]:
    n = pm.unit.n_individuals
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
    """What a signature stands under: the two files, the candidate, all bags, every rule with its number."""
    return digest_of(
        [
            str(identification.pk),
            str(identification.pm_id),
            str(identification.am_id),
            str(identification.candidate_id),
            sorted(str(one) for one in identification.joined.values_list("pm", flat=True)),
            identification.asked,
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

"""What the laboratory of the small invented case did: files, samples, readings, a family, one name before the board.

Played through the same actions that people use; only the run's figures are written as a comparison would leave them.
"""

import random
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from repatria.web.accounts.models import User
from repatria.web.custody.models import Unit
from repatria.web.jobs import actions as jobs
from repatria.web.laboratory import actions, rules
from repatria.web.laboratory.actions import Row, Step
from repatria.web.laboratory.actions.board import current_checks
from repatria.web.laboratory.models import (
    AMFile,
    Candidate,
    Family,
    FrequencyTable,
    Identification,
    PMFile,
    Profile,
    Run,
)
from repatria.web.registry.models import SourceRecord

LOCI = [f"D{n}S{100 + n}" for n in range(1, 15)]
# Stands in every body's profile and nowhere else: found on a page of a delegation, it leaked.  No weight is so large.
ALLELE = "51.3"


def loci_of(seed: int, *, is_body: bool = False) -> dict[str, list[str]]:
    """Fourteen loci of an invented person."""
    rng = random.Random(seed)
    found = {locus: sorted((str(rng.randrange(10, 18)) for _ in "ab"), key=float) for locus in LOCI}
    return found | ({LOCI[0]: ["12", ALLELE]} if is_body else {})


def play(users: Mapping[str, User]) -> dict[str, Any]:
    """One identification before the board and one confirmed that opened a return case; ids by what pages ask for."""
    nadia = users["nadia"]
    waiting = _candidate(users, tag="B-0001", surname="Ткачук", seed=1)
    identification = actions.put_forward(by=nadia, candidate=waiting)
    returned = actions.put_forward(by=nadia, candidate=_candidate(users, tag="A-0001", surname="Мельник", seed=2))
    for name in ("mira", "halyna"):
        digest = rules.digest_of_checks(returned, current_checks(returned))
        actions.sign(by=users[name], identification=returned, digest=digest)
    family = waiting.member.family
    donor = family.members.exclude(donor=None).get().donor
    return {
        "remains_id": identification.pm.unit,
        "pm_id": identification.pm,
        "am_id": identification.am,
        "sample_id": waiting.profile.sample,
        "profile_id": waiting.profile,
        "family_id": family,
        "member_id": waiting.member,
        "donor_id": donor,
        "run_id": waiting.run,
        "job_id": waiting.run.job,
        "candidate_id": waiting,
        "identification_id": identification,
        "returned": returned,
    }


def _candidate(users: Mapping[str, User], *, tag: str, surname: str, seed: int) -> Candidate:
    nadia, stepan = users["nadia"], users["stepan"]
    pm = actions.open_pm(by=nadia, unit=Unit.objects.get(record__tag=tag), sex="M")
    listed = SourceRecord.objects.filter(version__party_list__key="a-missing").order_by("-version__number")
    record = listed.filter(surname=surname).first()
    am = actions.open_am(by=nadia, record=record, sex="M")
    for file in (pm, am):
        actions.check_file(by=stepan, file=file)
        actions.lock_file(by=stepan, file=file)
    body = actions.take_sample(by=nadia, source="remains", pm=pm, material="femur", said=Step(seal=f"S-{seed}1"))
    donor = actions.register_donor(by=nadia, scope="this_person", owner="A")
    mother = actions.take_sample(by=nadia, source="relative", donor=donor, said=Step(seal=f"S-{seed}2"))
    profile = _read(users, body.profile, loci_of(seed, is_body=True))
    _read(users, mother.profile, loci_of(seed + 100))
    family = _family(nadia, am, donor)
    return Candidate.objects.create(
        run=_run(nadia),
        profile=profile,
        member=family.members.get(is_missing=True),
        log10_lr=9.2,
        posterior=0.99998,
        prior=0.01,
        n_compared=14,
        n_exclusions=0,
        n_rivals=1,
        rival_log10_lr=1.5,
        by_marker=dict.fromkeys(LOCI, 0.65),
    )


def _read(users: Mapping[str, User], profile: Profile, loci: dict[str, list[str]]) -> Profile:
    actions.read_profile(by=users["nadia"], profile=profile, alleles=loci)
    return actions.read_profile(by=users["stepan"], profile=profile, alleles=loci)


def _family(nadia: User, am: AMFile, donor: Any) -> Family:
    rows = [
        Row(key="father", sex="M"),
        Row(key="mother", sex="F", donor=donor, relation="mother"),
        Row(key="missing", father="father", mother="mother", sex="M", is_missing=True, am=am),
    ]
    return actions.register_family(by=nadia, rows=rows, owner="A")


def _run(nadia: User) -> Run:
    table, _ = FrequencyTable.objects.get_or_create(
        sha256="0" * 64,
        defaults={"name": "invented", "frequencies": {locus: {} for locus in LOCI}, "stored_at": timezone.now()},
    )
    job = jobs.queue("laboratory.compare", by=nadia)
    jobs.begin(job.pk)
    jobs.end(job.pk)
    return Run.objects.create(
        number=Run.objects.count() + 1,
        job=job,
        owner_id="N",
        started_by=nadia,
        started_at=timezone.now(),
        frequencies=table,
        counts={"n_bodies": 2, "n_families": 2, "n_missing": 2, "n_loci": 14, "n_pairs": 4, "n_candidates": 1},
        provenance={"engine": "kinship", "version": "0", "digest": "0" * 64},
    )


__all__ = ["ALLELE", "LOCI", "Identification", "PMFile", "loci_of", "play"]

"""A laboratory's tables for the timing of pages: 12,000 bags with profiles, 6,000 families, 20,000 candidates.

Straight into the tables, without a comparison: the figures are drawn, nobody's profile is anybody's.
"""

import random
from datetime import UTC, date, datetime
from uuid import uuid5

N_BAGS = 12_000
N_FAMILIES = 6_000
N_CANDIDATES = 20_000
N_IDENTIFIED = 3_000
N_LOCI = 24
_BATCH = 2_000


def build(seed: int) -> None:
    """Add the laboratory to the people that were made before."""
    from repatria.web.accounts.models import User
    from repatria.web.custody import actions as custody
    from repatria.web.custody.actions import Opening
    from repatria.web.custody.models import AccountKind
    from repatria.web.jobs.models import Job
    from repatria.web.laboratory.models import (
        AMFile,
        Candidate,
        Donor,
        Family,
        FrequencyTable,
        Identification,
        Member,
        PMFile,
        Profile,
        Run,
        Sample,
    )
    from repatria.web.registry import bridge
    from repatria.web.registry.models import ListVersion, PartyList, SourceRecord, StoredFile

    rng = random.Random(seed)
    now = datetime.now(UTC)
    nadia = User.objects.create_user("nadia", role="laboratory", party_id="N")
    loci = [f"D{n}S{100 + n}" for n in range(1, N_LOCI + 1)]

    def reads() -> dict[str, list[str]]:
        return {locus: [str(rng.randrange(8, 20)), str(rng.randrange(8, 20))] for locus in loci}

    dead = PartyList.objects.create(key="B-dead", sender_id="B", purpose="dead", unit="bag")
    dead.shared_with.set(["A", "N"])
    version = ListVersion.objects.create(
        id=uuid5(bridge.NAMESPACE, dead.key),
        party_list=dead,
        number=1,
        file=StoredFile.objects.first(),
        received_at=now,
        n_rows=N_BAGS,
    )
    records = [
        SourceRecord(
            id=uuid5(version.id, str(row)),
            version=version,
            row=row,
            state="accepted",
            raw={},
            tag=f"B-{row:06}",
            seal=f"{row:08}",
            n_individuals=1,
        )
        for row in range(N_BAGS)
    ]
    SourceRecord.objects.bulk_create(records, batch_size=_BATCH)
    custody.open_units(
        [
            Opening(
                unit_id=uuid5(one.id, "unit"),
                kind="bag",
                record_id=one.id,
                person_id=None,
                n_individuals=1,
                declared_by_party="B",
                account_kind=AccountKind.REMAINS,
                account_party="B",
                happened_at=now,
                evidence=f"list:{version.pk}",
            )
            for one in records
        ]
    )
    custody.keep_openings()
    of_file = {"examiner": nadia, "opened_at": now, "changed_at": now, "sex": "M"}
    pms = [
        PMFile(number=f"PM-N-{n:05}", unit_id=uuid5(one.id, "unit"), owner_id="N", expected_id="A", **of_file)
        for n, one in enumerate(records)
    ]
    PMFile.objects.bulk_create(pms, batch_size=_BATCH)
    sought = SourceRecord.objects.filter(version__party_list__key="A-missing").order_by("pk")[:N_FAMILIES]
    ams = [
        AMFile(number=f"AM-A-{n:05}", record=one, owner_id="A", ends_on=date(2030, 1, 1), **of_file)
        for n, one in enumerate(sought)
    ]
    AMFile.objects.bulk_create(ams, batch_size=_BATCH)
    donors = [
        Donor(number=f"D-A-{n:05}", owner_id="A", scope="this_person", consented_at=now, written_by=nadia)
        for n in range(2 * len(ams))
    ]
    Donor.objects.bulk_create(donors, batch_size=_BATCH)
    samples = [
        *(Sample(number=f"S-N-{n:05}", source="remains", owner_id="N", pm=one) for n, one in enumerate(pms)),
        *(Sample(number=f"S-A-{n:05}", source="relative", owner_id="A", donor=one) for n, one in enumerate(donors)),
    ]
    Sample.objects.bulk_create(samples, batch_size=_BATCH)
    profiles = [
        Profile(sample=one, state="accepted" if n % 10 else "draft", agreed=reads(), changed_at=now)
        for n, one in enumerate(samples)
    ]
    Profile.objects.bulk_create(profiles, batch_size=_BATCH)
    families = [Family(number=f"F-A-{n:05}", owner_id="A", opened_at=now, written_by=nadia) for n in range(len(ams))]
    Family.objects.bulk_create(families, batch_size=_BATCH)
    members = []
    for n, (family, am) in enumerate(zip(families, ams, strict=True)):
        members += [
            Member(family=family, key="father", sex="M", donor=donors[2 * n]),
            Member(family=family, key="mother", sex="F", donor=donors[2 * n + 1]),
            Member(family=family, key="son", father="father", mother="mother", sex="M", is_missing=True, am=am),
        ]
    Member.objects.bulk_create(members, batch_size=_BATCH)
    sons = [one for one in members if one.is_missing]
    table = FrequencyTable.objects.create(
        sha256="0" * 64, name="invented", frequencies={locus: {} for locus in loci}, stored_at=now
    )
    job = Job.objects.create(
        kind="laboratory.compare", state="done", started_by=nadia, party_id="N", queued_at=now, heard_at=now
    )
    run = Run.objects.create(
        number=1,
        job=job,
        owner_id="N",
        started_by=nadia,
        started_at=now,
        frequencies=table,
        params={"threshold_log10": 2.0, "not_listed": 0.1, "minimum_frequency": 0.001, "theta": 0.0},
        counts={"n_bodies": len(pms), "n_families": len(families), "n_candidates": N_CANDIDATES},
        groups=[
            {
                "family": str(family.pk),
                "bodies": [str(profiles[n].pk)],
                "members": ["son", "other"],
                "posteriors": [[0.5, 0.5]],
            }
            for n, family in enumerate(families[: len(families) // 5])
        ],
    )
    candidates = [
        Candidate(
            run=run,
            profile=profiles[n % len(pms)],
            member=sons[(n + n // len(pms) * 7) % len(sons)],
            log10_lr=rng.uniform(2, 20),
            posterior=rng.random(),
            prior=0.9 / len(sons),
            n_compared=N_LOCI,
            n_exclusions=0,
            n_rivals=n % 3,
            rival_log10_lr=1.0,
            by_marker=dict.fromkeys(loci, 0.5),
            conclusion=("undisputed", "probable", "inconclusive", "")[n % 4],
        )
        for n in range(N_CANDIDATES)
    ]
    Candidate.objects.bulk_create(candidates, batch_size=_BATCH)
    Identification.objects.bulk_create(
        [
            Identification(
                number=n + 1,
                pm=pms[n],
                am=ams[n],
                candidate=candidates[n],
                state="board_ready" if n % 2 else "candidate",
                proposed_by=nadia,
                proposed_at=now,
                changed_at=now,
                am_party_id="A",
                pm_party_id="N",
            )
            for n in range(min(N_IDENTIFIED, len(ams)))
        ],
        batch_size=_BATCH,
    )

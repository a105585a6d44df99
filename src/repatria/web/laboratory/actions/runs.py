"""Comparisons of all remains with all families: asked for, worked on beside the pages, stored whole or not at all."""

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from repatria.errors import StateConflict
from repatria.provenance import digest_of
from repatria.web.accounts.models import User
from repatria.web.jobs import actions as jobs
from repatria.web.jobs.models import Job
from repatria.web.laboratory.actions.entries import begin, write
from repatria.web.laboratory.bridge.weighing import Outcome, WeighingParams
from repatria.web.laboratory.models import Candidate, FrequencyTable, Member, Run
from repatria.web.laboratory.models.comparisons import COMPARISON


@transaction.atomic
def store_frequencies(*, by: User, name: str, frequencies: Mapping[str, Mapping[str, float]]) -> FrequencyTable:
    """Keep a population's frequencies; the same table is kept once."""
    begin(by)
    if not frequencies:
        raise StateConflict("this table holds no locus: nothing was stored")
    plain = {locus: dict(alleles) for locus, alleles in frequencies.items()}
    made, is_new = FrequencyTable.objects.get_or_create(
        sha256=digest_of(plain), defaults={"name": name, "frequencies": plain, "stored_at": timezone.now()}
    )
    if is_new:
        write("frequencies.stored", by, made, {"n_loci": len(plain)})
    return made


@transaction.atomic
def start_run(*, by: User, frequencies: FrequencyTable, params: WeighingParams | None = None) -> Run:
    """Ask for a comparison; it is worked on beside the pages, and its page says how far it is."""
    from repatria.web.laboratory.tasks import compare

    party = begin(by)
    job: Job = jobs.queue(COMPARISON, by=by)
    made = Run.objects.create(
        number=(Run.objects.aggregate(n=Max("number"))["n"] or 0) + 1,
        job=job,
        owner_id=party,
        started_by=by,
        started_at=timezone.now(),
        frequencies=frequencies,
        params=asdict(params or WeighingParams()),
    )
    write("run.started", by, made, {"job": str(job.pk), "frequencies": frequencies.pk})
    compare.enqueue(str(made.pk))
    return made


def run_again(*, by: User, run: Run) -> Run:
    """Ask for the same comparison once more, of what is stored now; the earlier run stays as it is."""
    return start_run(by=by, frequencies=run.frequencies, params=WeighingParams(**run.params))


@transaction.atomic
def store_outcome(*, run: Run, outcome: Outcome, members: Mapping[tuple[str, str], Member]) -> None:
    """Keep what a run found; ``members`` by family and key.

    Raises
    ------
    StateConflict
        The run was stopped meanwhile.
    """
    jobs.require_under_way(run.job_id)
    # Several bags of one person are weighed once and listed each.
    run.counts = {**outcome.counts, "n_candidates": len(outcome.found)}
    run.groups = list(outcome.groups)
    run.skipped, run.provenance = list(outcome.skipped), dict(outcome.provenance)
    run.save(update_fields=["counts", "groups", "skipped", "provenance"])
    Candidate.objects.bulk_create(
        [
            Candidate(
                run=run,
                profile_id=UUID(one.body),
                member=members[one.family, one.member],
                log10_lr=one.log10_lr,
                posterior=one.posterior,
                prior=one.prior,
                n_compared=one.n_compared,
                n_exclusions=one.n_exclusions,
                n_rivals=one.n_rivals,
                rival_log10_lr=one.rival_log10_lr,
                by_marker=dict(one.by_marker),
                conclusion=one.conclusion,
                together=list(one.together),
                evidence=[dict(row) for row in one.evidence],
            )
            for one in outcome.found
        ],
        batch_size=500,
    )
    write("run.stored", run.started_by, run, {**run.counts, "digest": outcome.provenance["digest"]})

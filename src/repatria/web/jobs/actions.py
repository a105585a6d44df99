"""Runs of the main job, the steps that need not be done again, and jobs that work beside the pages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from repatria.errors import StateConflict
from repatria.findings import gettext_noop
from repatria.web.accounts.models import User
from repatria.web.jobs.models import Job, JobState, Run, RunState, Step
from repatria.web.journal import actions as journal


def start_run() -> Run:
    """Note that a run begins; a run that never finished was cut off and counts as failed."""
    with transaction.atomic():
        now = timezone.now()
        Run.objects.filter(state=RunState.UNDER_WAY).update(state=RunState.FAILED, finished_at=now)
        return Run.objects.create(started_at=now)


def finish_run(run: Run, *, state: RunState = RunState.DONE, summary: Mapping[str, Any] | None = None) -> None:
    """Note how a run ended and the summary that was shown; a run ends once.

    Raises
    ------
    StateConflict
        The run has ended already.
    """
    if state == RunState.UNDER_WAY:
        raise ValueError("a run finishes as done or failed")
    ended = Run.objects.filter(pk=run.pk, state=RunState.UNDER_WAY)
    if not ended.update(state=state, finished_at=timezone.now(), summary=dict(summary or {})):
        raise StateConflict(f"run {run.pk} has ended already")
    run.refresh_from_db()


def cached(name: str, key: str, input_digest: str) -> Step | None:
    """The step as it was finished from the very same inputs; ``None`` when it must be done."""
    return Step.objects.filter(name=name, key=key, input_digest=input_digest).first()


def record(
    name: str, key: str, input_digest: str, *, output: Mapping[str, Any] | None = None, seconds: float = 0.0
) -> Step:
    """Note that a step is done, in the transaction that stored its work: both stay or neither does."""
    done = {"input_digest": input_digest, "output": dict(output or {}), "seconds": seconds}
    step, _ = Step.objects.update_or_create(name=name, key=key, defaults={**done, "finished_at": timezone.now()})
    return step


# -- jobs beside the pages --------------------------------------------------------------------------------

STOPPED = gettext_noop("Somebody stopped it: nothing of it was stored. Run it again when it is wanted.")
CUT_OFF = gettext_noop("The program that worked on it was stopped. Run it again.")


@transaction.atomic
def queue(kind: str, *, by: User) -> Job:
    """Note that somebody asked for a computation; whoever works on it reports by the functions below."""
    now = timezone.now()
    job = Job.objects.create(kind=kind, party=by.party, started_by=by, queued_at=now, heard_at=now)
    journal.append(
        "jobs.queued",
        actor=by,
        party=by.party_id or "",
        subject_type="job",
        subject_id=job.pk,
        facts={"kind": kind},
    )
    return job


def begin(job_id: UUID) -> Job:
    """Note that a job has begun; a job begins once.

    Raises
    ------
    StateConflict
        It has begun or ended already: a second worker must not do it again.
    """
    now = timezone.now()
    waiting = Job.objects.filter(pk=job_id, state=JobState.QUEUED)
    if not waiting.update(state=JobState.UNDER_WAY, started_at=now, heard_at=now):
        raise StateConflict(f"job {job_id} has begun already")
    begun: Job = Job.objects.select_related("started_by").get(pk=job_id)
    return begun


def advance(job_id: UUID, *, n_done: int, n_total: int, stage: str = "") -> None:
    """Note how far a job is, at once and for everybody to see.

    Raises
    ------
    StateConflict
        It was stopped, or given up as left behind: whoever works on it ends.
    """
    told = Job.objects.filter(pk=job_id, state=JobState.UNDER_WAY)
    if not told.update(n_done=n_done, n_total=n_total, stage=stage, heard_at=timezone.now()):
        raise StateConflict(STOPPED)


@transaction.atomic
def require_under_way(job_id: UUID) -> None:
    """Return, or refuse to store the outcome of a job that was stopped; it cannot be stopped until this is stored.

    Raises
    ------
    StateConflict
        The job is not under way any more.
    """
    if not Job.objects.select_for_update().filter(pk=job_id, state=JobState.UNDER_WAY).exists():
        raise StateConflict(STOPPED)


@transaction.atomic
def stop(*, by: User, job: Job) -> None:
    """End a job that somebody no longer wants; whoever works on it notices at its next word and stores nothing.

    Raises
    ------
    StateConflict
        It has ended already.
    """
    journal.append("jobs.stopped", actor=by, party=by.party_id or "", subject_type="job", subject_id=job.pk)
    held = Job.objects.select_for_update().get(pk=job.pk)
    if held.state not in (JobState.QUEUED, JobState.UNDER_WAY):
        raise StateConflict(f"job {job.pk} has ended already")
    end(job.pk, error=STOPPED)
    job.refresh_from_db()


@transaction.atomic
def end(job_id: UUID, *, error: str = "") -> None:
    """Note how a job ended; with ``error``, a sentence of ids and counts only, it failed."""
    now = timezone.now()
    state = JobState.FAILED if error else JobState.DONE
    under_way = Job.objects.filter(pk=job_id, state__in=(JobState.QUEUED, JobState.UNDER_WAY))
    if under_way.update(state=state, finished_at=now, heard_at=now, error=error[:500]):
        journal.append(f"jobs.{state.value}", subject_type="job", subject_id=job_id)


def sweep(*, is_alone: bool = False) -> int:
    """Note as failed what a worker left behind that is gone; gives their number.

    ``is_alone``: the caller is the only worker there can be, so that whatever is under way was left behind.
    """
    gone = Job.objects.filter(state=JobState.UNDER_WAY) if is_alone else Job.objects.cut_off(now=timezone.now())
    left = list(gone.values_list("pk", flat=True))
    for job_id in left:
        end(job_id, error=CUT_OFF)
    return len(left)

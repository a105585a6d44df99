"""Pages of jobs in the background: how far each is, what to do where it failed, and once more."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from repatria.web.access import Permission
from repatria.web.jobs import actions, kinds
from repatria.web.jobs.models import Job, JobState
from repatria.web.jobs.querysets import SILENT_AFTER
from repatria.web.page import PersonalRequest, page

STOP_POLLING = 286  # htmx: this answer is the last that is asked for


def _job(request: PersonalRequest, job_id: UUID) -> Job:
    found: Job = get_object_or_404(Job.objects.visible_to(request.user).select_related("started_by"), pk=job_id)
    return found


def _context(shown: Job) -> dict[str, object]:
    kind = kinds.kind_of(shown)
    is_silent = shown.state == JobState.UNDER_WAY and shown.heard_at < timezone.now() - SILENT_AFTER
    return {
        "section": "laboratory",
        "job": shown,
        "title": kind.title,
        "outcome_url": kind.outcome_url(shown) if shown.state == JobState.DONE else "",
        "is_moving": shown.state in {JobState.QUEUED, JobState.UNDER_WAY} and not is_silent,
        "is_silent": is_silent,
        "share": round(100 * shown.n_done / shown.n_total) if shown.n_total else None,
    }


@page(Permission.JOB_VIEW)
def job(request: PersonalRequest, job_id: UUID) -> HttpResponse:
    """How far a job is; without scripts the page is read again by its reader."""
    return render(request, "jobs/job.html", _context(_job(request, job_id)))


@page(Permission.JOB_VIEW)
def progress(request: PersonalRequest, job_id: UUID) -> HttpResponse:
    """The part of the page that changes; the last answer says that nothing more will come."""
    context = _context(_job(request, job_id))
    return render(request, "jobs/progress.html", context, status=200 if context["is_moving"] else STOP_POLLING)


@page(Permission.JOB_AGAIN, methods=("POST",))
def stop(request: PersonalRequest, job_id: UUID) -> HttpResponse:
    """Stop a job that is no longer wanted; it can be run again."""
    shown = _job(request, job_id)
    actions.stop(by=request.user, job=shown)
    return redirect("jobs:job", shown.pk)


@page(Permission.JOB_AGAIN, methods=("POST",))
def again(request: PersonalRequest, job_id: UUID) -> HttpResponse:
    """Ask for the same once more; the failed job stays as it is."""
    shown = _job(request, job_id)
    return redirect("jobs:job", kinds.kind_of(shown).again(shown, request.user).pk)

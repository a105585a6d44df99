"""Runs of the main job, and the steps that need not be done again."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from repatria.errors import StateConflict
from repatria.web.jobs.models import Run, RunState, Step


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

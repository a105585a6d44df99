"""The roof over every job in the background: whatever goes wrong in it ends in a sentence on its page."""

import logging
import time
from collections.abc import Callable
from uuid import UUID

from repatria.errors import RepatriaError
from repatria.findings import gettext_noop
from repatria.web.jobs import actions
from repatria.web.jobs.models import Job, JobState

logger = logging.getLogger(__name__)

DEFECT = gettext_noop("The program made a mistake. Run it again; if it fails again, tell who maintains it.")
_TELL_EVERY_S = 0.25

Progress = Callable[[int, int, str], None]
"""How many of how many are done, and a code of what is being done."""


def run_job(job_id: UUID, work: Callable[[Job, Progress], None]) -> None:
    """Do the work of a job that was queued, and note how it went; one that was stopped before it began is left."""
    if Job.objects.filter(pk=job_id, state=JobState.FAILED).exists():
        return
    job = actions.begin(job_id)
    last = 0.0

    def tell(n_done: int, n_total: int, stage: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _TELL_EVERY_S or n_done >= n_total:
            last = now
            actions.advance(job_id, n_done=n_done, n_total=n_total, stage=stage)

    try:
        work(job, tell)
    except RepatriaError as error:
        actions.end(job_id, error=str(error))
    except Exception:
        actions.end(job_id, error=DEFECT)
        logger.exception("job %s failed", job_id)
        raise
    else:
        actions.end(job_id)

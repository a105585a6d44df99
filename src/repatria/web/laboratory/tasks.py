"""What is computed beside the pages."""

from uuid import UUID

from django_tasks import task

from repatria.web.jobs.models import Job
from repatria.web.jobs.running import Progress, run_job
from repatria.web.laboratory import actions, gathering
from repatria.web.laboratory.bridge.weighing import WeighingParams, weigh
from repatria.web.laboratory.models import Run


@task()
def compare(run_id: str) -> None:
    """Compare all accepted profiles of remains with all open families."""
    run = Run.objects.select_related("frequencies", "started_by").get(pk=UUID(run_id))

    def work(job: Job, tell: Progress) -> None:
        gathered = gathering.gather(run.started_by)
        params = WeighingParams(**run.params)
        outcome = weigh(gathered.bodies, gathered.families, run.frequencies.frequencies, params, tell, gathered.named)
        actions.store_outcome(run=run, outcome=outcome, members=gathered.members)

    run_job(run.job_id, work)

"""Steps that need not be done again, and runs that end once."""

import pytest

from repatria.errors import StateConflict
from repatria.web.jobs import actions
from repatria.web.jobs.models import Run, RunState

pytestmark = pytest.mark.django_db


def test_a_step_is_done_again_only_when_its_inputs_changed():
    assert actions.cached("import", "a.csv", "digest-1") is None
    actions.record("import", "a.csv", "digest-1", output={"n": 3}, seconds=0.5)
    found = actions.cached("import", "a.csv", "digest-1")
    assert found is not None
    assert found.output == {"n": 3}
    assert actions.cached("import", "a.csv", "digest-2") is None
    assert actions.cached("import", "b.csv", "digest-1") is None


def test_a_step_done_again_takes_the_place_of_the_old():
    actions.record("import", "a.csv", "digest-1", output={"n": 3})
    actions.record("import", "a.csv", "digest-2", output={"n": 4})
    assert actions.cached("import", "a.csv", "digest-1") is None
    assert actions.cached("import", "a.csv", "digest-2").output == {"n": 4}


def test_a_run_ends_once_and_keeps_its_summary():
    run = actions.start_run()
    actions.finish_run(run, summary={"persons": 12})
    assert (run.state, run.summary) == (RunState.DONE, {"persons": 12})
    assert run.finished_at >= run.started_at
    with pytest.raises(StateConflict, match="ended already"):
        actions.finish_run(run, state=RunState.FAILED)
    with pytest.raises(ValueError, match="done or failed"):
        actions.finish_run(run, state=RunState.UNDER_WAY)


def test_a_run_that_was_cut_off_counts_as_failed():
    cut_off = actions.start_run()
    actions.start_run()
    assert Run.objects.get(pk=cut_off.pk).state == RunState.FAILED

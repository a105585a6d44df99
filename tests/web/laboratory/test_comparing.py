"""A comparison from the rows to the rows: the job that works beside the pages, and what it finds."""

import random

import pytest
from django.urls import reverse
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from tests.web.laboratory.world import World, snapshot

from repatria.errors import StateConflict
from repatria.web.custody import balances
from repatria.web.custody.models import Unit
from repatria.web.jobs import actions as jobs
from repatria.web.jobs.models import Job, JobState
from repatria.web.journal.models import Entry
from repatria.web.laboratory import actions, gathering, tasks
from repatria.web.laboratory.actions import Row
from repatria.web.laboratory.actions.board import current_checks
from repatria.web.laboratory.bridge import weighing
from repatria.web.laboratory.models import FrequencyTable, Identification, KinNotice, Run
from repatria.web.review.actions import derive_status

TABLE = weighing.example_table()
LOCI = sorted(TABLE)[:16]


def stranger(rng: random.Random) -> dict[str, list[str]]:
    """A person of the table's population."""
    return {locus: rng.choices(list(TABLE[locus]), weights=list(TABLE[locus].values()), k=2) for locus in LOCI}


def child(rng: random.Random, father: dict, mother: dict) -> dict[str, list[str]]:
    return {locus: [rng.choice(father[locus]), rng.choice(mother[locus])] for locus in LOCI}


@pytest.fixture
def played(world: World):
    """A son in one bag and in a second one, a stranger in a third; both parents gave a sample."""
    rng = random.Random(7)
    father, mother = stranger(rng), stranger(rng)
    son = child(rng, father, mother)
    am = world.am()
    donors = [world.donor(), world.donor()]
    for donor, loci in zip(donors, (father, mother), strict=True):
        world.read(world.sample(donor=donor), loci)
    rows = [
        Row(key="father", sex="M", donor=donors[0]),
        Row(key="mother", sex="F", donor=donors[1]),
        Row(key="son", father="father", mother="mother", sex="M", is_missing=True, am=am),
    ]
    world.family_of_son = actions.register_family(by=world.user("nadia"), rows=rows, owner="A")
    world.bodies = [world.pm(), world.pm(), world.pm()]
    for pm, loci in zip(world.bodies, (son, son, stranger(rng)), strict=True):
        world.read(world.sample(pm), loci)
    world.table = actions.store_frequencies(by=world.user("nadia"), name="Norway", frequencies=TABLE)
    return world


def work() -> None:
    """What the worker does: one pass over the queue, in this process."""
    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    ).run()


def first_of(run: Run):
    """The pair of the first bag."""
    return run.candidates.order_by("profile__sample__number").first()


def test_a_job_finds_the_son_and_says_how_far_it_is(played):
    run = actions.start_run(by=played.user("nadia"), frequencies=played.table)
    assert run.job.state == JobState.QUEUED
    assert DBTaskResult.objects.get().status == "READY"
    work()
    run.refresh_from_db()
    run.job.refresh_from_db()
    assert (run.job.state, run.job.error) == (JobState.DONE, "")
    assert run.job.n_done == run.job.n_total > 0
    found = run.candidates.order_by("profile__sample__number")
    assert [one.profile.sample.pm for one in found] == played.bodies[:2]
    one = found.first()
    assert one.log10_lr > 8
    assert one.posterior > 0.9995
    assert one.prior == pytest.approx(0.9)
    assert (one.n_compared, one.n_exclusions, one.n_rivals) == (16, 0, 0)
    assert one.log10_lr == pytest.approx(sum(one.by_marker.values()))
    assert [str(other.profile_id) for other in found[1:]] == one.together  # two bags of one person are no rivals
    assert run.counts["n_persons"] == 2
    assert len(run.provenance["digest"]) == 64
    assert Entry.objects.filter(code="laboratory.run.stored").exists()


def test_belongings_name_a_person_without_relatives(played):
    """A milk tooth and a body have one profile; the family's only relative is a stranger to the table of kin."""
    rng = random.Random(11)
    nadia, tooth = played.user("nadia"), stranger(rng)
    am, pm = played.am(), played.pm()
    played.read(actions.take_sample(by=nadia, source="direct", am=am), tooth)
    played.read(played.sample(pm), tooth)
    rows = [
        Row(key="f", sex="M"),
        Row(key="m", sex="F"),
        Row(key="s", father="f", mother="m", sex="M", is_missing=True, am=am),
    ]
    actions.register_family(by=nadia, rows=rows, owner="A")
    run = actions.start_run(by=nadia, frequencies=played.table)
    work()
    found = run.candidates.get(profile__sample__pm=pm)
    assert (found.conclusion, found.member.key, found.n_compared, found.n_exclusions) == ("direct", "s", 16, 0)
    assert found.log10_lr > 12
    assert found.posterior > 0.9995
    made = actions.put_forward(by=nadia, candidate=found)
    assert made.state == "board_ready"
    assert played.sign(made, "mira", "halyna").state == "confirmed"


def test_what_was_found_goes_before_the_board_and_is_confirmed(played):
    run = actions.start_run(by=played.user("nadia"), frequencies=played.table)
    work()
    made = actions.put_forward(by=played.user("nadia"), candidate=first_of(run))
    assert played.sign(made, "halyna", "mira").state == "confirmed"
    gathered = gathering.gather(played.user("nadia"))
    assert len(gathered.bodies) == 1  # who bears a name is compared no more
    assert not gathered.families


def test_one_signature_line_each_covers_all_bags_of_a_person_and_a_later_bag_is_a_fragment(played):
    nadia = played.user("nadia")
    run = actions.start_run(by=nadia, frequencies=played.table)
    work()
    derive_status()
    before = snapshot()
    made = actions.put_forward(by=nadia, candidate=first_of(run))
    [other] = made.joined.all()
    assert {made.pm, other.pm} == set(played.bodies[:2])
    played.sign(made, "halyna", "mira")
    other.refresh_from_db()
    assert (other.state, other.am_signer, other.digest) == ("confirmed", made.am_signer, made.digest)
    assert KinNotice.objects.count() == 1  # one person, one notice
    [balance] = [one for one in balances.balances() if one.account == "remains:B"]
    assert (balance.n_units, balance.n_persons) == (4 - 1, 1)

    son = played.bodies[0].samples.get().profile.agreed
    later = played.pm()
    played.read(played.sample(later), son)
    again = actions.start_run(by=nadia, frequencies=played.table)
    work()
    found = again.candidates.get()
    assert (found.conclusion, found.profile.sample.pm, found.member.key) == ("fragment", later, "son")
    fragment = actions.put_forward(by=nadia, candidate=found)
    assert (fragment.is_fragment, fragment.state) == (True, "board_ready")
    played.sign(fragment, "halyna", "mira")
    [balance] = [one for one in balances.balances() if one.account == "remains:B"]
    assert (balance.n_units, balance.n_persons) == (4, 1)
    for one in (fragment, made):
        actions.retract(by=played.user("mira"), identification=one, reason="mixed samples")
    assert {one.state for one in Identification.objects.all()} == {"retracted"}
    after = snapshot()
    assert after["families"] == before["families"]
    assert [one for one in after["persons"] if one in before["persons"]] == before["persons"]
    assert not Unit.objects.filter(kind="bag").exclude(person=None).exists()
    balances.verify()


def test_one_bag_is_taken_out_alone_and_the_family_that_was_told_must_hear(played):
    nadia = played.user("nadia")
    run = actions.start_run(by=nadia, frequencies=played.table)
    work()
    made = actions.put_forward(by=nadia, candidate=first_of(run))
    played.sign(made, "halyna", "mira")
    actions.tell_family(by=played.user("halyna"), identification=made)
    [other] = made.joined.all()
    actions.retract(by=played.user("mira"), identification=other, reason="another man's hand")
    made.refresh_from_db()
    assert made.state == "confirmed"
    assert KinNotice.objects.get().state == "recalled"
    assert list(Unit.objects.filter(kind="bag").exclude(person=None)) == [made.pm.unit]


def test_a_rule_unmet_by_one_bag_keeps_the_whole_person_from_the_board(played):
    run = actions.start_run(by=played.user("nadia"), frequencies=played.table)
    work()
    seal = {"by": played.user("nadia"), "unit": played.bodies[1].unit, "number": "9"}
    actions.log_seal(**seal, event="mismatch")
    made = actions.put_forward(by=played.user("nadia"), candidate=first_of(run))
    assert made.state == "probable"
    [unmet] = [one for one in current_checks(made) if not one.is_met]
    assert (unmet.code, unmet.found) == ("bags", played.bodies[1].number)
    actions.log_seal(**seal, event="resolved")
    assert actions.look_again(by=played.user("mira"), identification=made).state == "board_ready"
    assert {one.state for one in Identification.objects.all()} == {"board_ready"}


def test_equal_bags_of_two_missing_twins_are_named_by_nobody(played):
    """Two bags with one profile are one man's or identical twins': where two brothers are missing, neither is named."""
    rng = random.Random(23)
    nadia, father, mother = played.user("nadia"), stranger(rng), stranger(rng)
    donors = [played.donor(), played.donor()]
    for donor, loci in zip(donors, (father, mother), strict=True):
        played.read(played.sample(donor=donor), loci)
    rows = [Row(key="f", sex="M", donor=donors[0]), Row(key="m", sex="F", donor=donors[1])]
    rows += [
        Row(key=key, father="f", mother="m", sex="M", is_missing=True, am=played.am()) for key in ("first", "second")
    ]
    actions.register_family(by=nadia, rows=rows, owner="A")
    twin = child(rng, father, mother)
    bags = [played.pm(), played.pm()]
    for pm in bags:
        played.read(played.sample(pm), twin)
    run = actions.start_run(by=nadia, frequencies=played.table)
    work()
    found = run.candidates.filter(profile__sample__pm__in=bags)
    assert found.count() == 4
    assert {one.conclusion for one in found} == {"symmetric"}
    assert max(one.posterior for one in found) < 0.51
    made = actions.put_forward(by=nadia, candidate=found.first())
    assert {one.code for one in current_checks(made) if not one.is_met} >= {"rivals", "posterior"}
    assert made.state == "probable"


def test_without_families_the_job_says_what_to_do_and_runs_again(world, client):
    table = actions.store_frequencies(by=world.user("nadia"), name="Norway", frequencies=TABLE)
    run = actions.start_run(by=world.user("nadia"), frequencies=table)
    work()
    run.job.refresh_from_db()
    assert run.job.state == JobState.FAILED
    assert "nothing to compare" in run.job.error
    client.force_login(world.user("nadia"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("jobs:job", args=[run.job_id])).content.decode()
    assert run.job.error in page
    again = client.post(reverse("jobs:again", args=[run.job_id]))
    assert Run.objects.count() == 2
    assert again.headers["Location"] == reverse("jobs:job", args=[Run.objects.first().job_id])


def test_a_donor_whose_relation_is_not_supported_is_left_out(played):
    donor = played.family_of_son.members.get(key="mother").donor
    actions.set_supported(by=played.user("nadia"), donor=donor, is_supported=False)
    [family] = gathering.gather(played.user("nadia")).families
    assert set(family.references) == {"father"}


def test_the_fragment_is_polled_until_the_job_ends(played, client):
    client.force_login(played.user("nadia"), backend="django.contrib.auth.backends.ModelBackend")
    run = actions.start_run(by=played.user("nadia"), frequencies=played.table)
    url = reverse("jobs:progress", args=[run.job_id])
    first = client.get(url)
    assert first.status_code == 200
    assert "hx-trigger" in first.content.decode()
    work()
    last = client.get(url)
    assert last.status_code == 286  # htmx stops asking
    assert reverse("laboratory:run", args=[run.pk]) in last.content.decode()


def test_a_job_begins_once(world):
    job = jobs.queue("laboratory.compare", by=world.user("nadia"))
    jobs.begin(job.pk)
    with pytest.raises(StateConflict):
        jobs.begin(job.pk)


def test_a_job_whose_worker_is_gone_is_failed(world):
    job = jobs.queue("laboratory.compare", by=world.user("nadia"))
    jobs.begin(job.pk)
    assert jobs.sweep() == 0
    Job.objects.filter(pk=job.pk).update(heard_at="2025-01-01T00:00Z")
    assert jobs.sweep() == 1
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "Run it again" in job.error
    another = jobs.queue("laboratory.compare", by=world.user("nadia"))
    jobs.begin(another.pk)
    assert jobs.sweep(is_alone=True) == 1


def test_a_job_that_was_stopped_stores_nothing_and_runs_again(played, client, monkeypatch):
    client.force_login(played.user("nadia"), backend="django.contrib.auth.backends.ModelBackend")
    waiting = actions.start_run(by=played.user("nadia"), frequencies=played.table)
    client.post(reverse("jobs:stop", args=[waiting.job_id]))
    work()  # it was stopped before it began
    under_way = actions.start_run(by=played.user("nadia"), frequencies=played.table)
    weigh = tasks.weigh

    def stopped_meanwhile(*args):
        outcome = weigh(*args)
        client.post(reverse("jobs:stop", args=[under_way.job_id]))
        return outcome

    monkeypatch.setattr(tasks, "weigh", stopped_meanwhile)
    work()
    monkeypatch.undo()
    for run in (waiting, under_way):
        run.job.refresh_from_db()
        assert (run.job.state, run.job.error) == (JobState.FAILED, jobs.STOPPED)
        assert not run.candidates.exists()
        assert "stopped it" in client.get(reverse("jobs:job", args=[run.job_id])).content.decode()
    client.post(reverse("jobs:again", args=[under_way.job_id]))
    work()
    assert Run.objects.first().candidates.count() == 2
    with pytest.raises(StateConflict, match="ended already"):
        jobs.stop(by=played.user("nadia"), job=under_way.job)


def test_who_works_on_a_stopped_job_ends_at_the_next_word(world):
    job = jobs.queue("laboratory.compare", by=world.user("nadia"))
    jobs.begin(job.pk)
    jobs.stop(by=world.user("nadia"), job=job)
    with pytest.raises(StateConflict):
        jobs.advance(job.pk, n_done=1, n_total=2)


def test_the_same_table_is_kept_once(world):
    for name in ("one", "other"):
        actions.store_frequencies(by=world.user("nadia"), name=name, frequencies=TABLE)
    assert FrequencyTable.objects.count() == 1

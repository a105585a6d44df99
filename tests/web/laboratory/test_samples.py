"""Files, seals, samples and readings: what is accepted, what is refused, and that nobody sees the other's reading."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.web.laboratory.world import LOCI, profile_of

from repatria.errors import PermissionRefused, SignatureRefused, StateConflict
from repatria.web.laboratory import actions, reading
from repatria.web.laboratory.actions import Step
from repatria.web.laboratory.actions.samples import seal_differs
from repatria.web.laboratory.models import (
    DonorState,
    FileState,
    PMFile,
    Profile,
    ProfileState,
    SampleEvent,
    SampleState,
)

# -- files ------------------------------------------------------------------------------------------------


def test_a_file_is_checked_by_another_than_its_examiner(world):
    made = actions.open_pm(by=world.user("nadia"), unit=world.bag())
    with pytest.raises(SignatureRefused):
        actions.check_file(by=world.user("nadia"), file=made)
    with pytest.raises(StateConflict):
        actions.lock_file(by=world.user("nadia"), file=made)
    world.locked(made)
    assert made.state == FileState.LOCKED
    with pytest.raises(IntegrityError), transaction.atomic():
        PMFile.objects.update(second_reader=world.user("nadia"))


def test_a_section_carries_both_references_and_a_locked_file_none_more(world):
    made = actions.open_pm(by=world.user("nadia"), unit=world.bag())
    actions.write_section(by=world.user("nadia"), file=made, number=310, letter="C2", text="ring, plain")
    assert made.sections.values_list("number", "letter").get() == (310, "C2")
    world.locked(made)
    with pytest.raises(StateConflict):
        actions.write_section(by=world.user("nadia"), file=made, number=311, letter="C2", text="watch")


def test_a_bag_is_of_the_side_that_did_not_declare_it(world):
    assert world.pm(world.bag(sender="B")).expected_id == "A"
    bag = world.bag(sender="A", n=2)
    [part] = actions.take_parts(by=world.user("nadia"), unit=bag, parts=[("P-9", 1)])
    assert world.pm(part).expected_id == "B"


def test_a_tag_is_unique_and_must_be_there(world):
    world.pm(world.bag(tag="B-7"))
    with pytest.raises(StateConflict, match="another unit bears"):
        actions.open_pm(by=world.user("nadia"), unit=world.bag(tag="B-7"))
    bare = world.bag(tag=None)
    with pytest.raises(StateConflict, match="no tag"):
        actions.open_pm(by=world.user("nadia"), unit=bare)
    made = actions.open_pm(by=world.user("nadia"), unit=bare, tag="N-1")
    assert made.unit.lab_tag.code == "N-1"


def test_a_seal_is_applied_once_in_the_whole_account(world):
    actions.log_seal(by=world.user("nadia"), unit=world.bag(), number="1", event="applied")
    with pytest.raises(StateConflict):
        actions.log_seal(by=world.user("nadia"), unit=world.bag(), number="1", event="applied")


@pytest.mark.parametrize("name", ["mira", "dmytro"])
def test_only_laboratories_work_there(world, name):
    with pytest.raises(PermissionRefused):
        actions.open_pm(by=world.user(name), unit=world.bag())


def test_a_sides_laboratory_opens_files_of_its_own_side_alone(world):
    record = world.sought(sender="B")
    with pytest.raises(PermissionRefused):
        actions.open_am(by=world.user("halyna"), record=record)
    assert actions.open_am(by=world.user("denys"), record=record).owner_id == "B"


def test_a_person_has_one_am_file_over_all_versions_of_a_list(world):
    [first] = world.deliver("a-missing", "A", "missing", [{"surname": "Zym"}], shared=["B"])
    actions.open_am(by=world.user("nadia"), record=first)
    [second] = world.deliver("a-missing", "A", "missing", [{"surname": "Zym"}], shared=["B"], continues={0: first})
    with pytest.raises(StateConflict, match="has an AM file already"):
        actions.open_am(by=world.user("nadia"), record=second)


# -- samples ----------------------------------------------------------------------------------------------


def test_a_sample_goes_its_way_step_by_step_and_its_custody_only_grows(world):
    nadia = world.user("nadia")
    sample = world.sample(world.pm())
    with pytest.raises(StateConflict):
        actions.pass_on(by=nadia, sample=sample, event="consumed", said=Step())
    actions.pass_on(by=nadia, sample=sample, event="sealed", said=Step(seal="X1"))
    actions.pass_on(by=nadia, sample=sample, event="shipped", said=Step(giver="N", receiver="A"))
    assert not seal_differs(sample)
    actions.pass_on(by=nadia, sample=sample, event="received", said=Step(seal="X2"))
    assert seal_differs(sample)
    assert list(sample.events.values_list("seq", "event")) == [
        (1, "taken"),
        (2, "sealed"),
        (3, "shipped"),
        (4, "received"),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        SampleEvent.objects.filter(sample=sample).update(place="elsewhere")


def test_a_sample_names_one_source(world):
    with pytest.raises(StateConflict):
        actions.take_sample(by=world.user("nadia"), source="remains")
    with pytest.raises(StateConflict):
        actions.take_sample(by=world.user("nadia"), source="relative", donor=world.donor(), pm=world.pm())


def test_a_number_of_a_sample_is_never_used_twice(world):
    pm = world.pm()
    actions.take_sample(by=world.user("nadia"), source="remains", pm=pm, number="S-1")
    with pytest.raises(StateConflict):
        actions.take_sample(by=world.user("nadia"), source="remains", pm=pm, number="S-1")


def test_a_withdrawn_consent_takes_the_sample_out_and_erases_what_was_read(world):
    donor = world.donor()
    profile = world.read(world.sample(donor=donor), profile_of(1))
    actions.withdraw_consent(by=world.user("nadia"), donor=donor)
    profile.refresh_from_db()
    assert (profile.state, profile.agreed) == (ProfileState.WITHDRAWN, {})
    assert all(one.alleles == {} for one in profile.readings.all())
    assert profile.sample.events.last().event == SampleState.WITHDRAWN
    assert donor.state == DonorState.WITHDRAWN
    with pytest.raises(StateConflict):
        world.sample(donor=donor)


# -- readings ---------------------------------------------------------------------------------------------


def test_two_equal_readings_are_accepted(world):
    profile = world.read(world.sample(world.pm()), {"TH01": ["9.3", "6"]}, {"TH01": ["6", "9.3"]})
    assert (profile.state, profile.agreed) == (ProfileState.ACCEPTED, {"TH01": ["6", "9.3"]})


def test_nobody_reads_twice(world):
    profile = Profile.objects.get(sample=world.sample(world.pm()))
    actions.read_profile(by=world.user("nadia"), profile=profile, alleles={"TH01": ["6", "7"]})
    with pytest.raises(SignatureRefused):
        actions.read_profile(by=world.user("nadia"), profile=profile, alleles={"TH01": ["6", "7"]})


def test_a_third_analyst_decides_where_two_differ(world):
    first = {"TH01": ["6", "7"], "vWA": ["14", "15"], "FGA": ["20", "21"]}
    second = {"TH01": ["6", "8"], "vWA": ["14", "15"]}
    profile = world.read(world.sample(world.pm()), first, second)
    assert (profile.state, profile.disputed) == (ProfileState.DOUBLE_READ, ["FGA", "TH01"])
    assert profile.agreed == {"vWA": ["14", "15"]}
    actions.read_profile(by=world.user("lida"), profile=profile, alleles={"TH01": ["6", "8"], "FGA": ["20", "22"]})
    assert profile.state == ProfileState.ACCEPTED
    assert profile.agreed == {"TH01": ["6", "8"], "vWA": ["14", "15"]}  # nobody agreed with the third at FGA


def test_a_mixture_is_refused_and_never_compared_as_one(world):
    crowded = profile_of(3) | {LOCI[0]: ["10", "11", "12"], LOCI[1]: ["10", "11", "12", "13"]}
    profile = world.read(world.sample(world.pm()), crowded)
    assert profile.state == ProfileState.MIXTURE
    assert LOCI[0] not in profile.agreed


def test_three_alleles_at_one_locus_alone_may_be_a_persons_own(world):
    profile = world.read(world.sample(world.pm()), profile_of(3) | {LOCI[0]: ["10", "11", "12"]})
    assert profile.state == ProfileState.ACCEPTED
    assert LOCI[0] not in profile.agreed


def test_the_staffs_own_profile_is_a_contamination(world):
    world.read(world.sample(), profile_of(5))
    assert world.read(world.sample(world.pm()), profile_of(5)).state == ProfileState.CONTAMINATED


def test_a_single_read_is_not_a_homozygote():
    assert reading.normal(["12"]) == ("12", "12")
    assert reading.normal(["12", None]) == ("12", None)
    assert reading.normal([]) == ()


def test_the_second_analyst_does_not_see_the_first_reading(world, client):
    profile = Profile.objects.get(sample=world.sample(world.pm()))
    actions.read_profile(by=world.user("nadia"), profile=profile, alleles={"TH01": ["7.3", "9.3"]})
    client.force_login(world.user("stepan"), backend="django.contrib.auth.backends.ModelBackend")
    for name in ("laboratory:profile", "laboratory:read"):
        page = client.get(reverse(name, args=[profile.pk])).content.decode()
        assert "7.3" not in page
    client.force_login(world.user("nadia"), backend="django.contrib.auth.backends.ModelBackend")
    assert "7.3" in client.get(reverse("laboratory:profile", args=[profile.pk])).content.decode()

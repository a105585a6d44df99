"""Files of a laboratory taken in: many rows by few statements, each row with its own answer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.laboratory.world import profile_of

from repatria.web.journal import actions as journal
from repatria.web.journal.models import Entry
from repatria.web.laboratory import actions
from repatria.web.laboratory.bridge.uploads import UploadedFamily, UploadedMember
from repatria.web.laboratory.models import Donor, PMFile, Profile, Reading, Sample


def families(world, n: int) -> None:
    rows = [
        UploadedFamily(
            id=f"F{at:03}",
            members=[
                UploadedMember(key="f", father="", mother="", sex="M", is_missing=False),
                UploadedMember(key="m", father="", mother="", sex="F", is_missing=False),
                UploadedMember(key="s", father="f", mother="m", sex="M", is_missing=True),
            ],
        )
        for at in range(n)
    ]
    assert all(one.is_taken for one in actions.import_families(by=world.user("nadia"), families=rows, owner="A"))


def references(world, name: str, n: int, **more):
    loci = {(f"F{at:03}", "m"): profile_of(at) for at in range(n)} | more.get("others", {})
    return actions.import_references(by=world.user(name), loci_by_member=loci, kit="k", origin="o" * 64)


def test_two_analysts_files_make_donors_samples_and_accepted_profiles(world):
    families(world, 3)
    assert [one.said for one in references(world, "nadia", 3)] == ["draft"] * 3
    assert [one.said for one in references(world, "stepan", 3)] == ["accepted"] * 3
    assert list(Donor.objects.values_list("number", flat=True)) == ["D-A-0001", "D-A-0002", "D-A-0003"]
    assert set(Sample.objects.values_list("number", "owner")) == {(f"S-A-000{at}", "A") for at in (1, 2, 3)}
    profile = Profile.objects.get(sample__donor__number="D-A-0002")
    assert profile.agreed == profile_of(1)
    assert profile.sample.events.get().event == "taken"
    said = [entry.code for entry in Entry.objects.filter(code__startswith="laboratory.profile")]
    assert said == ["laboratory.profile.read"] * 3 + ["laboratory.profile.read", "laboratory.profile.entered"] * 3
    journal.verify()


def test_each_row_that_cannot_be_taken_is_told_why_and_the_others_go_on(world):
    families(world, 4)
    references(world, "nadia", 3)
    actions.withdraw_consent(by=world.user("nadia"), donor=Donor.objects.get(number="D-A-0001"))
    staff = world.read(world.sample(), profile_of(2))
    others = {("F009", "m"): profile_of(9), ("F001", "s"): profile_of(8), ("F003", "m"): {"D1S101": []}}
    told = {one.id: (one.is_taken, one.said) for one in references(world, "stepan", 3, others=others)}
    assert told["F000 m"][0] is False
    assert "withdrawn the consent" in told["F000 m"][1]
    assert told["F001 m"] == (True, "accepted")
    assert told["F002 m"] == (True, "contaminated")
    assert staff.state == "accepted"
    for name in ("F009 m", "F001 s"):
        assert told[name][0] is False
        assert "no such member" in told[name][1]
    assert "at least one locus" in told["F003 m"][1]
    assert [one.said for one in references(world, "lida", 3)][1:] == [
        f"profile {Profile.objects.get(sample__donor__number=number).pk} is {state}: nothing is read any more"
        for number, state in (("D-A-0002", "accepted"), ("D-A-0003", "contaminated"))
    ]


def test_nobody_reads_twice_by_file(world):
    families(world, 1)
    references(world, "nadia", 1)
    assert [one.said for one in references(world, "nadia", 1)] == ["read_already"]


def test_more_rows_are_not_more_statements(world):
    families(world, 60)
    counts = []
    for n in (20, 60):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            references(world, "nadia" if n == 20 else "stepan", n)
        counts.append(len(seen))
    assert counts[1] < counts[0] + 20


def test_bodies_open_their_files_by_tag_and_a_tag_of_two_is_told(world):
    units = [world.bag(tag="T-1"), world.bag(tag="T-2"), world.bag(tag="T-2")]
    loci = {"T-1": profile_of(1), "T-2": profile_of(2), "T-3": profile_of(3)}
    for name, state in (("nadia", "draft"), ("stepan", "accepted")):
        done = actions.import_bodies(by=world.user(name), loci_by_tag=loci, kit="k", origin="o" * 64)
        assert [(one.id, one.is_taken) for one in done] == [("T-1", True), ("T-2", False), ("T-3", False)]
        assert done[0].said == state
        assert "not one bag" in done[1].said
    file = PMFile.objects.get()
    assert (file.unit, file.number, file.owner_id, file.expected_id) == (units[0], "PM-N-0001", "N", "A")
    assert (file.unit.lab_tag.code, file.samples.get().number) == ("T-1", "S-N-0001")
    assert Entry.objects.filter(code="laboratory.pm.opened").count() == 1
    journal.verify()


def test_remains_of_which_another_laboratory_keeps_the_file_are_not_read(world):
    world.pm(world.bag(tag="T-9"))
    loci = {"T-9": profile_of(9)}
    [told] = actions.import_bodies(by=world.user("halyna"), loci_by_tag=loci, kit="k", origin="o" * 64)
    assert (told.is_taken, told.said) == (False, "another laboratory keeps the file of these remains")
    assert not Reading.objects.exists()


@pytest.mark.parametrize("n", [9999, 12345])
def test_numbers_go_on_above_9999(world, n):
    from repatria.web.laboratory.actions.entries import next_numbers

    for number in (f"D-A-{n}", "D-A-9000"):
        actions.register_donor(by=world.user("nadia"), scope="this_person", owner="A", number=number)
    assert next_numbers(Donor, "D", "A", 2) == [f"D-A-{n + 1}", f"D-A-{n + 2}"]

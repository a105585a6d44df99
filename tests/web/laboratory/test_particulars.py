"""What is known beside DNA: read by two people, weighed, and explained by name where it contradicts."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.laboratory.test_comparing import TABLE, child, first_of, stranger, work

from repatria.errors import InputUnusable, StateConflict
from repatria.web.laboratory import actions, gathering, particulars
from repatria.web.laboratory.actions import Row
from repatria.web.laboratory.actions.board import current_checks
from repatria.web.laboratory.models import Identification, PairNote, Particular


def unmet(made: Identification) -> dict[str, str]:
    return {one.code: one.found for one in current_checks(made) if not one.is_met}


def read_by_two(world, file, **said: str) -> None:
    """Both readers write the same of an open file; then it is checked and locked again."""
    file.refresh_from_db()
    if file.state in ("locked", "checked"):
        actions.reopen_file(by=world.user("nadia"), file=file)
    for name in ("nadia", "stepan"):
        for kind, value in said.items():
            actions.read_particular(by=world.user(name), file=file, kind=kind, value=value)
    world.locked(file)


@pytest.fixture
def pair(world):
    """A son in a bag, his parents' profiles, and the files of both."""
    rng = random.Random(7)
    father, mother = stranger(rng), stranger(rng)
    world.am_file, world.pm_file = world.am(), world.pm()
    donors = [world.donor(), world.donor()]
    for donor, loci in zip(donors, (father, mother), strict=True):
        world.read(world.sample(donor=donor), loci)
    world.read(world.sample(world.pm_file), child(rng, father, mother))
    rows = [
        Row(key="father", sex="M", donor=donors[0]),
        Row(key="mother", sex="F", donor=donors[1]),
        Row(key="son", father="father", mother="mother", sex="M", is_missing=True, am=world.am_file),
    ]
    actions.register_family(by=world.user("nadia"), rows=rows, owner="A")
    # Open cases are also what a find is compared with: four more people are sought.
    for at, age in enumerate(("20", "25", "50", "55")):
        am = world.am()
        read_by_two(world, am, age=age, stature="170", effects="watch" if at else "ring")
        donor = world.donor()
        world.read(world.sample(donor=donor), stranger(rng))
        others = [
            Row(key="f", sex="M"),
            Row(key="m", sex="F", donor=donor),
            Row(key="s", father="f", mother="m", sex="M", is_missing=True, am=am),
        ]
        actions.register_family(by=world.user("nadia"), rows=others, owner="A")
    world.table = actions.store_frequencies(by=world.user("nadia"), name="Norway", frequencies=TABLE)
    return world


def compared(world):
    run = actions.start_run(by=world.user("nadia"), frequencies=world.table)
    work()
    return first_of(run)


def test_what_two_read_alike_is_weighed_beside_dna(pair):
    before = compared(pair)
    said = {"age": "24-28", "stature": "168-172", "day": "2025-05-01", "place": "48.1, 37.8", "effects": "RING watch"}
    read_by_two(pair, pair.pm_file, **said)
    read_by_two(pair, pair.am_file, age="26", stature="170", day="2025-04-01", place="48.12 37.81", effects="ring")
    one = compared(pair)
    rows = {row["factor"]: row for row in one.evidence}
    assert set(rows) == {"sex", "age", "stature", "dates", "distance", "effects"}
    assert (rows["age"]["found"], rows["age"]["reported"]) == ("24-28", "26")
    assert rows["age"]["log10_lr"] > 0.2
    assert rows["effects"]["log10_lr"] == pytest.approx(0.398, abs=0.001)  # two of five open cases bear a ring
    assert "normal error" in rows["age"]["model"]
    assert one.log10_lr == pytest.approx(before.log10_lr)  # DNA is what it was
    assert 1 - one.posterior < 1 - before.posterior
    assert actions.put_forward(by=pair.user("nadia"), candidate=one).state == "board_ready"


def test_a_single_reading_and_two_that_differ_do_not_count_and_keep_it_from_the_board(pair):
    for name, value in (("nadia", "24-28"), ("stepan", "30")):
        actions.reopen_file(by=pair.user("nadia"), file=pair.pm_file)
        actions.read_particular(by=pair.user(name), file=pair.pm_file, kind="age", value=value)
        pair.locked(pair.pm_file)
        assert gathering.known_of_pm(pair.pm_file).values == {}
        made = actions.put_forward(by=pair.user("nadia"), candidate=compared(pair))
        assert unmet(made) == {"particulars": "age"}
        actions.refuse(by=pair.user("halyna"), identification=made, reason="again")


def test_a_file_that_was_checked_takes_no_reading(world):
    with pytest.raises(StateConflict):
        actions.read_particular(by=world.user("nadia"), file=world.pm(), kind="age", value="30")


@pytest.mark.parametrize(
    ("found", "reported", "code"),
    [
        ({"age": "60-64"}, {"age": "20"}, "age"),
        ({"stature": "190"}, {"stature": "160"}, "stature"),
        ({"day": "2025-03-01"}, {"day": "2025-04-01"}, "dates"),
        ({"effects_sex": "F"}, {}, "effects"),
    ],
)
def test_a_contradiction_waits_for_a_name_that_explains_it(pair, found, reported, code):
    read_by_two(pair, pair.pm_file, **found)
    if reported:
        read_by_two(pair, pair.am_file, **reported)
    one = compared(pair)
    made = actions.put_forward(by=pair.user("nadia"), candidate=one)
    assert set(unmet(made)) == {code}
    actions.explain(by=pair.user("stepan"), candidate=one, code=code, text="an old fracture")
    with pytest.raises(StateConflict):
        actions.explain(by=pair.user("stepan"), candidate=one, code=code, text="twice")
    assert "(stepan)" in next(check.found for check in current_checks(made) if check.code == code)
    assert actions.look_again(by=pair.user("mira"), identification=made).state == "board_ready"
    # What changes after the explanation is explained anew.
    [kind] = found
    read_by_two(pair, pair.pm_file, **{kind: {"age": "70", "stature": "195", "day": "2025-02-01"}.get(kind, "F")})
    assert (code in unmet(made)) or "weighed" in unmet(made) or kind == "effects_sex"


def test_an_explanation_names_somebody_says_something_and_stays(pair):
    read_by_two(pair, pair.pm_file, effects_sex="F")
    one = compared(pair)
    with pytest.raises(StateConflict):
        actions.explain(by=pair.user("nadia"), candidate=one, code="effects", text=" ")
    with pytest.raises(StateConflict, match="contradicts"):
        actions.explain(by=pair.user("nadia"), candidate=one, code="age", text="nothing is wrong with it")
    note = actions.explain(by=pair.user("nadia"), candidate=one, code="effects", text="a nurse's coat")
    assert (note.by.username, note.found) == ("nadia", "F · M")


def test_what_changed_since_the_comparison_is_weighed_again(pair):
    one = compared(pair)
    read_by_two(pair, pair.pm_file, age="24-28")
    read_by_two(pair, pair.am_file, age="26")
    made = actions.put_forward(by=pair.user("nadia"), candidate=one)
    assert unmet(made) == {"weighed": "age"}


@pytest.mark.parametrize("contents", ["empty", "animal"])
def test_an_empty_bag_and_an_animals_bones_are_nobody(pair, contents):
    one = compared(pair)
    read_by_two(pair, pair.pm_file, contents=contents)
    assert unmet(actions.put_forward(by=pair.user("nadia"), candidate=one)) == {"contents": contents}
    assert not gathering.gather(pair.user("nadia")).bodies


def test_two_independent_methods_stand_for_loci_that_are_not_there(world):
    made = world.put_forward(n_compared=9)
    assert set(unmet(made)) == {"loci"}
    for name in ("nadia", "nadia", "stepan"):
        assert made.state == "probable"
        actions.compare_otherwise(by=world.user(name), candidate=made.candidate, method="dental", text="28 of 28 teeth")
        made = actions.look_again(by=world.user("mira"), identification=made)
    assert made.state == "board_ready"
    with pytest.raises(StateConflict, match="primary method"):
        actions.compare_otherwise(by=world.user("nadia"), candidate=made.candidate, method="face", text="it is he")
    assert PairNote.objects.count() == 3


def test_thresholds_stay_with_the_decision(world):
    made = world.put_forward()
    assert made.asked["posterior"] == 0.9995
    assert made.asked["log10_margin"] == pytest.approx(3.0)
    Identification.objects.filter(pk=made.pk).update(asked={**made.asked, "posterior": 0.999999})
    made.refresh_from_db()
    assert next(one.needed for one in current_checks(made) if one.code == "posterior") == "≥ 0.999999"


def test_until_two_have_read_each_sees_the_own_reading_alone(world, client):
    pm = actions.open_pm(by=world.user("nadia"), unit=world.bag(), sex="M")
    url = f"/laboratory/pm/{pm.pk}/"
    seen = {}
    for name, value in (("nadia", "31-37"), ("stepan", "32-38")):
        client.force_login(world.user(name), backend="django.contrib.auth.backends.ModelBackend")
        before = client.get(url).content.decode()
        assert "31-37" not in before
        client.post(f"{url}particular/", {"kind": "age", "value": value})
        seen[name] = client.get(url).content.decode()
    assert "31-37" in seen["nadia"]
    assert "31-37" in seen["stepan"]
    assert "the readers differ" in seen["stepan"]
    client.post(f"{url}particular/", {"kind": "age", "value": "old"})
    assert Particular.objects.count() == 2
    assert "write one number" in client.get(url).content.decode()


def test_the_page_of_a_comparison_says_what_was_found_and_takes_an_explanation(pair, client):
    read_by_two(pair, pair.pm_file, age="60-64")
    read_by_two(pair, pair.am_file, age="20")
    one = compared(pair)
    client.force_login(pair.user("nadia"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/laboratory/candidates/{one.pk}/").content.decode()
    for words in ("60-64", "normal error of 7 years", "This contradicts", "Explain it under your name"):
        assert words in page
    client.post(f"/laboratory/candidates/{one.pk}/note/", {"code": "age", "text": "teeth worn early"})
    page = client.get(f"/laboratory/candidates/{one.pk}/").content.decode()
    assert "This contradicts" not in page
    assert "teeth worn early" in page


# -- plain values -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("age", " 25 – 35 ", "25-35"),
        ("age", "30-30", "30"),
        ("stature", "171,5", "171.5"),
        ("day", "2025-06-01", "2025-06-01"),
        ("place", "48.1 37.8", "48.100,37.800"),
        ("effects", "Watch, ring  watch", "ring watch"),
        ("effects_sex", "f", "F"),
        ("contents", "Animal", "animal"),
    ],
)
def test_a_particular_is_written_in_one_way(kind, said, value):
    assert particulars.normal(kind, said) == value


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("age", "35-25"),
        ("age", "young"),
        ("age", "180"),
        ("stature", "1.78"),
        ("day", "01.06.2025"),
        ("day", "2025-02-30"),
        ("place", "95, 10"),
        ("place", "somewhere"),
        ("effects_sex", "both"),
        ("contents", "unclear"),
        ("section", "  "),
    ],
)
def test_what_cannot_be_read_is_refused(kind, said):
    with pytest.raises(InputUnusable):
        particulars.normal(kind, said)


@given(st.integers(0, 120), st.integers(0, 120))
def test_a_range_reads_back_as_it_was_written(one, other):
    low, high = sorted((one, other))
    known = particulars.Known(values={"age": particulars.normal("age", f"{low}-{high}")})
    assert known.span("age") == (low, high)

import itertools
import random

import pytest
from tests.web.review.world import snapshot

from repatria.errors import StateConflict
from repatria.web.accounts.models import Role
from repatria.web.custody import actions as custody
from repatria.web.custody.models import Movement, Unit
from repatria.web.registry.models import Answer, Claim, Person
from repatria.web.review import actions
from repatria.web.review.models import Link

KOVALENKO = {"surname": "Коваленко", "given": "Петро"}


@pytest.fixture
def nadia(world):
    return world.user("nadia", Role.COORDINATOR)


@pytest.fixture
def sought(world):
    [record] = world.deliver("a-missing", "A", "missing", [KOVALENKO])
    return record


@pytest.fixture
def held(world, sought):
    [record] = world.deliver("b-held", "B", "held", [KOVALENKO | {"event_date": "2024-03-01"}])
    return record


@pytest.fixture
def home(world, held):
    [record] = world.deliver("b-returned", "B", "returned", [KOVALENKO | {"event_date": "2025-05-24"}])
    return record


def account(record):
    return Unit.objects.get(record=record).account_id


def status(record):
    record.refresh_from_db()
    return record.person.status, record.person.status_by


def settle():
    from repatria.web.registry.actions import refresh_sights

    actions.derive_status()
    refresh_sights()
    return snapshot()


def test_confirmed_link_makes_one_person_counted_once(world, sought, held):
    settle()
    assert (status(sought), status(held)) == (("missing", "A"), ("alive_held", "B"))
    world.confirm(world.propose(sought, held))
    assert (account(sought), account(held)) == ("same_person:A", "held:B")
    assert status(sought) == status(held) == ("alive_held", "B")
    assert sought.person_id == held.person_id == sought.id
    left_behind = Person.objects.get(pk=held.id)
    assert (left_behind.status, left_behind.status_by) == ("closed", "")


def test_movement_names_the_link_as_evidence(world, sought, held):
    link = world.confirm(world.propose(sought, held))
    movement = Movement.objects.get(unit__record=sought, credit__kind="same_person")
    assert (movement.evidence, movement.reason) == (f"link:{link.pk}", "linked")


def test_retraction_restores_everything(world, sought, held, nadia):
    before = settle()
    link = world.confirm(world.propose(sought, held))
    assert snapshot() != before
    actions.retract(link=link, by=nadia, reason="another birth date")
    assert snapshot() == before


def test_links_chain_to_one_person(world, sought, held, home):
    settle()
    world.confirm(world.propose(held, home))
    world.confirm(world.propose(sought, held))
    assert [account(r) for r in (sought, held, home)] == ["same_person:A", "same_person:B", "home:A"]
    assert {status(r) for r in (sought, held, home)} == {("returned", "B")}
    assert {r.person_id for r in (sought, held, home)} == {sought.id}


@pytest.mark.parametrize("order", [("first", "second"), ("second", "first")])
def test_chain_falls_apart_link_by_link(world, sought, held, home, nadia, order):
    nothing = settle()
    first = world.confirm(world.propose(sought, held))
    only_first = snapshot()
    second = world.confirm(world.propose(held, home))
    links = {"first": first, "second": second}
    actions.retract(link=links[order[0]], by=nadia, reason="wrong")
    if order[0] == "second":
        assert snapshot() == only_first
    else:
        assert [account(r) for r in (sought, held, home)] == ["sought:A", "same_person:B", "home:A"]
    actions.retract(link=links[order[1]], by=nadia, reason="wrong")
    assert snapshot() == nothing


def test_one_link_of_a_triangle_may_fall_and_the_person_stays_one(world, sought, held, home, nadia):
    settle()
    links = [world.propose(*pair) for pair in ((sought, held), (held, home), (sought, home))]
    for link in links:
        world.confirm(link)
    before = snapshot()
    actions.retract(link=links[0], by=nadia, reason="wrong")
    assert snapshot() == before
    standing = {f"link:{link.pk}" for link in links[1:]}
    counting = Movement.objects.counting().filter(credit__kind="same_person")
    assert set(counting.values_list("evidence", flat=True)) <= standing


def test_who_was_taken_again_after_a_return_is_held(world, sought):
    [home] = world.deliver("b-returned", "B", "returned", [KOVALENKO | {"event_date": "2023-01-10"}])
    [held] = world.deliver("b-held", "B", "held", [KOVALENKO | {"event_date": "2024-03"}])
    world.confirm(world.propose(held, home))
    assert (account(held), account(home)) == ("held:B", "same_person:B")
    assert status(held) == ("alive_held", "B")


def test_bags_are_never_absorbed(world, sought):
    bags = world.deliver("b-dead", "B", "dead", [KOVALENKO | {"tag": "T-1"}, KOVALENKO | {"tag": "T-2"}], unit="bag")
    for bag in bags:
        world.confirm(world.propose(sought, bag))
    assert [account(bag) for bag in bags] == ["remains:B", "remains:B"]
    assert account(sought) == "same_person:A"
    assert status(sought) == ("dead_remains_held", "B")


def test_offer_is_counted_under_the_one_held(world):
    [offered] = world.deliver("b-offer", "B", "offer", [KOVALENKO])
    [held] = world.deliver("b-held", "B", "held", [KOVALENKO])
    world.confirm(world.propose(offered, held))
    assert (account(offered), account(held)) == ("same_person:B", "held:B")


def test_question_is_answered_by_the_link_and_opens_again(world, sought, held, nadia):
    link = world.confirm(world.propose(sought, held))
    assert Claim.objects.get(record=sought).state == "settled"
    assert Claim.objects.get(record=held).state == "asserted"
    actions.retract(link=link, by=nadia, reason="wrong")
    assert Claim.objects.get(record=sought).state == "asserted"


def test_link_does_not_answer_against_the_partys_own_word(world, sought, held):
    claim = Claim.objects.get(record=sought)
    igor = world.user("igor", Role.DELEGATE, "B")
    Answer.objects.create(claim=claim, by_party_id="B", given_by=igor, value="not_held", given_at=claim.made_at)
    world.confirm(world.propose(sought, held))
    claim.refresh_from_db()
    assert claim.state == "asserted"


def test_movement_after_the_link_must_be_reversed_first(world, sought, held, nadia):
    link = world.confirm(world.propose(sought, held))
    unit = Unit.objects.get(record=sought)
    later = custody.move(unit, to=custody.account_for("elsewhere"), reason="corrected", happened_at=link.proposed_at)
    with pytest.raises(StateConflict, match=str(later.pk)):
        actions.retract(link=link, by=nadia, reason="wrong")
    assert Link.objects.get(pk=link.pk).state == "confirmed"
    custody.reverse(later, reason="corrected")
    actions.retract(link=link, by=nadia, reason="wrong")
    assert account(sought) == "sought:A"


def test_withdrawn_row_stays_out_of_the_list_when_its_link_falls(world, sought, held, nadia):
    link = world.confirm(world.propose(sought, held))
    unit = Unit.objects.get(record=sought)
    custody.move(unit, to=custody.account_for("not_listed", "A"), reason="withdrawn", happened_at=link.proposed_at)
    actions.retract(link=link, by=nadia, reason="wrong")
    assert account(sought) == "not_listed:A"
    assert not Movement.objects.counting().filter(credit__kind="same_person").exists()


def test_chain_may_not_join_whom_people_parted(world, sought, held, home):
    refused = world.propose(sought, home)
    for name in ("mira", "petro"):
        actions.decide(link=refused, reviewer=world.user(name), value="not_same")
    world.confirm(world.propose(sought, held))
    with pytest.raises(StateConflict, match=str(refused.pk)):
        world.confirm(world.propose(held, home))
    assert account(held) == "held:B"


def test_rows_of_a_new_version_follow_their_person(world, sought, held, nadia):
    link = world.propose(sought, held)
    [again] = world.deliver("b-held", "B", "held", [KOVALENKO | {"rank": "sergeant"}], continues={0: held})
    before = settle()
    link = world.confirm(link)
    again.refresh_from_db()
    assert again.person_id == sought.id
    [third] = world.deliver("b-held", "B", "held", [KOVALENKO], continues={0: again})
    assert third.person_id == sought.id
    actions.retract(link=link, by=nadia, reason="wrong")
    third.refresh_from_db()
    assert third.person_id == held.id
    assert snapshot()["units"] == before["units"]


@pytest.mark.parametrize("seed", range(4))
def test_only_the_links_that_stand_matter_not_how_people_came_to_them(world, nadia, seed):
    """Links confirmed and retracted at random: whenever the same links stand again, everything is the same."""
    rng = random.Random(seed)
    records = [
        world.deliver(key, key[0].upper(), purpose, [KOVALENKO | {"event_date": day}], unit=unit)[0]
        for key, purpose, day, unit in (
            ("a-missing", "missing", "2024-02-01", "person"),
            ("b-held", "held", "2024-03-01", "person"),
            ("b-offer", "offer", "", "person"),
            ("b-returned", "returned", "2025-05-24", "person"),
            ("b-dead", "dead", "2025-01-01", "bag"),
        )
    ]
    settle()
    links = [world.propose(*pair) for pair in itertools.combinations(records, 2)]
    seen = {frozenset(): comparable()}
    standing: set[int] = set()
    for _ in range(10):
        toggle(world, nadia, links, standing, rng.randrange(len(links)))
        assert seen.setdefault(frozenset(standing), comparable()) == comparable()
    for at in rng.sample(sorted(standing), len(standing)):
        toggle(world, nadia, links, standing, at)
        assert seen.setdefault(frozenset(standing), comparable()) == comparable()
    assert standing == set()


def toggle(world, nadia, links, standing, at):
    if at in standing:
        actions.retract(link=links[at], by=nadia, reason="wrong")
    else:
        world.confirm(links[at])
    standing ^= {at}


def comparable():
    """Everything, and that what stands in the accounts adds up to the rows that opened them."""
    found = snapshot()
    assert len(found["units"]) == len(found["records"])
    persons = {person for _, person, _ in found["records"]}
    counted = {person for _, account_id, person, _ in found["units"] if not account_id.startswith("same_person")}
    assert counted == persons
    return found

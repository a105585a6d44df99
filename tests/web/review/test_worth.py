import pytest

from repatria.web.review import actions
from repatria.web.review.models import Link
from repatria.web.review.worth import worth_of


@pytest.mark.parametrize(
    ("state", "probability", "purposes", "worth"),
    [
        ("disagreed", 0.99, ("missing", "dead"), 0),
        ("proposed", 0.2, ("missing", "held"), 1),
        ("first_signed", 0.97, ("offer", "returned"), 1),
        ("proposed", 0.98, ("missing", "held"), 2),
        ("proposed", 0.19, ("held", "held"), 2),
        ("proposed", 0.5, ("missing", "dead"), 3),
    ],
)
def test_doubt_about_people_in_hands_is_worth_most(state, probability, purposes, worth):
    assert worth_of(state=state, probability=probability, purposes=purposes) == worth


def test_a_link_notes_its_lists_and_keeps_its_worth(world):
    [sought] = world.deliver("a-missing", "A", "missing", [{"surname": "Kovalenko"}])
    [held] = world.deliver("b-held", "B", "held", [{"surname": "Коваленко"}])
    link = world.propose(sought, held, 0.6)
    assert (link.left_list, link.right_list, link.worth) == (sought.version.party_list, held.version.party_list, 1)
    world.propose(sought, held, 0.99)
    assert Link.objects.get().worth == 2
    for name, word in (("mira", "same"), ("petro", "not_same")):
        actions.decide(link=link, reviewer=world.user(name), value=word)
    assert Link.objects.get().worth == 0
    decision = Link.objects.get().decisions.get(reviewer=world.user("petro"))
    actions.undo(decision=decision, by=world.user("petro"))
    assert Link.objects.get().worth == 2


def test_a_link_made_alone_notes_the_same(world):
    [sought] = world.deliver("a-missing", "A", "missing", [{"surname": "Kovalenko"}])
    [held] = world.deliver("b-held", "B", "held", [{"surname": "Коваленко"}])
    made = Link.objects.create(
        left=sought,
        right=held,
        probability=0.5,
        weight_bits=1.0,
        evidence={},
        proposed_at=held.version.received_at,
        changed_at=held.version.received_at,
    )
    assert (made.left_list, made.right_list, made.worth) == (sought.version.party_list, held.version.party_list, 1)

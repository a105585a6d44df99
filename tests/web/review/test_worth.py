import pytest

from repatria.web.registry.models import Purpose
from repatria.web.review import actions
from repatria.web.review.models import Link
from repatria.web.review.worth import worth_of


@pytest.mark.parametrize(
    ("state", "probability", "purposes", "worth"),
    [
        ("proposed", 0.9, ("missing", "held"), 900),  # 0.9 × 2 people / 2 words
        ("first_signed", 0.9, ("missing", "held"), 1800),
        ("awaits_party", 0.9, ("missing", "held"), 1800),
        ("proposed", 0.9, ("missing", "dead"), 450),
        ("proposed", 0.9, ("offer", "returned"), 450),
        ("proposed", 0.9, ("held", "held"), 450),
        ("proposed", 0.9, ("missing", "missing"), 225),
        ("proposed", 0.9, ("dead", "returned"), 225),
        ("proposed", 0.9, ("children", "children"), 900),
        ("disagreed", 0.01, ("missing", "dead"), 11_000),
        ("disagreed", 0.99, ("missing", "missing"), 10_500),
    ],
)
def test_worth_is_what_one_more_word_is_expected_to_change(state, probability, purposes, worth):
    assert worth_of(state=state, probability=probability, purposes=purposes) == worth


def test_no_score_comes_before_a_disagreement():
    purposes = [(one, other) for one in Purpose.values for other in Purpose.values]
    most = max(worth_of(state="first_signed", probability=1.0, purposes=pair) for pair in purposes)
    assert most < min(worth_of(state="disagreed", probability=0.0, purposes=pair) for pair in purposes)


def test_a_link_notes_its_lists_and_keeps_its_worth(world):
    [sought] = world.deliver("a-missing", "A", "missing", [{"surname": "Kovalenko"}])
    [held] = world.deliver("b-held", "B", "held", [{"surname": "Коваленко"}])
    link = world.propose(sought, held, 0.6)
    assert (link.left_list, link.right_list, link.worth) == (sought.version.party_list, held.version.party_list, 600)
    world.propose(sought, held, 0.99)
    assert Link.objects.get().worth == 990
    for name, word in (("mira", "same"), ("petro", "not_same")):
        actions.decide(link=link, reviewer=world.user(name), value=word)
    assert Link.objects.get().worth == 12_000
    decision = Link.objects.get().decisions.get(reviewer=world.user("petro"))
    actions.undo(decision=decision, by=world.user("petro"))
    assert Link.objects.get().worth == 1980


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
    assert (made.left_list, made.right_list, made.worth) == (sought.version.party_list, held.version.party_list, 500)

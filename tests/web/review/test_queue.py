from datetime import timedelta

import pytest
from django.utils import timezone
from tests.web.review.world import proposals

from repatria.errors import PermissionRefused
from repatria.web.accounts.models import Role
from repatria.web.review import actions
from repatria.web.review.agreement import agreement_of
from repatria.web.review.models import Link, Showing


@pytest.fixture
def links(world):
    """By probability: sought and held 0.99 and 0.6, sought and dead 0.97."""
    sought = world.deliver("a-missing", "A", "missing", [{"surname": f"Kovalenko{n}"} for n in range(3)])
    held = world.deliver("b-held", "B", "held", [{"surname": f"Коваленко{n}"} for n in range(2)])
    [dead] = world.deliver("b-dead", "B", "dead", [{"surname": "Коваленко2"}], unit="bag")
    rows = [(sought[0], held[0], 0.99), (sought[1], held[1], 0.6)]
    actions.store_proposals(proposals(sought[0], held[0], rows))
    world.propose(sought[2], dead, 0.97)
    return {link.probability: link for link in Link.objects.all()}


def queue(user):
    return list(Link.objects.waiting_for(user, now=timezone.now()).values_list("probability", flat=True))


def test_what_one_more_word_changes_comes_first(world, links):
    """Two people's answers for a search that finds somebody in hands, one for a search that ends at a bag."""
    assert queue(world.user("mira")) == [0.99, 0.6, 0.97]
    actions.decide(link=links[0.97], reviewer=world.user("petro"), value="not_same")
    assert queue(world.user("mira")) == [0.99, 0.97, 0.6]  # one word of two is given, whatever it was


def test_of_two_alike_the_one_that_waits_longer_comes_first(world, links):
    Link.objects.update(worth=500)
    Link.objects.filter(probability=0.97).update(proposed_at=timezone.now() - timedelta(days=1))
    assert queue(world.user("mira"))[0] == 0.97


def test_disagreement_comes_before_all_for_a_third(world, links):
    for name, word in (("mira", "same"), ("petro", "not_same")):
        actions.decide(link=links[0.97], reviewer=world.user(name), value=word)
    assert queue(world.user("oksana")) == [0.97, 0.99, 0.6]
    assert queue(world.user("mira")) == [0.99, 0.6]


def test_two_reviewers_are_not_shown_the_same_link(world, links):
    mira, petro = world.user("mira"), world.user("petro")
    assert actions.show_next(mira) == links[0.99]
    assert actions.show_next(petro) == links[0.6]
    assert actions.show_next(mira) == links[0.99]


def test_link_left_on_a_screen_is_shown_to_others_later(world, links):
    actions.show_next(world.user("mira"))
    Showing.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert actions.show_next(world.user("petro")) == links[0.99]


def test_second_reviewer_is_shown_what_the_first_decided(world, links):
    actions.decide(link=links[0.99], reviewer=world.user("mira"), value="same")
    assert actions.show_next(world.user("mira")) == links[0.6]
    assert actions.show_next(world.user("petro")) == links[0.99]


def test_rows_that_other_links_joined_are_not_asked_about(world, links):
    [home] = world.deliver("b-returned", "B", "returned", [{"surname": "Kovalenko0"}])
    link = links[0.99]
    world.confirm(link)
    world.confirm(world.propose(link.right, home, 0.98))
    world.propose(link.left, home, 0.96)
    assert queue(world.user("oksana")) == [0.6, 0.97]


def test_link_that_waits_for_another_party_waits_for_its_people_only(world, links):
    sent = links[0.6]
    for record in (sent.left, sent.right):
        record.version.party_list.shared_with.set(["A", "B"])
    for name in ("olha", "ostap"):
        actions.decide(link=sent, reviewer=world.user(name, party="A"), value="same")
    assert 0.6 not in queue(world.user("ivan", party="A"))
    assert 0.6 in queue(world.user("igor", party="B"))
    assert 0.6 in queue(world.user("mira"))


def test_queue_is_for_those_who_decide(world, links):
    with pytest.raises(PermissionRefused):
        actions.show_next(world.user("olha", Role.DELEGATE, "A"))
    assert queue(world.user("viewer", Role.OBSERVER)) == []


def test_childrens_links_are_for_their_officer_alone(world):
    [one] = world.deliver("a-children", "A", "children", [{"surname": "Kovalenko"}])
    [other] = world.deliver("n-children", "N", "children", [{"surname": "Коваленко"}])
    world.propose(one, other)
    assert queue(world.user("mira")) == []
    assert queue(world.user("officer", Role.CHILD_OFFICER)) == [0.97]


def test_kappa_is_the_textbook_sum():
    """20 both yes, 5 yes-no, 10 no-yes, 15 both no: observed 0.7, by chance 0.5, kappa 0.4."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    found = agreement_of(pairs)
    assert (found.n_links, found.proportion, found.kappa) == (50, pytest.approx(0.7), pytest.approx(0.4))


def test_agreement_without_doubt_has_no_kappa():
    assert agreement_of([("same", "same")] * 3).kappa is None
    assert agreement_of([]).proportion is None


def test_agreement_counts_standing_words_of_links_with_two(world, links):
    words = {0.6: ("same", "same"), 0.99: ("same", "not_same"), 0.97: ("same",)}
    for probability, said in words.items():
        for name, word in zip(("mira", "petro"), said, strict=False):
            actions.decide(link=links[probability], reviewer=world.user(name), value=word)
    found = Link.objects.all().agreement()
    assert (found.n_links, found.proportion) == (2, 0.5)


def test_count_stops_where_it_is_told(world, links):
    waiting = Link.objects.waiting_for(world.user("mira"), now=timezone.now())
    assert (waiting.n_at_most(2), waiting.n_at_most(100)) == (2, 3)


def test_queue_rests_on_the_records_not_on_what_a_link_says_of_its_lists(world, links):
    """The lists noted on a link only narrow: what hides a record hides the link."""
    officer = world.user("olena", role=Role.CHILD_OFFICER)
    [child] = world.deliver("a-children", "A", "children", [{"surname": "Kovalenko"}])
    Link.objects.update(left_list=child.version.party_list, right_list=child.version.party_list)
    assert queue(officer) == []
    assert queue(world.user("mira")) == []

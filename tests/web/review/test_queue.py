from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from tests.web.review.world import proposals

from repatria.errors import PermissionRefused
from repatria.web.accounts.models import Role
from repatria.web.review import actions
from repatria.web.review.agreement import agreement_of
from repatria.web.review.models import Decision, Link, Showing
from repatria.web.review.narrowing import Wanted, left_for


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


@pytest.mark.skipif(connection.vendor != "sqlite", reason="plans are told otherwise elsewhere")
@pytest.mark.parametrize("stage", ["", "disagreed", "second", "first"])
def test_the_queue_is_walked_in_its_order_and_not_sorted(world, links, stage):
    """Sorting 15,000 pairs for the first fifty took nearly a second."""
    mira = world.user("mira")
    waiting = Link.objects.waiting_for(mira, now=timezone.now()).narrowed(Wanted(stage=stage), mira)
    plan = waiting.for_lines()[:50].explain()
    assert "USING INDEX link_by_worth" in plan
    assert "TEMP B-TREE" not in plan


def test_a_stage_is_the_states_that_it_names(world, links):
    mira = world.user("mira")
    actions.decide(link=links[0.97], reviewer=world.user("petro"), value="same")
    found = {
        stage: set(Link.objects.open().narrowed(Wanted(stage=stage), mira).values_list("probability", flat=True))
        for stage in ("disagreed", "second", "first")
    }
    assert found == {"disagreed": set(), "second": {0.97}, "first": {0.99, 0.6}}


def test_the_first_of_the_queue_are_told_with_its_counts(world, links):
    """The page shows what was counted, so that nothing is asked twice."""
    mira = world.user("mira")
    told = left_for(mira, now=timezone.now())
    assert list(told.first) == [links[p].pk for p in queue(mira)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="plans are told otherwise elsewhere")
def test_the_newest_words_of_a_reviewer_are_found_without_sorting(world, links):
    mine = Decision.objects.filter(reviewer=world.user("mira"), undone_at__isnull=True)
    plan = mine.order_by("-decided_at", "-pk")[:30].explain()
    assert "decision_newest" in plan
    assert "TEMP B-TREE" not in plan

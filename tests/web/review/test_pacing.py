"""Skips, what was done last, and retractions taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.web.review.world import proposals, snapshot

from repatria.errors import PermissionRefused, SignatureRefused, StateConflict
from repatria.web.accounts.models import Role
from repatria.web.journal.models import Entry
from repatria.web.registry import actions as registry
from repatria.web.registry.models import Claim
from repatria.web.review import actions
from repatria.web.review.models import Decision, Link, LinkState, Retraction, Skip
from repatria.web.review.narrowing import Wanted, left_for

SCORES = (0.99, 0.9, 0.8)


@pytest.fixture
def links(world):
    sought = world.deliver("a-missing", "A", "missing", [{"surname": f"Kovalenko{n}"} for n in range(3)])
    held = world.deliver("b-held", "B", "held", [{"surname": f"Коваленко{n}"} for n in range(3)])
    rows = list(zip(sought, held, SCORES, strict=True))
    actions.store_proposals(proposals(sought[0], held[0], rows))
    return [Link.objects.get(probability=score) for score in SCORES]


def test_a_skipped_link_comes_back_when_nothing_else_waits(world, links):
    mira = world.user("mira")
    first, second, third = links
    for link in (first, second):
        actions.skip(link=link, reviewer=mira)
    assert actions.show_next(mira) == third
    actions.decide(link=third, reviewer=mira, value="same")
    assert actions.show_next(mira) == first  # the first skipped first
    actions.skip(link=first, reviewer=mira)
    assert actions.show_next(mira) == second
    assert actions.show_next(world.user("petro")) == third  # nobody else's queue knows of it


def test_a_skipped_link_stands_in_its_own_place_after_a_day(world, links):
    mira = world.user("mira")
    actions.skip(link=links[0], reviewer=mira)
    assert actions.show_next(mira) == links[1]
    Skip.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert actions.show_next(mira) == links[0]


def test_a_skip_is_taken_back_by_whoever_skipped(world, links):
    mira = world.user("mira")
    skipped = actions.skip(link=links[0], reviewer=mira)
    with pytest.raises(PermissionRefused):
        actions.unskip(skipped=skipped, by=world.user("petro"))
    actions.unskip(skipped=skipped, by=mira)
    actions.unskip(skipped=skipped, by=mira)
    assert actions.show_next(mira) == links[0]
    codes = list(Entry.objects.filter(code__contains="skipped").values_list("code", flat=True))
    assert codes == ["review.link.skipped", "review.link.unskipped"]


def test_what_one_decided_cannot_be_put_off_nor_a_closed_link(world, links):
    actions.decide(link=links[0], reviewer=world.user("mira"), value="same")
    with pytest.raises(SignatureRefused):
        actions.skip(link=links[0], reviewer=world.user("mira"))
    actions.decide(link=links[0], reviewer=world.user("petro"), value="same")
    with pytest.raises(StateConflict):
        actions.skip(link=links[0], reviewer=world.user("oksana"))


def test_a_word_ends_the_skip(world, links):
    mira = world.user("mira")
    actions.skip(link=links[0], reviewer=mira)
    actions.decide(link=links[0], reviewer=mira, value="same")
    assert not Skip.objects.filter(undone_at=None).exists()


def test_the_last_act_is_the_newest_word_question_or_skip_that_stands(world, links):
    mira = world.user("mira")
    assert actions.last_act(mira) is None
    actions.decide(link=links[0], reviewer=mira, value="same")
    skipped = actions.skip(link=links[1], reviewer=mira)
    assert actions.last_act(mira) == skipped
    actions.ask(link=links[2], reviewer=mira)
    last = actions.last_act(mira)
    assert isinstance(last, Decision)
    assert last.link == links[2]
    actions.undo(decision=last, by=mira)
    assert actions.last_act(mira) == skipped
    actions.unskip(skipped=skipped, by=mira)
    word = actions.last_act(mira)
    assert isinstance(word, Decision)
    assert word.link == links[0]


def test_a_question_taken_back_is_withdrawn_unless_it_was_answered(world, links):
    mira = world.user("mira")
    for link, is_answered in ((links[0], False), (links[1], True)):
        actions.ask(link=link, reviewer=mira, about="birth_asked")
        claim = Claim.objects.get(asked_for__link=link)
        assert (claim.value, claim.record) == ("birth_asked", link.right)
        if is_answered:
            sergei = world.user("sergei", Role.DELEGATE, "B")
            registry.answer_claim(user=sergei, claim=claim, value="held")
        actions.undo(decision=Decision.objects.get(link=link), by=mira)
        claim.refresh_from_db()
        assert claim.state == ("asserted" if is_answered else "withdrawn")


def test_only_what_stands_in_the_closed_set_is_asked_and_on_the_own_row(world, links):
    with pytest.raises(StateConflict):
        actions.ask(link=links[0], reviewer=world.user("mira"), about="is it Kovalenko?")
    actions.ask(link=links[0], reviewer=world.user("mira"), side="left")
    claim = Claim.objects.get(asked_for__link=links[0])
    assert (claim.record, claim.addressee_id) == (links[0].left, "A")


def test_a_retraction_taken_back_restores_everything(world, links):
    nadia = world.user("nadia", Role.COORDINATOR)
    link = world.confirm(links[0])
    joined = snapshot()
    actions.retract(link=link, by=nadia, reason="another man")
    assert snapshot() != joined
    link = actions.restore(link=link, by=nadia)
    assert link.state == LinkState.CONFIRMED
    assert snapshot() == joined
    assert Retraction.objects.get().undone_by == nadia
    with pytest.raises(StateConflict):
        actions.restore(link=link, by=nadia)


def test_a_retraction_stands_once_somebody_has_decided_anew(world, links):
    nadia = world.user("nadia", Role.COORDINATOR)
    link = world.confirm(links[0])
    actions.retract(link=link, by=nadia, reason="another man")
    actions.decide(link=link, reviewer=world.user("petro"), value="not_same")
    with pytest.raises(StateConflict):
        actions.restore(link=link, by=nadia)


def test_only_a_coordinator_takes_a_retraction_back(world, links):
    link = world.confirm(links[0])
    actions.retract(link=link, by=world.user("nadia", Role.COORDINATOR), reason="another man")
    with pytest.raises(PermissionRefused):
        actions.restore(link=link, by=world.user("petro"))


# -- what is wanted, and what is left ----------------------------------------------------------------------


def test_the_queue_is_narrowed_by_lists_band_and_stage(world, links):
    mira = world.user("mira")
    [dead] = world.deliver("b-dead", "B", "dead", [{"surname": "Коваленко"}], unit="bag")
    to_bag = world.propose(links[0].left, dead, 0.4)
    actions.decide(link=links[1], reviewer=world.user("petro"), value="same")
    assert actions.show_next(mira, Wanted("missing-dead")) == to_bag
    assert actions.show_next(mira, Wanted("", "unlikely")) == to_bag
    assert actions.show_next(mira, Wanted("", "", "second")) == links[1]
    assert actions.show_next(mira, Wanted("missing-held", "sure")) == links[0]
    assert actions.show_next(mira, Wanted("held-held")) is None
    actions.skip(link=links[2], reviewer=mira)
    assert actions.show_next(mira, Wanted("", "", "put_off")) == links[2]
    left = left_for(mira, now=timezone.now())
    assert (left.n, left.is_more) == (3, False)
    assert {code: n for code, _, n in left.kinds} == {"missing-held": 2, "missing-dead": 1}
    assert {code: n for code, _, n in left.bands} == {"sure": 1, "likely": 1, "unlikely": 1}
    assert {code: n for code, _, n in left.stages} == {"second": 1, "first": 2, "put_off": 1}


def test_answered_questions_are_a_stage_of_their_own(world, links):
    mira = world.user("mira")
    actions.ask(link=links[2], reviewer=mira)
    assert actions.show_next(mira, Wanted("", "", "answered")) is None
    sergei = world.user("sergei", Role.DELEGATE, "B")
    registry.answer_claim(user=sergei, claim=Claim.objects.get(asked_for__link=links[2]), value="held")
    assert actions.show_next(mira, Wanted("", "", "answered")) == links[2]
    assert actions.show_next(world.user("petro"), Wanted("", "", "answered")) is None


def test_codes_that_nobody_knows_ask_for_everything():
    assert Wanted.from_codes({"kind": "missing-<b>", "band": "x", "stage": "y"}) == Wanted()

import pytest
from tests.web.review.world import MARKER, snapshot

from repatria.errors import PermissionRefused, SignatureRefused, StateConflict
from repatria.web.accounts.models import Party, Role
from repatria.web.custody.models import Unit
from repatria.web.exchanges.models import Placement, Round
from repatria.web.journal.models import Entry
from repatria.web.registry.models import Answer, Claim
from repatria.web.review import actions
from repatria.web.review.models import Decision, Link, LinkState


@pytest.fixture
def link(world):
    [sought] = world.deliver("a-missing", "A", "missing", [{"surname": MARKER, "given": "Petro"}], shared=["B"])
    [held] = world.deliver("b-held", "B", "held", [{"surname": MARKER, "given": "Петро"}], shared=["A"])
    return world.propose(sought, held)


def say(world, link, *words):
    for word in words:
        name, value = word.split(":")
        link = actions.decide(link=link, reviewer=world.user(name), value=value, reason=f"as {MARKER}")
    return link


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (["mira:same"], LinkState.FIRST_SIGNED),
        (["mira:same", "petro:same"], LinkState.CONFIRMED),
        (["mira:not_same", "petro:not_same"], LinkState.REFUSED),
        (["mira:cannot_tell", "petro:cannot_tell"], LinkState.UNDECIDABLE),
        (["mira:same", "petro:not_same"], LinkState.DISAGREED),
        (["mira:same", "petro:cannot_tell"], LinkState.DISAGREED),
        (["mira:same", "petro:not_same", "oksana:same"], LinkState.CONFIRMED),
        (["mira:same", "petro:not_same", "oksana:not_same"], LinkState.REFUSED),
        (["mira:same", "petro:not_same", "oksana:cannot_tell"], LinkState.DISAGREED),
        (["mira:same", "petro:not_same", "oksana:cannot_tell", "yuri:same"], LinkState.CONFIRMED),
    ],
)
def test_words_come_to_a_state(world, link, words, state):
    assert say(world, link, *words).state == state


def test_a_sure_score_confirms_nothing(world, link):
    actions.store_proposals(_again(link, 0.999999))
    assert Link.objects.get(pk=link.pk).state == LinkState.PROPOSED
    assert not Decision.objects.exists()


def _again(link, probability):
    from tests.web.review.world import proposals

    return proposals(link.left, link.right, [(link.left, link.right, probability)])


def test_same_person_cannot_sign_twice(world, link):
    say(world, link, "mira:same")
    with pytest.raises(SignatureRefused):
        say(world, link, "mira:same")


def test_undone_word_does_not_count_towards_two(world, link):
    say(world, link, "mira:same")
    actions.undo(decision=Decision.objects.get(), by=world.user("mira"))
    assert say(world, link, "mira:same").state == LinkState.FIRST_SIGNED
    assert say(world, link, "petro:same").state == LinkState.CONFIRMED


def test_nobody_undoes_anothers_word(world, link):
    say(world, link, "mira:same")
    with pytest.raises(PermissionRefused):
        actions.undo(decision=Decision.objects.get(), by=world.user("petro"))


def test_undoing_twice_is_a_conflict(world, link):
    say(world, link, "mira:same")
    decision = Decision.objects.get()
    actions.undo(decision=decision, by=world.user("mira"))
    with pytest.raises(StateConflict):
        actions.undo(decision=decision, by=world.user("mira"))


def test_undo_of_a_confirmed_link_restores_everything(world, link):
    actions.derive_status()
    before = snapshot()
    say(world, link, "mira:same", "petro:same")
    assert snapshot() != before
    link = actions.undo(decision=Decision.objects.get(reviewer__username="petro"), by=world.user("petro"))
    assert link.state == LinkState.FIRST_SIGNED
    assert {**snapshot(), "sights": before["sights"]} == before


def test_closed_link_takes_no_further_word(world, link):
    say(world, link, "mira:same", "petro:same")
    with pytest.raises(StateConflict, match="taken back first"):
        say(world, link, "oksana:same")


def test_two_clerks_of_one_side_do_not_suffice(world, link):
    for name in ("olha", "ostap"):
        link = actions.decide(link=link, reviewer=world.user(name, party="A"), value="same")
    assert link.state == LinkState.AWAITS_PARTY
    assert actions.decide(link=link, reviewer=world.user("mira"), value="same").state == LinkState.CONFIRMED


def test_clerks_of_two_sides_suffice(world, link):
    actions.decide(link=link, reviewer=world.user("olha", party="A"), value="same")
    link = actions.decide(link=link, reviewer=world.user("igor", party="B"), value="same")
    assert link.state == LinkState.CONFIRMED


def test_for_a_person_in_a_round_the_holding_side_must_sign(world, link):
    held = Unit.objects.get(record=link.right)
    planned = Round.objects.create(number=1, proposed_at=link.proposed_at)
    placed = Placement.objects.create(round=planned, unit=held, holder=Party.objects.get(code="B"))
    assert say(world, link, "mira:same", "petro:same").state == LinkState.AWAITS_PARTY
    assert Unit.objects.filter(account__kind="same_person").count() == 0
    link = actions.decide(link=link, reviewer=world.user("igor", party="B"), value="same")
    assert link.state == LinkState.CONFIRMED
    Placement.objects.filter(pk=placed.pk).delete()


def test_a_round_that_no_longer_stands_asks_for_nobody(world, link):
    held = Unit.objects.get(record=link.right)
    planned = Round.objects.create(number=1, proposed_at=link.proposed_at)
    Placement.objects.create(round=planned, unit=held, holder=Party.objects.get(code="B"), is_active=False)
    assert say(world, link, "mira:same", "petro:same").state == LinkState.CONFIRMED


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.CLERK, Role.COORDINATOR}])
def test_other_roles_may_not_decide(world, link, role):
    with pytest.raises(PermissionRefused):
        actions.decide(link=link, reviewer=world.user("someone", role), value="same")
    assert not Decision.objects.exists()


def test_a_link_whose_rows_were_not_sent_to_a_side_is_not_theirs(world):
    [sought] = world.deliver("a-missing", "A", "missing", [{"surname": "Kovalenko"}])
    [held] = world.deliver("b-held", "B", "held", [{"surname": "Коваленко"}], shared=["A"])
    link = world.propose(sought, held)
    with pytest.raises(PermissionRefused):
        actions.decide(link=link, reviewer=world.user("igor", party="B"), value="same")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_only_a_coordinator_retracts(world, link, role):
    say(world, link, "mira:same", "petro:same")
    with pytest.raises(PermissionRefused):
        actions.retract(link=link, by=world.user("someone", role), reason="wrong")


def test_retraction_needs_a_reason_and_a_word_to_retract(world, link):
    nadia = world.user("nadia", Role.COORDINATOR)
    with pytest.raises(StateConflict, match="no decision"):
        actions.retract(link=link, by=nadia, reason="wrong")
    say(world, link, "mira:same")
    with pytest.raises(StateConflict, match="reason"):
        actions.retract(link=link, by=nadia, reason=" ")


def test_retracted_link_may_be_decided_anew(world, link):
    say(world, link, "mira:same", "petro:same")
    link = actions.retract(link=link, by=world.user("nadia", Role.COORDINATOR), reason="another birth date")
    assert link.state == LinkState.RETRACTED
    assert say(world, link, "mira:not_same", "petro:not_same").state == LinkState.REFUSED


def test_asking_leaves_the_link_open_and_asks_the_holder_about_its_own_record(world, link):
    link = say(world, link, "mira:ask")
    question = Claim.objects.get(asked_for__link=link)
    assert link.state == LinkState.PROPOSED
    assert (question.record_id, question.addressee_id, question.author_id) == (link.right_id, "B", "N")


def test_who_asked_may_decide_later_and_the_question_falls(world, link):
    link = say(world, link, "mira:ask", "mira:same", "petro:same")
    question = Claim.objects.get(asked_for__link=link)
    assert (link.state, question.state) == (LinkState.CONFIRMED, "settled")
    actions.retract(link=link, by=world.user("nadia", Role.COORDINATOR), reason="wrong")
    question.refresh_from_db()
    assert question.state == "asserted"


def test_asked_link_returns_to_the_queue_with_the_answer(world, link):
    mira = world.user("mira")
    say(world, link, "mira:ask")
    assert actions.show_next(mira) is None
    igor = world.user("igor", Role.DELEGATE, "B")
    Answer.objects.create(
        claim=Claim.objects.get(asked_for__link=link),
        by_party_id="B",
        given_by=igor,
        value="held",
        given_at=link.proposed_at,
    )
    assert actions.show_next(mira) == link


def test_only_a_sender_of_the_two_records_can_be_asked(world, link):
    with pytest.raises(StateConflict):
        actions.ask(link=link, reviewer=world.user("mira"), party="N")


def test_journal_holds_every_act_and_no_name(world, link):
    say(world, link, "mira:ask", "mira:same", "petro:same")
    actions.retract(link=link, by=world.user("nadia", Role.COORDINATOR), reason=f"not {MARKER}")
    codes = list(Entry.objects.filter(code__startswith="review.").values_list("code", flat=True))
    assert codes == [
        "review.links.proposed",
        "review.link.asked",
        "review.link.decided",
        "review.link.entered",
        "review.link.decided",
        "review.link.entered",
        "review.link.retracted",
        "review.link.entered",
    ]
    assert MARKER not in "".join(str(entry) for entry in Entry.objects.values_list())

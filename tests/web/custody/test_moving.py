"""Pages on which one movement is recorded, confirmed by a second person, refused, reversed."""

import datetime as dt
import uuid

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.custody.world import NOW
from tests.web.exchanges.world import hold
from tests.web.exchanges.world import term as exchange_term

from repatria.errors import CustodyConflict, PermissionRefused, SignatureRefused, StateConflict
from repatria.web.accounts.models import Role, User
from repatria.web.custody import actions, paths
from repatria.web.custody.balances import counts_from_movements, counts_from_units, verify
from repatria.web.custody.models import (
    AccountKind,
    Movement,
    ProposalState,
    ProposedMovement,
    ProposedUnit,
    Reason,
    Unit,
)
from repatria.web.custody.statements import statement
from repatria.web.journal.models import Entry
from repatria.web.registry.actions import refresh_sights
from repatria.web.registry.models import PartyList, Person
from repatria.web.review.actions import derive_status

pytestmark = pytest.mark.django_db

THEN = dt.datetime(2025, 6, 12, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def people() -> dict[str, User]:
    from tests.web.exchanges.world import cast

    cache.clear()
    return cast()


@pytest.fixture
def unit(people) -> Unit:
    [record] = hold("A", 1)
    exchange_term(quantity=1)
    PartyList.objects.get(key="a-held").shared_with.set(["N"])
    derive_status()
    refresh_sights()
    return Unit.objects.get(record=record)


def said(to="home:B", reason=Reason.HANDED_OVER, **fields) -> actions.Said:
    return actions.Said(**{"to": to, "reason": reason, "happened_at": THEN, "term_key": "exchange"} | fields)


def propose(by: User, unit: Unit, **fields) -> ProposedMovement:
    return actions.propose_move(by=by, shown={unit.pk: unit.seq}, said=said(**fields))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def filled(unit: Unit, **fields) -> dict[str, object]:
    """The form as a coordinator fills it in."""
    form = {"seq": unit.seq, "to": "transport:A", "reason": "moved", "day": "2025-06-12", "clock": "12:30"}
    form |= {"zone": "Europe/Kyiv", "place": "Crossing 4", "giver": "A", "receiver": "N", "witness": "N"}
    return form | {"evidence": "protocol 17", "term_key": "", "remark": ""} | fields


def account(unit: Unit) -> str:
    return str(Unit.objects.get(pk=unit.pk).account_id)


# -- recording ----------------------------------------------------------------------------------------------


def test_a_movement_is_recorded_at_once_with_its_moment_in_the_zone_that_was_named(people, unit):
    client = client_of(people["mira"])
    page = client.get(reverse("custody:move", args=[unit.pk]))
    assert "held by a party · A" in page.content.decode()
    done = client.post(reverse("custody:move", args=[unit.pk]), filled(unit))
    assert done.headers["Location"] == reverse("custody:unit", args=[unit.pk])
    movement = Movement.objects.get(unit=unit, seq=2)
    assert movement.happened_at == dt.datetime(2025, 6, 12, 9, 30, tzinfo=dt.UTC)  # Kyiv is three hours ahead in June
    assert (movement.credit_id, movement.giver, movement.receiver, movement.witness) == ("transport:A", "A", "N", "N")
    assert movement.recorded.proposal.state == ProposalState.AT_ONCE
    told = client.get(reverse("custody:unit", args=[unit.pk])).content.decode()
    assert "protocol 17" in told
    assert "mira" in told


def test_the_journal_holds_ids_and_codes_only(people, unit):
    client_of(people["mira"]).post(reverse("custody:move", args=[unit.pk]), filled(unit, remark="the bridge was shut"))
    entries = Entry.objects.filter(code__startswith="custody.move")
    assert "custody.move.recorded" in {entry.code for entry in entries}
    assert not [entry for entry in entries if "bridge" in str(entry.facts) or "Crossing" in str(entry.facts)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"day": "2999-01-01"}, "lies in the future"),
        ({"day": "2025-01-01"}, "say why it is recorded only now"),
        ({"day": "2025-03-30", "clock": "03:30"}, "The clocks were changed in this hour"),
        ({"clock": "half past two"}, "Write the time as 14:30."),
        ({"to": "family:A"}, "Select a valid choice"),
        ({"to": "home:B", "reason": "no_show"}, "With this reason a person is with the holder"),
        ({"to": "held:A"}, "stays there"),
        ({"to": "remains:A"}, "the reason would be a death"),
        ({"to": "home:B", "reason": "died"}, "After a death"),
        ({"to": "home:B", "reason": "released"}, "Only remains are released"),
        ({"reason": "linked"}, "Select a valid choice"),
        ({"zone": "Mars/Olympus"}, "Select a valid choice"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_in_words_and_nothing_moves(people, unit, change, words):
    answer = client_of(people["mira"]).post(reverse("custody:move", args=[unit.pk]), filled(unit, **change))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert account(unit) == "held:A"
    assert not ProposedMovement.objects.exists()


def test_an_earlier_time_stands_with_a_remark(people, unit):
    form = filled(unit, day="2025-05-01", remark="the paper came by courier in June")
    assert client_of(people["mira"]).post(reverse("custody:move", args=[unit.pk]), form).status_code == 302
    assert account(unit) == "transport:A"


def test_a_stale_form_is_refused_in_words_and_then_holds_what_is_true_now(people, unit):
    client = client_of(people["mira"])
    stale = filled(unit, to="neutral")
    propose(people["lev"], unit, to="transport:A", reason=Reason.MOVED)
    answer = client.post(reverse("custody:move", args=[unit.pk]), stale)
    assert "This has moved since the page was opened, and now stands in: in transport · A" in answer.content.decode()
    assert account(unit) == "transport:A"
    assert 'name="seq" value="2"' in answer.content.decode()


def test_another_partys_unit_is_a_404_and_a_delegate_records_nothing(people, unit):
    [hers] = hold("B", 1)
    others = Unit.objects.get(record=hers)
    assert client_of(people["olha"]).get(reverse("custody:unit", args=[others.pk])).status_code == 404
    assert client_of(people["igor"]).get(reverse("custody:unit", args=[unit.pk])).status_code == 404
    for name in ("move", "reverse"):
        assert client_of(people["olha"]).get(reverse(f"custody:{name}", args=[unit.pk])).status_code == 403
    with pytest.raises(PermissionRefused):
        propose(people["olha"], unit)


def test_a_coordinator_of_a_side_records_nothing(people, unit):
    theirs = User.objects.create_user(username="acoordinator", party_id="A", role=Role.COORDINATOR)
    with pytest.raises(PermissionRefused):
        propose(theirs, unit)
    assert client_of(theirs).post(reverse("custody:move", args=[unit.pk]), filled(unit)).status_code == 403
    assert account(unit) == "held:A"


def test_a_child_is_moved_by_nobody_who_may_not_see_children(people, unit):
    PartyList.objects.filter(key="a-held").update(purpose="children")
    assert client_of(people["mira"]).get(reverse("custody:move", args=[unit.pk])).status_code == 404
    with pytest.raises(PermissionRefused):
        propose(people["mira"], unit)


def test_bags_are_not_taken_to_hospital_and_the_living_not_to_a_grave(people, unit):
    actions.open_units(
        [
            actions.Opening(
                unit_id=uuid.uuid4(),
                kind="bag",
                record_id=None,
                person_id=None,
                n_individuals=1,
                declared_by_party="A",
                account_kind=AccountKind.REMAINS,
                account_party="A",
                happened_at=NOW,
                evidence="record:0",
            )
        ]
    )
    bag = Unit.objects.select_related("account").get(kind="bag")
    kinds = {code.partition(":")[0] for code in paths.destinations(bag)}
    assert kinds == {"transport", "neutral", "mortuary", "laboratory", "home", "buried"}
    kinds = {code.partition(":")[0] for code in paths.destinations(unit)}
    assert "buried" not in kinds
    assert "hospital" in kinds


def test_whoever_is_held_never_goes_into_the_other_sides_hands(people, unit):
    propose(people["mira"], unit, to="transport:A", reason=Reason.MOVED)
    unit.refresh_from_db()
    assert "held:B" not in set(paths.destinations(unit))


# -- two people ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("second", ["olha", "igor"])
def test_a_handover_takes_effect_when_a_delegate_of_either_side_confirms(people, unit, second):
    made = propose(people["mira"], unit, giver="A", receiver="B")
    assert (made.state, account(unit)) == (ProposalState.PROPOSED, "held:A")
    client = client_of(people[second])
    assert "movements to confirm" in client.get("/").content.decode()
    page = client.get(reverse("custody:proposal", args=[made.pk])).content.decode()
    assert ("Invented" in page) is (second == "olha")  # the other side counts heads; the list was not sent to it
    done = client.post(reverse("custody:decide", args=[made.pk]), {"act": "confirm"})
    assert done.headers["Location"] == reverse("custody:proposals")
    assert account(unit) == "home:B"
    assert Person.objects.get(pk=unit.record.person_id).status == "returned"
    assert "movements to confirm" not in client.get("/").content.decode()


def test_the_one_who_proposed_does_not_confirm(people, unit):
    made = propose(people["mira"], unit)
    client_of(people["mira"]).post(reverse("custody:decide", args=[made.pk]), {"act": "confirm"})
    assert account(unit) == "held:A"
    with pytest.raises(SignatureRefused):
        actions.confirm_move(by=people["mira"], proposal=made)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposedMovement.objects.filter(pk=made.pk).update(state="confirmed", decided_by=people["mira"])
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposedMovement.objects.filter(pk=made.pk).update(state="at_once")


def test_a_handover_is_not_confirmed_within_the_neutral_body_nor_a_death_by_a_side(people, unit):
    handover = propose(people["mira"], unit)
    with pytest.raises(SignatureRefused):
        actions.confirm_move(by=people["lev"], proposal=handover)
    actions.refuse_move(by=people["mira"], proposal=handover)
    assert handover.state == ProposalState.TAKEN_BACK
    death = propose(people["mira"], unit, to="remains:A", reason=Reason.DIED, term_key="")
    assert client_of(people["olha"]).get(reverse("custody:proposal", args=[death.pk])).status_code == 404
    with pytest.raises(PermissionRefused):
        actions.confirm_move(by=people["olha"], proposal=death)
    actions.confirm_move(by=people["clerk"], proposal=death)
    assert account(unit) == "remains:A"
    assert Person.objects.get(pk=unit.record.person_id).status == "dead_remains_held"


def test_a_sides_clerk_reads_no_proposal(people, unit):
    made = propose(people["mira"], unit)
    clerk = User.objects.create_user(username="aclerk", party_id="A", role=Role.CLERK)
    assert client_of(clerk).get(reverse("custody:proposal", args=[made.pk])).status_code == 404
    assert client_of(clerk).get(reverse("custody:proposals")).status_code == 200


def test_a_refused_proposal_moves_nobody_and_another_may_follow(people, unit):
    made = propose(people["mira"], unit)
    form = {"act": "refuse", "remark": "we counted none"}
    client_of(people["igor"]).post(reverse("custody:decide", args=[made.pk]), form)
    made.refresh_from_db()
    assert (made.state, made.decided_by, account(unit)) == (ProposalState.REFUSED, people["igor"], "held:A")
    with pytest.raises(StateConflict):
        actions.confirm_move(by=people["olha"], proposal=made)
    assert propose(people["mira"], unit).state == ProposalState.PROPOSED


def test_a_unit_waits_in_one_proposal_only(people, unit):
    first = propose(people["mira"], unit)
    with pytest.raises(StateConflict, match="waits in proposal"):
        propose(people["lev"], unit, to="transport:A", reason=Reason.MOVED)
    page = client_of(people["mira"]).get(reverse("custody:move", args=[unit.pk])).content.decode()
    assert reverse("custody:proposal", args=[first.pk]) in page
    assert '<button class="primary">Record it</button>' not in page
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposedUnit.objects.create(proposal=propose_other(people), unit=unit, seq=unit.seq)


def propose_other(people) -> ProposedMovement:
    [record] = hold("A", 1)
    return propose(people["mira"], Unit.objects.get(record=record))


def test_a_proposal_lapses_when_the_unit_has_moved_meanwhile(people, unit):
    made = propose(people["mira"], unit)
    to = actions.account_for(AccountKind.HOSPITAL, "A")
    actions.move(Unit.objects.get(pk=unit.pk), to=to, reason=Reason.MOVED, happened_at=THEN)
    with pytest.raises(CustodyConflict, match="lapsed"):
        actions.confirm_move(by=people["igor"], proposal=made)
    assert (made.state, account(unit)) == (ProposalState.LAPSED, "hospital:A")
    assert not ProposedUnit.objects.filter(is_open=True).exists()
    assert propose(people["mira"], Unit.objects.get(pk=unit.pk)).state == ProposalState.PROPOSED


# -- reversing ----------------------------------------------------------------------------------------------


def test_a_reversal_restores_balances_statement_and_status_exactly(people, unit):
    def everything():
        line = next(line for line in statement().lines if line.debtor == "A")
        person = Person.objects.get(pk=unit.record.person_id)
        return counts_from_units(), [(f.measure, f.by_debtor, f.by_creditor) for f in line.figures], person.status

    before = everything()
    made = propose(people["mira"], unit, giver="A", receiver="B")
    actions.confirm_move(by=people["igor"], proposal=made)
    assert everything() != before
    client = client_of(people["lev"])
    url = reverse("custody:reverse", args=[unit.pk])
    last = Movement.objects.get(unit=unit, seq=2)
    assert client.post(url, {"movement": last.pk, "remark": " "}).status_code == 200  # a reason is needed
    assert client.post(url, {"movement": last.pk, "remark": "counted twice"}).status_code == 302
    assert everything() == before
    assert {key: n for key, n in counts_from_movements().items() if not key[0].startswith("declared")} == dict(
        before[0]
    )
    assert verify() == 3
    told = client.get(reverse("registry:person", args=[unit.record.person_id])).content.decode()
    assert "counted twice" in told
    assert "reverses an earlier movement" in told
    assert (
        "counted twice"
        not in client_of(people["olha"]).get(reverse("registry:person", args=[unit.record.person_id])).content.decode()
    )


def test_a_stale_reversal_is_refused_in_words(people, unit):
    propose(people["mira"], unit, to="transport:A", reason=Reason.MOVED)
    first = Movement.objects.get(unit=unit, seq=2)
    propose(people["mira"], Unit.objects.get(pk=unit.pk), to="neutral", reason=Reason.MOVED)
    url = reverse("custody:reverse", args=[unit.pk])
    answer = client_of(people["mira"]).post(url, {"movement": first.pk, "remark": "wrong bus"})
    assert "This has moved since the page was opened." in answer.content.decode()
    with pytest.raises(CustodyConflict):
        actions.take_back(by=people["mira"], movement=first, remark="wrong bus")
    assert account(unit) == "neutral"


def test_what_a_list_or_a_link_moved_is_not_reversed_here(people, unit):
    opening = Movement.objects.get(unit=unit, seq=1)
    with pytest.raises(StateConflict, match="not one that is reversed here"):
        actions.take_back(by=people["mira"], movement=opening, remark="no")
    page = client_of(people["mira"]).get(reverse("custody:reverse", args=[unit.pk])).content.decode()
    assert "it is undone there" in page


def test_who_did_not_leave_was_called_and_stays_with_the_holder(people, unit):
    """Every outcome is a movement; a reversal takes the call back with it."""
    propose(people["mira"], unit, to="held:A", reason=Reason.NO_SHOW)
    steps = Movement.objects.filter(unit=unit).order_by("seq").values_list("debit", "credit", "reason")
    assert list(steps)[1:] == [("held:A", "called:A", "moved"), ("called:A", "held:A", "no_show")]
    assert Person.objects.get(pk=unit.record.person_id).status == "alive_held"
    last = actions.latest_movement(unit)
    assert last is not None
    actions.take_back(by=people["mira"], movement=last, remark="arrived by the second bus")
    latest = actions.latest_movement(unit)
    assert latest is not None
    assert latest.seq == 1
    assert account(unit) == "held:A"
    assert verify() == 5


def test_time_is_taken_as_the_zone_says_it_even_where_nobody_lives_in_utc(people, unit):
    now = timezone.now().astimezone(dt.timezone(dt.timedelta(hours=3))) + dt.timedelta(minutes=5)
    form = filled(unit, zone="Europe/Istanbul", day=now.date().isoformat(), clock=now.strftime("%H:%M"))
    answer = client_of(people["mira"]).post(reverse("custody:move", args=[unit.pk]), form)
    assert "lies in the future" in answer.content.decode()
    earlier = now - dt.timedelta(minutes=10)
    form |= {"day": earlier.date().isoformat(), "clock": earlier.strftime("%H:%M")}
    assert client_of(people["mira"]).post(reverse("custody:move", args=[unit.pk]), form).status_code == 302

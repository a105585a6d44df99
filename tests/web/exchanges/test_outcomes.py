"""What became of a round: recorded, confirmed, taken back, and summed; from the plan to the statement."""

import datetime as dt
from collections.abc import Collection

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.exchanges.world import WOUNDED, cast, hold, term

from repatria.errors import PermissionRefused, StateConflict
from repatria.web.accounts.models import User
from repatria.web.custody import actions as custody
from repatria.web.custody.balances import counts_from_units, verify
from repatria.web.custody.models import AccountKind, Movement, ProposedMovement, Reason, Unit
from repatria.web.custody.statements import Measure, StatementLine, statement
from repatria.web.exchanges import actions
from repatria.web.exchanges.attribution import term_key
from repatria.web.exchanges.models import Placement, PlacementState, Round, RoundState
from repatria.web.exchanges.settling_views import outcome_table
from repatria.web.exchanges.start import agreed_units
from repatria.web.journal import actions as journal
from repatria.web.registry.actions import refresh_sights
from repatria.web.registry.models import PartyList, Term
from repatria.web.review.actions import derive_status

pytestmark = pytest.mark.django_db

ENDS = (Reason.HANDED_OVER, Reason.NO_SHOW, Reason.REFUSED, Reason.SUBSTITUTED, Reason.DIED)
N_EACH = 3


@pytest.fixture
def people() -> dict[str, User]:
    cache.clear()
    return cast()


@pytest.fixture
def locked(people) -> Round:
    return lock(people)


def lock(people: dict[str, User], n: int = N_EACH) -> Round:
    hold("A", n), hold("B", n)
    for party_list in PartyList.objects.all():
        party_list.shared_with.set(["N"])
    derive_status()
    refresh_sights()
    mutual_term(n)
    proposed = actions.propose_round(term_keys=["exchange"])
    for name in ("olha", "igor", "mira"):
        actions.sign(user=people[name], round=proposed, digest=actions.round_digest(proposed))
    assert proposed.state == RoundState.LOCKED
    return proposed


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def mutual_term(quantity: int) -> None:
    """Both sides owe each other, as the case says it: no single debtor."""
    term(quantity=quantity)
    Term.objects.update(debtor=None, creditor=None)


def placed(round_: Round, holder: str) -> list[Unit]:
    return list(Unit.objects.filter(placements__round=round_, placements__holder=holder).order_by("pk"))


def record(by: User, round_: Round, units: Collection[Unit], reason: str) -> list[ProposedMovement]:
    fresh = Unit.objects.filter(pk__in=[unit.pk for unit in units])
    shown = {unit.pk: unit.seq for unit in fresh}
    happened = actions.Happened(at=timezone.now(), place="Crossing 4", witness="N")
    return actions.record_outcome(by=by, round=round_, reason=reason, shown=shown, happened=happened)


def settle_all(people: dict[str, User], round_: Round, units: Collection[Unit], reason: str) -> None:
    """Record and, where it needs two people, confirm."""
    second = people["clerk" if reason == Reason.DIED else "igor"]
    for made in record(people["mira"], round_, units, reason):
        if made.state == "proposed":
            custody.confirm_move(by=second, proposal=made)


def line_of(debtor: str) -> StatementLine:
    lines = statement(agreed=agreed_units()).lines
    return next(line for line in lines if line.term_key == "exchange" and line.debtor == debtor)


def ends(line: StatementLine) -> list[int | None]:
    return [line[reason.value].by_debtor for reason in ENDS]


def form(round_: Round, **fields) -> dict[str, object]:
    then = timezone.now() - dt.timedelta(minutes=1)
    filled = {"reason": "handed_over", "whom": "chosen", "day": then.date().isoformat(), "zone": "UTC"}
    filled |= {"clock": then.strftime("%H:%M"), "place": "Crossing 4", "witness": "N", "evidence": "", "remark": "late"}
    return filled | fields


# -- from the plan to the statement ----------------------------------------------------------------------------


def test_a_round_from_its_plan_through_three_signatures_and_its_outcome_to_the_statement(people):
    """Through pages alone, as people do it: who plans, who signs, who records, who confirms, and what then stands."""
    hold("A", N_EACH), hold("B", N_EACH)
    for party_list in PartyList.objects.all():
        party_list.shared_with.set(["N"])
    derive_status()
    refresh_sights()
    mutual_term(N_EACH)
    planned = actions.propose_round(term_keys=["exchange"])  # the solver runs outside of requests
    clients = {name: client_of(user) for name, user in people.items()}
    shown = reverse("exchanges:round", args=[planned.pk])
    for name in ("olha", "igor", "mira"):
        digest = clients[name].get(shown).context["digest"]
        clients[name].post(reverse("exchanges:sign", args=[planned.pk]), {"digest": digest})
    outcomes = reverse("exchanges:outcomes", args=[planned.pk])
    assert outcomes in clients["mira"].get(shown).content.decode()

    a_side, b_side = placed(planned, "A"), placed(planned, "B")
    clients["mira"].post(outcomes, form(planned, reason="no_show", persons=[f"{a_side[0].pk}:1"]))
    clients["mira"].post(outcomes, form(planned, whom="1:A:2"))
    clients["mira"].post(outcomes, form(planned, whom="1:B:3", evidence="protocol 17"))
    planned.refresh_from_db()
    assert planned.state == RoundState.UNDER_WAY
    for name, made in zip(("igor", "olha"), ProposedMovement.objects.waiting().order_by("proposed_at"), strict=True):
        assert clients[name].get("/").context["waiting"]
        clients[name].post(reverse("custody:decide", args=[made.pk]), {"act": "confirm"})

    planned.refresh_from_db()
    assert planned.state == RoundState.SHORTFALL
    assert ends(line_of("A")) == [2, 1, 0, 0, 0]
    assert ends(line_of("B")) == [3, 0, 0, 0, 0]
    for side, n_handed_over in (("A", 2), ("B", 3)):
        line = line_of(side)
        handed = line[Measure.HANDED_OVER]
        assert (handed.by_debtor, handed.by_creditor, handed.difference) == (n_handed_over, n_handed_over, 0)
        assert line[Measure.OUTSTANDING].by_debtor == N_EACH - n_handed_over
        assert line.n_unsettled == 0
    assert counts_from_units() == {("held:A", "person"): 1, ("home:B", "person"): 2, ("home:A", "person"): 3}
    assert {unit.record.person.status for unit in b_side} == {"returned"}
    page = clients["olha"].get(shown).content.decode()
    assert "completed with shortfall" in page
    assert outcomes not in page
    start = clients["mira"].get("/").content.decode()
    assert "handed over" in start
    verify()
    journal.verify()


# -- the sum ---------------------------------------------------------------------------------------------------

_acts = st.lists(
    st.tuples(st.sampled_from(["A", "B"]), st.integers(0, N_EACH - 1), st.sampled_from([*ENDS, "take back"])),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=_acts)
def test_agreed_is_the_sum_of_what_became_of_them_whatever_is_recorded_and_taken_back(people, locked, acts):
    with transaction.atomic():
        for side, which, act in acts:
            unit = placed(locked, side)[which]
            state = Placement.objects.get(round=locked, unit=unit).state
            if act == "take back":
                last = custody.latest_movement(unit)
                assert last is not None
                if last.reason in ENDS:
                    custody.take_back(by=people["lev"], movement=last, remark="written down twice")
            elif state == PlacementState.PLANNED:
                settle_all(people, locked, [unit], act)
            else:
                with pytest.raises(StateConflict):
                    record(people["mira"], locked, [unit], act)
            _require_sum(locked)
        verify()
        transaction.set_rollback(True)


def _require_sum(round_: Round) -> None:
    table = dict(outcome_table(round_))
    for side in ("A", "B"):
        line = line_of(side)
        n_open = Placement.objects.filter(round=round_, holder=side, state=PlacementState.PLANNED).count()
        counted = [n or 0 for n in ends(line)]
        assert line[Measure.AGREED].by_debtor == N_EACH == sum(counted) + n_open
        assert line.n_unsettled == n_open
        assert (
            table["agreed"][side]
            == N_EACH
            == sum(row.get(side, 0) for words, row in table.items() if words != "agreed")
        )
    n_open = Placement.objects.filter(round=round_, state=PlacementState.PLANNED).count()
    delivered = Placement.objects.filter(round=round_, state=PlacementState.DELIVERED).count()
    expected = {0: RoundState.SHORTFALL, 2 * N_EACH: RoundState.LOCKED}.get(n_open, RoundState.UNDER_WAY)
    if delivered == 2 * N_EACH:
        expected = RoundState.COMPLETED
    assert Round.objects.get(pk=round_.pk).state == expected


def test_a_round_in_which_all_were_handed_over_is_completed(people, locked):
    settle_all(people, locked, placed(locked, "A") + placed(locked, "B"), Reason.HANDED_OVER)
    locked.refresh_from_db()
    assert locked.state == RoundState.COMPLETED
    assert {one.state for one in ProposedMovement.objects.all()} == {"confirmed"}
    assert ProposedMovement.objects.count() == 2  # one a side


def test_a_reversal_opens_a_completed_round_again(people, locked):
    everybody = placed(locked, "A") + placed(locked, "B")
    settle_all(people, locked, everybody, Reason.HANDED_OVER)
    last = custody.latest_movement(everybody[0])
    assert last is not None
    custody.take_back(by=people["lev"], movement=last, remark="somebody else went")
    locked.refresh_from_db()
    assert locked.state == RoundState.UNDER_WAY
    assert Placement.objects.get(unit=everybody[0]).state == PlacementState.PLANNED


# -- who did not go ----------------------------------------------------------------------------------------------


def test_whoever_did_not_go_may_be_placed_in_the_next_round(people, locked):
    everybody = placed(locked, "A") + placed(locked, "B")
    settle_all(people, locked, [everybody[0], everybody[-1]], Reason.NO_SHOW)
    settle_all(people, locked, everybody[1:-1], Reason.HANDED_OVER)
    following = actions.propose_round(term_keys=["exchange"])
    assert set(following.placements.values_list("unit", flat=True)) == {everybody[0].pk, everybody[-1].pk}
    last = custody.latest_movement(everybody[0])
    assert last is not None
    with pytest.raises(StateConflict, match="newer round"), transaction.atomic():
        custody.take_back(by=people["lev"], movement=last, remark="arrived after all")


def test_not_in_this_round_is_one_word_for_every_cause_and_both_sides(people, locked):
    """Kept out by the neutral body after the lock, or recorded at the crossing: nobody can tell one from the other."""
    first, second = placed(locked, "A")[:2]
    actions.keep_out(user=people["mira"], unit=first)
    settle_all(people, locked, [second], Reason.REFUSED)
    steps = [
        list(Movement.objects.filter(unit=unit).order_by("seq").values_list("debit", "credit", "reason", "term_key"))
        for unit in (first, second)
    ]
    assert steps[0] == steps[1]
    assert locked.left_out.filter(reason="not_in_this_round").count() == 2
    assert ends(line_of("A")) == [0, 0, 2, 0, 0]
    for name in ("olha", "igor"):
        page = client_of(people[name]).get(reverse("exchanges:round", args=[locked.pk])).content.decode()
        assert "not in this round" in page
        assert "refuse" not in page.lower()


def test_a_person_who_set_out_and_was_turned_back_is_with_the_holder_again(people, locked):
    unit = placed(locked, "A")[0]
    to = custody.account_for(AccountKind.TRANSPORT, "A")
    custody.move(unit, to=to, reason=Reason.MOVED, happened_at=timezone.now())
    settle_all(people, locked, [unit], Reason.REFUSED)
    unit.refresh_from_db()
    assert unit.account_id == "held:A"
    assert Placement.objects.get(unit=unit).state == PlacementState.NOT_IN_THIS_ROUND


def test_a_death_waits_for_a_second_person_of_the_neutral_body(people, locked):
    unit = placed(locked, "B")[0]
    [made] = record(people["mira"], locked, [unit], Reason.DIED)
    assert list(made.seconds.values_list("pk", flat=True)) == ["N"]
    assert Placement.objects.get(unit=unit).state == PlacementState.PLANNED
    custody.confirm_move(by=people["lev"], proposal=made)
    assert Placement.objects.get(unit=unit).state == PlacementState.DIED
    unit.refresh_from_db()
    assert unit.account_id == "remains:B"


# -- what is refused ---------------------------------------------------------------------------------------------


def test_outcomes_belong_to_a_locked_round_and_to_the_coordinator(people):
    hold("A", 2), hold("B", 2)
    term(quantity=1)
    proposed = actions.propose_round(term_keys=["exchange"])
    with pytest.raises(StateConflict, match="locked round"):
        record(people["mira"], proposed, placed(proposed, "A"), Reason.NO_SHOW)
    with pytest.raises(PermissionRefused):
        record(people["olha"], proposed, placed(proposed, "A"), Reason.NO_SHOW)
    url = reverse("exchanges:outcomes", args=[proposed.pk])
    assert client_of(people["olha"]).get(url).status_code == 403
    page = client_of(people["mira"]).get(url).content.decode()
    assert "Outcomes are recorded while a round is locked or under way." in page


def test_a_stale_page_is_refused_in_words_and_nobody_moves(people, locked):
    client = client_of(people["mira"])
    url = reverse("exchanges:outcomes", args=[locked.pk])
    unit = placed(locked, "A")[0]
    stale = [f"{unit.pk}:{unit.seq}"]
    settle_all(people, locked, [unit], Reason.NO_SHOW)
    for fields in ({"persons": stale}, {"whom": "1:A:3"}):
        answer = client.post(url, form(locked, **fields))
        assert "Somebody has moved or was settled since the page was opened." in answer.content.decode()
    assert "Nobody was chosen." in client.post(url, form(locked)).content.decode()
    future = client.post(url, form(locked, whom="1:A:2", day="2999-01-01"))
    assert "lies in the future" in future.content.decode()
    assert not ProposedMovement.objects.waiting().exists()


def test_whoever_waits_for_a_second_person_is_not_offered_twice(people, locked):
    unit = placed(locked, "A")[0]
    record(people["mira"], locked, [unit], Reason.HANDED_OVER)
    page = client_of(people["mira"]).get(reverse("exchanges:outcomes", args=[locked.pk])).content.decode()
    assert str(unit.pk) not in page
    with pytest.raises(StateConflict, match="waits in proposal"):
        record(people["mira"], locked, [unit], Reason.NO_SHOW)


def test_a_person_counts_under_one_term_only():
    def made(key, **fields) -> Term:
        return Term(key=key, act="exchange", **fields)

    first = made("first", debtor_id="A", creditor_id="B", definition={"categories": [{"key": WOUNDED.key}]})
    second = made("second", definition={"mutual": True, "categories": [{"key": "young"}]})
    assert term_key([first, second], "A", "") == "first"
    assert term_key([first, second], "A", "young") == "second"
    assert term_key([first, second], "A", "second:severely-wounded") == "second"
    assert term_key([first, second], "B", "severely-wounded") == "second"
    assert term_key([first], "B", "") == ""


# -- a promise is owed once ------------------------------------------------------------------------------------


def test_no_further_round_is_planned_while_a_locked_one_carries_all_that_was_promised(people, locked):
    again = actions.propose_round(term_keys=["exchange"])
    assert again.state == RoundState.NOT_PLANNED
    assert again.summary["refused"] == "fulfilled"
    assert Round.objects.get(pk=locked.pk).state == RoundState.LOCKED


def test_the_next_round_makes_up_for_those_who_did_not_arrive(people, locked):
    hold("A", 4, key="a-more"), hold("B", 4, key="b-more")
    for holder, reason in (("A", Reason.HANDED_OVER), ("B", Reason.HANDED_OVER)):
        stays, *go = placed(locked, holder)
        settle_all(people, locked, go, reason)
        settle_all(people, locked, [stays], Reason.NO_SHOW)
    following = actions.propose_round(term_keys=["exchange"])
    assert following.summary["n_placed"] == {"A": 1, "B": 1}

import pytest
from django.db import IntegrityError, transaction
from tests.web.exchanges.world import (
    NOW,
    WOUNDED,
    YOUNG,
    find,
    hold,
    propose,
    reasons,
    records_placed,
    sign,
    term,
    version,
)

from repatria.case import CaseLeg
from repatria.errors import PermissionRefused, StateConflict
from repatria.web.exchanges import actions
from repatria.web.exchanges.models import Placement, Round, RoundState
from repatria.web.registry.models import Claim, Person, SourceRecord, StoredFinding
from repatria.web.review.models import Link

pytestmark = pytest.mark.django_db


def test_a_round_is_one_for_one_and_everyone_else_has_a_reason(people):
    hold("A", 5), hold("B", 3)
    proposed = propose(quantity=2)
    assert proposed.state == RoundState.PREPARED
    assert proposed.placements.counts() == [("A", 1, "", "outside", 2), ("B", 1, "", "outside", 2)]
    assert proposed.left_out.counts() == [("A", "quota_full", 3), ("B", "quota_full", 1)]
    assert proposed.summary["n_short"] == {"A": 0, "B": 0}
    assert proposed.summary["is_proved"]
    assert actions.outcome(proposed) == "round 1: 2 held by A and 2 held by B; 4 left out, each with a reason"


def test_the_same_case_gives_the_same_round(people):
    hold("A", 3), hold("B", 3)
    first = propose(quantity=2)
    assert actions.current_round_id() == first.pk
    assert propose(quantity=2) == first
    assert Round.objects.count() == 1


def test_a_changed_case_replaces_the_proposal(people):
    hold("A", 3), hold("B", 3)
    first = propose(quantity=2)
    second = propose(quantity=3)
    first.refresh_from_db()
    assert (first.state, second.state, second.number) == (RoundState.SUPERSEDED, RoundState.PREPARED, 2)
    assert not first.placements.filter(is_active=True).exists()
    assert records_placed(second)


def test_a_number_that_nobody_stated_is_not_invented(people):
    hold("A", 3, categories=["severely_wounded", "medical_confirmed"]), hold("B", 3)
    proposed = propose(categories=(WOUNDED, YOUNG))
    assert proposed.state == RoundState.NOT_PLANNED
    assert proposed.summary["refused"] == "quantity_not_stated"
    assert not proposed.placements.exists()
    assert propose(categories=(WOUNDED, YOUNG)) == proposed
    assert actions.outcome(proposed) == "no round: quantity_not_stated"


def test_all_for_all_needs_no_number(people):
    import dataclasses

    wounded = hold("A", 2, categories=["severely_wounded", "medical_confirmed"])
    others = hold("B", 1, categories=["severely_wounded", "medical_confirmed"])
    hold("A", 4), hold("B", 4)
    proposed = propose(categories=(dataclasses.replace(WOUNDED, all_for_all=True), YOUNG))
    assert records_placed(proposed) == {record.pk for record in [*wounded, *others]}
    assert not proposed.left_out.exists()


def test_terms_that_cannot_hold_together_are_named(people):
    import dataclasses

    hold("A", 3, categories=["severely_wounded", "medical_confirmed"]), hold("B", 5)
    proposed = propose(quantity=2, categories=(dataclasses.replace(WOUNDED, all_for_all=True),))
    assert proposed.state == RoundState.INFEASIBLE
    assert {entry["rule"] for entry in proposed.conflict} == {
        "exchange:quantity",
        "exchange:severely-wounded:all-for-all",
    }
    assert all(entry["is_smallest"] and entry["n_less"] == 1 for entry in proposed.conflict)
    assert "severely wounded (term exchange): all for all in a category" in {e["text"] for e in proposed.conflict}
    assert not proposed.placements.exists()
    with pytest.raises(StateConflict):
        sign(round=proposed, user=people["olha"])


def test_confirmed_comes_before_claimed_before_nobody_asked(people):
    claimed = hold("A", 1, categories=["severely_wounded"], captured="2020-01-01")
    confirmed = hold("A", 1, categories=["severely_wounded", "medical_confirmed"])
    hold("A", 3), hold("B", 5)
    proposed = propose(quantity=1, categories=(WOUNDED,))
    assert confirmed[0].pk in records_placed(proposed)
    assert reasons(proposed)[str(claimed[0].pk)] == "category_unconfirmed"
    assert proposed.placements.get(unit__record=confirmed[0]).standing == "confirmed"


def test_a_claim_that_the_sides_settled_confirms(people):
    record = hold("A", 1, categories=["severely_wounded"])[0]
    hold("A", 1, captured="2020-01-01"), hold("B", 2)
    Claim.objects.create(
        record=record, author_id="A", predicate="category", value="severely_wounded", state="supported", made_at=NOW
    )
    assert record.pk in records_placed(propose(quantity=1, categories=(WOUNDED,)))


def test_open_readings_are_counted_and_ranked_behind(people):
    turns_25 = hold("A", 1, born=(2000, 6, 2), captured="2020-01-01")[0]
    inside = hold("A", 1, born=(2001, 1, 1))[0]
    hold("B", 5)
    proposed = propose(quantity=1, categories=(YOUNG,))
    assert inside.pk in records_placed(proposed)
    assert reasons(proposed)[str(turns_25.pk)] == "reading_open"
    added = {(one["reading"], one["side"]): one["n_added"] for one in proposed.summary["readings"]}
    assert added["18-25", "A"] == 1
    assert added["under-25", "A"] == 0


def test_contradicting_birth_dates_leave_an_age_undecided(people):
    held = hold("A", 1, born=(2001, 1, 1))[0]
    hold("B", 1)
    sought = hold("B", 1, born=(1990, 1, 1), key="b-missing")[0]
    SourceRecord.objects.filter(pk=sought.pk).update(person=held.person_id)
    proposed = propose(quantity=5, only_categories=True, categories=(YOUNG,))
    assert reasons(proposed)[str(held.pk)] == "age_undecided"


def test_a_fuller_birth_date_on_a_linked_row_decides_an_age(people):
    held = hold("A", 1, born=(1999, None, None))[0]
    linked = version("B", "missing", "b-missing")
    SourceRecord.objects.create(
        id=Person.objects.create(id=linked.pk, changed_at=NOW).pk,
        version=linked,
        row=1,
        state="accepted",
        raw={},
        person_id=held.person_id,
        birth_year=1999,
        birth_month=12,
        birth_day=1,
        sort_key="",
    )
    hold("B", 1, born=(2001, 1, 1))
    assert held.pk in records_placed(propose(quantity=5, only_categories=True, categories=(YOUNG,)))


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("already-returned", "already_returned"),
        ("dead-on-prisoners-list", "dead"),
        ("duplicate-in-list", "duplicate_open"),
        ("civilian-on-prisoners-list", "finding_open"),
        ("held-by-both", "finding_open"),
    ],
)
def test_an_open_finding_keeps_a_person_out(people, code, reason):
    questioned = hold("A", 1)[0]
    hold("A", 1), hold("B", 2)
    find(questioned, code)
    assert reasons(propose(quantity=5))[str(questioned.pk)] == reason
    StoredFinding.objects.all().delete()
    assert questioned.pk in records_placed(propose(quantity=5))


def test_a_person_in_two_lists_takes_one_seat_while_the_link_is_open(people):
    held, offered = hold("A", 1)[0], hold("A", 1, key="a-offer", into="offered")[0]
    hold("B", 3)
    link = Link.objects.create(
        left=offered,
        right=held,
        probability=0.8,
        weight_bits=2.0,
        evidence={},
        state="proposed",
        proposed_at=NOW,
        changed_at=NOW,
    )
    proposed = propose(quantity=5)
    assert held.pk in records_placed(proposed)
    assert reasons(proposed)[str(offered.pk)] == "duplicate_open"
    Link.objects.filter(pk=link.pk).update(state="refused")
    assert {held.pk, offered.pk} <= records_placed(propose(quantity=5))


def test_of_copies_of_one_row_the_first_goes_on(people):
    first, second = hold("A", 2)
    hold("B", 2)
    find(first, "duplicate-row", other_row=second.row, n_rows=2)
    find(second, "duplicate-row", other_row=first.row, n_rows=2)
    proposed = propose(quantity=5)
    assert first.pk in records_placed(proposed)
    assert reasons(proposed)[str(second.pk)] == "duplicate_open"


def test_two_of_the_same_name_and_birth_date_may_both_go(people):
    namesakes = hold("A", 2)
    hold("B", 2)
    for record in namesakes:
        find(record, "same-name-and-birth-date")
    assert {record.pk for record in namesakes} <= records_placed(propose(quantity=5))


def test_a_17_year_old_waits_for_a_decision(people):
    minor = hold("A", 1, born=(2008, 1, 1))[0]
    hold("A", 1), hold("B", 2)
    assert reasons(propose(quantity=5))[str(minor.pk)] == "minor"


def test_legs_balance_and_keep_their_seats(people):
    hold("A", 5), hold("B", 5)
    proposed = propose(quantity=5, legs=(CaseLeg(seats=3), CaseLeg(seats=2)))
    assert proposed.placements.counts() == [
        ("A", 1, "", "outside", 3),
        ("A", 2, "", "outside", 2),
        ("B", 1, "", "outside", 3),
        ("B", 2, "", "outside", 2),
    ]


def test_a_person_stands_in_one_leg_of_all_rounds(people):
    hold("A", 1), hold("B", 1)
    proposed = propose(quantity=1)
    placement = proposed.placements.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(round=proposed, leg=2, unit=placement.unit, holder=placement.holder)


def test_only_the_named_lists_are_drawn_upon(people):
    listed = hold("A", 1, key="a-offer")[0]
    hold("A", 3, captured="2020-01-01"), hold("B", 1, key="b-offer")
    proposed = propose(quantity=5, lists=("a-offer", "b-offer"))
    assert listed.pk in records_placed(proposed)
    assert proposed.placements.count() == 2


def test_one_side_alone_releases_under_a_term_that_is_not_mutual(people):
    hold("A", 3), hold("B", 3)
    proposed = propose(quantity=2, mutual=False)
    assert proposed.placements.counts() == [("A", 1, "", "outside", 2)]


def test_an_unknown_term_is_a_conflict_of_state(people):
    with pytest.raises(StateConflict, match="nothing"):
        actions.propose_round(term_keys=["nothing"])


def test_only_the_neutral_body_proposes(people):
    term(quantity=1)
    with pytest.raises(PermissionRefused):
        actions.propose_round(term_keys=["exchange"], actor=people["olha"])
    hold("A", 1), hold("B", 1)
    assert actions.propose_round(term_keys=["exchange"], actor=people["mira"]).number == 1


def test_queries_do_not_grow_with_the_people(people, django_assert_max_num_queries):
    hold("A", 300), hold("B", 300)
    term(quantity=40, categories=(WOUNDED, YOUNG))
    with django_assert_max_num_queries(60):
        actions.propose_round(term_keys=["exchange"])

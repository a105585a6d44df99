import dataclasses
import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.planning import going, planned, reasons, side
from tests.exchange.strategies import (
    CONFIRMED_FIRST,
    ONE_FOR_ONE,
    WOUNDED,
    YOUNG,
    YOUNG_OPEN,
    person,
    problem,
    problems,
    rule,
)

from repatria.dates import PartialDate
from repatria.exchange import (
    AllForAll,
    Barred,
    Candidates,
    ConfirmedFirst,
    Eligible,
    Infeasible,
    MustGo,
    OnlyIf,
    Quota,
    Ratio,
    Reason,
    Refusal,
    RoundPlan,
    Seats,
    Standing,
    Together,
    solve,
    verify,
)

# -- against a slow and obvious plan ----------------------------------------------------------------------


def every_plan(case):
    """Each way to send people, as ``{person_id: leg}``; the independent checker's rules decide which hold."""
    from repatria.exchange.verify import _keeps, _kept_out, _people

    people = {one.person_id: one for one in _people(case)}
    able = [one for one in people.values() if one.is_open and not one.is_barred and not one.is_minor]
    out = _kept_out(case, people)
    for legs in itertools.product(*[(None, *one.legs) for one in able]):
        leg_of = {one.person_id: leg for one, leg in zip(able, legs, strict=True) if leg is not None}
        if all(_keeps(each, case, people, leg_of, out) for each in case.rules):
            yield people, leg_of


def worth(people, leg_of):
    """Persons, then each rank, then who goes in the published order: what the goals promise, compared as text is."""
    ranks = sorted({one.rank for one in people.values()})
    order = sorted(people.values(), key=lambda one: (one.rank, -one.held_days, -one.born_to, one.person_id))
    of_each_rank = [sum(people[one].rank == rank for one in leg_of) for rank in ranks]
    return len(leg_of), of_each_rank, [one.person_id in leg_of for one in order]


@given(problems(n_max=3))
@settings(max_examples=120, deadline=None)
def test_agrees_with_trying_every_plan(case):
    found = solve(case)
    best = max((worth(people, leg_of) for people, leg_of in every_plan(case)), default=None)
    if best is None:
        assert isinstance(found, Infeasible)
    else:
        assert isinstance(found, RoundPlan)
        verify(case, found)
        people = next(people for people, _ in every_plan(case))
        assert worth(people, {one.person_id: one.leg for one in found.placed}) == best
        assert found.is_proved


def drop(case, keys):
    return dataclasses.replace(case, rules=tuple(each for each in case.rules if each.key not in keys))


@given(problems(n_max=3, max_legs=1))
@settings(max_examples=120, deadline=None)
def test_a_conflict_is_a_smallest_one(case):
    """No rule of it can be missed, and no fewer rules conflict: every smaller set is tried."""
    found = solve(case)
    if isinstance(found, RoundPlan):
        return
    keys = {each.key for each in case.rules}
    chosen = {clash.rule_key for clash in found.conflict}
    assert found.is_smallest
    assert isinstance(solve(drop(case, keys - chosen)), Infeasible)
    for n_fewer in range(len(chosen)):
        for fewer in itertools.combinations(sorted(keys), n_fewer):
            kept = drop(case, keys - set(fewer))
            assert next(every_plan(kept), None) is not None


# -- properties -------------------------------------------------------------------------------------------


def shuffled(case, seed):
    order = np.array(random.Random(seed).sample(range(len(case.candidates)), len(case.candidates)), dtype=np.int64)
    old = case.candidates
    return dataclasses.replace(
        case,
        candidates=Candidates(
            person_ids=tuple(old.person_ids[row] for row in order),
            side=old.side[order],
            born_from=old.born_from[order],
            born_to=old.born_to[order],
            claims={name: column[order] for name, column in old.claims.items()},
            barred=tuple(old.barred[row] for row in order),
            is_on_stretcher=old.is_on_stretcher[order],
            is_urgent=old.is_urgent[order],
            is_cleared_minor=old.is_cleared_minor[order],
            held_days=old.held_days[order],
            legs=None if old.legs is None else old.legs[order],
        ),
    )


@given(problems(n_max=6), st.integers(0, 999))
@settings(max_examples=60, deadline=None)
def test_order_of_the_lists_changes_nothing(case, seed):
    assert solve(shuffled(case, seed)) == solve(case)


@given(problems(n_max=6), st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_giving_up_a_rule_never_frees_fewer(case, place):
    """But with "confirmed first": a refusal given up may make one more wait, for whom others then wait."""
    whole = solve(case)
    if isinstance(whole, RoundPlan) and case.rules and not any(isinstance(one, ConfirmedFirst) for one in case.rules):
        freer = solve(drop(case, {case.rules[place % len(case.rules)].key}))
        assert isinstance(freer, RoundPlan)
        assert freer.goals[0].value >= whole.goals[0].value


@given(problems(n_max=5))
@settings(max_examples=60, deadline=None)
def test_everyone_is_placed_or_left_out_with_a_reason(case):
    found = solve(case)
    if isinstance(found, RoundPlan):
        verify(case, found)


# -- S1, point by point -----------------------------------------------------------------------------------


def test_balance_is_the_agreed_ratio():
    people = side(7, "a", 0) + side(5, "b", 1)
    plan = planned(problem(people, ONE_FOR_ONE))
    assert (plan.n_placed(0), plan.n_placed(1)) == (5, 5)
    assert reasons(plan) == {"a5": Reason.PARITY, "a6": Reason.PARITY}
    plan = planned(problem(people, rule(Ratio, first=3, second=2)))
    assert (plan.n_placed(0), plan.n_placed(1)) == (6, 4)


def test_every_leg_balances_when_the_term_says_so():
    people = side(6, "a", 0) + side(6, "b", 1)
    plan = planned(problem(people, rule(Ratio, is_per_leg=True), rule(Seats, leg=0, n_seated=4), n_legs=2))
    assert {(c.side, c.leg): c.n_persons for c in plan.counts} == {(0, 0): 4, (1, 0): 4, (0, 1): 2, (1, 1): 2}


def test_a_confirmed_one_goes_before_one_who_is_not():
    claimed = person("a0", wounded=Standing.CLAIMED, held_days=900)
    confirmed = person("a1", wounded=Standing.CONFIRMED, held_days=1)
    plan = planned(problem([claimed, confirmed, person("a2"), person("b0", 1)], ONE_FOR_ONE, CONFIRMED_FIRST))
    assert going(plan) == ["a1", "b0"]
    assert reasons(plan) == {"a0": Reason.CATEGORY_UNCONFIRMED, "a2": Reason.PARITY}


def test_nobody_is_counted_in_a_category_that_is_not_confirmed():
    people = [
        person("a0", wounded=Standing.CLAIMED),
        person("a1", born=PartialDate(1999)),
        person("a2", born=PartialDate(2000, 6, 2)),
        person("a3", wounded=Standing.CONFIRMED),
    ]
    plan = planned(problem(people, categories=(WOUNDED, YOUNG_OPEN)))
    assert {one.person_id: (one.category, one.standing) for one in plan.placed} == {
        "a0": ("", Standing.CLAIMED),
        "a1": ("", Standing.UNDECIDED),
        "a2": ("", Standing.READING_OPEN),
        "a3": ("wounded", Standing.CONFIRMED),
    }


def test_confirmed_first_leaves_places_empty_rather_than_pass_one_over():
    """One confirmed travels only with a companion; the one seat may not go to another instead."""
    people = [person("a0", wounded=Standing.CONFIRMED), person("a1"), person("a2"), *side(2, "b", 1)]
    rules = (rule(Together, person_ids=("a0", "a1")), rule(Seats, n_seated=1))
    assert going(planned(problem(people, *rules))) == ["a2", "b0"]
    assert going(planned(problem(people, *rules, CONFIRMED_FIRST))) == ["b0"]


def test_all_for_all_and_n_for_n_hold_together():
    people = side(2, "aw", 0, wounded=Standing.CONFIRMED) + side(9, "a", 0) + side(9, "b", 1)
    plan = planned(problem(people, ONE_FOR_ONE, rule(AllForAll, category="wounded"), rule(Quota, at_most=4)))
    assert (plan.n_placed(0), plan.n_placed(1)) == (4, 4)
    assert {"aw0", "aw1"} <= set(going(plan))


def test_impossible_terms_are_named_and_nothing_else():
    people = side(5, "aw", 0, wounded=Standing.CONFIRMED) + side(3, "b", 1)
    rules = (
        rule(Quota, "unrelated", at_most=9),
        rule(AllForAll, "all", category="wounded"),
        ONE_FOR_ONE,
        rule(MustGo, "named", person_ids=("b0",)),
    )
    found = solve(problem(people, *rules))
    assert isinstance(found, Infeasible)
    assert {clash.rule_key for clash in found.conflict} == {"all", "Ratio"}
    assert found.is_smallest
    assert {(one.rule_key, one.n_less) for one in found.relaxations} == {("all", 2), ("Ratio", 2)}


def test_open_readings_are_ranked_behind_and_counted():
    people = [
        person("a0", born=PartialDate(2000, 6, 2), held_days=900),
        person("a1", born=PartialDate(2001, 1, 1), held_days=1),
        person("b0", 1),
    ]
    plan = planned(problem(people, ONE_FOR_ONE, categories=(YOUNG_OPEN,)))
    assert going(plan) == ["a1", "b0"]
    assert reasons(plan) == {"a0": Reason.READING_OPEN}
    assert {(one.reading, one.side): one.n_added for one in plan.readings} == {
        ("18-25", 0): 1,
        ("18-25", 1): 0,
        ("under-25", 0): 0,
        ("under-25", 1): 0,
    }


def test_a_birth_year_alone_is_undecided():
    people = [person("a0", born=PartialDate(1999)), person("b0", 1, born=PartialDate(2001, 1, 1))]
    plan = planned(problem(people, categories=(YOUNG,), eligible=Eligible.CATEGORIES))
    assert going(plan) == ["b0"]
    assert reasons(plan) == {"a0": Reason.AGE_UNDECIDED}


@pytest.mark.parametrize(
    ("born", "reason"),
    [
        (PartialDate(2008, 1, 1), Reason.MINOR),
        (PartialDate(2007, 6, 3), Reason.MINOR),
        (PartialDate(2007), Reason.MINOR_UNDECIDED),
    ],
)
def test_one_who_is_or_may_be_17_waits_for_a_decision(born, reason):
    plan = planned(problem([person("a0", born=born), person("b0", 1)]))
    assert reasons(plan) == {"a0": reason}
    cleared = planned(problem([person("a0", born=born, is_cleared_minor=True), person("b0", 1)]))
    assert "a0" in going(cleared)


@pytest.mark.parametrize("code", list(Barred))
def test_one_who_is_barred_stays_out_under_that_code_alone(code):
    plan = planned(problem([person("a0", wounded=Standing.CONFIRMED, barred=code), person("b0", 1)]))
    assert [(one.person_id, one.reason.value) for one in plan.left_out] == [("a0", code.value)]


def test_a_refusal_shows_the_neutral_code_and_takes_the_companion_out():
    people = [person("a0"), person("a1"), person("a2"), *side(3, "b", 1)]
    rules = (rule(Refusal, person_ids=("a0",)), rule(Together, person_ids=("a0", "a1")), ONE_FOR_ONE)
    plan = planned(problem(people, *rules))
    assert going(plan) == ["a2", "b0"]
    assert reasons(plan)["a0"] == Reason.NOT_IN_THIS_ROUND
    assert reasons(plan)["a1"] == Reason.COMPANION_OUT


def test_only_if_binds_across_the_sides():
    people = [*side(2, "a", 0), *side(2, "b", 1)]
    rules = (rule(OnlyIf, person_id="a0", needs_id="b1"), rule(MustGo, person_ids=("a0",)), rule(Quota, at_most=1))
    assert going(planned(problem(people, *rules))) == ["a0", "b1"]


def test_seats_are_counted_by_kind():
    people = [person(f"a{place}", is_on_stretcher=place < 3, wounded=Standing.CONFIRMED) for place in range(5)]
    plan = planned(problem(people, rule(Seats, n_stretchers=1, n_seated=9), n_legs=2))
    assert {one.leg for one in plan.placed if one.person_id in {"a0", "a1"}} == {0, 1}
    assert reasons(plan) == {"a2": Reason.SEATS}


def test_a_person_is_given_once():
    with pytest.raises(ValueError, match="twice"):
        Candidates.of([person("a0"), person("a0")])


def test_ties_go_to_the_longer_held_then_the_younger_then_the_id():
    people = [
        person("a3", held_days=10),
        person("a2", held_days=10, born=PartialDate(1979, 1, 1)),
        person("a1", held_days=10),
        person("a0", held_days=9),
        person("a4", held_days=11, born=PartialDate(1950, 1, 1)),
        person("a5", held_days=None),
    ]
    assert going(planned(problem(people, rule(Quota, at_most=4)))) == ["a5", "a4", "a1", "a3"]


def test_ties_are_settled_person_by_person_across_classes():
    """Two kinds of seat make two classes of one rank: captivity, not the class, decides."""
    people = [person(f"a{day}", held_days=day, is_on_stretcher=day % 2 == 0) for day in range(1, 9)]
    assert going(planned(problem(people, rule(Quota, at_most=3)))) == ["a8", "a7", "a6"]


def test_urgent_ones_go_first_within_their_category():
    people = [person("a0", held_days=900), person("a1", held_days=1, is_urgent=True)]
    assert going(planned(problem(people, rule(Quota, at_most=1)))) == ["a1"]


def test_the_first_leg_takes_the_first_in_rank():
    people = [person("a0"), person("a1", wounded=Standing.CONFIRMED), person("a2", born=PartialDate(2001, 1, 1))]
    plan = planned(problem(people, rule(Seats, n_seated=1), n_legs=3))
    assert {one.person_id: one.leg for one in plan.placed} == {"a1": 0, "a2": 1, "a0": 2}


def test_the_same_data_have_the_same_provenance():
    case = problem(side(4, "a", 0) + side(4, "b", 1), ONE_FOR_ONE)
    assert solve(case) == solve(shuffled(case, 5))
    assert planned(case).provenance.digest() == planned(shuffled(case, 9)).provenance.digest()
    other = dataclasses.replace(case, rules=(*case.rules, rule(Quota, at_most=3)))
    assert planned(other).provenance.digest() != planned(case).provenance.digest()


def test_a_thousand_for_a_thousand_out_of_eight_thousand_each():
    draw = random.Random(1)
    people = []
    for number in (0, 1):
        for place in range(8000):
            wound = Standing.CONFIRMED if draw.random() < 0.05 else None
            born = PartialDate(draw.randint(1970, 2006), draw.randint(1, 12), 1 + place % 28)
            people.append(
                person(f"{number}{place:04d}", number, born=born, wounded=wound, held_days=draw.randint(1, 900))
            )
    plan = planned(problem(people, ONE_FOR_ONE, rule(Quota, at_most=1000), CONFIRMED_FIRST))
    assert (plan.n_placed(0), plan.n_placed(1)) == (1000, 1000)
    assert all(one.standing == Standing.CONFIRMED for one in plan.placed)
    assert len(plan.placed) + len(plan.left_out) == 16000


def test_a_search_cut_short_says_what_is_unproved():
    from repatria.exchange import ExchangeParams

    people = side(30, "a", 0) + side(30, "b", 1)
    rules = [rule(Together, f"t{n}", person_ids=(f"a{2 * n}", f"b{n}", f"b{n + 10}")) for n in range(12)]
    case = problem(people, rule(Ratio, first=7, second=5), rule(Quota, at_most=17), *rules)
    plan = solve(case, params=ExchangeParams(max_nodes=0))
    if isinstance(plan, RoundPlan):
        verify(case, plan)
        assert all(goal.is_proved == (goal.value == goal.bound) for goal in plan.goals)


def test_nobody_at_all_is_an_empty_round():
    plan = planned(problem([], ONE_FOR_ONE))
    assert plan.placed == plan.left_out == ()

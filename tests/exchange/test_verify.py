"""The independent checker refuses what is wrong in any one way."""

import dataclasses

import pytest
from tests.exchange.planning import planned, side
from tests.exchange.strategies import CONFIRMED_FIRST, ONE_FOR_ONE, WOUNDED, person, problem, rule

from repatria.dates import PartialDate
from repatria.errors import PlanInvalid
from repatria.exchange import (
    AllForAll,
    Barred,
    MustGo,
    OnlyIf,
    Placed,
    Quota,
    Reason,
    Refusal,
    Seats,
    Standing,
    Together,
    verify,
)


def sound():
    people = side(4, "a", 0) + side(2, "b", 1) + [person("a9", wounded=Standing.CONFIRMED)]
    people += [person("a8", barred=Barred.DEAD), person("b9", 1, born=PartialDate(2009, 1, 1))]
    case = problem(people, ONE_FOR_ONE, rule(Quota, at_most=2), CONFIRMED_FIRST, categories=(WOUNDED,))
    return case, planned(case)


def _swap(plan, out, new):
    kept = tuple(one for one in plan.placed if one.person_id != out)
    left = tuple(one for one in plan.left_out if one.person_id != new.person_id)
    return dataclasses.replace(plan, placed=(*kept, new), left_out=left)


SPOILED = {
    "twice": lambda plan: dataclasses.replace(plan, placed=(*plan.placed, plan.placed[0])),
    "stranger": lambda plan: _swap(plan, "a0", Placed("zz", 0, 0, "", Standing.OUTSIDE)),
    "dead": lambda plan: _swap(plan, "a0", Placed("a8", 0, 0, "", Standing.OUTSIDE)),
    "minor": lambda plan: _swap(plan, "b0", Placed("b9", 1, 0, "", Standing.OUTSIDE)),
    "other side": lambda plan: _swap(plan, "a0", Placed("a0", 1, 0, "", Standing.OUTSIDE)),
    "false standing": lambda plan: _swap(plan, "a0", Placed("a0", 0, 0, "wounded", Standing.CONFIRMED)),
    "no such leg": lambda plan: _swap(plan, "a0", Placed("a0", 0, 3, "", Standing.OUTSIDE)),
    "unbalanced": lambda plan: dataclasses.replace(plan, placed=plan.placed[1:]),
    "confirmed one passed over": lambda plan: _swap(plan, "a9", Placed("a1", 0, 0, "", Standing.OUTSIDE)),
    "out of order": lambda plan: _swap(plan, "a0", Placed("a3", 0, 0, "", Standing.OUTSIDE)),
    "someone forgotten": lambda plan: dataclasses.replace(plan, left_out=plan.left_out[1:]),
    "false reason": lambda plan: dataclasses.replace(
        plan, left_out=tuple(dataclasses.replace(one, reason=Reason.MINOR) for one in plan.left_out)
    ),
    "quota not full": lambda plan: dataclasses.replace(
        plan,
        left_out=tuple(dataclasses.replace(one, rule_key="nothing") for one in plan.left_out),
    ),
    "false count": lambda plan: dataclasses.replace(plan, counts=plan.counts[1:]),
    "false goal": lambda plan: dataclasses.replace(
        plan, goals=(dataclasses.replace(plan.goals[0], value=9, bound=9), *plan.goals[1:])
    ),
    "false proof": lambda plan: dataclasses.replace(
        plan, goals=(dataclasses.replace(plan.goals[0], bound=99), *plan.goals[1:])
    ),
}


@pytest.mark.parametrize("name", SPOILED)
def test_the_checker_refuses_a_spoiled_plan(name):
    case, plan = sound()
    with pytest.raises(PlanInvalid):
        verify(case, SPOILED[name](plan))


@pytest.mark.parametrize(
    ("spoil", "kept"),
    [
        (rule(MustGo, person_ids=("a3",)), False),
        (rule(Refusal, person_ids=("a9",)), False),
        (rule(OnlyIf, person_id="a9", needs_id="a3"), False),
        (rule(Together, person_ids=("a9", "a3")), False),
        (rule(Seats, n_seated=1), False),
        (rule(AllForAll, "all", category="wounded"), True),
        (rule(Quota, "least", at_least=3), False),
        (rule(Quota, "most", at_most=2), True),
    ],
    ids=lambda value: getattr(value, "key", ""),
)
def test_the_checker_knows_every_rule(spoil, kept):
    case, plan = sound()
    asked = dataclasses.replace(case, rules=(*case.rules, spoil))
    if kept:
        verify(asked, plan)
    else:
        with pytest.raises(PlanInvalid, match=spoil.key):
            verify(asked, plan)

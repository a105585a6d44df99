"""A plan that the independent checker found sound, and what tests read from it."""

from tests.exchange.strategies import person

from repatria.exchange import RoundPlan, solve, verify


def planned(case) -> RoundPlan:
    plan = solve(case)
    assert isinstance(plan, RoundPlan)
    verify(case, plan)
    assert plan.is_proved
    return plan


def going(plan):
    return [one.person_id for one in plan.placed]


def reasons(plan):
    return {one.person_id: one.reason for one in plan.left_out}


def side(n, letter, number, **more):
    return [person(f"{letter}{place}", number, **more) for place in range(n)]

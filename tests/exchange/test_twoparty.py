import dataclasses
import json

import pytest

from repatria.errors import InputUnusable
from repatria.exchange import ExchangeParams, Infeasible
from repatria.exchange.classes import classify
from repatria.exchange.fairness import FairPlan
from repatria.exchange.formats.twoparty import answer_twoparty, parse_twoparty, solve_twoparty
from repatria.exchange.model import build
from repatria.exchange.ranks import rank

INSTANCES = ("twoparty-300-s34", "twoparty-500-s31", "twoparty-1000-s33")


def keeps(given, released):
    """The format's rules in plain loops; gives the three goals."""
    n, stated = given["persons_per_side"], given["constraints"]
    point_of = {(side, person): point for side, person, point in released}
    assert len(point_of) == len(released)
    counts = [[person for side, person in point_of if side == one] for one in (0, 1)]
    assert len(counts[0]) == len(counts[1]) <= given["round_cap_per_side"]
    for (side, person), point in point_of.items():
        assert person not in given["sides"][side]["refused"]
        assert point != given["sides"][side]["region"][person] % given["points"]
    for side, going in enumerate(counts):
        about = given["sides"][side]
        for name, least in stated["minima_per_side"].items():
            if name == "days>730":
                assert sum(about["days"][person] > 730 for person in going) >= least
            else:
                members = about["named"] if name == "named" else about["cat"][name]
                assert len(set(members) & set(going)) >= least
        for point in range(given["points"]):
            there = [person for person in going if point_of[side, person] == point]
            lying = len(set(there) & set(about["stretcher"]))
            assert lying <= stated["seats_per_side_and_point"]["stretcher"]
            assert len(there) - lying <= stated["seats_per_side_and_point"]["seated"]
    wounded = [len(set(given["sides"][side]["cat"]["wounded"]) & set(counts[side])) for side in (0, 1)]
    assert abs(wounded[0] - wounded[1]) <= stated["wounded_difference_max"]
    assert all(tuple(other) in point_of for one, other in given["only_if"] if tuple(one) in point_of)
    for side, members in given["all_or_none"]:
        assert len({(side, member) in point_of for member in members}) == 1
    shares = []
    for side, about in enumerate(given["sides"]):
        for unit in set(about["unit"]):
            able = [p for p in range(n) if about["unit"][p] == unit and p not in about["refused"]]
            if len(able) >= 30:
                shares.append(1000 * len(set(able) & set(counts[side])) / len(able))
    return len(released), min(shares), sum(given["sides"][side]["prio"][person] for side, person in point_of)


def assert_irreducible(problem, conflict):
    """The rules conflict, and without any one of them the others can hold."""
    rules = [rule for rule in problem.rules if rule.key in conflict]
    for dropped in [None, *rules]:
        kept = dataclasses.replace(problem, rules=tuple(rule for rule in rules if rule is not dropped))
        ranking = rank(kept)
        model = build(kept, ranking, classify(kept, ranking), ExchangeParams())
        assert (model.best({}).values is None) is (dropped is None)


@pytest.mark.reference
@pytest.mark.parametrize("name", INSTANCES)
def test_reaches_the_proven_optimum(reference, name):
    path = reference / "planning" / f"{name}.json"
    given = json.loads(path.read_bytes())
    instance = parse_twoparty(path.read_bytes())
    result = solve_twoparty(instance)
    answer = answer_twoparty(instance, result)
    assert answer["status"] == given["optimum"]["status"]
    if isinstance(result, FairPlan):
        for goal in ("total", "t_thousandths", "prio"):
            assert answer[goal] == pytest.approx(given["optimum"][goal], abs=1e-3)
        total, share, prio = keeps(given, answer["released"])
        assert (total, prio) == (answer["total"], answer["prio"])
        assert share >= int(answer["t_thousandths"])
    else:
        assert isinstance(result, Infeasible)
        assert_irreducible(instance.problem, set(answer["conflict"]))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"kind": "other"}', b'{"kind": "two_party_round"}', b"\xff"])
def test_anything_else_is_refused_in_a_sentence(data):
    with pytest.raises(InputUnusable):
        parse_twoparty(data)

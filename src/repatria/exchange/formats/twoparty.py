"""One two-party round as JSON (``two_party_round``): people by number, rules by name, three goals."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InputUnusable
from repatria.exchange.candidates import UNKNOWN, Barred, Candidates, Standing
from repatria.exchange.categories import Category
from repatria.exchange.fairness import FairPlan, solve_fairly
from repatria.exchange.plan import Infeasible
from repatria.exchange.problem import ExchangeParams, RoundProblem
from repatria.exchange.rules import Balance, OnlyIf, Quota, Ratio, Rule, Seats, Together

_DAY = dt.date(2000, 1, 1)  # the format has no ages: nothing depends on it
_POINT_RULE = "a person of region g may use every point except g mod "


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TwoParty:
    """A round to be solved with fairness between units; one row a person, side 0 first."""

    problem: RoundProblem
    units: tuple[str, ...]
    priorities: NDArray[np.int64]


def parse_twoparty(data: bytes) -> TwoParty:
    """Read an instance.

    Raises
    ------
    InputUnusable
        It is not JSON, not of this kind, or a field is missing or holds something else.
    """
    try:
        given = json.loads(data)
        if given["kind"] != "two_party_round":
            raise InputUnusable(f"kind {given['kind']}: expected two_party_round")
        return _read(given)
    except (KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
        raise InputUnusable(f"not a two-party round ({type(error).__name__}): see docs/reference/rounds.md") from error


def solve_twoparty(instance: TwoParty, *, params: ExchangeParams | None = None) -> FairPlan | Infeasible:
    """Solve an instance as its format asks: units count from 30 people who are not refused."""
    return solve_fairly(instance.problem, units=instance.units, priorities=instance.priorities, params=params)


def answer_twoparty(instance: TwoParty, result: FairPlan | Infeasible) -> dict[str, Any]:
    """The answer in plain values: status, the three goals, and who goes to which point."""
    if isinstance(result, Infeasible):
        return {
            "status": "infeasible",
            "total": None,
            "t_thousandths": None,
            "prio": None,
            "released": [],
            "conflict": [clash.rule_key for clash in result.conflict],
        }
    persons, priority = result.goals
    is_proved = persons.is_proved and priority.is_proved and result.is_share_proved
    placed = sorted(([*map(int, one.split(":")), leg] for one, leg in result.placed.items()))
    return {
        "status": "optimal" if is_proved else "feasible",
        "total": persons.value,
        "t_thousandths": None if result.share is None else round(float(result.share * 1000), 3),
        "prio": priority.value,
        "bounds": {"total": persons.bound, "prio": priority.bound},
        "released": placed,
        "conflict": [],
    }


def _read(given: Mapping[str, Any]) -> TwoParty:
    n, sides = int(given["persons_per_side"]), given["sides"]
    n_points = int(given["points"])
    if len(sides) != 2 or not str(given["point_rule"]).startswith(_POINT_RULE):
        raise ValueError("expected two sides and the known rule on points")
    stated = given["constraints"]
    columns = {name: _members(sides, name, n) for name in stated["minima_per_side"]}
    regions = np.array([region for side in sides for region in side["region"]], dtype=np.int64)
    refused = _flags([side["refused"] for side in sides], n)
    people = Candidates(
        person_ids=tuple(f"{side}:{person}" for side in (0, 1) for person in range(n)),
        side=np.repeat(np.array([0, 1], dtype=np.int8), n),
        born_from=np.full(2 * n, UNKNOWN, dtype=np.int32),
        born_to=np.full(2 * n, UNKNOWN, dtype=np.int32),
        claims={name: np.where(flags, Standing.CONFIRMED, 0).astype(np.int8) for name, flags in columns.items()},
        barred=tuple(Barred.NOT_IN_THIS_ROUND if out else "" for out in refused.tolist()),
        is_on_stretcher=_flags([side["stretcher"] for side in sides], n),
        is_urgent=np.zeros(2 * n, dtype=bool),
        is_cleared_minor=np.zeros(2 * n, dtype=bool),
        held_days=np.array([days for side in sides for days in side["days"]], dtype=np.int32),
        legs=np.arange(n_points) != (regions % n_points)[:, None],
    )
    problem = RoundProblem(
        sides=("0", "1"),
        candidates=people,
        categories=tuple(Category(key=name, title=name, claim=name) for name in columns),
        rules=_rules(given, stated),
        reference_date=_DAY,
        n_legs=n_points,
    )
    units = tuple(str(unit) for side in sides for unit in side["unit"])
    priorities = np.array([one for side in sides for one in side["prio"]], dtype=np.int64)
    return TwoParty(problem=problem, units=units, priorities=priorities)


def _rules(given: Mapping[str, Any], stated: Mapping[str, Any]) -> tuple[Rule, ...]:
    if stated["ratio"] != "1:1 in total":
        raise ValueError("expected the ratio 1:1 in total")
    seats = stated["seats_per_side_and_point"]
    rules: list[Rule] = [
        Ratio(**_named("ratio")),
        Quota(**_named("round_cap_per_side"), at_most=int(given["round_cap_per_side"])),
        Seats(**_named("seats_per_side_and_point"), n_seated=seats["seated"], n_stretchers=seats["stretcher"]),
        Balance(
            **_named("wounded_difference_max"), category="wounded", max_difference=stated["wounded_difference_max"]
        ),
    ]
    rules += [
        Quota(**_named(f"minima_per_side:{name}"), category=name, at_least=int(least))
        for name, least in stated["minima_per_side"].items()
    ]
    for place, (one, other) in enumerate(given["only_if"]):
        rules.append(OnlyIf(**_named(f"only_if:{place}"), person_id=_id(*one), needs_id=_id(*other)))
    for place, (side, members) in enumerate(given["all_or_none"]):
        ids = tuple(_id(side, member) for member in members)
        rules.append(Together(**_named(f"all_or_none:{place}"), person_ids=ids, is_same_leg=False))
    return tuple(rules)


def _named(key: str) -> dict[str, Any]:
    return {"key": key, "term_key": key.partition(":")[0], "title": key}


def _id(side: int, person: int) -> str:
    return f"{int(side)}:{int(person)}"


def _members(sides: list[Mapping[str, Any]], name: str, n: int) -> NDArray[np.bool_]:
    if name.startswith("days>"):
        least = int(name.removeprefix("days>"))
        return np.array([days > least for side in sides for days in side["days"]], dtype=bool)
    return _flags([side["named"] if name == "named" else side["cat"][name] for side in sides], n)


def _flags(members: list[list[int]], n: int) -> NDArray[np.bool_]:
    flags = np.zeros(2 * n, dtype=bool)
    for side, rows in enumerate(members):
        flags[[side * n + row for row in rows]] = True
    return flags

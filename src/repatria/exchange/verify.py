"""Check a plan against its problem without the solver: plain loops over single persons.

Nothing here is shared with what made the plan but the nouns.  It proves that a plan keeps every rule, passes
nobody over and accounts for everyone; that no larger plan exists is the bound's to say.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from repatria.errors import PlanInvalid
from repatria.exchange.candidates import Standing
from repatria.exchange.categories import AgeReading, Category
from repatria.exchange.plan import Reason, RoundPlan
from repatria.exchange.problem import Eligible, RoundProblem
from repatria.exchange.rules import (
    AllForAll,
    Balance,
    ConfirmedFirst,
    MustGo,
    OnlyIf,
    Quota,
    Ratio,
    Refusal,
    Rule,
    Seats,
    Together,
)


@dataclass(frozen=True, slots=True)
class _Person:
    person_id: str
    side: int
    standings: tuple[int, ...]
    is_open: bool
    is_minor: bool
    is_on_stretcher: bool
    is_urgent: bool
    legs: tuple[int, ...]
    held_days: float
    born_to: float
    is_barred: bool

    @property
    def is_confirmed(self) -> bool:
        return Standing.CONFIRMED in self.standings

    @property
    def rank(self) -> tuple[int, int, int]:
        """The place in the published order, told apart from the solver's numbering."""
        for kind in (Standing.CONFIRMED, Standing.READING_OPEN, Standing.CLAIMED, Standing.UNDECIDED):
            if kind in self.standings:
                return (-kind, self.standings.index(kind), not self.is_urgent)
        return (0, 0, not self.is_urgent)


def verify(problem: RoundProblem, plan: RoundPlan) -> None:
    """Return if the plan is sound.

    Raises
    ------
    PlanInvalid
        Naming the first rule or person (by id) that does not hold.
    """
    people = {person.person_id: person for person in _people(problem)}
    leg_of = _legs(problem, plan, people)
    out = _kept_out(problem, people)
    for rule in problem.rules:
        if not _keeps(rule, problem, people, leg_of, out):
            raise PlanInvalid(f"rule {rule.key} does not hold in this plan")
    _check_order(problem, people, leg_of)
    _check_left_out(problem, plan, people, leg_of)
    _check_numbers(problem, plan, people, leg_of)


# -- persons ----------------------------------------------------------------------------------------------


def _people(problem: RoundProblem) -> Iterator[_Person]:
    columns = problem.candidates
    for row, person_id in enumerate(columns.person_ids):
        born_from, born_to = int(columns.born_from[row]), int(columns.born_to[row])
        held = int(columns.held_days[row])
        standings = tuple(
            _standing(category, born_from, born_to, _claim(problem, category, row)) for category in problem.categories
        )
        youngest = _age(born_to, problem.reference_date)
        yield _Person(
            person_id=person_id,
            side=int(columns.side[row]),
            standings=standings,
            is_open=problem.eligible is Eligible.EVERYONE or max(standings) > Standing.UNDECIDED,
            is_minor=youngest is not None and youngest < 18 and not columns.is_cleared_minor[row],
            is_on_stretcher=bool(columns.is_on_stretcher[row]),
            is_urgent=bool(columns.is_urgent[row]),
            legs=tuple(leg for leg in range(problem.n_legs) if columns.legs is None or columns.legs[row, leg]),
            held_days=float("inf") if held < 0 else held,
            born_to=float("inf") if born_to < 0 else born_to,
            is_barred=bool(columns.barred[row]),
        )


def _claim(problem: RoundProblem, category: Category, row: int) -> int:
    said = problem.candidates.claims.get(category.claim)
    return 0 if said is None else int(said[row])


def _standing(category: Category, born_from: int, born_to: int, claim: int) -> int:
    if category.claim:
        return Standing.CONFIRMED if category.is_claim_enough and claim == Standing.CLAIMED else claim
    youngest, oldest = _age(born_to, category.reference_date), _age(born_from, category.reference_date)
    if youngest is None or oldest is None:
        return Standing.UNDECIDED
    answers = set()
    for reading in category.readings:
        inside = [_is_in(reading, age) for age in range(youngest, oldest + 1)]
        if any(inside) and not all(inside):
            return Standing.UNDECIDED
        answers.add(all(inside))
    if len(answers) == 2:
        return Standing.READING_OPEN
    return Standing.CONFIRMED if True in answers else Standing.OUTSIDE


def _is_in(reading: AgeReading, age: int) -> bool:
    if reading.min_age is not None and (age < reading.min_age or (age == reading.min_age and not reading.includes_min)):
        return False
    return reading.max_age is None or age < reading.max_age or (age == reading.max_age and reading.includes_max)


def _age(ordinal: int, on: dt.date | None) -> int | None:
    if ordinal < 0 or on is None:
        return None
    born = dt.date.fromordinal(ordinal)
    had_birthday = (on.month, on.day) >= (born.month, born.day)
    return on.year - born.year - (0 if had_birthday else 1)


def _is_out(person: _Person) -> bool:
    return person.is_barred or person.is_minor or not person.is_open or not person.legs


def _kept_out(problem: RoundProblem, people: dict[str, _Person]) -> set[str]:
    out = {p.person_id for p in people.values() if _is_out(p)}
    for rule in problem.rules:
        if isinstance(rule, Refusal):
            out |= set(rule.person_ids)
    for _ in people:
        more = set(out)
        for rule in problem.rules:
            if isinstance(rule, Together) and out & set(rule.person_ids):
                more |= set(rule.person_ids)
            if isinstance(rule, OnlyIf) and rule.needs_id in out:
                more.add(rule.person_id)
        if more == out:
            break
        out = more
    return out


# -- rules ------------------------------------------------------------------------------------------------


def _legs(problem: RoundProblem, plan: RoundPlan, people: dict[str, _Person]) -> dict[str, int]:
    leg_of: dict[str, int] = {}
    for placed in plan.placed:
        person = people.get(placed.person_id)
        if person is None or person.side != placed.side:
            raise PlanInvalid(f"{placed.person_id} is not a candidate of that side")
        if placed.person_id in leg_of:
            raise PlanInvalid(f"{placed.person_id} is placed twice")
        if person.is_barred or person.is_minor or not person.is_open:
            raise PlanInvalid(f"{placed.person_id} may not be placed in this round")
        if placed.leg not in person.legs:
            raise PlanInvalid(f"{placed.person_id} may not use leg {placed.leg}")
        keys = [category.key for category in problem.categories]
        first = keys[person.standings.index(Standing.CONFIRMED)] if person.is_confirmed else ""
        if (placed.category, placed.standing) != (first, max(person.standings, default=Standing.OUTSIDE)):
            raise PlanInvalid(f"{placed.person_id} is placed under a standing that the data do not show")
        leg_of[placed.person_id] = placed.leg
    return leg_of


def _keeps(
    rule: Rule, problem: RoundProblem, people: dict[str, _Person], leg_of: dict[str, int], out: set[str]
) -> bool:
    def n(test: Callable[[_Person], bool], leg: int | None = None) -> int:
        return sum(test(people[one]) for one, its_leg in leg_of.items() if leg is None or its_leg == leg)

    def of(side: int, category: str | None = None, kind: bool | None = None) -> Callable[[_Person], bool]:
        return lambda p: (
            p.side == side
            and (category is None or belongs(p, category))
            and (kind is None or p.is_on_stretcher == kind)
        )

    def belongs(person: _Person, key: str) -> bool:
        places = [at for at, category in enumerate(problem.categories) if category.key == key]
        return person.standings[places[0]] == Standing.CONFIRMED

    legs = list(range(problem.n_legs))
    match rule:
        case Ratio():
            return all(
                n(of(0), leg) * rule.second == n(of(1), leg) * rule.first
                for leg in (legs if rule.is_per_leg else [None])
            )
        case Quota():
            for side in (0, 1) if rule.side is None else (rule.side,):
                found = n(of(side, rule.category), rule.leg)
                if found < (rule.at_least or 0) or (rule.at_most is not None and found > rule.at_most):
                    return False
            return True
        case Balance():
            first, second = (n(of(side, rule.category)) for side in (0, 1))
            return abs(first - second) <= rule.max_difference
        case AllForAll():
            asked = {one for one, p in people.items() if belongs(p, rule.category) and rule.side in {None, p.side}}
            return {one for one in asked if not _is_out(people[one])} <= set(leg_of)
        case MustGo():
            return set(rule.person_ids) <= set(leg_of)
        case Refusal():
            return not set(rule.person_ids) & set(leg_of)
        case OnlyIf():
            return rule.person_id not in leg_of or rule.needs_id in leg_of
        case Together():
            used = {leg_of.get(one) for one in rule.person_ids}
            return len(used) == 1 or (not rule.is_same_leg and None not in used)
        case Seats():
            for leg in legs if rule.leg is None else [rule.leg]:
                for side in (0, 1) if rule.side is None else (rule.side,):
                    for kind, room in ((True, rule.n_stretchers), (False, rule.n_seated)):
                        taken = n(of(side, None, kind), leg)
                        if room is not None and taken > room:
                            return False
            return True
        case ConfirmedFirst():
            return _confirmed_first(problem, people, leg_of, out)
    raise PlanInvalid(f"rule {rule.key} is of a kind that cannot be checked")


def _confirmed_first(problem: RoundProblem, people: dict[str, _Person], leg_of: dict[str, int], out: set[str]) -> bool:
    kinds_differ = any(isinstance(rule, Seats) and rule.n_stretchers is not None for rule in problem.rules)
    keys = [category.key for category in problem.categories]
    capped = {
        (side, keys.index(rule.category))
        for rule in problem.rules
        for side in (0, 1)
        if isinstance(rule, Quota)
        and rule.category is not None
        and rule.at_most is not None
        and rule.side in {None, side}
    }
    waiting = set()
    for person in people.values():
        held_back = any(
            standing == Standing.CONFIRMED and (person.side, at) in capped
            for at, standing in enumerate(person.standings)
        )
        if person.is_confirmed and person.person_id not in leg_of and person.person_id not in out and not held_back:
            waiting.add((person.side, kinds_differ and person.is_on_stretcher))
    for one in leg_of:
        person = people[one]
        if not person.is_confirmed and (person.side, kinds_differ and person.is_on_stretcher) in waiting:
            return False
    return True


# -- order, and accounting for everyone --------------------------------------------------------------------


def _check_order(problem: RoundProblem, people: dict[str, _Person], leg_of: dict[str, int]) -> None:
    """Of people whom no rule tells apart, the first in the published order go, and in the earlier leg."""
    named: dict[str, set[str]] = {}
    for rule in problem.rules:
        if isinstance(rule, MustGo | Refusal | Together):
            for one in rule.person_ids:
                named.setdefault(one, set()).add(rule.key)
        if isinstance(rule, OnlyIf):
            named.setdefault(rule.person_id, set()).add(rule.key)
            named.setdefault(rule.needs_id, set()).add(rule.key)
    alike: dict[tuple[object, ...], list[_Person]] = {}
    for person in people.values():
        if person.person_id in named or person.is_barred or person.is_minor or not person.is_open:
            continue
        key = (person.side, person.standings, person.is_on_stretcher, person.is_urgent, person.legs)
        alike.setdefault(key, []).append(person)
    for group in alike.values():
        group.sort(key=lambda p: (-p.held_days, -p.born_to, p.person_id))
        legs = [leg_of.get(person.person_id, problem.n_legs) for person in group]
        for before, after, person in zip(legs, legs[1:], group[1:], strict=False):
            if before > after:
                raise PlanInvalid(f"{person.person_id} is placed ahead of one who comes first in the published order")


def _check_left_out(problem: RoundProblem, plan: RoundPlan, people: dict[str, _Person], leg_of: dict[str, int]) -> None:
    reasons = {left.person_id: left.reason for left in plan.left_out}
    if len(reasons) != len(plan.left_out) or set(reasons) & set(leg_of) or set(reasons) - set(people):
        raise PlanInvalid("someone is left out twice, or both placed and left out, or not a candidate")
    barred = dict(zip(problem.candidates.person_ids, problem.candidates.barred, strict=True))
    for one, person in people.items():
        in_term = person.is_open or max(person.standings, default=0) >= Standing.UNDECIDED
        spoken_of = in_term or person.is_barred or person.is_minor
        if spoken_of and one not in leg_of and one not in reasons:
            raise PlanInvalid(f"{one} is neither placed nor left out with a reason")
        reason = reasons.get(one)
        if reason is not None and barred[one] and reason != barred[one]:
            raise PlanInvalid(f"{one} is left out for another reason than the one that bars")
        if reason in {Reason.MINOR, Reason.MINOR_UNDECIDED} and not person.is_minor:
            raise PlanInvalid(f"{one} is called a minor and is not")
    for key, side in {(left.rule_key, left.side) for left in plan.left_out if left.reason is Reason.QUOTA_FULL}:
        if not _is_at_limit(key, side, problem, people, leg_of):
            raise PlanInvalid(f"people are left out for quota {key}, which is not full")


def _is_at_limit(
    key: str, side: int, problem: RoundProblem, people: dict[str, _Person], leg_of: dict[str, int]
) -> bool:
    keys = [category.key for category in problem.categories]
    for rule in problem.rules:
        if rule.key == key and isinstance(rule, Quota):
            found = 0
            for one in leg_of:
                person = people[one]
                counts = rule.category is None or person.standings[keys.index(rule.category)] == Standing.CONFIRMED
                found += person.side == side and counts
            return found == rule.at_most
    return False


def _check_numbers(problem: RoundProblem, plan: RoundPlan, people: dict[str, _Person], leg_of: dict[str, int]) -> None:
    if plan.goals[0].value != len(leg_of):
        raise PlanInvalid("the first goal is not the number of persons placed")
    if any(goal.value > goal.bound or goal.is_proved != (goal.value == goal.bound) for goal in plan.goals):
        raise PlanInvalid("a goal and its bound do not fit")
    told = {(count.side, count.leg, count.category): count.n_persons for count in plan.counts}
    if told != dict(Counter((one.side, one.leg, one.category) for one in plan.placed)):
        raise PlanInvalid("the counts are not those of the persons placed")
    for told_reading in plan.readings:
        at = [category.key for category in problem.categories].index(told_reading.category)
        n_added = _n_added(problem, people, at, told_reading.reading, told_reading.side)
        if n_added != told_reading.n_added:
            raise PlanInvalid(f"reading {told_reading.reading} would add {n_added}, not {told_reading.n_added}")


def _n_added(problem: RoundProblem, people: dict[str, _Person], at: int, reading_key: str, side: int) -> int:
    category = problem.categories[at]
    reading = next(one for one in category.readings if one.key == reading_key)
    n_added = 0
    for row, one in enumerate(problem.candidates.person_ids):
        person = people[one]
        if person.side != side or person.standings[at] != Standing.READING_OPEN:
            continue
        if _is_out(person):
            continue
        age = _age(int(problem.candidates.born_to[row]), category.reference_date)
        n_added += age is not None and _is_in(reading, age)
    return n_added

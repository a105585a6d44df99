"""Small invented rounds, written by hand or drawn by Hypothesis."""

import datetime as dt

from hypothesis import strategies as st

from repatria.dates import PartialDate
from repatria.exchange import (
    AgeReading,
    AllForAll,
    Balance,
    Barred,
    Candidate,
    Candidates,
    Category,
    ConfirmedFirst,
    Eligible,
    MustGo,
    OnlyIf,
    Quota,
    Ratio,
    Refusal,
    RoundProblem,
    Rule,
    Seats,
    Standing,
    Together,
)

DAY = dt.date(2025, 6, 2)
WOUNDED = Category(key="wounded", title="severely wounded", claim="severely_wounded")
YOUNG = Category(
    key="young",
    title="18 to 25",
    readings=(AgeReading(key="18-25", min_age=18, max_age=25),),
    reference_date=DAY,
)
YOUNG_OPEN = Category(
    key="young",
    title="the young",
    readings=(
        AgeReading(key="18-25", min_age=18, max_age=25),
        AgeReading(key="under-25", max_age=25, includes_max=False),
    ),
    reference_date=DAY,
)
GROWN = PartialDate(1980, 5, 5)


def person(person_id, side=0, *, born=GROWN, wounded=None, **more):
    """A candidate in one line; ``wounded`` is a standing."""
    claims = {} if wounded is None else {"severely_wounded": wounded}
    return Candidate(person_id=person_id, side=side, birth_date=born, claims=claims, **more)


def problem(people, *rules, categories=(WOUNDED, YOUNG), n_legs=1, eligible=Eligible.EVERYONE):
    """A round of these persons under these rules."""
    return RoundProblem(
        sides=("A", "B"),
        candidates=Candidates.of(people, n_legs=n_legs),
        categories=categories,
        rules=rules,
        reference_date=DAY,
        n_legs=n_legs,
        eligible=eligible,
    )


def rule(kind, key=None, **values):
    """A rule whose term is invented."""
    return kind(key=key or kind.__name__, term_key="term", title=f"{kind.__name__} as agreed", **values)


ONE_FOR_ONE = rule(Ratio)
CONFIRMED_FIRST = rule(ConfirmedFirst)

_BIRTHS = (GROWN, PartialDate(2000, 6, 2), PartialDate(2000), PartialDate(2004, 2, 29), PartialDate(2008, 1, 1), None)


@st.composite
def candidates(draw, side, n_max, n_legs):
    rows = []
    for place in range(draw(st.integers(0, n_max))):
        legs = draw(st.sampled_from([None, None, (0,), (n_legs - 1,)]))
        rows.append(
            person(
                f"{'ab'[side]}{place}",
                side,
                born=draw(st.sampled_from(_BIRTHS)),
                wounded=draw(st.sampled_from([None, Standing.CLAIMED, Standing.CONFIRMED, Standing.UNDECIDED])),
                barred=draw(st.sampled_from([None, None, None, None, Barred.NOT_IN_THIS_ROUND])),
                is_on_stretcher=draw(st.booleans()),
                is_urgent=draw(st.booleans()),
                held_days=draw(st.sampled_from([None, 10, 500])),
                legs=legs,
            )
        )
    return rows


def _counts():
    return st.none() | st.integers(0, 3)


def _drawn_rules(draw, ids, n_legs):
    sides = st.sampled_from([None, 0, 1])
    keys = st.sampled_from(["wounded", "young"])
    legs = st.none() | st.integers(0, n_legs - 1)
    kinds = {
        Ratio: lambda: {"first": draw(st.integers(1, 2)), "is_per_leg": draw(st.booleans())},
        Quota: lambda: {
            "at_least": draw(_counts()),
            "at_most": draw(st.integers(0, 4)),
            "side": draw(sides),
            "category": draw(st.none() | keys),
            "leg": draw(legs),
        },
        Balance: lambda: {"category": draw(keys), "max_difference": draw(st.integers(0, 1))},
        AllForAll: lambda: {"category": draw(keys), "side": draw(sides)},
        Seats: lambda: {
            "leg": draw(legs),
            "side": draw(sides),
            "n_seated": draw(_counts()),
            "n_stretchers": draw(_counts()),
        },
        ConfirmedFirst: dict,
    }
    if len(ids) >= 2:
        pair = st.permutations(ids).map(lambda order: tuple(order[:2]))
        kinds[MustGo] = lambda: {"person_ids": (draw(st.sampled_from(ids)),)}
        kinds[Refusal] = lambda: {"person_ids": (draw(st.sampled_from(ids)),)}
        kinds[OnlyIf] = lambda: dict(zip(("person_id", "needs_id"), draw(pair), strict=True))
        kinds[Together] = lambda: {"person_ids": draw(pair), "is_same_leg": draw(st.booleans())}
    for place in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(sorted(kinds, key=lambda one: one.__name__)))
        yield rule(kind, f"{place}-{kind.__name__}", **kinds[kind]())


@st.composite
def problems(draw, n_max=4, max_legs=2) -> RoundProblem:
    """Rounds of a few persons with every kind of rule."""
    n_legs = draw(st.integers(1, max_legs))
    people = [*draw(candidates(0, n_max, n_legs)), *draw(candidates(1, n_max, n_legs))]
    rules: list[Rule] = list(_drawn_rules(draw, [one.person_id for one in people], n_legs))
    return problem(
        people,
        *rules,
        categories=(WOUNDED, draw(st.sampled_from([YOUNG, YOUNG_OPEN]))),
        n_legs=n_legs,
        eligible=draw(st.sampled_from(list(Eligible))),
    )

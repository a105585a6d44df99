"""Who returns with whom: plan one round of an exchange, exactly, and say why for everyone left out.

Two sides hold people of each other.  Their terms say who goes first (the severely wounded, the young), how many
for how many, who must go and who travels together.  The rules become rows of a whole-number program over
*classes* of people whom no rule tells apart, which HiGHS solves to proved optimality: first as many people
as possible, then the first in rank, then a published order down to the single person.  Where the rules cannot
hold together the answer is the smallest set of them that conflicts.  ``verify`` checks a plan without the solver.
"""

from repatria.exchange.candidates import UNKNOWN, Barred, Candidate, Candidates, Standing, born_between
from repatria.exchange.categories import AgeReading, Category
from repatria.exchange.plan import (
    Clash,
    Count,
    GoalValue,
    Infeasible,
    LeftOut,
    Placed,
    ReadingCount,
    Reason,
    Relaxation,
    RoundPlan,
)
from repatria.exchange.problem import Eligible, ExchangeParams, RoundProblem
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
from repatria.exchange.solve import provenance_of, solve
from repatria.exchange.verify import verify

__all__ = [
    "UNKNOWN",
    "AgeReading",
    "AllForAll",
    "Balance",
    "Barred",
    "Candidate",
    "Candidates",
    "Category",
    "Clash",
    "ConfirmedFirst",
    "Count",
    "Eligible",
    "ExchangeParams",
    "GoalValue",
    "Infeasible",
    "LeftOut",
    "MustGo",
    "OnlyIf",
    "Placed",
    "Quota",
    "Ratio",
    "ReadingCount",
    "Reason",
    "Refusal",
    "Relaxation",
    "RoundPlan",
    "RoundProblem",
    "Rule",
    "Seats",
    "Standing",
    "Together",
    "born_between",
    "provenance_of",
    "solve",
    "verify",
]

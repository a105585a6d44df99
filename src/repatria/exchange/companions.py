"""Who cannot travel because of somebody else: the companion of one who stays stays too."""

import numpy as np
from numpy.typing import NDArray

from repatria.exchange.problem import RoundProblem
from repatria.exchange.ranks import Ranking
from repatria.exchange.rules import OnlyIf, Refusal, Together


def kept_out(problem: RoundProblem, ranking: Ranking) -> NDArray[np.bool_]:
    """Who is out whatever else is chosen: barred, refused, or bound to one who is; bool of shape (n,)."""
    row_of = {person: row for row, person in enumerate(problem.candidates.person_ids)}
    out = ~ranking.is_available
    for rule in problem.rules:
        if isinstance(rule, Refusal):
            out[[row_of[person] for person in rule.person_ids]] = True
    bonds = [[row_of[p] for p in rule.person_ids] for rule in problem.rules if isinstance(rule, Together)]
    needs = [(row_of[r.person_id], row_of[r.needs_id]) for r in problem.rules if isinstance(r, OnlyIf)]
    n_before = -1
    while n_before != int(out.sum()):
        n_before = int(out.sum())
        for rows in bonds:
            out[rows] |= out[rows].any()
        for row, needed in needs:
            out[row] |= out[needed]
    return out

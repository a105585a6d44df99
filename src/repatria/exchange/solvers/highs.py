"""HiGHS, held to one answer: gap 0, one thread, a fixed seed, a fresh model each time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from repatria.exchange.problem import ExchangeParams

INFINITY = float("inf")
_FEASIBLE = 2  # kSolutionStatusFeasible


@dataclass(frozen=True, slots=True)
class Row:
    """``lower <= coefficients times columns <= upper``; ``rule`` is a rule's number, -1 for what always holds."""

    coefficients: Mapping[int, int]
    lower: float
    upper: float
    rule: int = -1


@dataclass(frozen=True, slots=True)
class Solution:
    """Whole values of the columns (``None``: none was found), the bound on the goal, and whether it is reached."""

    values: tuple[int, ...] | None
    bound: int
    is_proved: bool


def maximize(
    upper: Sequence[int], rows: Sequence[Row], objective: Mapping[int, int], params: ExchangeParams
) -> Solution:
    """Maximize a whole-numbered goal over whole columns in [0, upper].

    ``values`` is ``None`` and ``is_proved`` is true when nothing keeps the rows.
    """
    if not upper:  # HiGHS calls a model without columns empty, whatever its rows ask
        return Solution(() if all(row.lower <= 0 <= row.upper for row in rows) else None, 0, True)
    solver = _configured(params)
    solver.passModel(_model(upper, rows, objective))
    solver.run()
    status = solver.getModelStatus()
    statuses = highspy.HighsModelStatus
    if status in {statuses.kInfeasible, statuses.kUnboundedOrInfeasible}:
        return Solution(None, 0, True)
    facts = solver.getInfo()
    if status != statuses.kOptimal and facts.primal_solution_status != _FEASIBLE:
        return Solution(None, _ceiling(upper, objective), False)
    values = tuple(round(value) for value in solver.getSolution().col_value)
    reached = sum(weight * values[column] for column, weight in objective.items())
    bound = reached if status == statuses.kOptimal else _bound(facts.mip_dual_bound, upper, objective)
    return Solution(values, bound, status == statuses.kOptimal or bound == reached)


def _configured(params: ExchangeParams) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy ships half of its types
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", params.seed),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.0),
    ):
        solver.setOptionValue(option, value)
    if params.max_nodes is not None:
        solver.setOptionValue("mip_max_nodes", params.max_nodes)
    if params.time_limit_s is not None:
        solver.setOptionValue("time_limit", params.time_limit_s)
    return solver


def _model(upper: Sequence[int], rows: Sequence[Row], objective: Mapping[int, int]) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(upper), len(rows)
    cost = np.zeros(len(upper))
    cost[list(objective)] = list(objective.values())
    lp.col_cost_ = cost
    lp.col_lower_ = np.zeros(len(upper))
    lp.col_upper_ = np.array(upper, dtype=np.float64)
    lp.row_lower_ = np.array([row.lower for row in rows], dtype=np.float64)
    lp.row_upper_ = np.array([row.upper for row in rows], dtype=np.float64)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(upper)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0] + [len(row.coefficients) for row in rows])
    lp.a_matrix_.index_ = np.array([column for row in rows for column in row.coefficients], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([w for row in rows for w in row.coefficients.values()], dtype=np.float64)
    return lp


def _ceiling(upper: Sequence[int], objective: Mapping[int, int]) -> int:
    return sum(max(0, weight * upper[column]) for column, weight in objective.items())


def _bound(found: float, upper: Sequence[int], objective: Mapping[int, int]) -> int:
    ceiling = _ceiling(upper, objective)
    return ceiling if not np.isfinite(found) else min(ceiling, int(np.floor(found + 1e-6)))

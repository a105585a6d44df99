"""A program: the steps by which a network is summed, laid out as arrays for compiled code."""

from collections.abc import Sequence
from functools import lru_cache
from math import prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from repatria.errors import TooComplex
from repatria.kinship.ordering import elimination_order

MAX_CELLS = 1 << 26
MAX_WORK = 2.0e10
# A step multiplies few tables at once, each scaled to a maximum near 1, so that no product can underflow.
MAX_TABLES_A_STEP = 6


class Program(NamedTuple):
    """Steps of one elimination; a named tuple of arrays, because compiled code takes it as it is.

    Table ``t`` has the variables ``scope[scope_start[t]:scope_start[t + 1]]``, in the order of its axes; the first
    ``n_inputs`` tables are given, each step makes one more.  Step ``k`` multiplies the tables
    ``step_inputs[step_start[k]:step_start[k + 1]]`` and sums over ``step_variable[k]`` (-1: over none).  The last table
    holds the kept variables.  ``rank`` is the place of each variable in every table's order of axes.
    """

    n_inputs: int
    scope_start: NDArray[np.int32]
    scope: NDArray[np.int32]
    step_variable: NDArray[np.int32]
    step_start: NDArray[np.int32]
    step_inputs: NDArray[np.int32]
    rank: NDArray[np.int32]
    kept: NDArray[np.int32]


def _layout(order: Sequence[int], sizes: Sequence[int], keep: Sequence[int]) -> list[int]:
    """Rank of each variable: binary ones first, then by time of elimination, so that inner loops are long and dense."""
    place = {variable: number for number, variable in enumerate((*order, *keep))}
    ranked = sorted(range(len(sizes)), key=lambda variable: (sizes[variable] > 2, place[variable]))
    rank = [0] * len(sizes)
    for number, variable in enumerate(ranked):
        rank[variable] = number
    return rank


@lru_cache(maxsize=4096)
def program_for(scopes: tuple[tuple[int, ...], ...], sizes: tuple[int, ...], keep: tuple[int, ...] = ()) -> Program:
    """The program that sums a network of tables with these scopes down to the variables ``keep``.

    ``sizes`` guide the order of elimination; the program is right for any other sizes, too.
    """
    order = elimination_order(scopes, sizes, frozenset(keep))
    rank = _layout(order, sizes, keep)
    tables = [tuple(sorted(set(scope), key=rank.__getitem__)) for scope in scopes]
    n_inputs = len(tables)
    alive = set(range(n_inputs))
    variables: list[int] = []
    steps: list[tuple[int, ...]] = []

    def step(inputs: Sequence[int], variable: int, scope: set[int]) -> None:
        alive.difference_update(inputs)
        alive.add(len(tables))
        tables.append(tuple(sorted(scope, key=rank.__getitem__)))
        steps.append(tuple(inputs))
        variables.append(variable)

    def union(inputs: Sequence[int]) -> set[int]:
        return {each for table in inputs for each in tables[table]}

    def cells(scope: set[int]) -> float:
        return prod(float(sizes[each]) for each in scope)

    def few(inputs: list[int]) -> list[int]:
        while len(inputs) > MAX_TABLES_A_STEP:
            first = min(inputs, key=lambda table: cells(set(tables[table])))
            around = min((union((first, other)) for other in inputs if other != first), key=cells)
            inside = [table for table in inputs if set(tables[table]) <= around][:MAX_TABLES_A_STEP]
            step(inside, -1, around)
            inputs = [table for table in inputs if table not in inside] + [len(tables) - 1]
        return inputs

    for variable in order:
        inputs = few([table for table in sorted(alive) if variable in tables[table]])
        step(inputs, variable, union(inputs) - {variable})
    step(few(sorted(alive)), -1, set(keep))
    return Program(
        n_inputs=n_inputs,
        scope_start=np.cumsum([0, *map(len, tables)]).astype(np.int32),
        scope=np.array([each for table in tables for each in table], dtype=np.int32),
        step_variable=np.array(variables, dtype=np.int32),
        step_start=np.cumsum([0, *map(len, steps)]).astype(np.int32),
        step_inputs=np.array([each for inputs in steps for each in inputs], dtype=np.int32),
        rank=np.array(rank, dtype=np.int32),
        kept=np.array(tables[-1], dtype=np.int32),
    )


def require_feasible(program: Program, sizes: NDArray[np.int64]) -> None:
    """Nothing, if the program's tables fit and its work is bounded.

    Raises
    ------
    TooComplex
        The tables would hold more than ``MAX_CELLS`` numbers or the products be more than ``MAX_WORK``.
    """
    logs = np.log(np.maximum(sizes, 1).astype(np.float64))
    starts = program.scope_start
    cells = work = 0.0
    for table in range(len(starts) - 1):
        size = float(np.exp(min(logs[program.scope[starts[table] : starts[table + 1]]].sum(), 600.0)))
        cells += size
        step = table - program.n_inputs
        if step >= 0:
            variable = program.step_variable[step]
            n_tables = int(program.step_start[step + 1] - program.step_start[step])
            work += size * (float(sizes[variable]) if variable >= 0 else 1.0) * max(n_tables, 1)
    if cells > MAX_CELLS or work > MAX_WORK:
        raise TooComplex(
            f"an exact likelihood would take {cells * 8 / 2**20:.3g} MiB and {work:.3g} products at one marker; "
            f"allowed are {MAX_CELLS * 8 / 2**20:.3g} MiB and {MAX_WORK:.3g}: leave out relatives that close a loop, "
            "or type one of them"
        )

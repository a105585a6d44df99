"""The machine that runs a program: products of tables are summed, step by step, in compiled code.

Each table is scaled by a power of two to a maximum in [0.5, 1) and the exponent kept aside, so that 40 markers of 60
people neither underflow nor lose a digit.
"""

from math import frexp, ldexp, log

import numpy as np
from numpy.typing import NDArray

from repatria.compiled import compiled
from repatria.kinship.program import Program

IMPOSSIBLE = 1 << 40  # no exponent: everything is zero


@compiled
def place_tables(program: Program, sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each table begins in the arena; the last number is the arena's length.  Shape (n_tables + 1,)."""
    n_tables = program.scope_start.size - 1
    places = np.zeros(n_tables + 1, dtype=np.int64)
    for table in range(n_tables):
        cells = 1
        for at in range(program.scope_start[table], program.scope_start[table + 1]):
            cells *= sizes[program.scope[at]]
        places[table + 1] = places[table] + cells
    return places


@compiled
def lay_strides(program: Program, sizes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How far apart neighbors lie in each step's input tables.

    ``across[i]``: between two states of the variable that is summed out, for each input; ``along[i, d]``: between two
    states of the step's result along its axis ``d``.  0 where the input does not hold the variable.
    """
    width = 1
    for table in range(program.n_inputs, program.scope_start.size - 1):
        width = max(width, program.scope_start[table + 1] - program.scope_start[table])
    axis_of = np.full(sizes.size, -1, dtype=np.int64)
    across = np.zeros(program.step_inputs.size, dtype=np.int64)
    along = np.zeros((program.step_inputs.size, width), dtype=np.int64)
    for step in range(program.step_variable.size):
        made = program.n_inputs + step
        first, last = program.scope_start[made], program.scope_start[made + 1]
        for at in range(first, last):
            axis_of[program.scope[at]] = at - first
        for i in range(program.step_start[step], program.step_start[step + 1]):
            table = program.step_inputs[i]
            stride = 1
            for at in range(program.scope_start[table + 1] - 1, program.scope_start[table] - 1, -1):
                variable = program.scope[at]
                if variable == program.step_variable[step]:
                    across[i] = stride
                elif axis_of[variable] >= 0:
                    along[i, axis_of[variable]] = stride
                stride *= sizes[variable]
        for at in range(first, last):
            axis_of[program.scope[at]] = -1
    return across, along


@compiled
def _sum_rows(
    arena: NDArray[np.float64],
    base: NDArray[np.int64],
    across: NDArray[np.int64],
    along: NDArray[np.int64],
    counter: NDArray[np.int64],
    sizes: NDArray[np.int64],
    axes: NDArray[np.int32],
    first: int,
    last: int,
    n_states: int,
    result: NDArray[np.float64],
) -> None:
    """Sum a step's result row by row: inputs that hold its last axis hold it densely, the others are factors."""
    n_outer = axes.size - 1
    length = sizes[axes[n_outer]]
    n_dense, one, two, three = 0, 0, 0, 0
    for i in range(first, last):
        if along[i, n_outer] != 0:
            n_dense += 1
            one, two, three = i, one, two
    result[:] = 0.0
    for at in range(0, result.size, length):
        row = result[at : at + length]
        for state in range(n_states):
            factor = 1.0
            if n_dense < last - first:
                for i in range(first, last):
                    if along[i, n_outer] == 0:
                        factor *= arena[base[i] + state * across[i]]
                if factor == 0.0:
                    continue
            start = base[one] + state * across[one]
            left = arena[start : start + length]
            if n_dense == 1:
                for x in range(length):
                    row[x] += factor * left[x]
                continue
            start = base[two] + state * across[two]
            right = arena[start : start + length]
            if n_dense == 2:
                for x in range(length):
                    row[x] += factor * (left[x] * right[x])
                continue
            start = base[three] + state * across[three]
            third = arena[start : start + length]
            if n_dense == 3:
                for x in range(length):
                    row[x] += factor * (left[x] * right[x] * third[x])
                continue
            for x in range(length):
                product = factor
                for i in range(first, last):
                    if along[i, n_outer] != 0:
                        product *= arena[base[i] + state * across[i] + x]
                row[x] += product
        for axis in range(n_outer - 1, -1, -1):
            counter[axis] += 1
            if counter[axis] < sizes[axes[axis]]:
                for i in range(first, last):
                    base[i] += along[i, axis]
                break
            for i in range(first, last):
                base[i] -= along[i, axis] * (counter[axis] - 1)
            counter[axis] = 0


@compiled
def _sum_cells(
    arena: NDArray[np.float64],
    base: NDArray[np.int64],
    across: NDArray[np.int64],
    along: NDArray[np.int64],
    counter: NDArray[np.int64],
    sizes: NDArray[np.int64],
    axes: NDArray[np.int32],
    first: int,
    last: int,
    n_states: int,
    result: NDArray[np.float64],
) -> None:
    """Sum a step's result cell by cell over the states of its variable."""
    for at in range(result.size):
        total = 0.0
        if last - first == 2:
            one_at, two_at, one, two = base[first], base[first + 1], across[first], across[first + 1]
            for state in range(n_states):
                total += arena[one_at + state * one] * arena[two_at + state * two]
        else:
            for state in range(n_states):
                product = 1.0
                for i in range(first, last):
                    product *= arena[base[i] + state * across[i]]
                total += product
        result[at] = total
        for axis in range(axes.size - 1, -1, -1):
            counter[axis] += 1
            if counter[axis] < sizes[axes[axis]]:
                for i in range(first, last):
                    base[i] += along[i, axis]
                break
            for i in range(first, last):
                base[i] -= along[i, axis] * (counter[axis] - 1)
            counter[axis] = 0


@compiled
def _greatest(table: NDArray[np.float64]) -> float:
    """The greatest of numbers of at least 0; four at a time, for each comparison waits for the one before."""
    one = two = three = four = 0.0
    whole = table.size - table.size % 4
    for at in range(0, whole, 4):
        one = max(one, table[at])
        two = max(two, table[at + 1])
        three = max(three, table[at + 2])
        four = max(four, table[at + 3])
    for at in range(whole, table.size):
        one = max(one, table[at])
    return max(one, two, three, four)


@compiled
def scale_table(table: NDArray[np.float64]) -> int:
    """Divide a table by the power of two that brings its maximum into [0.5, 1), and return the exponent.

    ``IMPOSSIBLE`` where the table is zero everywhere.
    """
    top = _greatest(table)
    if not top > 0.0:
        return IMPOSSIBLE
    # The reciprocal of the smallest floats is no float: they are brought up to 2**-74 at least.
    power = max(frexp(top)[1], -1000)
    if power != 0:
        by = ldexp(1.0, -power)
        for at in range(table.size):
            table[at] *= by
    return power


@compiled
def run_step(
    program: Program,
    step: int,
    sizes: NDArray[np.int64],
    across: NDArray[np.int64],
    along: NDArray[np.int64],
    arena: NDArray[np.float64],
    base: NDArray[np.int64],
    counter: NDArray[np.int64],
    result: NDArray[np.float64],
) -> int:
    """Fill the result of one step, scaled, and return the exponent; ``IMPOSSIBLE`` where it is zero everywhere.

    ``base[i]``: where the step's input ``i`` begins in the arena; ``counter``: room for as many axes as any table has.
    """
    made = program.n_inputs + step
    first, last = program.step_start[step], program.step_start[step + 1]
    axes = program.scope[program.scope_start[made] : program.scope_start[made + 1]]
    variable = program.step_variable[step]
    n_states = sizes[variable] if variable >= 0 else 1
    counter[:] = 0
    # The result's last axis is walked innermost where it lies densely in every input that holds it.
    if axes.size > 0 and (variable < 0 or program.rank[axes[axes.size - 1]] > program.rank[variable]):
        _sum_rows(arena, base, across, along, counter, sizes, axes, first, last, n_states, result)
    else:
        _sum_cells(arena, base, across, along, counter, sizes, axes, first, last, n_states, result)
    return scale_table(result)


@compiled
def run_steps(
    program: Program,
    sizes: NDArray[np.int64],
    places: NDArray[np.int64],
    across: NDArray[np.int64],
    along: NDArray[np.int64],
    arena: NDArray[np.float64],
) -> float:
    """Natural log of the scale of the last table; -inf where everything is impossible.

    ``arena`` holds the input tables at ``places``, each scaled; the last table is left in it.
    """
    base = np.zeros(across.size, dtype=np.int64)
    counter = np.zeros(along.shape[1], dtype=np.int64)
    exponent = 0
    for step in range(program.step_variable.size):
        for i in range(program.step_start[step], program.step_start[step + 1]):
            base[i] = places[program.step_inputs[i]]
        made = program.n_inputs + step
        result = arena[places[made] : places[made + 1]]
        power = run_step(program, step, sizes, across, along, arena, base, counter, result)
        if power == IMPOSSIBLE:
            return -np.inf
        exponent += power
    return exponent * log(2.0)


@compiled
def run_tables(
    program: Program, sizes: NDArray[np.int64], given: NDArray[np.float64], last: NDArray[np.float64]
) -> float:
    """Natural log of the scale of the last table, which is written to ``last``; ``given``: input tables end to end."""
    places = place_tables(program, sizes)
    across, along = lay_strides(program, sizes)
    arena = np.empty(places[places.size - 1], dtype=np.float64)
    arena[: given.size] = given
    exponent = 0
    for table in range(program.n_inputs):
        power = scale_table(arena[places[table] : places[table + 1]])
        if power == IMPOSSIBLE:
            last[:] = 0.0
            return -np.inf
        exponent += power
    scale = run_steps(program, sizes, places, across, along, arena) + exponent * log(2.0)
    if scale == -np.inf:
        last[:] = 0.0
    else:
        last[:] = arena[places[places.size - 2] :]
    return scale

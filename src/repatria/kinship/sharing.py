"""What families of one shape have in common: a table that hangs on the same reads in two of them is filled once."""

import numpy as np
from numpy.typing import NDArray

from repatria.compiled import compiled
from repatria.kinship.inheritance import Kind
from repatria.kinship.recipe import Recipe

# Of a table that nearly every family has for itself one is kept, which stays in the cache.
MOSTLY_SHARED = 0.75

_FIRST_OF_READS = int(Kind.GENOTYPE)


@compiled
def _number_pairs(
    one: NDArray[np.int32], other: NDArray[np.int32], n: int, heads: NDArray[np.int32], out: NDArray[np.int32]
) -> int:
    """Number the distinct pairs ``(one[i], other[i])`` as they come, and return how many; ``out`` may be ``one``.

    ``heads``: room for a hash table, a power of two and more than ``n`` long.
    """
    mask = heads.size - 1
    heads[:] = -1
    first = np.empty((n, 2), dtype=np.int32)
    n_found = 0
    for i in range(n):
        left, right = one[i], other[i]
        at = (left * 40503 + right * 10007) & mask
        while heads[at] >= 0 and (first[heads[at], 0] != left or first[heads[at], 1] != right):
            at = (at + 1) & mask
        if heads[at] < 0:
            heads[at] = n_found
            first[n_found, 0], first[n_found, 1] = left, right
            n_found += 1
        out[i] = heads[at]
    return n_found


@compiled
def _joined(
    own: NDArray[np.int32], n_own: int, other: NDArray[np.int32], n_other: int, heads: NDArray[np.int32]
) -> int:
    """Refine the numbers ``own`` by ``other``, and return how many there are."""
    n = own.size
    if n_other == 1 or n_own == n:
        return n_own
    if n_own == 1 or n_other == n:
        own[:] = other
        return n_other
    return _number_pairs(own, other, n, heads, own)


@compiled
def number_tables(
    recipe: Recipe, reads: NDArray[np.int16], numbers: NDArray[np.int32], n_numbers: NDArray[np.int64]
) -> None:
    """Number the tables of families: ``numbers[table, family]`` is the same where the reads that it hangs on are.

    ``n_numbers[table]``: how many there are.  ``reads``: (n_families, n_typed, 2).
    """
    program = recipe.program
    n = reads.shape[0]
    n_heads = 2
    while n_heads < 2 * n:
        n_heads *= 2
    heads = np.empty(n_heads, dtype=np.int32)
    of_row = np.empty((reads.shape[1], n), dtype=np.int32)
    n_of_row = np.empty(reads.shape[1], dtype=np.int64)
    one, other = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    for row in range(reads.shape[1]):
        one[:] = reads[:, row, 0]
        other[:] = reads[:, row, 1]
        n_of_row[row] = _number_pairs(one, other, n, heads, of_row[row])
    for link in range(program.n_inputs):
        numbers[link] = 0
        n_here = 1
        if not recipe.link_is_fixed[link]:
            if recipe.link_kind[link] >= _FIRST_OF_READS:
                row = recipe.link_row[link]
                n_here = _joined(numbers[link], n_here, of_row[row], n_of_row[row], heads)
            for place in range(3):
                variable = recipe.link_variables[link, place]
                row = recipe.variable_row[variable] if variable >= 0 else -1
                if row >= 0:
                    n_here = _joined(numbers[link], n_here, of_row[row], n_of_row[row], heads)
        n_numbers[link] = n_here
    for step in range(program.step_variable.size):
        made = program.n_inputs + step
        numbers[made] = 0
        n_here = 1
        for i in range(program.step_start[step], program.step_start[step + 1]):
            table = program.step_inputs[i]
            n_here = _joined(numbers[made], n_here, numbers[table], n_numbers[table], heads)
        n_numbers[made] = n_here


@compiled
def lay_slots(
    numbers: NDArray[np.int32],
    n_numbers: NDArray[np.int64],
    places: NDArray[np.int64],
    slots: NDArray[np.int64],
    begins: NDArray[np.int64],
) -> None:
    """Give each table a slot for each of its numbers, or one that is filled anew for each family.

    Where most families have a table for themselves, its ``numbers`` and ``n_numbers`` become 0.  ``slots[table]`` is a
    table's first slot and ``begins[table]`` its first cell; shape (n_tables + 1,), the last numbers are how many there
    are.  ``places``: where tables would begin if each had one slot.
    """
    slots[0] = begins[0] = 0
    for table in range(numbers.shape[0]):
        if n_numbers[table] > MOSTLY_SHARED * numbers.shape[1]:
            numbers[table] = 0
            n_numbers[table] = 0
        n_slots = max(1, n_numbers[table])
        slots[table + 1] = slots[table] + n_slots
        begins[table + 1] = begins[table] + n_slots * (places[table + 1] - places[table])

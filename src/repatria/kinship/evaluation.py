"""Running a recipe for families: alleles lumped, tables filled, summed; all of it in compiled code."""

from math import log

import numpy as np
from numpy.typing import NDArray

from repatria.compiled import compiled
from repatria.kinship.inheritance import Kind, Line, States
from repatria.kinship.machine import IMPOSSIBLE, lay_strides, place_tables, run_step, scale_table
from repatria.kinship.recipe import Recipe
from repatria.kinship.sharing import lay_slots, number_tables

MOST_AT_ONCE = 1024
MOST_CELLS = 1 << 20  # 8 MiB

# Compiled code knows integers, not enumerations.
_ALLELES, _READ, _READ_ONCE = int(States.ALLELES), int(States.READ), int(States.READ_ONCE)
_POPULATION, _INBRED, _PASSED, _CHOSEN = int(Kind.POPULATION), int(Kind.INBRED), int(Kind.PASSED), int(Kind.CHOSEN)
_GENOTYPE, _CONTAINS, _ONE_READ = int(Kind.GENOTYPE), int(Kind.CONTAINS), int(Kind.ONE_READ)
_ONE_SEEN = int(Kind.ONE_SEEN)
_PATERNAL = int(Line.PATERNAL)


@compiled
def _classes(reads: NDArray[np.int16], n: int, has_silent: bool) -> tuple[NDArray[np.int64], int]:
    """Class of each allele, and how many: each one read by itself, the unread together, a silent one last."""
    class_of = np.full(n, -1, dtype=np.int64)
    n_classes = 0
    for row in range(reads.shape[0]):
        for place in range(2):
            allele = reads[row, place]
            if allele >= 0 and class_of[allele] < 0:
                class_of[allele] = n_classes
                n_classes += 1
    visible = n - 1 if has_silent else n
    has_unread = False
    for allele in range(visible):
        if class_of[allele] < 0:
            class_of[allele] = n_classes
            has_unread = True
    n_classes += has_unread
    if has_silent:
        class_of[n - 1] = n_classes
        n_classes += 1
    return class_of, n_classes


@compiled
def _lump_vector(vector: NDArray[np.float64], class_of: NDArray[np.int64], n_classes: int) -> NDArray[np.float64]:
    lumped = np.zeros(n_classes)
    for allele in range(vector.size):
        lumped[class_of[allele]] += vector[allele]
    return lumped


@compiled
def _lump_matrix(matrix: NDArray[np.float64], class_of: NDArray[np.int64], n_classes: int) -> NDArray[np.float64]:
    """Rows of one allele of each class, columns added: any allele of a class stands for it."""
    lumped = np.zeros((n_classes, n_classes))
    is_done = np.zeros(n_classes, dtype=np.bool_)
    for allele in range(matrix.shape[0]):
        row = class_of[allele]
        if not is_done[row]:
            is_done[row] = True
            for other in range(matrix.shape[0]):
                lumped[row, class_of[other]] += matrix[allele, other]
    return lumped


@compiled
def _sizes_of(recipe: Recipe, n: int) -> NDArray[np.int64]:
    sizes = np.full(recipe.variable_states.size, 2, dtype=np.int64)
    for variable in range(sizes.size):
        if recipe.variable_states[variable] == _ALLELES:
            sizes[variable] = n
        elif recipe.variable_states[variable] == _READ_ONCE:
            sizes[variable] = 1
    return sizes


@compiled
def _state_allele(recipe: Recipe, pairs: NDArray[np.int64], variable: int, state: int) -> int:
    """The class of alleles that a state stands for; -1 for a state that only pads."""
    row = recipe.variable_row[variable]
    return state if row < 0 else pairs[row, state]


@compiled
def _read_weight(kind: int, paternal: int, maternal: int, one: int, other: int, silent: int, dropout: float) -> float:
    """Probability that a genotype is read as it was."""
    if kind == _CONTAINS:
        return 1.0 if one in (paternal, maternal) else 0.0
    seen = 1.0 - dropout
    if one != other:
        if (paternal == one and maternal == other) or (paternal == other and maternal == one):
            return seen * seen
        return 0.0
    if paternal == one and maternal == one:
        return 1.0 - dropout * dropout
    if paternal == one:
        return seen * (1.0 if maternal == silent else dropout)
    if maternal == one:
        return seen * (1.0 if paternal == silent else dropout)
    return 0.0


@compiled
def _fill(
    recipe: Recipe,
    link: int,
    table: NDArray[np.float64],
    sizes: NDArray[np.int64],
    frequencies: NDArray[np.float64],
    female: NDArray[np.float64],
    male: NDArray[np.float64],
    reads: NDArray[np.int64],
    pairs: NDArray[np.int64],
    silent: int,
    dropout: float,
) -> None:
    """Write one input table, whatever the order of its axes."""
    program = recipe.program
    variables = recipe.link_variables[link]
    strides = np.zeros(3, dtype=np.int64)
    stride = 1
    for at in range(program.scope_start[link + 1] - 1, program.scope_start[link] - 1, -1):
        for place in range(3):
            if variables[place] == program.scope[at]:
                strides[place] = stride
        stride *= sizes[program.scope[at]]
    kind = recipe.link_kind[link]
    row = recipe.link_row[link]
    matrix = male if recipe.link_line[link] == _PATERNAL else female
    inbreeding = recipe.link_inbreeding[link]
    for i in range(sizes[variables[0]]):
        first = _state_allele(recipe, pairs, variables[0], i)
        if kind == _POPULATION:
            table[i] = frequencies[first] if first >= 0 else 0.0
            continue
        if kind in (_ONE_READ, _ONE_SEEN):
            table[i] = (1.0 - dropout if kind == _ONE_SEEN else 1.0) if first == reads[row, 0] else 0.0
            continue
        for j in range(sizes[variables[1]]):
            second = _state_allele(recipe, pairs, variables[1], j)
            at = i * strides[0] + j * strides[1]
            if kind == _CHOSEN:
                chosen = recipe.link_choice[link]
                table[at + chosen * strides[2]] = matrix[first, second] if first >= 0 and second >= 0 else 0.0
                table[at + (1 - chosen) * strides[2]] = 1.0
            elif first < 0 or second < 0:
                table[at] = 0.0
            elif kind == _PASSED:
                table[at] = matrix[first, second]
            elif kind == _INBRED:
                same = inbreeding if first == second else 0.0
                table[at] = frequencies[first] * (same + (1.0 - inbreeding) * frequencies[second])
            else:
                table[at] = _read_weight(kind, first, second, reads[row, 0], reads[row, 1], silent, dropout)


@compiled
def _fold(recipe: Recipe, last: NDArray[np.float64], n: int, table: NDArray[np.float64]) -> float:
    """Write the target's unordered genotypes, normalized, and return the sum they had."""
    table[:] = 0.0
    total = 0.0
    if recipe.target.size == 1:
        for i in range(n):
            table[i, i] = last[i]
            total += last[i]
    else:
        for i in range(n):
            for j in range(n):
                table[min(i, j), max(i, j)] += last[i * n + j]
                total += last[i * n + j]
    table *= 1.0 / total
    return total


@compiled
def _seen(
    reads: NDArray[np.int16],
    class_of: NDArray[np.int64],
    silent: int,
    dropout: float,
    seen: NDArray[np.int64],
    pairs: NDArray[np.int64],
) -> None:
    """One family's reads as classes of alleles, and the two alleles of those whose reads are their states."""
    for row in range(seen.shape[0]):
        for place in range(2):
            allele = reads[row, place]
            seen[row, place] = -1 if allele < 0 else class_of[allele]
        if dropout > 0.0 and seen[row, 1] < 0:
            seen[row, 1] = seen[row, 0]
        pairs[row] = seen[row]
        if seen[row, 0] == seen[row, 1]:
            pairs[row, 1] = silent if silent >= 0 else -1


@compiled
def _run_lot(
    recipe: Recipe,
    frequencies: NDArray[np.float64],
    female: NDArray[np.float64],
    male: NDArray[np.float64],
    has_silent: bool,
    dropout: float,
    reads: NDArray[np.int16],
    class_of: NDArray[np.int64],
    log_totals: NDArray[np.float64],
    tables: NDArray[np.float64],
    numbers: NDArray[np.int32],
    n_numbers: NDArray[np.int64],
    places: NDArray[np.int64],
    slots: NDArray[np.int64],
    begins: NDArray[np.int64],
) -> None:
    """Families that are told the same alleles apart; what they share is filled and summed once.

    ``numbers`` to ``begins``: see :mod:`repatria.kinship.sharing`.
    """
    program = recipe.program
    n = frequencies.size
    sizes = _sizes_of(recipe, n)
    across, along = lay_strides(program, sizes)
    n_tables = places.size - 1
    arena = np.empty(begins[n_tables], dtype=np.float64)
    exponents = np.zeros(slots[n_tables], dtype=np.int64)
    is_done = np.zeros(slots[n_tables], dtype=np.bool_)
    at = np.zeros(n_tables, dtype=np.int64)
    base = np.zeros(across.size, dtype=np.int64)
    counter = np.zeros(along.shape[1], dtype=np.int64)
    pairs = np.zeros((reads.shape[1], 2), dtype=np.int64)
    seen = np.zeros((reads.shape[1], 2), dtype=np.int64)
    silent = n - 1 if has_silent else -2
    for family in range(reads.shape[0]):
        _seen(reads[family], class_of, silent, dropout, seen, pairs)
        exponent = 0
        for table in range(n_tables):
            n_cells = places[table + 1] - places[table]
            slot = slots[table] + numbers[table, family]
            at[table] = begins[table] + numbers[table, family] * n_cells
            if is_done[slot]:
                exponent = exponents[slot]
                if exponent == IMPOSSIBLE:
                    break
                continue
            is_done[slot] = n_numbers[table] > 0
            result = arena[at[table] : at[table] + n_cells]
            if table < program.n_inputs:
                _fill(recipe, table, result, sizes, frequencies, female, male, seen, pairs, silent, dropout)
                exponent = scale_table(result)
            else:
                step = table - program.n_inputs
                for i in range(program.step_start[step], program.step_start[step + 1]):
                    base[i] = at[program.step_inputs[i]]
                exponent = run_step(program, step, sizes, across, along, arena, base, counter, result)
                for i in range(program.step_start[step], program.step_start[step + 1]):
                    other = program.step_inputs[i]
                    exponent += exponents[slots[other] + numbers[other, family]]
            if exponent >= IMPOSSIBLE // 2:
                exponent = IMPOSSIBLE
            exponents[slot] = exponent
            if exponent == IMPOSSIBLE:
                break
        if exponent == IMPOSSIBLE:
            log_totals[family] = -np.inf
            tables[family] = np.nan
            continue
        last = arena[at[n_tables - 1] : at[n_tables - 1] + places[n_tables] - places[n_tables - 1]]
        total = _fold(recipe, last, n, tables[family]) if recipe.target.size > 0 else last[0]
        log_totals[family] = exponent * log(2.0) + log(total) + recipe.log_constant


@compiled
def evaluate(
    recipe: Recipe,
    frequencies: NDArray[np.float64],
    female: NDArray[np.float64],
    male: NDArray[np.float64],
    has_silent: bool,
    lump: bool,
    dropout: float,
    reads: NDArray[np.int16],
    log_totals: NDArray[np.float64],
    tables: NDArray[np.float64],
) -> None:
    """Natural log of each family's likelihood, and the genotype distribution of its target.

    ``reads``: (n_families, n_typed, 2), rows as the recipe numbers them.  ``tables``: (n_families, n, n) if the recipe
    has a target, else (n_families, 0, 0); NaN where the family's reads are impossible.  ``lump``: whether unread
    alleles are one class, which a target forbids.  Tables that hang on the same reads in several families are summed
    once: fastest where families that share much lie near each other.
    """
    n = frequencies.size
    n_tables = recipe.program.scope_start.size - 1
    n_numbers = np.zeros(n_tables, dtype=np.int64)
    slots, begins = np.arange(n_tables + 1), np.zeros(n_tables + 1, dtype=np.int64)
    if lump:
        numbers = np.zeros((n_tables, 1), dtype=np.int32)
        for family in range(reads.shape[0]):
            class_of, n_here = _classes(reads[family], n, has_silent)
            places = place_tables(recipe.program, _sizes_of(recipe, n_here))
            own = slice(family, family + 1)
            _run_lot(
                recipe,
                _lump_vector(frequencies, class_of, n_here),
                _lump_matrix(female, class_of, n_here),
                _lump_matrix(male, class_of, n_here),
                has_silent,
                dropout,
                reads[own],
                class_of,
                log_totals[own],
                tables[own],
                numbers,
                n_numbers,
                places,
                slots,
                places,
            )
        return
    class_of = np.arange(n)
    places = place_tables(recipe.program, _sizes_of(recipe, n))
    first = 0
    while first < reads.shape[0]:
        last = min(first + MOST_AT_ONCE, reads.shape[0])
        numbers = np.zeros((n_tables, last - first), dtype=np.int32)
        while last - first > 1:
            number_tables(recipe, reads[first:last], numbers, n_numbers)
            lay_slots(numbers, n_numbers, places, slots, begins)
            if begins[n_tables] <= MOST_CELLS:
                break
            last = first + (last - first) // 2
            numbers = np.zeros((n_tables, last - first), dtype=np.int32)
        if last - first == 1:
            n_numbers[:] = 0
            slots[:], begins[:] = np.arange(n_tables + 1), places
        own = slice(first, last)
        _run_lot(
            recipe,
            frequencies,
            female,
            male,
            has_silent,
            dropout,
            reads[own],
            class_of,
            log_totals[own],
            tables[own],
            numbers,
            n_numbers,
            places,
            slots,
            begins,
        )
        first = last

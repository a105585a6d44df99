"""Running a recipe for families: alleles lumped, tables filled, summed; all of it in compiled code."""

from math import log

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.compiled import compiled
from repatria.kinship.inheritance import Kind, Line, States
from repatria.kinship.machine import lay_strides, place_tables, run_steps, scale_table
from repatria.kinship.recipe import Recipe

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
    alleles are one class, which a target forbids.
    """
    n = frequencies.size
    sizes = _sizes_of(recipe, n)
    places = place_tables(recipe.program, sizes)
    across, along = lay_strides(recipe.program, sizes)
    arena = np.empty(places[-1] if not lump else 0, dtype=np.float64)
    n_tables = recipe.program.scope_start.size - 1
    pairs = np.zeros((reads.shape[1], 2), dtype=np.int64)
    seen = np.zeros((reads.shape[1], 2), dtype=np.int64)
    exponents = np.zeros(recipe.program.n_inputs, dtype=np.int64)
    known, known_female, known_male = frequencies, female, male
    for family in range(reads.shape[0]):
        n_here = n
        if lump:
            class_of, n_here = _classes(reads[family], n, has_silent)
            if family == 0 or n_here != known.size:
                sizes = _sizes_of(recipe, n_here)
                places = place_tables(recipe.program, sizes)
                across, along = lay_strides(recipe.program, sizes)
                arena = np.empty(places[-1], dtype=np.float64)
            known = _lump_vector(frequencies, class_of, n_here)
            known_female = _lump_matrix(female, class_of, n_here)
            known_male = _lump_matrix(male, class_of, n_here)
        silent = n_here - 1 if has_silent else -2
        for row in range(seen.shape[0]):
            for place in range(2):
                allele = reads[family, row, place]
                seen[row, place] = -1 if allele < 0 else (class_of[allele] if lump else allele)
            if dropout > 0.0 and seen[row, 1] < 0:
                seen[row, 1] = seen[row, 0]
            pairs[row] = seen[row]
            if seen[row, 0] == seen[row, 1]:
                pairs[row, 1] = silent if has_silent else -1
        for link in range(recipe.program.n_inputs):
            if family == 0 or lump or not recipe.link_is_fixed[link]:
                table = arena[places[link] : places[link + 1]]
                _fill(recipe, link, table, sizes, known, known_female, known_male, seen, pairs, silent, dropout)
                exponents[link] = scale_table(table)
        scale = run_steps(recipe.program, sizes, places, across, along, arena)
        if scale == -np.inf:
            log_totals[family] = -np.inf
            tables[family] = np.nan
            continue
        last = arena[places[n_tables - 1] : places[n_tables]]
        total = _fold(recipe, last, n, tables[family]) if recipe.target.size > 0 else last[0]
        log_totals[family] = scale + exponents.sum() * log(2.0) + log(total) + recipe.log_constant

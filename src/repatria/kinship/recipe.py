"""A recipe: everything about a family's likelihood that does not depend on which alleles were read.

Families of the same shape, read at the same people, share one; recipes are kept, for finding a good order takes longer
than running it.
"""

from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from repatria.kinship.inheritance import Inheritance, Line, States, inheritance
from repatria.kinship.pedigree import Pedigree
from repatria.kinship.program import Program, program_for, require_feasible

MAX_RECIPES = 4096


class Recipe(NamedTuple):
    """A program, and how its tables are filled; a named tuple of arrays, because compiled code takes it as it is.

    ``link_*``: one entry for each input table, see :class:`~repatria.kinship.inheritance.Link`; ``link_row`` is the
    row of the member's reads (-1: none) and ``link_is_fixed`` whether no read enters the table.  ``variable_states`` is
    :class:`~repatria.kinship.inheritance.States`, ``variable_row`` the row of reads that gives a variable its states.
    """

    program: Program
    link_kind: NDArray[np.int8]
    link_variables: NDArray[np.int32]
    link_line: NDArray[np.int8]
    link_choice: NDArray[np.int8]
    link_row: NDArray[np.int32]
    link_is_fixed: NDArray[np.bool_]
    link_inbreeding: NDArray[np.float64]
    variable_states: NDArray[np.int8]
    variable_row: NDArray[np.int32]
    target: NDArray[np.int32]
    log_constant: float


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A recipe, and for which numbers of alleles it is known to be feasible."""

    recipe: Recipe
    feasible: set[int] = field(default_factory=set)

    def require_feasible(self, n_alleles: int) -> None:
        """Nothing, or :class:`~repatria.errors.TooComplex`."""
        if n_alleles not in self.feasible:
            require_feasible(self.recipe.program, np.array(_sizes(self.recipe.variable_states, n_alleles)))
            self.feasible.add(n_alleles)


_PLANS: dict[tuple[object, ...], Plan] = {}
_LOCK = Lock()


def plan_for(
    pedigree: Pedigree,
    reads: NDArray[np.int8],
    rows: NDArray[np.int32],
    *,
    target: int,
    is_x: bool,
    n_alleles: int,
    from_population: frozenset[tuple[int, Line]] = frozenset(),
) -> Plan:
    """The plan for a pedigree of which these people were read.

    Parameters
    ----------
    reads
        :class:`~repatria.kinship.inheritance.Read` of each member; shape (n_members,).
    rows
        Row of each member's reads in the arrays to come, -1 for none; shape (n_members,).
    target
        Place of the member whose genotype is asked for, or -1.
    n_alleles
        At most so many alleles, or classes of alleles, are told apart.
    from_population
        See :func:`~repatria.kinship.inheritance.inheritance`.

    Raises
    ------
    TooComplex
        The best order found needs too much memory or work.
    """
    wide = 1 << max(n_alleles - 1, 1).bit_length()
    inbreeding = tuple(sorted(pedigree.inbreeding.items()))
    key = (
        pedigree.fathers.tobytes(),
        pedigree.mothers.tobytes(),
        pedigree.sexes.tobytes() if is_x else b"",
        tuple((pedigree.index(founder), coefficient) for founder, coefficient in inbreeding),
        reads.tobytes(),
        rows.tobytes(),
        target,
        is_x,
        wide,
        from_population,
    )
    plan = _PLANS.get(key)
    if plan is None:
        drawn = inheritance(pedigree, reads, target=target, is_x=is_x, from_population=from_population)
        plan = Plan(recipe=_recipe(drawn, pedigree, rows, wide))
        with _LOCK:
            if len(_PLANS) >= MAX_RECIPES:
                del _PLANS[next(iter(_PLANS))]
            _PLANS[key] = plan
    plan.require_feasible(n_alleles)
    return plan


def _sizes(states: NDArray[np.int8], n_alleles: int) -> tuple[int, ...]:
    by_states = {States.ALLELES: n_alleles, States.READ: 2, States.READ_ONCE: 1, States.SELECTOR: 2}
    return tuple(by_states[States(each)] for each in states)


def _recipe(drawn: Inheritance, pedigree: Pedigree, rows: NDArray[np.int32], n_alleles: int) -> Recipe:
    states = np.array([variable.states for variable in drawn.variables], dtype=np.int8)
    scopes = tuple(link.variables for link in drawn.links)
    is_read = np.isin(states, (States.READ, States.READ_ONCE))
    variable_row = np.array([rows[variable.member] for variable in drawn.variables], dtype=np.int32)
    return Recipe(
        program=program_for(scopes, _sizes(states, n_alleles), drawn.target),
        link_kind=np.array([link.kind for link in drawn.links], dtype=np.int8),
        link_variables=np.array([(*link.variables, -1, -1)[:3] for link in drawn.links], dtype=np.int32).reshape(-1, 3),
        link_line=np.array([link.line for link in drawn.links], dtype=np.int8),
        link_choice=np.array([link.choice for link in drawn.links], dtype=np.int8),
        link_row=np.array([rows[link.member] for link in drawn.links], dtype=np.int32),
        link_is_fixed=np.array(
            [not link.depends_on_reads and not any(is_read[each] for each in link.variables) for link in drawn.links],
            dtype=np.bool_,
        ),
        link_inbreeding=np.array([pedigree.inbreeding.get(pedigree.ids[link.member], 0.0) for link in drawn.links]),
        variable_states=states,
        variable_row=np.where(is_read, variable_row, -1).astype(np.int32),
        target=np.array(drawn.target, dtype=np.int32),
        log_constant=-float(np.log(2.0)) * drawn.n_selectors,
    )

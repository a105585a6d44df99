"""Programs: cheap orders, tables of few inputs, and a refusal that says how much."""

import numpy as np
import pytest

from repatria.errors import TooComplex
from repatria.kinship.ordering import elimination_order
from repatria.kinship.program import MAX_TABLES_A_STEP, program_for, require_feasible


def widths(program):
    sizes = np.diff(program.scope_start)
    return sizes[program.n_inputs :]


def test_a_chain_is_summed_link_by_link():
    scopes = tuple((k, k + 1) for k in range(30))
    assert widths(program_for(scopes, (10,) * 31)).max() == 1


def test_a_star_is_summed_from_its_leaves_though_its_center_comes_first():
    scopes = tuple((0, leaf) for leaf in range(1, 20))
    program = program_for(scopes, (10,) * 20)
    assert widths(program).max() == 1
    assert np.diff(program.step_start).max() <= MAX_TABLES_A_STEP


def test_sizes_decide_the_order():
    """A triangle with a tail at each corner: the large corner waits until it has no neighbor but one."""
    scopes = ((0, 1), (1, 2), (0, 2), (0, 3))
    assert elimination_order(scopes, (2, 2, 100, 2), frozenset())[0] == 3
    order = elimination_order(((0, 1), (0, 2), (0, 3)), (100, 2, 2, 2), frozenset())
    assert order.index(0) > 0


def test_every_variable_but_the_kept_is_summed_once():
    scopes = ((0, 1), (1, 2), (2, 3), (3, 0))
    program = program_for(scopes, (3, 3, 3, 3), (2,))
    summed = [variable for variable in program.step_variable.tolist() if variable >= 0]
    assert sorted(summed) == [0, 1, 3]
    assert program.kept.tolist() == [2]


def test_a_program_too_large_is_refused_with_its_size():
    scopes = tuple((i, j) for i in range(12) for j in range(i))
    program = program_for(scopes, (20,) * 12)
    with pytest.raises(TooComplex, match=r"\d+ MiB.*e\+\d+ products"):
        require_feasible(program, np.full(12, 20))
    require_feasible(program, np.full(12, 2))

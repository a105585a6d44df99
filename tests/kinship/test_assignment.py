"""Sums over assignments are those of plain enumeration, and what is left out is bounded."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.errors import TooComplex
from repatria.kinship.assignment import Group, best_packings, count_choices, solve_packing, width

LOGS = st.one_of(st.floats(-40, 40), st.just(-math.inf))


@st.composite
def problems(draw):
    """Up to five groups whose options take up to two of six elements each; nothing taken is always possible."""
    groups = []
    for _ in range(draw(st.integers(1, 5))):
        subsets = draw(
            st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=2, unique=True).map(tuple), max_size=4)
        )
        options = ((), *subsets)
        logs = [0.0, *(draw(LOGS) for _ in subsets)]
        groups.append(Group(options=options, log_weights=np.array(logs)))
    return groups


def enumerated(groups):
    """Weight of every choice without a clash, by trying all."""
    found = {}
    for choice in itertools.product(*(range(len(group.options)) for group in groups)):
        taken = [e for group, option in zip(groups, choice, strict=True) for e in group.options[option]]
        if len(set(taken)) == len(taken):
            found[choice] = sum(float(g.log_weights[o]) for g, o in zip(groups, choice, strict=True))
    return found


def shares(groups, weights):
    total = np.logaddexp.reduce(list(weights.values()))
    posteriors = [np.zeros(len(group.options)) for group in groups]
    for choice, weight in weights.items():
        for place, option in enumerate(choice):
            posteriors[place][option] += math.exp(weight - total)
    return total, posteriors


def test_two_bodies_and_two_families_by_hand():
    """Weights 8 and 2 for body 1, 3 and 5 for body 2: 1 + 8 + 2 + 3 + 5 + 8·5 + 2·3 = 65."""
    groups = [
        Group(options=((), (0,), (1,)), log_weights=np.log([1.0, 8.0, 2.0])),
        Group(options=((), (0,), (1,)), log_weights=np.log([1.0, 3.0, 5.0])),
    ]
    solution = solve_packing(groups)
    assert math.exp(solution.log_total) == pytest.approx(65)
    assert solution.option_posteriors[0] == pytest.approx([9 / 65, 48 / 65, 8 / 65])
    assert solution.lost == 0.0


@settings(deadline=None, max_examples=150)
@given(problems())
def test_marginals_are_those_of_enumeration(groups):
    total, posteriors = shares(groups, enumerated(groups))
    solution = solve_packing(groups)
    assert solution.log_total == pytest.approx(total, abs=1e-10)
    for found, expected in zip(solution.option_posteriors, posteriors, strict=True):
        assert found == pytest.approx(expected, abs=1e-12)


@settings(deadline=None, max_examples=150)
@given(problems())
def test_the_best_come_first_and_all_come(groups):
    expected = sorted((w for w in enumerated(groups).values() if w > -math.inf), reverse=True)
    found = list(best_packings(groups))
    assert [weight for weight, _ in found] == pytest.approx(expected, abs=1e-9)
    assert len({choice for _, choice in found}) == len(found)


@settings(deadline=None, max_examples=150)
@given(problems(), st.integers(1, 3))
def test_what_is_left_out_is_bounded(groups, max_states):
    total, posteriors = shares(groups, enumerated(groups))
    solution = solve_packing(groups, max_states=max_states)
    assert solution.log_total <= total + 1e-10
    if solution.log_total == -math.inf:
        assert solution.lost == 1.0
        return
    for found, expected in zip(solution.option_posteriors, posteriors, strict=True):
        assert np.abs(found - expected).max() <= solution.lost + 1e-10


def test_sixteen_bodies_and_fifteen_families_are_solved_exactly():
    """4e13 assignments.  All weights 1: the sum is the number of assignments, Σ_k C(16,k) C(15,k) k!."""
    groups = [Group(options=((), *((m,) for m in range(15))), log_weights=np.zeros(16)) for _ in range(16)]
    n_assignments = sum(math.comb(16, k) * math.comb(15, k) * math.factorial(k) for k in range(16))
    solution = solve_packing(groups)
    assert n_assignments > 4e13
    assert solution.log_total == pytest.approx(math.log(n_assignments), abs=1e-11)
    assert solution.option_posteriors[0].sum() == pytest.approx(1.0, abs=1e-11)
    assert solution.n_states == 2**15


def test_a_chain_needs_little_however_long():
    """Two hundred bodies in a row, each with two families that it shares with its neighbors."""
    groups = [Group(options=((), (n,), (n + 1,)), log_weights=np.array([0.0, 1.0, 2.0])) for n in range(200)]
    assert width(groups) <= 2
    assert solve_packing(groups).n_states <= 4


def test_more_than_can_be_remembered_is_said():
    everything = ((), *((m,) for m in range(70)))
    groups = [Group(options=everything, log_weights=np.zeros(71)) for _ in range(2)]
    with pytest.raises(TooComplex, match="more than 63 people or bodies"):
        solve_packing([Group(options=(tuple(range(70)),), log_weights=np.zeros(1)), *groups])
    assert width(groups) == 64


def test_choices_are_counted_exactly():
    groups = [Group(options=((), *((m,) for m in range(15))), log_weights=np.full(16, -math.inf)) for _ in range(16)]
    assert count_choices(groups) == sum(math.comb(16, k) * math.comb(15, k) * math.factorial(k) for k in range(16))


def test_nothing_possible_is_a_result():
    groups = [Group(options=((0,),), log_weights=np.zeros(1)), Group(options=((0,),), log_weights=np.zeros(1))]
    assert solve_packing(groups).log_total == -math.inf
    assert list(best_packings(groups)) == []

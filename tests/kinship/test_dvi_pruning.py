"""What the joint tables leave out: nothing that matters, and no more than is needed."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.kinship.dvi_pruning import grid_size
from repatria.kinship.pairings import Pairings


def pairings(wanted):
    body, missing = (np.array([pair[side] for pair in wanted], dtype=np.int32) for side in (0, 1))
    nothing = np.zeros(len(wanted))
    return Pairings(body=body, missing=missing, log_lr=nothing, log_odds=nothing)


def tried(wanted):
    options = {}
    for body, person in wanted:
        options.setdefault(body, [None]).append(person)
    n = 0
    for choice in product(*options.values()):
        named = [each for each in choice if each is not None]
        n += len(named) == len(set(named))
    return n


@settings(max_examples=60, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12))
def test_assignments_are_counted_as_if_tried(wanted):
    assert grid_size(pairings(sorted(wanted))) == tried(sorted(wanted))


def test_forty_bodies_and_35_people_are_counted_exactly():
    """Sum over k of C(40, k) · C(35, k) · k!."""
    from math import comb, factorial

    expected = sum(comb(40, k) * comb(35, k) * factorial(k) for k in range(36))
    assert grid_size(pairings(list(product(range(40), range(35))))) == expected


def test_no_pair_leaves_one_assignment():
    assert grid_size(pairings([])) == pytest.approx(1)

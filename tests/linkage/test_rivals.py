"""Probabilities among all ways to pair two lists, against the slow sum over every one of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.linkage.rivals import _prior_odds, among_partners, with_rivals


def by_every_pairing(edges, odds) -> list[float]:
    """The sum over all sets of pairs in which no record stands twice."""
    total, holding = 0.0, np.zeros(len(edges))
    for chosen in range(1 << len(edges)):
        kept = [k for k in range(len(edges)) if chosen >> k & 1]
        lefts, rights = [edges[k][0] for k in kept], [edges[k][1] for k in kept]
        if len(set(lefts)) == len(lefts) and len(set(rights)) == len(rights):
            weight = float(np.prod([odds[k] for k in kept]))
            total += weight
            holding[kept] += weight
    return (holding / total).tolist()


def probabilities(edges, bits, n_left=9, n_right=7, expected=3.0):
    rows = tuple(np.array([edge[side] for edge in edges], dtype=np.uint32) for side in (0, 1))
    return with_rivals(rows, np.array(bits, dtype=float), n_left, n_right, expected)


trees = st.lists(st.floats(-2.0, 12.0), min_size=6, max_size=6)


@given(trees)
@settings(max_examples=60, deadline=None)
def test_where_rivals_form_no_ring_the_probability_is_that_of_every_pairing(bits):
    edges = [(0, 0), (0, 1), (1, 1), (2, 1), (2, 2), (3, 3)]
    found, _ = probabilities(edges, bits)
    odds = np.exp2(bits) * _prior_odds(3.0, 9, 7)
    assert found == pytest.approx(by_every_pairing(edges, odds), abs=1e-6)


def test_in_a_ring_of_four_it_is_near():
    """Two brothers on both lists whose given names are hard to read."""
    edges, bits = [(0, 0), (0, 1), (1, 0), (1, 1)], [9.0, 6.0, 6.0, 8.0]
    found, _ = probabilities(edges, bits)
    odds = np.exp2(bits) * _prior_odds(3.0, 9, 7)
    assert found == pytest.approx(by_every_pairing(edges, odds), abs=0.03)


def test_two_equal_candidates_share_what_one_would_have():
    found, _ = probabilities([(0, 0), (0, 1)], [40.0, 40.0])
    assert found == pytest.approx([0.5, 0.5], abs=1e-6)


def test_a_rival_that_has_its_own_better_partner_hardly_counts():
    """1 fits 0 as well as it fits 1; but record 1 of the left surely belongs to 1 of the right."""
    alone = probabilities([(0, 0)], [8.0])[0][0]
    found, _ = probabilities([(0, 0), (1, 0), (1, 1)], [8.0, 8.0, 40.0])
    assert found[0] == pytest.approx(alone, abs=1e-3)
    assert found[1] < 1e-6


def test_the_number_on_both_lists_agrees_with_the_probabilities():
    n = 400
    edges = [(k, k) for k in range(250)] + [(k, k) for k in range(250, 400)]
    bits = [25.0] * 250 + [-5.0] * 150
    found, expected = probabilities(edges, bits, n, n, None)
    assert expected == pytest.approx(found.sum(), rel=1e-3)
    assert expected == pytest.approx(250, abs=3)


def test_no_pairs_are_no_trouble():
    found, expected = probabilities([], [], 3, 3, None)
    assert len(found) == 0
    assert 0.0 < expected <= 3.0


@given(trees)
@settings(max_examples=60, deadline=None)
def test_where_one_list_may_repeat_a_person_its_records_share_by_every_choice_of_partners(bits):
    """By brute force: all sets of pairs in which no record of the repeating (left) list stands twice."""
    edges = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 1), (3, 1)]
    left, right = (np.array([edge[side] for edge in edges], dtype=np.uint32) for side in (0, 1))
    found, _ = among_partners(left, np.array(bits), 9, 7, 3.0)
    odds = np.exp2(bits) * 3.0 / ((9 - 3.0) * 7)
    # Partners that are all different: then only the left records bind.
    apart = [(edge[0], k) for k, edge in enumerate(edges)]
    assert found == pytest.approx(by_every_pairing(apart, odds), abs=1e-9)
    turned, _ = among_partners(right, np.array(bits), 7, 9, 3.0)
    assert turned == pytest.approx(by_every_pairing([(edge[1], k) for k, edge in enumerate(edges)], odds * 42 / 36))


def test_how_many_records_have_a_partner_agrees_with_the_probabilities():
    rows = np.arange(100, dtype=np.uint32)
    found, told = among_partners(rows, np.where(rows < 40, 40.0, -40.0), 100, 50)
    assert told == pytest.approx(found.sum(), abs=0.01)
    assert told == pytest.approx(40.0, abs=0.01)

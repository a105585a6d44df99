"""A network's sum is the sum of all products, whatever the order."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.kinship import Factor, Network, eliminate


@st.composite
def networks(draw):
    """A few variables of one to four states, a few factors over any of them, zeros among the numbers."""
    states = {f"v{k}": draw(st.integers(1, 4)) for k in range(draw(st.integers(1, 6)))}
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    factors = []
    for _ in range(draw(st.integers(1, 9))):
        names = draw(st.lists(st.sampled_from(sorted(states)), max_size=4, unique=True))
        table = rng.random([states[name] for name in names]) * rng.integers(0, 4, [states[name] for name in names])
        factors.append(Factor(tuple(names), np.asarray(table, dtype=np.float64)))
    return Network(states=states, factors=tuple(factors), log_constant=draw(st.sampled_from([0.0, -1.5])))


def obvious(network, keep):
    """The joint table of everything, summed."""
    names = list(network.states)
    joint = np.ones(list(network.states.values()))
    for factor in network.factors:
        order = sorted(range(len(factor.variables)), key=lambda axis: names.index(factor.variables[axis]))
        shape = [network.states[name] if name in factor.variables else 1 for name in names]
        joint = joint * factor.table.transpose(order).reshape(shape)
    left = [name for name in names if name in keep]
    joint = joint.sum(axis=tuple(k for k, name in enumerate(names) if name not in keep))
    return joint.transpose([left.index(name) for name in keep]) * math.exp(network.log_constant)


@settings(max_examples=100, deadline=None)
@given(networks(), st.randoms(use_true_random=False))
def test_what_remains_is_the_joint_table_summed(network, random):
    keep = random.sample(list(network.states), random.randint(0, min(3, len(network.states))))
    found = eliminate(network, keep=keep)
    expected = obvious(network, keep)
    scale = math.exp(found.log_scale) if found.log_scale > -math.inf else 0.0
    np.testing.assert_allclose(scale * found.table, expected, rtol=1e-12, atol=0)
    total = expected.sum()
    assert found.log_total == (pytest.approx(math.log(total), abs=1e-12) if total > 0 else -math.inf)


@settings(max_examples=50, deadline=None)
@given(networks())
def test_united_variables_are_those_that_are_the_same(network):
    names = list(network.states)
    twins = [(a, b) for a in names for b in names if a < b and network.states[a] == network.states[b]]
    for one, other in twins[:2]:
        same = Factor((one, other), np.eye(network.states[one]))
        expected = eliminate(network.with_factors([same])).log_total
        assert eliminate(network.merged({other: one})).log_total == pytest.approx(expected, abs=1e-12)


def test_networks_side_by_side_multiply():
    coin = Network(states={"c": 2}, factors=(Factor(("c",), np.array([0.25, 0.5])),))
    both = coin.beside(coin.renamed({"c": "d"}))
    assert eliminate(both).log_total == pytest.approx(2 * math.log(0.75), abs=1e-15)
    with pytest.raises(ValueError, match="both networks have c"):
        coin.beside(coin)


def test_a_thousand_tiny_factors_do_not_underflow():
    tiny = Factor(("a", "b"), np.array([[1e-200, 1e-210], [0.0, 1e-205]]))
    network = Network(states={"a": 2, "b": 2}, factors=(tiny,) * 1000)
    assert eliminate(network).log_total == pytest.approx(1000 * math.log(1e-200), rel=1e-14)


def test_a_factor_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="a factor has 3 states, the network 2"):
        Network(states={"a": 2}, factors=(Factor(("a",), np.ones(3)),))
    with pytest.raises(ValueError, match="one axis for each"):
        Factor(("a", "b"), np.ones(3))
    with pytest.raises(ValueError, match="one axis for each"):
        Factor(("a", "a"), np.ones((3, 3)))


def test_a_kept_variable_without_a_factor_is_broadcast():
    network = Network(states={"a": 2, "b": 3}, factors=(Factor(("a",), np.array([0.25, 0.5])),))
    found = eliminate(network, keep=["b"])
    assert (np.exp(found.log_scale) * found.table).tolist() == pytest.approx([0.75, 0.75, 0.75])

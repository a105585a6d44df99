"""The arithmetic modulo 2²⁵⁵ - 19 against Python's integers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.psi import field

numbers = st.one_of(
    st.integers(0, field.P - 1), st.sampled_from([0, 1, 2, 18, 19, 20, field.P - 1, field.P - 2, 2**254, 2**252 - 3])
)


def limbs(number: int) -> tuple[int, ...]:
    return tuple(field.limbs_of(number).tolist())


@given(numbers, numbers)
@settings(max_examples=150, deadline=None)
def test_sums_and_products_are_those_of_integers(a, b):
    f, g = limbs(a), limbs(b)
    assert field.number_of(field.times(f, g)) == a * b % field.P
    assert field.number_of(field.times(field.minus(f, g), field.plus(f, g))) == (a * a - b * b) % field.P
    assert field.number_of(field.squared(f, 1)) == a * a % field.P
    assert field.number_of(field.squared(field.minus(f, g), 3)) == pow(a - b, 8, field.P)


@given(numbers, numbers)
@settings(deadline=None)
def test_the_canonical_form_is_the_number_below_p(a, b):
    difference = field.minus(limbs(a), limbs(b))
    assert field.canonical(difference) == limbs((a - b) % field.P)
    assert field.is_zero(difference) == (a == b)
    assert field.is_negative(difference) == bool((a - b) % field.P & 1)


@given(numbers)
@settings(max_examples=30, deadline=None)
def test_the_power_for_roots(a):
    assert field.number_of(field.power_for_roots(limbs(a))) == pow(a, 2**252 - 3, field.P)


@pytest.mark.parametrize("sign", [1, -1])
def test_nothing_overflows_at_the_largest_limbs_that_may_be_multiplied(sign):
    """A product's limbs lie below 2²⁵·1.01 and 2²⁴·1.01; sums of four of them are multiplied without wrapping."""
    f = tuple(4 * int(1.01 * 2 ** (25 - at % 2)) for at in range(10))
    g = tuple(sign * limb for limb in f)
    assert field.number_of(field.times(f, g)) == field.number_of(f) * field.number_of(g) % field.P
    assert field.number_of(field.squared(g, 1)) == field.number_of(g) ** 2 % field.P

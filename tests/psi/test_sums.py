"""Weighted sums of points against libsodium, and against the law of addition in plain integers."""

import random

import pytest
import rbcl
from tests.psi.vectors import L, added, decoded, multiplied, points, same_element, vectors

from repatria.psi.sums import weighted_sum

RFC = vectors("rfc9496")
DICE = random.Random(7)


def some(n: int) -> tuple[list[bytes], list[int]]:
    found = [rbcl.crypto_core_ristretto255_from_hash(DICE.randbytes(64)) for _ in range(n)]
    return found, [DICE.randrange(L) for _ in range(n)]


def scalars(*numbers: int):
    return points(*(number.to_bytes(32, "little") for number in numbers))


@pytest.mark.parametrize("k", range(16))
def test_multiples_of_the_generator_are_the_rfcs(k):
    generator = points(RFC["multiples_of_generator"][1])
    assert weighted_sum(generator, scalars(k)).hex() == RFC["multiples_of_generator"][k]


@pytest.mark.parametrize("why", RFC["refused"])
def test_what_the_rfc_refuses_is_refused(why):
    for encoding in RFC["refused"][why]:
        assert weighted_sum(points(encoding), scalars(1)) is None
        assert not rbcl.crypto_core_ristretto255_is_valid_point(bytes.fromhex(encoding))
        assert decoded(bytes.fromhex(encoding)) is None


@pytest.mark.parametrize("n", [1, 2, 3, 40, 300])
def test_a_sum_is_what_libsodium_adds_up(n):
    found, weights = some(n)
    total = bytes(32)
    for point, weight in zip(found, weights, strict=True):
        product = rbcl.crypto_scalarmult_ristretto255(weight.to_bytes(32, "little"), point)
        total = rbcl.crypto_core_ristretto255_add(total, product)
    assert weighted_sum(points(*found), scalars(*weights)) == total


def test_a_sum_is_that_of_the_law_of_addition():
    found, weights = some(3)
    total = (0, 1)
    for point, weight in zip(found, weights, strict=True):
        total = added(total, multiplied(weight, decoded(point)))
    assert same_element(decoded(weighted_sum(points(*found), scalars(*weights))), total)


def test_sums_at_the_edges_of_scalars():
    (point,), _ = some(1)
    assert weighted_sum(points(point), scalars(1)) == point
    assert weighted_sum(points(point), scalars(0)) == bytes(32)
    assert weighted_sum(points(point, point), scalars(L - 1, 1)) == bytes(32)
    assert weighted_sum(points(point, bytes(32)), scalars(1, 5)) == point
    assert weighted_sum(points(point), scalars(L - 1)) == rbcl.crypto_core_ristretto255_sub(bytes(32), point)


def test_random_bytes_are_points_exactly_where_libsodium_says_so():
    for _ in range(300):
        encoding = DICE.randbytes(31) + bytes([DICE.randrange(128)])
        found = weighted_sum(points(encoding), scalars(1))
        is_point = rbcl.crypto_core_ristretto255_is_valid_point(encoding)
        assert found == (encoding if is_point else None)
        assert (decoded(encoding) is not None) == is_point

"""Hashing into the group, and the checks on points that a stranger sends."""

import hashlib

import numpy as np
import pytest
import rbcl
from tests.psi.vectors import points, vectors

from repatria.errors import ProofInvalid
from repatria.psi import group

RFC = vectors("rfc9496")
OPRF = vectors("rfc9497")


@pytest.mark.parametrize("case", RFC["points_of_64_bytes"], ids=lambda case: case["point"][:8])
def test_64_bytes_become_the_rfcs_point(case):
    assert rbcl.crypto_core_ristretto255_from_hash(bytes.fromhex(case["input"])).hex() == case["point"]


def test_a_secret_is_drawn_below_the_order_and_is_never_zero():
    drawn = iter([bytes(64), group.ORDER.to_bytes(64, "little"), (group.ORDER + 5).to_bytes(64, "little")])
    assert group.random_scalar(lambda _: next(drawn)) == (5).to_bytes(32, "little")
    wide = np.random.default_rng(6).bytes(64)
    assert group.reduced(wide) == (int.from_bytes(wide, "little") % group.ORDER).to_bytes(32, "little")


@pytest.mark.parametrize("mode", ["oprf", "voprf"])
def test_hashing_and_blinding_are_those_of_rfc_9497(mode):
    tag = b"HashToGroup-" + OPRF[mode]["context"].encode()
    for case in OPRF[mode]["cases"]:
        for text, blind, blinded in zip(case["inputs"], case["blinds"], case["blinded"], strict=True):
            point = group.hash_to_group(bytes.fromhex(text), tag)
            assert group.times_point(bytes.fromhex(blind), point).hex() == blinded


def test_a_message_is_expanded_as_rfc_9380_writes_it():
    """Section 5.3.1 word by word, for one block of output."""
    message, tag = b"abc", b"some tag"
    prime = tag + bytes([len(tag)])
    b_0 = hashlib.sha512(bytes(128) + message + (64).to_bytes(2, "big") + bytes(1) + prime).digest()
    assert group.expand_message(message, tag) == hashlib.sha512(b_0 + bytes([1]) + prime).digest()
    with pytest.raises(ValueError, match="tag"):
        group.expand_message(message, b"x" * 256)


@pytest.mark.parametrize("why", RFC["refused"])
def test_what_is_no_canonical_point_is_not_raised(why):
    good = bytes.fromhex(RFC["multiples_of_generator"][5])
    for encoding in RFC["refused"][why]:
        with pytest.raises(ProofInvalid, match="Point 2 is not the canonical encoding"):
            list(group.raised(points(good, encoding), (3).to_bytes(32, "little")))


def test_the_identity_is_not_raised():
    with pytest.raises(ProofInvalid, match="Point 1 is the identity"):
        list(group.raised(points(bytes(32)), (3).to_bytes(32, "little")))


@pytest.mark.parametrize("threads", [1, 2])
def test_points_are_raised_in_their_order(threads):
    made = group.random_points(group.CHUNK + 5, np.random.default_rng(3).bytes)
    secret = (7).to_bytes(32, "little")
    found = np.concatenate(list(group.raised(made, secret, threads=threads)))
    places = [0, 1, group.CHUNK - 1, group.CHUNK, group.CHUNK + 4]
    assert [found[k].tobytes() for k in places] == [group.times_point(secret, made[k].tobytes()) for k in places]


def test_order_and_doubles_are_seen():
    made = group.random_points(50, np.random.default_rng(4).bytes)
    rising = made[group.ascending(made)]
    assert [row.tobytes() for row in rising] == sorted(row.tobytes() for row in made)
    group.check_ascending(rising, "The list")
    with pytest.raises(ProofInvalid, match="The list is not in ascending order"):
        group.check_ascending(rising[::-1], "The list")
    with pytest.raises(ProofInvalid, match="The list holds a point twice"):
        group.check_ascending(np.concatenate([rising[:9], rising[8:]]), "The list")

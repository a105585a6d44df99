"""Proofs of one secret: the vectors of RFC 9497, and everything that must not pass."""

import numpy as np
import pytest
from tests.psi.vectors import L, points, vectors

from repatria.errors import ProofInvalid
from repatria.psi import group
from repatria.psi.proofs import prove, verify

VOPRF = vectors("rfc9497")["voprf"]
CONTEXT = VOPRF["context"].encode()
SECRET, KEY = bytes.fromhex(VOPRF["secret"]), bytes.fromhex(VOPRF["public_key"])
RANDOM = np.random.default_rng(5).bytes


def nonce_of(case):
    return lambda n: bytes.fromhex(case["nonce"]) + bytes(n - 32)


@pytest.mark.parametrize("case", VOPRF["cases"], ids=lambda case: f"batch of {len(case['inputs'])}")
def test_proofs_are_the_rfcs(case):
    asked, answered = points(*case["blinded"]), points(*case["answered"])
    assert np.array_equal(np.concatenate(list(group.raised(asked, SECRET))), answered)
    proof = prove(SECRET, KEY, asked, answered, CONTEXT, random=nonce_of(case))
    assert proof.hex() == case["proof"]
    verify(KEY, asked, answered, CONTEXT, proof)


def batch(n: int = 9):
    asked = group.random_points(n, RANDOM)
    answered = np.concatenate(list(group.raised(asked, SECRET)))
    return asked, answered, prove(SECRET, KEY, asked, answered, CONTEXT, random=RANDOM)


def spoiled(name: str):
    """One batch with one thing wrong."""
    asked, answered, proof = batch()
    key, context = KEY, CONTEXT
    other = (5).to_bytes(32, "little")
    if name == "one answer raised to another key":
        answered = answered.copy()
        answered[4] = points(group.times_point(other, asked[4].tobytes()))[0]
    elif name == "two answers exchanged":
        answered = answered[[0, 1, 3, 2, *range(4, 9)]]
    elif name == "two pairs exchanged":
        order = [0, 1, 3, 2, *range(4, 9)]
        asked, answered = asked[order], answered[order]
    elif name == "another public key":
        key = group.public_key(other)
    elif name == "another context":
        context += b"."
    elif name == "a proof of zeros":
        proof = bytes(64)
    elif name == "a challenge not reduced":
        proof = (int.from_bytes(proof[:32], "little") + L).to_bytes(32, "little") + proof[32:]
    elif name in ("a response not reduced", "a response with high bits"):
        more = L if name == "a response not reduced" else 1 << 255
        proof = proof[:32] + (int.from_bytes(proof[32:], "little") + more).to_bytes(32, "little")
    elif name == "a bit of the proof":
        proof = proof[:40] + bytes([proof[40] ^ 1]) + proof[41:]
    return key, asked, answered, context, proof


@pytest.mark.parametrize(
    "name",
    [
        "one answer raised to another key",
        "two answers exchanged",
        "two pairs exchanged",
        "another public key",
        "another context",
        "a proof of zeros",
        "a bit of the proof",
    ],
)
def test_what_is_spoiled_does_not_hold(name):
    with pytest.raises(ProofInvalid, match="not all raised to the one key"):
        verify(*spoiled(name))


@pytest.mark.parametrize("name", ["a challenge not reduced", "a response not reduced", "a response with high bits"])
def test_a_proof_has_one_form(name):
    with pytest.raises(ProofInvalid, match="scalar that is not reduced"):
        verify(*spoiled(name))


def test_an_answer_that_is_no_point_does_not_hold():
    asked, answered, proof = batch()
    answered = answered.copy()
    answered[2, 0] |= 1
    with pytest.raises(ProofInvalid, match="not the canonical encoding"):
        verify(KEY, asked, answered, CONTEXT, proof)


def test_errors_that_cancel_without_weights_do_not_pass():
    """Two answers moved by a point and back again sum up as before; weights tell them apart."""
    asked, answered, _ = batch()
    moved = answered.copy()
    (shift,) = group.random_points(1, RANDOM)
    import rbcl

    for place, move in ((1, rbcl.crypto_core_ristretto255_add), (6, rbcl.crypto_core_ristretto255_sub)):
        moved[place] = points(move(answered[place].tobytes(), shift.tobytes()))[0]
    forged = prove(SECRET, KEY, asked, moved, CONTEXT, random=RANDOM)
    with pytest.raises(ProofInvalid):
        verify(KEY, asked, moved, CONTEXT, forged)

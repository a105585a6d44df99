"""That one secret raised them all: batched proofs of equal discrete logarithms, as RFC 9497, section 2.2, writes them.

Shown a public key k·B, points C_i and D_i, a proof convinces that D_i = k·C_i for every i, and tells nothing else.
All pairs are folded into one by weights that are hashes, so a proof is 64 bytes however long the batch.

The RFC hashes each pair by itself into its weight.  For a batch of thousands that is not enough: whoever may try other
wrong points one by one, each with its own weight, makes the weighted errors cancel by a generalized birthday search
(Wagner, 2002), in some 2³¹ steps for 2¹⁵ pairs.  So ``context`` must hash all points of the batch, as
:mod:`repatria.psi.protocol` has it; every weight then depends on every point.
"""

from collections.abc import Iterator
from hashlib import sha512
from typing import Final

import rbcl

from repatria.errors import ProofInvalid
from repatria.psi.group import ORDER, Random, hash_to_scalar, public_key, random_scalar, times_point
from repatria.psi.sums import Points, as_points, weighted_sum

PROOF_BYTES: Final = 64
BATCH: Final = 1 << 15
"""Points of one proof; RFC 9497 counts them in two bytes."""

_GENERATOR: Final = public_key((1).to_bytes(32, "little"))


def prove(secret: bytes, key: bytes, asked: Points, answered: Points, context: bytes, *, random: Random) -> bytes:
    """A proof that ``answered`` is ``asked`` times the secret of the public key (GenerateProof).

    ``context`` names what the proof is part of; in any other context it does not hold.
    """
    m = _fold(asked, _weights(key, asked, answered, context))
    z = times_point(secret, m)
    r = random_scalar(random)
    t2, t3 = public_key(r), times_point(r, m)
    c = _challenge(key, m, z, t2, t3, context)
    s = rbcl.crypto_core_ristretto255_scalar_sub(r, rbcl.crypto_core_ristretto255_scalar_mul(c, secret))
    return c + bytes(s)


def verify(key: bytes, asked: Points, answered: Points, context: bytes, proof: bytes) -> None:
    """Nothing, if the proof holds (VerifyProof).

    Raises
    ------
    ProofInvalid
        A point or scalar is not canonical, or not all points were raised to the secret of this key, in this context.
    """
    weights = _weights(key, asked, answered, context)
    m, z = _fold(asked, weights), _fold(answered, weights)
    c, s = proof[:32], proof[32:]
    if max(int.from_bytes(each, "little") for each in (c, s)) >= ORDER:
        raise ProofInvalid("A proof holds a scalar that is not reduced, which no honest proof does.")
    t2 = _sum_of_two(s, _GENERATOR, c, key)
    t3 = _sum_of_two(s, m, c, z)
    if _challenge(key, m, z, t2, t3, context) != c:
        raise ProofInvalid("The points were not all raised to the one key that was committed to, for this exchange.")


def _sum_of_two(s: bytes, p: bytes, c: bytes, q: bytes) -> bytes:
    total = weighted_sum(as_points(p + q), as_points(s + c))
    if total is None:
        raise ProofInvalid("A public key is not the canonical encoding of a point of ristretto255.")
    return total


def _fold(points: Points, weights: Points) -> bytes:
    folded = weighted_sum(points, weights)
    if folded is None:
        raise ProofInvalid("A point is not the canonical encoding of a point of ristretto255.")
    return folded


def _weights(key: bytes, asked: Points, answered: Points, context: bytes) -> Points:
    """The scalars of ComputeComposites, one for each pair."""
    seed = sha512(_sized(key) + _sized(b"Seed-" + context)).digest()
    tag = b"HashToScalar-" + context
    return as_points(b"".join(hash_to_scalar(each, tag) for each in _transcripts(seed, asked, answered)))


def _transcripts(seed: bytes, asked: Points, answered: Points) -> Iterator[bytes]:
    seed, c, d = _sized(seed), asked.tobytes(), answered.tobytes()
    size = (32).to_bytes(2, "big")
    for place, at in enumerate(range(0, len(c), 32)):
        yield seed + place.to_bytes(2, "big") + size + c[at : at + 32] + size + d[at : at + 32] + b"Composite"


def _challenge(key: bytes, m: bytes, z: bytes, t2: bytes, t3: bytes, context: bytes) -> bytes:
    transcript = b"".join(_sized(each) for each in (key, m, z, t2, t3)) + b"Challenge"
    return hash_to_scalar(transcript, b"HashToScalar-" + context)


def _sized(part: bytes) -> bytes:
    return len(part).to_bytes(2, "big") + part

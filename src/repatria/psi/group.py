"""The group ristretto255 of RFC 9496 by libsodium: hashing into it, and raising many of its elements to a secret.

A point is its 32 canonical bytes, many points an array of uint8 of shape (n, 32).  A scalar is 32 little-endian bytes
below the group's order.  libsodium's time does not follow what is secret; its calls let other threads run meanwhile.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha512
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
import rbcl

from repatria.errors import ProofInvalid
from repatria.psi.sums import Points, as_points

ORDER: Final = 2**252 + 27742317777372353535851937790883648493
POINT_BYTES: Final = 32
IDENTITY: Final = bytes(POINT_BYTES)
CHUNK: Final = 2048

Made = TypeVar("Made")
Random = Callable[[int], bytes]
"""Gives n bytes that nobody can foresee."""


def expand_message(message: bytes, tag: bytes) -> bytes:
    """64 bytes of ``expand_message_xmd`` with SHA-512 (RFC 9380, 5.3.1), where one block of output is enough.

    Raises
    ------
    ValueError
        The domain separation tag is empty or longer than 255 bytes.
    """
    if not 0 < len(tag) < 256:
        raise ValueError(f"expected a tag of 1 to 255 bytes, got {len(tag)}")
    tail = tag + bytes([len(tag)])
    first = sha512(bytes(128) + message + b"\x00\x40\x00" + tail).digest()
    return sha512(first + b"\x01" + tail).digest()


def hash_to_group(message: bytes, tag: bytes) -> bytes:
    """The point of a message: ``hash_to_ristretto255`` (RFC 9380, appendix B); nobody knows its logarithm."""
    return bytes(rbcl.crypto_core_ristretto255_from_hash(expand_message(message, tag)))


def hash_to_scalar(message: bytes, tag: bytes) -> bytes:
    """The scalar of a message (RFC 9497, 4.1)."""
    return reduced(expand_message(message, tag))


def reduced(wide: bytes) -> bytes:
    """64 little-endian bytes modulo the group's order."""
    return bytes(rbcl.crypto_core_ristretto255_scalar_reduce(wide))


def random_scalar(random: Random) -> bytes:
    """A secret scalar, never zero, from 64 random bytes."""
    while (scalar := reduced(random(64))) == bytes(32):
        pass
    return scalar


def random_points(n: int, random: Random) -> Points:
    """Points that nobody knows a logarithm of, uniform in the group."""
    wide = random(64 * n)
    made = [rbcl.crypto_core_ristretto255_from_hash(wide[at : at + 64]) for at in range(0, 64 * n, 64)]
    return as_points(b"".join(made))


def public_key(secret: bytes) -> bytes:
    """The generator times a secret scalar."""
    return bytes(rbcl.crypto_scalarmult_ristretto255_base(secret))


def times_point(secret: bytes, point: bytes) -> bytes:
    """A secret scalar times a point."""
    return bytes(rbcl.crypto_scalarmult_ristretto255(secret, point))


def check_point(point: bytes, what: str) -> None:
    """Nothing, if these bytes are a canonical point other than the identity.

    Raises
    ------
    ProofInvalid
        They are not.
    """
    if point == IDENTITY:
        raise ProofInvalid(f"{what} is the identity point, which would lay every product open.")
    if not rbcl.crypto_core_ristretto255_is_valid_point(point):
        raise ProofInvalid(f"{what} is not the canonical encoding of a point of ristretto255.")


def raised(points: Points, secret: bytes, *, threads: int = 1) -> Iterator[Points]:
    """Each point times a secret scalar, in the order of the points, in chunks as they are done.

    Raises
    ------
    ProofInvalid
        A point is the identity or no canonical encoding; its place is said.
    """

    def chunk(first: int) -> Points:
        rows = points[first : first + CHUNK].tobytes()
        products = []
        for at in range(0, len(rows), POINT_BYTES):
            point = rows[at : at + POINT_BYTES]
            try:
                products.append(times_point(secret, point))
            except (RuntimeError, ValueError):
                check_point(point, f"Point {first + at // POINT_BYTES + 1}")
                raise
        return as_points(b"".join(products))

    yield from in_turn(chunk, range(0, len(points), CHUNK), threads)


def blinded_keys(keys: Sequence[bytes], tag: bytes, secret: bytes, *, threads: int = 1) -> Iterator[Points]:
    """Each key hashed into the group and raised to a secret scalar, in chunks, in the order of the keys."""

    def chunk(first: int) -> Points:
        hashed = (hash_to_group(key, tag) for key in keys[first : first + CHUNK])
        return as_points(b"".join(times_point(secret, point) for point in hashed))

    yield from in_turn(chunk, range(0, len(keys), CHUNK), threads)


def in_turn(make: Callable[[int], Made], firsts: Sequence[int], threads: int) -> Iterator[Made]:
    """What ``make`` gives for each of ``firsts``, in their order; few are made ahead, so that memory stays small."""
    with ThreadPoolExecutor(threads) as pool:
        for at in range(0, len(firsts), 4 * threads):
            yield from pool.map(make, firsts[at : at + 4 * threads])


def ascending(points: Points) -> npt.NDArray[np.intp]:
    """The order in which points ascend, read as bytes."""
    words = np.ascontiguousarray(points).view(">u8")
    return np.lexsort(words.T[::-1])


def check_ascending(points: Points, what: str) -> None:
    """Nothing, if each point is above the one before it.

    Raises
    ------
    ProofInvalid
        A point stands twice, or two stand in the wrong order.
    """
    words = np.ascontiguousarray(points).view(">u8").astype(np.uint64)
    before, after = words[:-1], words[1:]
    differs = before != after
    if not differs.any(axis=1).all():
        raise ProofInvalid(f"{what} holds a point twice.")
    first = differs.argmax(axis=1)[:, None]
    if not (np.take_along_axis(before, first, 1) < np.take_along_axis(after, first, 1)).all():
        raise ProofInvalid(f"{what} is not in ascending order, which every such list has.")

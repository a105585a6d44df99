"""The vectors of RFC 9496 and RFC 9497, and ristretto255 in plain integers as an oracle of its own."""

import json
from pathlib import Path

import numpy as np

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
I = pow(2, (P - 1) // 4, P)  # noqa: E741 - the root of -1
NEUTRAL = (0, 1)


def vectors(name: str) -> dict:
    return json.loads((Path(__file__).parent / "vectors" / f"{name}.json").read_text(encoding="utf-8"))


def points(*encodings: bytes | str) -> np.ndarray:
    joined = b"".join(bytes.fromhex(each) if isinstance(each, str) else each for each in encodings)
    return np.frombuffer(joined, dtype=np.uint8).reshape(-1, 32)


def root(square: int) -> int | None:
    """The even square root."""
    for candidate in (pow(square, (P + 3) // 8, P), pow(square, (P + 3) // 8, P) * I % P):
        if candidate * candidate % P == square % P:
            return P - candidate if candidate & 1 else candidate
    return None


def decoded(encoding: bytes) -> tuple[int, int] | None:
    """RFC 9496, section 4.3.1, by division and square roots as in its derivation."""
    s = int.from_bytes(encoding, "little")
    if s >= P or s & 1:
        return None
    u1, u2 = (1 - s * s) % P, (1 + s * s) % P
    v = (-(D * u1 * u1) - u2 * u2) % P
    if not v * u2:
        return None
    inverse_root = root(pow(v * u2 * u2, -1, P))
    if inverse_root is None:
        return None
    x = 2 * s * inverse_root * u2 % P
    x = P - x if x & 1 else x
    y = u1 * inverse_root * inverse_root * u2 * v % P
    return None if x * y % P & 1 or y == 0 else (x, y)


def added(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    """The law of addition on -x² + y² = 1 + dx²y², as a fraction."""
    (x1, y1), (x2, y2) = a, b
    k = D * x1 * x2 * y1 * y2 % P
    return (x1 * y2 + x2 * y1) * pow(1 + k, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - k, -1, P) % P


def multiplied(scalar: int, point: tuple[int, int]) -> tuple[int, int]:
    total = NEUTRAL
    for bit in bin(scalar)[2:]:
        total = added(total, total)
        if bit == "1":
            total = added(total, point)
    return total


def same_element(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """RFC 9496, 4.3.3: two points of the curve that stand for one element."""
    return (a[0] * b[1] - a[1] * b[0]) % P == 0 or (a[1] * b[1] - a[0] * b[0]) % P == 0

"""Σ scalar_i · point_i over many public points at once: what a batched proof is made of and checked with.

libsodium has no such sum, and one multiplication after the other would take four times as long.  Points are decoded
after RFC 9496, 4.3.1, and added by buckets (Pippenger; Bernstein, Doumen, Lange and Oosterwijk, "Faster batch
forgery identification", 2012, section 4).  Scalars and points are those of a proof, known to both sides: nothing
secret passes through here.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repatria.compiled import compiled
from repatria.psi.field import (
    N_LIMBS,
    Element,
    Limbs,
    P,
    is_negative,
    is_zero,
    limbs_of,
    loaded,
    minus,
    number_of,
    plus,
    power_for_roots,
    squared,
    times,
)

Points = npt.NDArray[np.uint8]

D: Final = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE: Final = pow(2, (P - 1) // 4, P)
_CONSTANTS = np.stack([limbs_of(each) for each in (D, 2 * D % P, ROOT_OF_MINUS_ONE, 1)])
_BITS = 253


def weighted_sum(points: Points, scalars: Points) -> bytes | None:
    """Σ scalar_i · point_i, encoded; None where a point is no canonical encoding of an element.

    Parameters
    ----------
    points, scalars
        Encodings, uint8 of shape (n, 32); scalars are little-endian and reduced.
    """
    decoded = np.empty((len(points), 3, N_LIMBS), dtype=np.int64)
    if _decode(points, decoded, _CONSTANTS) < len(points):
        return None
    # A bucket costs two additions a window, a point one: so many bits a window keep the two alike.
    width = min(max(len(points).bit_length() - 3, 2), 13)
    total = np.zeros((4, N_LIMBS), dtype=np.int64)
    buckets = np.empty((1 << width, 4, N_LIMBS), dtype=np.int64)
    _sum_by_buckets(decoded, scalars, width, buckets, total, _CONSTANTS)
    return encoded(*(number_of(row) for row in total))


def encoded(x: int, y: int, z: int, t: int) -> bytes:
    """The canonical 32 bytes of an element in extended coordinates (RFC 9496, 4.3.2)."""
    u1, u2 = (z + y) * (z - y) % P, x * y % P
    root = _inverse_root(u1 * u2 * u2 % P)
    den1, den2 = root * u1 % P, root * u2 % P
    z_inverse = den1 * den2 * t % P
    if t * z_inverse % P & 1:
        x, y, den = y * ROOT_OF_MINUS_ONE % P, x * ROOT_OF_MINUS_ONE % P, den1 * _INVERSE_ROOT_A_MINUS_D % P
    else:
        den = den2
    if x * z_inverse % P & 1:
        y = -y
    s = den * (z - y) % P
    return min(s, P - s, key=lambda each: each & 1).to_bytes(32, "little")


def _inverse_root(square: int) -> int:
    """The even root of 1/square; 0 of 0."""
    r = pow(square, 3, P) * pow(pow(square, 7, P), (P - 5) // 8, P) % P
    if square * r * r % P == P - 1:
        r = r * ROOT_OF_MINUS_ONE % P
    return P - r if r & 1 else r


_INVERSE_ROOT_A_MINUS_D = _inverse_root((-1 - D) % P)


@compiled
def _bits(row: Points, first: int, n: int) -> int:
    """n bits of a little-endian number from the bit ``first`` on."""
    found = 0
    for k in range(n):
        at = first + k
        if at < 256:
            found |= ((int(row[at >> 3]) >> (at & 7)) & 1) << k
    return found


@compiled
def _is_canonical(row: Points) -> bool:
    """Whether 32 bytes are a number below p that is even."""
    if row[0] & 1 or row[31] & 128:
        return False
    if row[31] != 127:
        return True
    for at in range(1, 31):
        if row[at] != 255:
            return True
    return bool(row[0] < 237)


@compiled
def _decode(points: Points, decoded: Limbs, constants: Limbs) -> int:
    """Fill (y + x, y - x, 2dxy) for each point; the place of the first that is none, or their number."""
    d, d2, root, one = loaded(constants[0]), loaded(constants[1]), loaded(constants[2]), loaded(constants[3])
    for place in range(len(points)):
        row = points[place]
        if not _is_canonical(row):
            return place
        s = (
            _bits(row, 0, 26), _bits(row, 26, 25), _bits(row, 51, 26), _bits(row, 77, 25), _bits(row, 102, 26),
            _bits(row, 128, 25), _bits(row, 153, 26), _bits(row, 179, 25), _bits(row, 204, 26), _bits(row, 230, 25),
        )  # fmt: skip
        ss = squared(s, 1)
        u1, u2 = minus(one, ss), plus(one, ss)
        u2_squared = squared(u2, 1)
        v = minus(minus(minus(one, one), times(d, squared(u1, 1))), u2_squared)
        w = times(v, u2_squared)
        w3 = times(squared(w, 1), w)
        r = times(w3, power_for_roots(times(squared(w3, 1), w)))
        check = times(w, squared(r, 1))
        if not is_zero(minus(check, one)):
            if not is_zero(plus(check, one)):
                return place
            r = times(r, root)
        den_x = times(r, u2)
        x = times(plus(s, s), den_x)
        if is_negative(x):
            x = minus(minus(one, one), x)
        y = times(u1, times(times(r, den_x), v))
        t = times(x, y)
        if is_negative(t) or is_zero(y):
            return place
        _store(decoded[place, 0], times(plus(y, x), one))
        _store(decoded[place, 1], times(minus(y, x), one))
        _store(decoded[place, 2], times(t, d2))
    return len(points)


@compiled
def _store(row: Limbs, f: Element) -> None:
    row[0], row[1], row[2], row[3], row[4] = f[0], f[1], f[2], f[3], f[4]
    row[5], row[6], row[7], row[8], row[9] = f[5], f[6], f[7], f[8], f[9]


@compiled
def _add_decoded(total: Limbs, decoded: Limbs) -> None:
    """total += a decoded point (Hisil, Wong, Carter and Dawson, 2008, section 3.1; complete)."""
    x, y, z, t = loaded(total[0]), loaded(total[1]), loaded(total[2]), loaded(total[3])
    a = times(minus(y, x), loaded(decoded[1]))
    b = times(plus(y, x), loaded(decoded[0]))
    c = times(t, loaded(decoded[2]))
    _finish(total, a, b, c, plus(z, z))


@compiled
def _finish(total: Limbs, a: Element, b: Element, c: Element, d: Element) -> None:
    e, f, g, h = minus(b, a), minus(d, c), plus(d, c), plus(b, a)
    _store(total[0], times(e, f))
    _store(total[1], times(g, h))
    _store(total[2], times(f, g))
    _store(total[3], times(e, h))


@compiled
def _add(total: Limbs, other: Limbs, d2: Element) -> None:
    """total += other, both in extended coordinates; ``other`` may be ``total``."""
    x, y, z, t = loaded(total[0]), loaded(total[1]), loaded(total[2]), loaded(total[3])
    x2, y2, z2, t2 = loaded(other[0]), loaded(other[1]), loaded(other[2]), loaded(other[3])
    a = times(minus(y, x), minus(y2, x2))
    b = times(plus(y, x), plus(y2, x2))
    c = times(times(t, d2), t2)
    d = times(z, z2)
    _finish(total, a, b, c, plus(d, d))


@compiled
def _clear(total: Limbs) -> None:
    """The neutral element."""
    total[:] = 0
    total[1, 0] = 1
    total[2, 0] = 1


@compiled
def _sum_by_buckets(
    decoded: Limbs, scalars: Points, width: int, buckets: Limbs, total: Limbs, constants: Limbs
) -> None:
    d2 = loaded(constants[1])
    running = np.empty((4, 10), dtype=np.int64)
    _clear(total)
    for window in range((_BITS + width - 1) // width - 1, -1, -1):
        for _ in range(width):
            _add(total, total, d2)
        for bucket in range(1, 1 << width):
            _clear(buckets[bucket])
        for place in range(len(decoded)):
            digit = _bits(scalars[place], window * width, width)
            if digit:
                _add_decoded(buckets[digit], decoded[place])
        # Σ digit · bucket: each bucket is added once for every digit up to its own.
        _clear(running)
        for bucket in range((1 << width) - 1, 0, -1):
            _add(running, buckets[bucket], d2)
            _add(total, running, d2)


def as_points(encodings: Any) -> Points:
    """Joined encodings as an array of shape (n, 32), without copying."""
    return np.frombuffer(encodings, dtype=np.uint8).reshape(-1, 32)

"""Arithmetic modulo p = 2²⁵⁵ - 19, on public values only: the time that it takes follows the values.

A number is ten limbs of alternately 26 and 25 bits, signed, least significant first: Σ limb_i · 2^⌈25.5 i⌉ (Bernstein,
"Curve25519", 2006, section 4).  Limbs of a product lie below 2²⁵·1.01 in size, and the sum of three of them may
be multiplied again.  Whatever is secret goes through libsodium instead, whose time does not follow its input.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from repatria.compiled import compiled

P: Final = 2**255 - 19
N_LIMBS: Final = 10
Element = tuple[int, int, int, int, int, int, int, int, int, int]
Limbs = npt.NDArray[np.int64]


def limbs_of(number: int) -> Limbs:
    """The ten limbs of a number in [0, p)."""
    limbs, places = [], 0
    for at in range(N_LIMBS):
        width = 26 - at % 2
        limbs.append(number >> places & (1 << width) - 1)
        places += width
    return np.array(limbs, dtype=np.int64)


def number_of(limbs: Any) -> int:
    """The number in [0, p) that ten limbs stand for."""
    return sum(int(limb) << (51 * at + 1) // 2 for at, limb in enumerate(limbs)) % P


@compiled
def loaded(row: Limbs) -> Element:
    """A row of an array as an element."""
    return (row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9])


@compiled
def plus(f: Element, g: Element) -> Element:
    """f + g, not carried."""
    return (
        f[0] + g[0], f[1] + g[1], f[2] + g[2], f[3] + g[3], f[4] + g[4],
        f[5] + g[5], f[6] + g[6], f[7] + g[7], f[8] + g[8], f[9] + g[9],
    )  # fmt: skip


@compiled
def minus(f: Element, g: Element) -> Element:
    """f - g, not carried."""
    return (
        f[0] - g[0], f[1] - g[1], f[2] - g[2], f[3] - g[3], f[4] - g[4],
        f[5] - g[5], f[6] - g[6], f[7] - g[7], f[8] - g[8], f[9] - g[9],
    )  # fmt: skip


@compiled
def _carried(h0: int, h1: int, h2: int, h3: int, h4: int, h5: int, h6: int, h7: int, h8: int, h9: int) -> Element:
    # Two chains that do not wait for each other: limbs 0 to 5, and 4 to 9 and on to 0 and 1.
    c = (h0 + 33554432) >> 26
    h0, h1 = h0 - (c << 26), h1 + c
    c = (h4 + 33554432) >> 26
    h4, h5 = h4 - (c << 26), h5 + c
    c = (h1 + 16777216) >> 25
    h1, h2 = h1 - (c << 25), h2 + c
    c = (h5 + 16777216) >> 25
    h5, h6 = h5 - (c << 25), h6 + c
    c = (h2 + 33554432) >> 26
    h2, h3 = h2 - (c << 26), h3 + c
    c = (h6 + 33554432) >> 26
    h6, h7 = h6 - (c << 26), h7 + c
    c = (h3 + 16777216) >> 25
    h3, h4 = h3 - (c << 25), h4 + c
    c = (h7 + 16777216) >> 25
    h7, h8 = h7 - (c << 25), h8 + c
    c = (h4 + 33554432) >> 26
    h4, h5 = h4 - (c << 26), h5 + c
    c = (h8 + 33554432) >> 26
    h8, h9 = h8 - (c << 26), h9 + c
    c = (h9 + 16777216) >> 25
    h9, h0 = h9 - (c << 25), h0 + 19 * c
    c = (h0 + 33554432) >> 26
    h0, h1 = h0 - (c << 26), h1 + c
    return (h0, h1, h2, h3, h4, h5, h6, h7, h8, h9)


@compiled
def times(f: Element, g: Element) -> Element:
    """f · g."""
    f0, f1, f2, f3, f4, f5, f6, f7, f8, f9 = f
    g0, g1, g2, g3, g4, g5, g6, g7, g8, g9 = g
    # Two odd limbs carry half a bit each, so their product counts twice; what passes 2²⁵⁵ comes back 19 times.
    e1, e3, e5, e7, e9 = 2 * f1, 2 * f3, 2 * f5, 2 * f7, 2 * f9
    k1, k2, k3, k4, k5, k6, k7, k8, k9 = (
        19 * g1, 19 * g2, 19 * g3, 19 * g4, 19 * g5, 19 * g6, 19 * g7, 19 * g8, 19 * g9,
    )  # fmt: skip
    return _carried(
        f0 * g0 + e1 * k9 + f2 * k8 + e3 * k7 + f4 * k6 + e5 * k5 + f6 * k4 + e7 * k3 + f8 * k2 + e9 * k1,
        f0 * g1 + f1 * g0 + f2 * k9 + f3 * k8 + f4 * k7 + f5 * k6 + f6 * k5 + f7 * k4 + f8 * k3 + f9 * k2,
        f0 * g2 + e1 * g1 + f2 * g0 + e3 * k9 + f4 * k8 + e5 * k7 + f6 * k6 + e7 * k5 + f8 * k4 + e9 * k3,
        f0 * g3 + f1 * g2 + f2 * g1 + f3 * g0 + f4 * k9 + f5 * k8 + f6 * k7 + f7 * k6 + f8 * k5 + f9 * k4,
        f0 * g4 + e1 * g3 + f2 * g2 + e3 * g1 + f4 * g0 + e5 * k9 + f6 * k8 + e7 * k7 + f8 * k6 + e9 * k5,
        f0 * g5 + f1 * g4 + f2 * g3 + f3 * g2 + f4 * g1 + f5 * g0 + f6 * k9 + f7 * k8 + f8 * k7 + f9 * k6,
        f0 * g6 + e1 * g5 + f2 * g4 + e3 * g3 + f4 * g2 + e5 * g1 + f6 * g0 + e7 * k9 + f8 * k8 + e9 * k7,
        f0 * g7 + f1 * g6 + f2 * g5 + f3 * g4 + f4 * g3 + f5 * g2 + f6 * g1 + f7 * g0 + f8 * k9 + f9 * k8,
        f0 * g8 + e1 * g7 + f2 * g6 + e3 * g5 + f4 * g4 + e5 * g3 + f6 * g2 + e7 * g1 + f8 * g0 + e9 * k9,
        f0 * g9 + f1 * g8 + f2 * g7 + f3 * g6 + f4 * g5 + f5 * g4 + f6 * g3 + f7 * g2 + f8 * g1 + f9 * g0,
    )


@compiled
def squared(f: Element, n: int) -> Element:
    """f squared n times over: f^(2ⁿ)."""
    for _ in range(n):
        f0, f1, f2, f3, f4, f5, f6, f7, f8, f9 = f
        d0, d1, d2, d3, d4, d5 = 2 * f0, 2 * f1, 2 * f2, 2 * f3, 2 * f4, 2 * f5
        k5, k6, k7, k8, k9 = 38 * f5, 19 * f6, 38 * f7, 19 * f8, 38 * f9
        f = _carried(
            f0 * f0 + d1 * k9 + d2 * k8 + d3 * k7 + d4 * k6 + f5 * k5,
            d0 * f1 + f2 * k9 + d3 * k8 + f4 * k7 + d5 * k6,
            d0 * f2 + d1 * f1 + d3 * k9 + d4 * k8 + d5 * k7 + f6 * k6,
            d0 * f3 + d1 * f2 + f4 * k9 + d5 * k8 + f6 * k7,
            d0 * f4 + d1 * d3 + f2 * f2 + d5 * k9 + 2 * f6 * k8 + f7 * k7,
            d0 * f5 + d1 * f4 + d2 * f3 + f6 * k9 + 2 * f7 * k8,
            d0 * f6 + d1 * d5 + d2 * f4 + d3 * f3 + 2 * f7 * k9 + f8 * k8,
            d0 * f7 + d1 * f6 + d2 * f5 + d3 * f4 + f8 * k9,
            d0 * f8 + 2 * d1 * f7 + d2 * f6 + d3 * d5 + f4 * f4 + f9 * k9,
            d0 * f9 + d1 * f8 + d2 * f7 + d3 * f6 + d4 * f5,
        )
    return f


@compiled
def canonical(f: Element) -> Element:
    """The limbs of the one representative in [0, p)."""
    h0, h1, h2, h3, h4, h5, h6, h7, h8, h9 = _carried(*f)
    # The quotient by p, from the top; then one plain chain of carries, each limb in [0, 2²⁶) or [0, 2²⁵).
    q = (19 * h9 + 16777216) >> 25
    q = (h1 + ((h0 + q) >> 26)) >> 25
    q = (h3 + ((h2 + q) >> 26)) >> 25
    q = (h5 + ((h4 + q) >> 26)) >> 25
    q = (h7 + ((h6 + q) >> 26)) >> 25
    q = (h9 + ((h8 + q) >> 26)) >> 25
    h0 += 19 * q
    h1 += h0 >> 26
    h2 += h1 >> 25
    h3 += h2 >> 26
    h4 += h3 >> 25
    h5 += h4 >> 26
    h6 += h5 >> 25
    h7 += h6 >> 26
    h8 += h7 >> 25
    h9 += h8 >> 26
    even, odd = 67108863, 33554431
    return (h0 & even, h1 & odd, h2 & even, h3 & odd, h4 & even, h5 & odd, h6 & even, h7 & odd, h8 & even, h9 & odd)


@compiled
def is_zero(f: Element) -> bool:
    """Whether f is 0 modulo p."""
    c = canonical(f)
    return (c[0] | c[1] | c[2] | c[3] | c[4] | c[5] | c[6] | c[7] | c[8] | c[9]) == 0


@compiled
def is_negative(f: Element) -> bool:
    """Whether f is odd in [0, p), which RFC 9496 calls negative."""
    return canonical(f)[0] & 1 == 1


@compiled
def power_for_roots(z: Element) -> Element:
    """z^((p - 5) / 8) = z^(2²⁵² - 3)."""
    z2 = squared(z, 1)
    z9 = times(squared(z2, 2), z)
    z11 = times(z9, z2)
    n5 = times(squared(z11, 1), z9)  # z^(2⁵ - 1), and so on
    n10 = times(squared(n5, 5), n5)
    n20 = times(squared(n10, 10), n10)
    n40 = times(squared(n20, 20), n20)
    n50 = times(squared(n40, 10), n10)
    n100 = times(squared(n50, 50), n50)
    n200 = times(squared(n100, 100), n100)
    n250 = times(squared(n200, 50), n50)
    return times(squared(n250, 2), z)

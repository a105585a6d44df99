"""How this engine compiles its inner loops: to machine code, once, without the interpreter's lock.

Numba keeps machine code on disk and compiles anew when the *file* of a function changes.  It does not see that a
function of another file, or a constant that was compiled in, has changed: after an update the old sum would go on being
computed.  So each function carries a digest of its own code and of all that it calls, and the digest is part of the
key under which its machine code is kept.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from types import FunctionType
from typing import Any, TypeVar, cast

import numba
from numba.core.caching import FunctionCache

Function = TypeVar("Function", bound=Callable[..., object])

_DIGESTS: dict[int, bytes] = {}


class _Cache(FunctionCache):
    """Numba's cache on disk, with the digest in its key."""

    def __init__(self, function: FunctionType, digest: bytes) -> None:
        super().__init__(function)  # type: ignore[no-untyped-call]  # numba's own, without annotations
        self._digest = digest

    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        key = super()._index_key(sig, codegen)  # type: ignore[no-untyped-call]  # as above
        return (*key, self._digest)


def digest(function: FunctionType) -> bytes:
    """A digest of a function's code, of the constants that it names, and of the compiled functions that it calls."""
    return sha256(b"\x00".join(_parts(function))).digest()


def _parts(function: FunctionType) -> Iterator[bytes]:
    code = function.__code__
    yield code.co_code
    yield repr(tuple(each for each in code.co_consts if isinstance(each, int | float | str))).encode()
    for name in code.co_names:
        yield name.encode()
        value = function.__globals__.get(name)
        if isinstance(value, bool | int | float | str):
            yield repr(value).encode()
        yield _DIGESTS.get(id(value), b"")


def compiled(function: Function) -> Function:
    """The function in machine code, kept on disk beside its source; sums keep their order, so answers repeat."""
    plain = cast(FunctionType, function)
    dispatcher = numba.njit(cache=True, nogil=True)(plain)
    own = digest(plain)
    # Dispatchers live as long as their module, so that an id is never given anew.
    _DIGESTS[id(dispatcher)] = own
    dispatcher._cache = _Cache(plain, own)  # type: ignore[attr-defined]  # what enable_caching sets
    return cast(Function, dispatcher)

"""Machine code on disk, under a key that knows all it was made of: the one place that talks to numba."""

from types import FunctionType
from typing import Any

import numba
from numba.core.caching import FunctionCache


class _Cache(FunctionCache):
    """Numba's cache on disk, with a digest in its key."""

    def __init__(self, function: FunctionType, digest: bytes) -> None:
        super().__init__(function)  # type: ignore[no-untyped-call]  # numba's own, without annotations
        self._digest = digest

    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        key = super()._index_key(sig, codegen)  # type: ignore[no-untyped-call]  # as above
        return (*key, self._digest)


def machine_code(function: FunctionType, digest: bytes) -> Any:
    """The function as numba's dispatcher: compiled for the types that it is called with, or read from disk."""
    dispatcher: Any = numba.njit(cache=True, nogil=True)(function)
    dispatcher._cache = _Cache(function, digest)  # what enable_caching sets
    return dispatcher

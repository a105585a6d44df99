"""How this engine compiles its inner loops: to machine code, once, without the interpreter's lock."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """The function in machine code, kept on disk beside its source; sums keep their order, so answers repeat."""
    return cast(Function, numba.njit(cache=True, nogil=True)(function))

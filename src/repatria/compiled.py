"""How this engine compiles its inner loops: to machine code, once, without the interpreter's lock.

Numba keeps machine code on disk and compiles anew when the *file* of a function changes.  It does not see that a
function of another file, or a constant that was compiled in, has changed: after an update the old sum would go on being
computed.  So each function carries a digest of its own code and of all that it calls, and the digest is part of the
key under which its machine code is kept.

Numba itself is loaded at the first call: a page that only names the engine's nouns does not wait for it.
"""

from collections.abc import Callable, Iterator
from functools import update_wrapper
from hashlib import sha256
from threading import RLock
from types import FunctionType
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., object])

_ONE_AT_A_TIME = RLock()


class Compiled:
    """A function that becomes machine code when it is first called, with all compiled functions that it calls."""

    def __init__(self, function: FunctionType) -> None:
        update_wrapper(self, function)
        self.plain = function
        self.digest = digest(function)
        self._code: Any = None

    def __call__(self, *arguments: Any) -> Any:
        """What the function gives."""
        code = self.code() if self._code is None else self._code
        return code(*arguments)

    def code(self) -> Any:
        """Numba's dispatcher of the function, made once."""
        with _ONE_AT_A_TIME:
            if self._code is None:
                from repatria.machine_code import machine_code

                plain = self.plain
                # Numba looks names up where the function was defined: there it finds its own kind.
                names = {
                    name: value.code() if isinstance(value, Compiled) else value
                    for name, value in plain.__globals__.items()
                    if name in plain.__code__.co_names or name.startswith("__")
                }
                twin = FunctionType(plain.__code__, names, plain.__name__, plain.__defaults__, plain.__closure__)
                self._code = machine_code(twin, self.digest)
        return self._code


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
        if isinstance(value, Compiled):
            yield value.digest


def compiled(function: Function) -> Function:
    """The function in machine code, kept on disk beside its source; sums keep their order, so answers repeat."""
    return cast(Function, Compiled(cast(FunctionType, function)))

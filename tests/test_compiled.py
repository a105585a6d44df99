"""Machine code kept on disk is that of the code at hand, also of what it calls."""

import subprocess
import sys
from types import FunctionType

import numpy as np

from repatria.compiled import Compiled, digest
from repatria.kinship import machine

CALLER = "def f(x):\n    return g(x) + C\n"


def module(text, **names):
    """A function ``f`` as it would stand in a module of these names."""
    space = dict(names)
    exec(text, space)
    found = space["f"]
    assert isinstance(found, FunctionType)
    return found


def test_a_constant_or_a_callee_of_another_file_changes_the_digest():
    callees = (machine.scale_table, machine.place_tables)
    digests = {digest(module(CALLER, g=g, C=c)) for g in callees for c in (1, 2)}
    assert len(digests) == 4
    assert digest(module(CALLER, g=callees[0], C=1)) in digests


def test_a_line_of_its_own_changes_the_digest():
    assert digest(module("def f(x):\n    return x * 2\n")) != digest(module("def f(x):\n    return x * 3\n"))
    assert digest(module("def f(x):\n    return x * 2\n")) != digest(module("def f(x):\n    return x + 2\n"))


def test_the_key_on_disk_holds_the_digest():
    assert machine.scale_table(np.array([4.0, 1.0])) == 3
    code = machine.scale_table.code()
    key = code._cache._index_key(code.signatures[0], code.targetctx.codegen())
    assert key[-1] == digest(machine.scale_table.plain)


def test_a_caller_compiled_first_compiles_what_it_calls():
    def f(x):
        return g(x) + 1.0  # noqa: F821 - among the names that are made below

    def twice(x):
        return x * 2.0

    space = {"g": Compiled(twice), "__name__": __name__}
    caller = Compiled(FunctionType(f.__code__, space, "f"))
    assert caller(3.0) == 7.0
    assert space["g"](3.0) == 6.0


def test_naming_the_engine_does_not_load_the_compiler():
    """Pages name its nouns; only who computes waits for numba."""
    script = "import sys, repatria.kinship, repatria.kinship.formats; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0

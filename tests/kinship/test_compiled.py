"""Machine code kept on disk is that of the code at hand, also of what it calls."""

from types import FunctionType

import numpy as np

from repatria.kinship import machine
from repatria.kinship.compiled import digest

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
    scale = machine.scale_table
    assert scale(np.array([4.0, 1.0])) == 3
    key = scale._cache._index_key(scale.signatures[0], scale.targetctx.codegen())
    assert key[-1] == digest(scale.py_func)

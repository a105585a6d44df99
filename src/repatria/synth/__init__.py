"""Invented worlds for testing everything else, with the truth beside them.

A newcomer cannot judge a matcher on real lists: nobody knows the truth about them, and they must not be shown.
So this engine invents two armies' people and what became of them, lets clerks of both sides write their lists in
their own languages and with their own slips, plants errors of every known kind, and remembers all of it.
"""

from repatria.synth.evaluate import COUNTED, TOTAL, Evaluation, evaluate
from repatria.synth.kinds import EXPECTED_CODE, Kind
from repatria.synth.sizes import Sizes
from repatria.synth.world import N_STEPS, World, make_world

__all__ = [
    "COUNTED",
    "EXPECTED_CODE",
    "N_STEPS",
    "TOTAL",
    "Evaluation",
    "Kind",
    "Sizes",
    "World",
    "evaluate",
    "make_world",
]

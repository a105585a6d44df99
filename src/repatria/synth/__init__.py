"""Invented worlds for testing everything else, with the truth beside them.

A newcomer cannot judge a matcher on real lists: nobody knows the truth about them, and they must not be shown.
So this engine invents two armies' people and what became of them, lets clerks of both sides write their lists in
their own languages and with their own slips, plants errors of every known kind, and remembers all of it.
Two lists of one larger population, up to a whole war's, come without the case around them.
"""

from repatria.synth.evaluate import COUNTED, TOTAL, Evaluation, evaluate
from repatria.synth.kinds import EXPECTED_CODE, Kind
from repatria.synth.lists_files import ListsFormat, ListsWorld, render_lists
from repatria.synth.lists_params import SLIPS, ListHabits, ListsParams, Quality
from repatria.synth.population import PopulationParams
from repatria.synth.sizes import Sizes
from repatria.synth.two_lists import N_LISTS_STEPS, TwoLists, make_two_lists
from repatria.synth.world import N_STEPS, World, make_world

__all__ = [
    "COUNTED",
    "EXPECTED_CODE",
    "N_LISTS_STEPS",
    "N_STEPS",
    "SLIPS",
    "TOTAL",
    "Evaluation",
    "Kind",
    "ListHabits",
    "ListsFormat",
    "ListsParams",
    "ListsWorld",
    "PopulationParams",
    "Quality",
    "Sizes",
    "TwoLists",
    "World",
    "evaluate",
    "make_two_lists",
    "make_world",
    "render_lists",
]

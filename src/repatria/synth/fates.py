"""What became of the people of one side, and so on whose lists they stand."""

from dataclasses import dataclass

import numpy as np

from repatria.synth.families import with_families
from repatria.synth.people import Ints, People, make_people
from repatria.synth.sizes import Sizes

SHARE_OF_HELD_CLAIMED = 0.85
SHARE_OF_DEAD_CLAIMED = 0.80
SHARE_OF_RETURNED_STILL_CLAIMED = 0.10
SHARE_OF_BAGS_OF_OTHERS = 0.90  # the rest: own soldiers, further parts of a body, bags without anybody


@dataclass(frozen=True, slots=True, kw_only=True)
class Fates:
    """The people of one side; columns of indices into ``people``.

    ``held``, ``dead`` and ``returned`` are in, lie with, or came back from the other side; ``own_dead`` lie
    with their own side.  ``missing`` stand on their own side's missing list, in the list's order,
    and ``supplement`` on a later letter.
    """

    people: People
    held: Ints
    dead: Ints
    returned: Ints
    own_dead: Ints
    missing: Ints
    supplement: Ints


def make_fates(party: str, sizes: Sizes, *, rng: np.random.Generator) -> Fates:
    """Invent one side's people and decide what became of each."""
    n_dead = round(SHARE_OF_BAGS_OF_OTHERS * sizes.n_bags)
    n_own_dead = max(2, round(0.04 * sizes.n_bags))
    claimed = (
        round(SHARE_OF_HELD_CLAIMED * sizes.n_held),
        round(SHARE_OF_DEAD_CLAIMED * n_dead),
        max(1, round(SHARE_OF_RETURNED_STILL_CLAIMED * sizes.n_returned)),
    )
    n_unknown = sizes.n_missing + sizes.n_supplement - sum(claimed)
    bounds = np.cumsum([sizes.n_held, n_dead, sizes.n_returned, n_unknown])
    people = make_people(party, int(bounds[-1]), rng=rng)
    everybody = rng.permutation(len(people))
    held, dead, returned, unknown = np.split(everybody, bounds[:-1])
    listed, supplement = np.split(unknown, [n_unknown - sizes.n_supplement])
    missing = np.concatenate([held[: claimed[0]], dead[: claimed[1]], returned[: claimed[2]], listed])
    return Fates(
        # The first pairs of relatives are both held and both claimed.
        people=with_families(people, held[: claimed[0]], rng=rng),
        held=rng.permutation(held),
        dead=rng.permutation(dead),
        returned=rng.permutation(returned),
        own_dead=listed[:n_own_dead],
        missing=rng.permutation(missing),
        supplement=supplement,
    )

"""What an untyped founder means where mutation does not leave the population as it is.

Under a model whose stationary distribution is not the population's, keeping an untyped grandfather or leaving him out
gives different likelihoods: his alleles mutate once more on their way.  As drawn, everybody is kept.  Familias leaves
out whom it can before it computes; this module says whom.
"""

from collections.abc import Collection

from repatria.kinship.inheritance import Line
from repatria.kinship.pedigree import Pedigree

Gamete = tuple[int, Line]
"""Place of a child, and the line by which it got an allele."""


def without_untyped_founders(pedigree: Pedigree, typed: Collection[str]) -> frozenset[Gamete]:
    """The gametes that come straight from the population, once untyped founders with one child are dropped.

    Again and again, until nothing changes: an untyped person without children is left out; an untyped founder with one
    child is left out, and the child's allele from him is then drawn from the population without mutation.  A child
    who loses both parents so is a founder itself, and may be next.

    Parameters
    ----------
    typed
        Ids of members who have a profile, be it empty at the marker in question: whom to keep is asked once for the
        whole pedigree and not at each marker.

    References
    ----------
    Found by comparison with Familias (R) 2.6.4, whose values it gives at all 26 pedigrees of the reference where they
    differ from the pedigree as drawn.  With theta above 0 Familias drops nobody, and neither do we.
    """
    keeps = {pedigree.index(each) for each in typed}
    parents: dict[int, dict[Line, int]] = {
        place: {
            line: int(parent)
            for line, parent in ((Line.PATERNAL, pedigree.fathers[place]), (Line.MATERNAL, pedigree.mothers[place]))
            if parent >= 0
        }
        for place in range(len(pedigree))
    }
    children: dict[int, list[Gamete]] = {place: [] for place in parents}
    for child, by_line in parents.items():
        for line, parent in by_line.items():
            children[parent].append((child, line))
    dropped: set[Gamete] = set()
    waiting = [place for place in parents if place not in keeps]
    while waiting:
        place = waiting.pop()
        if place not in parents:
            continue
        if not children[place]:
            for line, parent in parents.pop(place).items():
                children[parent].remove((place, line))
                waiting.extend({parent} - keeps)
        elif not parents[place] and len(children[place]) == 1:
            del parents[place]
            child, line = children[place][0]
            del parents[child][line]
            dropped.add((child, line))
            waiting.extend({child} - keeps)
    return frozenset(dropped)

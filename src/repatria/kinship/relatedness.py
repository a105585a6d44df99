"""Who is related to whom in a pedigree, and which missing people cannot be told apart by it."""

from collections.abc import Sequence

from repatria.kinship.family import Family
from repatria.kinship.pairings import MissingPeople
from repatria.kinship.pedigree import Pedigree


def ancestors(pedigree: Pedigree) -> dict[str, frozenset[str]]:
    """Each member with all of their ancestors, themselves among them."""
    found: dict[str, frozenset[str]] = {}
    for place in pedigree.order.tolist():
        member = pedigree.members[place]
        above = [found[parent] for parent in (member.father, member.mother) if parent is not None]
        found[member.id] = frozenset((member.id,)).union(*above)
    return found


def unrelated_missing(families: Sequence[Family], people: MissingPeople) -> dict[int, tuple[str, ...]]:
    """Missing people (places) who share no ancestor with any reference or other missing: no DNA can name them.

    Gives for each the references and missing that they are unrelated to.
    """
    found: dict[int, tuple[str, ...]] = {}
    lines = {id(family.pedigree): ancestors(family.pedigree) for family in families}
    for place, name in enumerate(people.ids):
        family = families[int(people.family[place])]
        line = lines[id(family.pedigree)]
        others = tuple(each for each in (*family.references.ids, *family.missing) if each != name)
        if all(line[name].isdisjoint(line[each]) for each in others):
            found[place] = others
    return found

"""Missing people whom their family's DNA cannot tell apart: swapping them leaves every likelihood as it was."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from repatria.kinship.family import Family
from repatria.kinship.pedigree import Pedigree

_Color = tuple[object, ...]


def interchangeable(family: Family) -> tuple[tuple[str, ...], ...]:
    """Sets of missing members, each of one sex, that a relabeling of the pedigree carries into each other.

    The relabeling keeps sexes, parents, inbreeding, who is missing, and every relative who gave a sample.  Members that
    no relabeling moves are left out.
    """
    found: list[list[str]] = []
    for each in family.missing:
        for orbit in found:
            if _carries(family, orbit[0], each):
                orbit.append(each)
                break
        else:
            found.append([each])
    return tuple(tuple(orbit) for orbit in found if len(orbit) > 1)


def _carries(family: Family, one: str, other: str) -> bool:
    """Whether some relabeling takes one member to the other."""
    pedigree = family.pedigree
    typed, missing = set(family.references.ids), set(family.missing)
    colors: dict[str, _Color] = {
        m.id: (m.id if m.id in typed else "", m.id in missing, int(m.sex), pedigree.inbreeding.get(m.id, 0.0))
        for m in pedigree.members
    }
    left = _refined(pedigree, {**colors, one: (*colors[one], "moved")})
    right = _refined(pedigree, {**colors, other: (*colors[other], "moved")})
    if sorted(left.values()) != sorted(right.values()):
        return False
    return _match(pedigree, left, right)


def _refined(pedigree: Pedigree, colors: dict[str, _Color]) -> dict[str, int]:
    """Colors as numbers, split until members of one color have parents and children of the same colors."""
    names = _numbered({each: repr(color) for each, color in colors.items()})
    children: dict[str, list[str]] = defaultdict(list)
    for member in pedigree.members:
        for parent in (member.father, member.mother):
            if parent is not None:
                children[parent].append(member.id)
    while True:
        around = {
            m.id: repr(
                (
                    names[m.id],
                    names.get(m.father or ""),
                    names.get(m.mother or ""),
                    sorted(names[child] for child in children[m.id]),
                )
            )
            for m in pedigree.members
        }
        split = _numbered(around)
        if len(set(split.values())) == len(set(names.values())):
            return split
        names = split


def _numbered(texts: dict[str, str]) -> dict[str, int]:
    """A number for each text that depends on the text alone, so that two colorings can be compared."""
    return {each: hash(text) for each, text in texts.items()}


def _match(pedigree: Pedigree, left: dict[str, int], right: dict[str, int]) -> bool:
    """Look for a relabeling that takes each color on the left to the same on the right."""
    by_color: dict[int, list[str]] = defaultdict(list)
    for each, color in right.items():
        by_color[color].append(each)
    order = [pedigree.members[place].id for place in pedigree.order.tolist()]
    image: dict[str, str] = {}
    used: set[str] = set()

    def place(depth: int) -> bool:
        if depth == len(order):
            return True
        member = pedigree.member(order[depth])
        for candidate in by_color[left[member.id]]:
            target = pedigree.member(candidate)
            if candidate in used or not _parents_fit((member.father, member.mother), target, image):
                continue
            image[member.id] = candidate
            used.add(candidate)
            if place(depth + 1):
                return True
            used.discard(candidate)
            del image[member.id]
        return False

    return place(0)


def _parents_fit(parents: Sequence[str | None], target: object, image: dict[str, str]) -> bool:
    wanted: Iterable[str | None] = (None if parent is None else image[parent] for parent in parents)
    return tuple(wanted) == (getattr(target, "father", None), getattr(target, "mother", None))

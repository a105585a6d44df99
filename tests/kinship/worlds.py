"""Small invented worlds: families whose alleles were dropped down their pedigrees, and bodies."""

import numpy as np

from repatria.kinship import UNREAD, Bodies, Chromosome, Family, Marker, Member, Panel, Pedigree, Profiles, Sex

MALE, FEMALE, UNKNOWN = Sex.MALE, Sex.FEMALE, Sex.UNKNOWN


def pedigree(*rows, inbreeding=None):
    """A pedigree of rows ``"id sex"`` or ``"id sex father mother"``; sexes M, F or ?."""
    sexes = {"M": MALE, "F": FEMALE, "?": UNKNOWN}
    members = []
    for row in rows:
        name, sex, *parents = row.split()
        father, mother = parents or (None, None)
        members.append(Member(id=name, sex=sexes[sex], father=father, mother=mother))
    return Pedigree(members=tuple(members), inbreeding=inbreeding or {})


def marker(name="D1", *, frequencies=(0.05, 0.25, 0.3, 0.2, 0.15, 0.05), alleles=None, model=None, **how):
    """A marker with a ladder of alleles from 10 on; ``model`` makes its mutation."""
    made = Marker(
        name=name,
        alleles=tuple(alleles or map(str, range(10, 10 + len(frequencies)))),
        frequencies=np.array(frequencies),
        **how,
    )
    return made if model is None else Marker(**{**_fields(made), "mutation": model(made)})


def _fields(one):
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


SHAPES = {
    "parents": (pedigree("d M", "m F", "x M d m"), ("d", "m"), ("x",)),
    "mother": (pedigree("d M", "m F", "x F d m"), ("m",), ("x",)),
    "brothers of two missing": (
        pedigree("d M", "m F", "x M d m", "y M d m", "s F d m", "b M d m"),
        ("s", "b"),
        ("x", "y"),
    ),
    "wife and child": (pedigree("x M", "w F", "c F x w"), ("w", "c"), ("x",)),
    "cousins who married": (
        pedigree("g M", "h F", "d M g h", "a F g h", "m F", "o M", "x F d m", "c M o a", "k ? c x"),
        ("h", "k"),
        ("x",),
    ),
    "inbred father": (pedigree("d M", "m F", "x M d m", "s F d m", inbreeding={"d": 0.2}), ("s",), ("x",)),
}


def families(panel, *, rng, each=2, shapes=SHAPES, mutate=False):
    """``each`` families of every shape; one read in ten is lost, one in ten shows one allele only."""
    found = []
    for number in range(each):
        for name, (tree, typed, missing) in shapes.items():
            people = drop(tree, panel, rng)
            reads = np.stack([people[one] for one in typed])
            references = Profiles(ids=typed, alleles=worn(reads, rng))
            found.append(Family(id=f"{name} {number}", pedigree=tree, missing=missing, references=references))
    return found


def bodies(panel, n, *, rng, sexes=(MALE, FEMALE, UNKNOWN)):
    """Strangers' bodies, worn like the families' reads; at X of a sex that a body of that sex can show."""
    sex = np.array([sexes[row % len(sexes)] for row in range(n)], dtype=np.int8)
    reads = np.stack([_founder(panel, MALE if each == UNKNOWN else each, rng) for each in sex])
    return Bodies(profiles=Profiles(ids=tuple(f"B{row}" for row in range(n)), alleles=worn(reads, rng)), sexes=sex)


def drop(tree, panel, rng):
    """Genotypes of everyone, alleles dropped down the pedigree without mutation; a silent one shows as its partner."""
    people = {}
    for place in tree.order:
        member = tree.members[place]
        if member.father is None:
            people[member.id] = _founder(panel, member.sex, rng)
            continue
        father, mother = people[member.father], people[member.mother]
        rows = np.arange(len(panel))
        pair = np.stack([father[rows, rng.integers(0, 2, len(rows))], mother[rows, rng.integers(0, 2, len(rows))]], 1)
        on_x = [one.chromosome == Chromosome.X for one in panel.markers]
        if member.sex != FEMALE:
            pair[on_x, 0] = pair[on_x, 1]
        people[member.id] = pair
    return people


def _founder(panel, sex, rng):
    pairs = np.stack([rng.choice(_visible(one), 2) for one in panel.markers]).astype(np.int16)
    on_x = [one.chromosome == Chromosome.X for one in panel.markers]
    if sex != FEMALE:
        pairs[on_x, 1] = pairs[on_x, 0]
    return pairs


def _visible(one):
    return np.flatnonzero(one.frequencies[: one.n_alleles - one.has_silent] > 0)


def worn(reads, rng):
    """Some reads lost, and of some the second allele."""
    reads = reads.copy()
    reads[rng.random(reads.shape[:2]) < 0.1, 1] = UNREAD
    reads[rng.random(reads.shape[:2]) < 0.1] = UNREAD
    return reads


def panel_of(*markers):
    """A panel."""
    return Panel(markers=markers)

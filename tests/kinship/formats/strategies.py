"""Profiles, panels and families that a file can say."""

import numpy as np
from hypothesis import strategies as st

from repatria.kinship import UNREAD, Family, Marker, Member, Panel, Pedigree, Profiles, Sex

LOCI = ("TH01", "D3S1358", "vWA", "FGA", "Penta D")
NAMES = (
    st.text(alphabet="abcXYZ019-_.№ «»", min_size=1, max_size=8)
    .map(str.strip)
    .filter(lambda name: name not in ("", "-", "-9", "0", ".") and not name.startswith("'"))
)


def marker(name: str, n: int) -> Marker:
    alleles = [str(9 + place) if place % 3 else f"{9 + place}.3" for place in range(n)]
    weights = np.arange(1, n + 1, dtype=np.float64)
    return Marker(name=name, alleles=tuple(alleles), frequencies=weights / weights.sum())


@st.composite
def panels(draw):
    n_loci = draw(st.integers(1, len(LOCI)))
    return Panel(markers=tuple(marker(name, draw(st.integers(2, 6))) for name in LOCI[:n_loci]))


@st.composite
def profiles(draw, panel, ids=None, *, half_typed=True):
    if ids is None:
        ids = draw(st.lists(NAMES, unique=True, min_size=1, max_size=5))
    alleles = np.full((len(ids), len(panel), 2), UNREAD, dtype=np.int16)
    for row in range(len(ids)):
        for column, each in enumerate(panel.markers):
            kind = draw(st.sampled_from(["both", "both", "one", "none"] if half_typed else ["both", "none"]))
            reads = [draw(st.integers(0, each.n_alleles - 1)) for _ in range({"both": 2, "one": 1, "none": 0}[kind])]
            alleles[row, column, : len(reads)] = reads
    return Profiles(ids=tuple(ids), alleles=alleles)


@st.composite
def pedigrees(draw):
    """Founders first, then children of whoever stands before them and has the right sex."""
    ids = draw(st.lists(NAMES, unique=True, min_size=2, max_size=6))
    members = [Member(id=ids[0], sex=Sex.MALE), Member(id=ids[1], sex=Sex.FEMALE)]
    for each in ids[2:]:
        father = draw(st.sampled_from([m.id for m in members if m.sex is Sex.MALE]))
        mother = draw(st.sampled_from([m.id for m in members if m.sex is Sex.FEMALE]))
        sex = draw(st.sampled_from([Sex.MALE, Sex.FEMALE]))
        is_founder = draw(st.booleans())
        members.append(
            Member(id=each, sex=sex) if is_founder else Member(id=each, father=father, mother=mother, sex=sex)
        )
    return Pedigree(members=tuple(members))


@st.composite
def families(draw, panel):
    found = []
    for family_id in draw(st.lists(NAMES, unique=True, min_size=1, max_size=3)):
        pedigree = draw(pedigrees())
        missing = draw(st.sampled_from(pedigree.ids))
        typed = [each for each in pedigree.ids if each != missing and draw(st.booleans())]
        references = draw(profiles(panel, typed))
        found.append(Family(id=family_id, pedigree=pedigree, missing=(missing,), references=references))
    return found


def genotypes(profiles: Profiles) -> dict[str, list]:
    """Reads without their order, which no file keeps: of two reads neither is the first."""
    return {
        each: [sorted(pair) for pair in row] for each, row in zip(profiles.ids, profiles.alleles.tolist(), strict=True)
    }

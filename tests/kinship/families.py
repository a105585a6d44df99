"""Small families in two forms: the oracle's plain values, and the engine's nouns."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from repatria.kinship import Chromosome, Marker, Member, Mutation, Panel, Pedigree, Profiles, Sex

SEXES = {"M": Sex.MALE, "F": Sex.FEMALE}


@dataclass(frozen=True)
class Drawn:
    """A pedigree, a marker and reads in the oracle's plain values."""

    rows: list
    marker: dict
    reads: dict
    inbreeding: dict

    @property
    def pedigree(self):
        return pedigree_of(self.rows, self.inbreeding)

    @property
    def panel(self):
        return Panel(markers=(marker_of(self.marker),))

    @property
    def profiles(self):
        return Profiles.of({each: {"M": read} for each, read in self.reads.items()}, self.panel)

    @property
    def genotypes(self):
        return self.reads


def pedigree_of(rows, inbreeding=None):
    members = (Member(id=r["id"], father=r["father"], mother=r["mother"], sex=SEXES[r["sex"]]) for r in rows)
    return Pedigree(members=tuple(members), inbreeding=inbreeding or {})


def marker_of(plain):
    mutation = plain.get("mutation")
    return Marker(
        name=plain["name"],
        alleles=tuple(plain["alleles"]),
        frequencies=np.array(plain["freqs"]),
        chromosome=Chromosome(plain.get("chrom", "autosomal")),
        has_silent=plain.get("silent_allele") is not None,
        mutation=mutation
        and Mutation(female=np.array(mutation["female"]["matrix"]), male=np.array(mutation["male"]["matrix"])),
        dropout=plain.get("dropout", 0.0),
    )


def drawn_pedigree(text):
    """``"F,,,M M,,,F C,F,M,M"``: id, father, mother, sex."""
    fields = (each.split(",") for each in text.split())
    return pedigree_of([{"id": i, "father": f or None, "mother": m or None, "sex": s} for i, f, m, s in fields])


@st.composite
def shares(draw, n):
    weights = draw(st.lists(st.integers(1, 20), min_size=n, max_size=n))
    return [weight / sum(weights) for weight in weights]


@st.composite
def mutations(draw, n):
    kind = draw(st.sampled_from(["none", "equal", "any"]))
    if kind == "none":
        return None
    sides = {}
    for side in ("female", "male"):
        rate = draw(st.sampled_from([0.01, 0.2]))
        if kind == "equal" and n > 1:
            matrix = [[1 - rate if i == j else rate / (n - 1) for j in range(n)] for i in range(n)]
        else:
            matrix = [draw(shares(n)) for _ in range(n)]
        sides[side] = {"matrix": matrix}
    return sides


@st.composite
def pedigrees(draw, largest):
    """Rows with any marriages that sexes allow, those between relatives too; some untyped strangers."""
    rows = []
    for number in range(draw(st.integers(2, largest))):
        men = [row["id"] for row in rows if row["sex"] == "M"]
        women = [row["id"] for row in rows if row["sex"] == "F"]
        has_parents = men and women and draw(st.integers(0, 4)) > 0
        father, mother = (draw(st.sampled_from(men)), draw(st.sampled_from(women))) if has_parents else (None, None)
        sex = "MF"[number] if number < 2 else draw(st.sampled_from("MF"))
        rows.append({"id": f"p{number}", "father": father, "mother": mother, "sex": sex})
    return rows


@st.composite
def families(draw, largest=5):
    """A family with everything that one marker can bring, small enough to try every genotype."""
    n = draw(st.integers(2, 3))
    rows = draw(pedigrees(largest))
    is_x = draw(st.booleans())
    has_silent = n > 2 and draw(st.booleans())
    alleles = [chr(ord("a") + number) for number in range(n)]
    visible = alleles[:-1] if has_silent else alleles
    reads = {}
    for row in rows:
        kind = draw(st.sampled_from(["nothing", "nothing", "both", "both", "one"]))
        one, other = draw(st.sampled_from(visible)), draw(st.sampled_from(visible))
        if is_x and row["sex"] == "M":
            other = one
        if kind != "nothing":
            reads[row["id"]] = [one, other] if kind == "both" else [one, None]
    marker = {
        "name": "M",
        "alleles": alleles,
        "freqs": draw(shares(n)),
        "chrom": "X" if is_x else "autosomal",
        "silent_allele": alleles[-1] if has_silent else None,
        "mutation": draw(mutations(n)),
        "dropout": draw(st.sampled_from([0.0, 0.0, 0.1])),
    }
    founders = [row["id"] for row in rows if row["father"] is None and not (is_x and row["sex"] == "M")]
    inbreeding = {each: 0.25 for each in founders if draw(st.integers(0, 3)) == 0}
    return Drawn(rows=rows, marker=marker, reads=reads, inbreeding=inbreeding)

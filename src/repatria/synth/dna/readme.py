"""The README of an invented world of DNA."""

import polars as pl

from repatria.synth.dna.kinds import Origin, Trouble
from repatria.synth.dna.loci import Loci


def render_readme(bodies: pl.DataFrame, people: pl.DataFrame, loci: Loci, *, seed: int) -> bytes:
    """What the folder holds, for whoever opens it first."""
    n_families = people["family"].n_unique()
    lines = [
        "# An invented world of DNA",
        "",
        f"Made by `repatria synth dna --bodies {bodies.height} --families {n_families} --seed {seed}`.",
        f"Every person here is invented; the same command gives the same bytes again. {len(loci)} loci.",
        "",
        "| file | what it holds |",
        "| --- | --- |",
        "| `bodies.csv` | a row for each bag: sex, Amelogenin, loci as 12/14; 12/- where one allele was read |",
        "| `families/pedigrees.csv` | who is whose child in each family, and who is missing |",
        "| `families/references.csv` | profiles of relatives who gave a sample |",
        "| `frequencies.csv` | alleles of each locus with their frequencies in the population |",
        "| `evidence.csv` | age, stature, places and dates |",
        "| `staff.csv` | profiles of the laboratory's own people |",
        "| `truth/bodies.csv` | whose body is in each bag, and what makes it hard |",
        "| `truth/missing.csv` | each missing person: the family's shape, its troubles, in how many bags |",
        "",
        "`repatria identify --bodies bodies.csv --families families --frequencies frequencies.csv --staff staff.csv",
        "--evidence evidence.csv --single-allele unknown --out results` proposes whose bodies they are;",
        "`repatria synth evaluate-dna . results` compares that with the truth. No run reads `truth/`.",
        "",
        "| whose body | bags |",
        "| --- | ---: |",
    ]
    by_origin = dict(bodies.group_by("origin").len().iter_rows())
    lines += [f"| {origin.value} | {by_origin.get(origin.value, 0):,} |" for origin in Origin]
    lines += ["", "| trouble | bags | missing people |", "| --- | ---: | ---: |"]
    for kind in Trouble:
        counts = [_n_with(frame, kind) for frame in (bodies, people)]
        lines.append(f"| {kind.value} | {counts[0]:,} | {counts[1]:,} |")
    lines += ["", "| family shape | missing people |", "| --- | ---: |"]
    lines += [f"| {shape} | {n:,} |" for shape, n in people.group_by("shape").len().sort("shape").iter_rows()]
    return ("\n".join(lines) + "\n").encode()


def _n_with(frame: pl.DataFrame, kind: Trouble) -> int:
    return frame.filter(pl.col("troubles").str.split(" ").list.contains(kind.value)).height

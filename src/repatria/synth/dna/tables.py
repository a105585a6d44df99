"""The tables of an invented world: profiles with a column for each locus, pedigrees, frequencies, the truth."""

import io
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from repatria.synth.dna.bodies import Bags
from repatria.synth.dna.families import Families, Someone
from repatria.synth.dna.kinds import Origin, Trouble
from repatria.synth.dna.loci import Loci

UNREAD = -1


def csv(frame: pl.DataFrame) -> bytes:
    """The table as CSV in UTF-8; what is not known is an empty cell."""
    out = io.BytesIO()
    frame.with_columns(pl.col(pl.String).replace("", None)).write_csv(out)
    return out.getvalue()


def ids(letter: str, numbers: NDArray[np.int32] | range, n: int) -> pl.Series:
    """Ids such as B-00042, as wide as the greatest of ``n`` needs."""
    width = max(4, len(str(n)))
    return pl.Series([f"{letter}-{number + 1:0{width}d}" for number in numbers], dtype=pl.String)


def bodies_table(bags: Bags, loci: Loci) -> pl.DataFrame:
    """A row for each bag: sample, sex, Amelogenin, and a cell such as 12/14, 12/- or 12/14/15 for each locus."""
    amelogenin = np.select(
        [bags.amelogenin == "XY", bags.amelogenin == "X", bags.amelogenin == "Y"], ["X/Y", "X/X", "Y"], ""
    )
    head = {"sample": ids("B", range(len(bags)), len(bags)), "sex": bags.sexes, "Amelogenin": amelogenin}
    return pl.DataFrame(head).hstack(_cells(bags.reads, loci))


def references_table(references: Someone, n_families: int, loci: Loci) -> pl.DataFrame:
    """A row for each relative who gave a sample: family, id, sex, loci."""
    head = {
        "family": ids("F", references.family, n_families),
        "id": references.member,
        "sex": np.where(references.is_male, "M", "F"),
    }
    return pl.DataFrame(head).hstack(_cells(references.alleles, loci))


def staff_table(staff: NDArray[np.int8], loci: Loci) -> pl.DataFrame:
    """The laboratory's own people, whose DNA must not be taken for a body's."""
    return pl.DataFrame({"sample": ids("S", range(len(staff)), len(staff))}).hstack(
        _cells(np.sort(staff, axis=2), loci)
    )


def pedigrees_table(families: Families) -> pl.DataFrame:
    """A row for each member: family, id, father, mother, sex, missing (yes or nothing)."""
    names = ids("F", range(families.n), families.n)
    return families.people.select(
        names.gather(families.people["family"]).alias("family"),
        "id",
        "father",
        "mother",
        "sex",
        pl.when("is_missing").then(pl.lit("yes")).otherwise(pl.lit("")).alias("missing"),
    )


def frequencies_table(loci: Loci) -> pl.DataFrame:
    """Long: marker, allele, frequency."""
    return pl.DataFrame(
        {
            "marker": np.repeat(np.array(loci.names), [len(each) for each in loci.alleles]),
            "allele": [allele for each in loci.alleles for allele in each],
            "frequency": np.concatenate(loci.frequencies),
        }
    )


def body_truth(bags: Bags, families: Families) -> pl.DataFrame:
    """A row for each bag: whose it is.

    Columns: body, person (one id for all bags of one person), origin, family, missing, second (the other person of a
    mixture), troubles, n_loci.
    """
    persons, n_bags = bags.persons, len(bags)
    is_staff, is_mixed = bags.staff >= 0, bags.second >= 0
    origins = np.select(
        [is_staff, is_mixed], [Origin.STAFF.value, Origin.MIXTURE.value], persons.origins[bags.person].astype("<U16")
    )
    missing = np.where(is_staff | is_mixed, -1, persons.missing[bags.person])
    has_family = missing >= 0
    of = families.missing
    family_ids = ids("F", range(families.n), families.n)
    person_ids = ids("P", range(len(persons)), n_bags)
    return pl.DataFrame(
        {
            "body": ids("B", range(n_bags), n_bags),
            "person": _gathered(person_ids, np.where(is_staff, -1, bags.person)),
            "origin": origins,
            "family": _gathered(family_ids, np.where(has_family, of.family[missing], -1)),
            "missing": _gathered(pl.Series(of.member, dtype=pl.String), missing),
            "second": _gathered(person_ids, bags.second),
            "troubles": _troubles(bags.troubles),
            "n_loci": (bags.reads[:, :, 0] != UNREAD).sum(axis=1).astype(np.int16),
        }
    )


def family_truth(bags: Bags, families: Families) -> pl.DataFrame:
    """A row for each missing person: family, missing, shape, troubles of the family, n_references, n_bags."""
    of = families.missing
    alone = (bags.staff < 0) & (bags.second < 0)
    found = bags.persons.missing[bags.person[alone]]
    n_references = np.bincount(families.references.family, minlength=families.n)
    return pl.DataFrame(
        {
            "family": ids("F", of.family, families.n),
            "missing": of.member,
            "shape": families.shape_names[of.family],
            "troubles": _troubles(families.troubles).gather(of.family),
            "n_references": n_references[of.family].astype(np.int16),
            "n_bags": np.bincount(found[found >= 0], minlength=len(of)).astype(np.int16),
        }
    )


def _gathered(names: pl.Series, places: NDArray[np.signedinteger]) -> pl.Series:
    """The name at each place, nothing for -1."""
    wanted = pl.Series(np.where(places < 0, 0, places), dtype=pl.UInt32)
    nothing = pl.Series(["" for _ in range(len(places))], dtype=pl.String)
    return names.gather(wanted).zip_with(pl.Series(places >= 0), nothing)


def _troubles(masks: Mapping[Trouble, NDArray[np.bool_]]) -> pl.Series:
    frame = pl.DataFrame({kind.value: mask for kind, mask in masks.items()})
    named = [pl.when(pl.col(kind.value)).then(pl.lit(kind.value)) for kind in masks]
    return frame.select(pl.concat_str(named, separator=" ", ignore_nulls=True).alias("troubles"))["troubles"]


def _cells(reads: NDArray[np.int8], loci: Loci) -> pl.DataFrame:
    """A column for each locus; every different genotype is written once and then looked up."""
    columns = enumerate(zip(loci.names, loci.alleles, strict=True))
    return pl.DataFrame([_column(name, alleles, reads[:, place]) for place, (name, alleles) in columns])


def _column(name: str, alleles: Sequence[str], reads: NDArray[np.int8]) -> pl.Series:
    base = len(alleles) + 1
    code = np.zeros(len(reads), dtype=np.int64)
    for column in range(reads.shape[1]):
        code = code * base + reads[:, column] + 1
    different, place = np.unique(code, return_inverse=True)
    texts = [_cell(int(each), base, reads.shape[1], alleles) for each in different]
    return pl.Series(texts, dtype=pl.String).gather(pl.Series(place, dtype=pl.UInt32)).alias(name)


def _cell(code: int, base: int, width: int, alleles: Sequence[str]) -> str:
    digits: list[int] = []
    for _ in range(width):
        code, digit = divmod(code, base)
        digits.insert(0, digit)
    read = [alleles[digit - 1] for digit in digits if digit]
    return "/".join([*read, "-"] if len(read) == 1 else read)

"""The table that GeneMapper writes: tabs, a row for each sample and marker, as many allele columns as asked for."""

import re

import polars as pl

from repatria.errors import InputUnusable
from repatria.findings import Finding
from repatria.kinship.formats.profiles import from_long
from repatria.kinship.formats.reads import ReadProfiles, SingleAllele
from repatria.kinship.formats.text import find_columns, read_table, simplified
from repatria.kinship.formats.wording import Notes

_FIELDS = {"samplename": "sample", "marker": "marker"}
_ALLELE = re.compile(r"allele\d*")


def parse_genemapper(
    data: bytes, *, single_allele: SingleAllele = SingleAllele.HOMOZYGOUS, file: str = ""
) -> tuple[ReadProfiles, list[Finding]]:
    """Read ``Sample Name``, ``Marker`` and ``Allele 1``, ``Allele 2`` …; sizes, heights and all else are not needed.

    The program writes a homozygote's allele once, so that an empty second one means homozygous, with a finding that
    says for how many loci; a laboratory with degraded samples passes :attr:`SingleAllele.UNKNOWN_SECOND`.

    Raises
    ------
    InputUnusable
        A column that the table needs is missing.
    """
    notes = Notes(file)
    table = read_table(data, file, notes, delimiter="\t")
    found = find_columns(table.headers, _FIELDS)
    alleles = [place for place, header in enumerate(table.headers) if _ALLELE.fullmatch(simplified(header))]
    if len(found) < 2 or not alleles:
        raise InputUnusable(
            f"{file or 'file'}: not a GeneMapper table: Sample Name, Marker and Allele 1 must stand in the header, "
            "separated by tabs. Export the genotypes table as text."
        )
    cells = table.frame.select(pl.concat_str([pl.col(str(place)) for place in alleles], separator="/")).to_series()
    read = from_long(
        table.texts(found["sample"]), table.texts(found["marker"]), cells.to_list(), table.rows,
        notes=notes, single_allele=single_allele,
    )  # fmt: skip
    return read, notes.findings()


def render_genemapper(read: ReadProfiles) -> bytes:
    """The same table with two allele columns; a homozygote's allele stands once, as the program writes it.

    Raises
    ------
    ValueError
        A locus with one allele of which the second is not known: the table would say homozygous.
    """
    lines = ["Sample Name\tMarker\tAllele 1\tAllele 2"]
    for sample in read.ids:
        for marker in read.markers:
            genotype = read.genotype(sample, marker)
            if genotype is None:
                continue
            first, second = genotype
            if second is None:
                raise ValueError(f"sample {sample}, locus {marker}: a second allele that is unknown has no place here")
            lines.append(f"{sample}\t{marker}\t{first}\t{second if second != first else ''}")
    return ("\n".join(lines) + "\n").encode("utf-8")

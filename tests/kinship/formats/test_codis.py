"""CODIS CMF in both dialects, and what it has no place for."""

from pathlib import Path

import numpy as np
import pytest

from repatria.kinship import Marker, Member, Pedigree, Profiles, Sex
from repatria.kinship.formats import (
    CodisFile,
    CodisHeader,
    FamiliasFile,
    FamiliasLocus,
    FamilyPedigree,
    SingleAllele,
    Specimen,
    parse_codis,
    parse_profiles,
    render_codis,
    render_familias,
    render_genemapper,
)

FILES = Path(__file__).resolve().parents[1] / "files"
UNKNOWN = SingleAllele.UNKNOWN_SECOND
HEADER = CodisHeader(destination="A", source="B", submitted_by="C", submitted_at="2025-06-02T10:00:00")


def codes(findings):
    return sorted({each.code for each in findings})


def test_codis_is_read_by_local_names_in_either_dialect():
    first, findings = parse_codis((FILES / "cmf.xml").read_bytes())
    assert codes(findings) == ["allele-outside-ladder", "locus-respelled", "single-allele-homozygous"]
    assert first.header.destination == "LAB000001"
    assert first.specimens == (Specimen(id="B-1", category="Unidentified Person", case="CASE-1", is_partial=True),)
    assert first.profiles.genotype("B-1", "TH01") == ("6", "9.3")
    assert first.profiles.genotype("B-1", "D3S1358") == ("15", "15")
    assert first.profiles.genotype("B-1", "vWA") == ("17", None)
    assert first.profiles.sexes.tolist() == [Sex.MALE]
    second, findings = parse_codis((FILES / "cmf-header.xml").read_bytes())
    assert findings == []
    assert (second.header.source, second.header.submitted_by) == ("LAB000002", "reader1")
    assert second.profiles.genotype("B-1", "TH01") == ("6", "9.3")


def test_a_specimen_with_alleles_of_several_persons_is_refused():
    """As in the specification's own example: four alleles at one locus, three at another with one below the ladder."""
    loci = "".join(
        f"<LOCUS><LOCUSNAME>{name}</LOCUSNAME>"
        + "".join(f"<ALLELE><ALLELEVALUE>{each}</ALLELEVALUE></ALLELE>" for each in alleles)
        + "</LOCUS>"
        for name, alleles in {"D16S539": ("6", "7", "13.1", "14.2"), "D21S11": ("&lt;25", "28", "29")}.items()
    )
    specimen = (
        f"<SPECIMEN><SPECIMENID>M</SPECIMENID><SPECIMENCATEGORY>Forensic Mixture</SPECIMENCATEGORY>{loci}</SPECIMEN>"
    )
    read, findings = parse_codis(f"<CODISImportFile>{specimen}</CODISImportFile>".encode())
    assert (read.profiles.ids, read.profiles.refused) == ((), ("M",))
    assert "mixture-profile" in codes(findings)


@pytest.mark.parametrize(
    ("header", "specimen", "said"),
    [
        ({"destination": "x" * 11}, {}, "destination of the header has 11 characters, at most 10"),
        ({"submitted_by": "x" * 21}, {}, "submitted_by of the header has 21"),
        ({"submitted_by": ""}, {}, "the header lacks submitted_by"),
        ({"batch": "x" * 33}, {}, "batch of the header has 33"),
        ({"submitted_at": "yesterday"}, {}, "Invalid isoformat"),
        ({}, {"category": "x" * 22}, "category of specimen B-1 has 22"),
        ({}, {"category": ""}, "specimen B-1 lacks a category"),
        ({}, {"case": "x" * 33}, "case of specimen B-1 has 33"),
        ({}, {"comment": "x" * 256}, "comment of specimen B-1 has 256"),
    ],
)
def test_field_lengths_of_codis_are_kept(header, specimen, said):
    read = parse_profiles(b"sample,TH01\nB-1,6/7\n", single_allele=UNKNOWN)[0]
    values = {"category": "Unidentified Person"} | specimen
    codis = CodisFile(
        header=CodisHeader(**({each: getattr(HEADER, each) for each in HEADER.__slots__} | header)),
        specimens=(Specimen(id="B-1", **values),),
        profiles=read,
    )
    with pytest.raises(ValueError, match=said):
        render_codis(codis)


def test_an_unknown_second_allele_is_never_written_as_homozygous():
    read = parse_profiles(b"sample,TH01\nB-1,6\n", single_allele=UNKNOWN)[0]
    specimens = (Specimen(id="B-1", category="Unidentified Person"),)
    with pytest.raises(ValueError, match="second allele that is unknown"):
        render_codis(CodisFile(header=HEADER, specimens=specimens, profiles=read))
    with pytest.raises(ValueError, match="second allele that is unknown"):
        render_genemapper(read)
    marker = Marker(name="TH01", alleles=("6", "7"), frequencies=np.array([0.5, 0.5]))
    half = Profiles(ids=("a",), alleles=np.array([[[0, -1]]], dtype=np.int16))
    pedigree = Pedigree(members=(Member(id="a", sex=Sex.MALE),))
    file = FamiliasFile(
        loci=(FamiliasLocus(marker=marker),),
        persons=(),
        pedigrees=(FamilyPedigree(id="H", pedigree=pedigree),),
        profiles=half,
    )
    with pytest.raises(ValueError, match="a second allele of a is unknown"):
        render_familias(file)

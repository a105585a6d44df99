"""Pedigrees, families, linkage files, GeneMapper, CODIS and frequency tables, as they come."""

from pathlib import Path

import numpy as np
import pytest

from repatria.kinship import Chromosome, Marker, Member, Pedigree, Profiles, Sex, example_frequencies
from repatria.kinship.formats import (
    CodisFile,
    CodisHeader,
    FamiliasFile,
    FamiliasLocus,
    FamilyPedigree,
    SingleAllele,
    Specimen,
    as_read,
    parse_codis,
    parse_families,
    parse_frequencies,
    parse_genemapper,
    parse_ped,
    parse_pedigrees,
    parse_pedigrees_toml,
    parse_profiles,
    render_codis,
    render_familias,
    render_genemapper,
    render_pedigrees,
)

FILES = Path(__file__).resolve().parents[1] / "files"
UNKNOWN = SingleAllele.UNKNOWN_SECOND


def codes(findings):
    return sorted({each.code for each in findings})


def test_families_of_one_shape_share_their_pedigree():
    panel = example_frequencies(24)
    tables = ((FILES / name).read_bytes() for name in ("pedigrees.csv", "references.csv"))
    families, findings = parse_families(*tables, panel, single_allele=UNKNOWN)
    assert findings == []
    assert [(each.id, each.missing, each.references.ids) for each in families] == [
        ("F-1", ("son",), ("father", "mother")),
        ("F-2", ("son",), ("mother",)),
        ("F-3", ("man",), ("wife", "daughter")),
    ]
    assert families[0].pedigree is families[1].pedigree
    assert families[0].pedigree is not families[2].pedigree


def test_references_without_a_family_are_found_by_their_id():
    pedigrees = b"family,id,father,mother,sex,missing\nF,F-dad,,,M,\nF,F-son,F-dad,,M,yes\n"
    families, findings = parse_families(
        pedigrees, b"id,TH01\nF-dad,6/7\nX,6/7\n", example_frequencies(24), single_allele=UNKNOWN
    )
    assert families[0].references.ids == ("F-dad",)
    assert codes(findings) == ["parent-added", "reference-of-unknown-family"]


def test_a_flaw_is_told_of_each_family_that_has_it_with_its_own_row():
    rows = "".join(f"F{n},dad,,,M,\nF{n},son,dad,,M,yes\n" for n in range(3))
    _families, findings = parse_families(
        f"family,id,father,mother,sex,missing\n{rows}".encode(),
        b"family,id,TH01\nF0,dad,6/7\nF1,dad,6/7\nF2,dad,6/7\n",
        example_frequencies(24),
        single_allele=UNKNOWN,
    )
    assert [(each.code, each.row, each.params["family"]) for each in findings] == [
        ("parent-added", 3, "F0"), ("parent-added", 5, "F1"), ("parent-added", 7, "F2"),
    ]  # fmt: skip


def test_rows_of_a_family_may_stand_apart_and_children_first():
    data = b"family;id;father;mother;sex\nF;son;dad;mum;M\nG;x;;;M\nF;dad;;;M\nF;mum;;;F\n"
    pedigrees, findings = parse_pedigrees(data)
    assert [(each.id, each.pedigree.ids) for each in pedigrees] == [("F", ("son", "dad", "mum")), ("G", ("x",))]
    assert findings == []


def test_inbred_founders_stand_in_toml():
    (family,), findings = parse_pedigrees_toml((FILES / "pedigrees.toml").read_bytes())
    assert findings == []
    assert (family.missing, dict(family.pedigree.inbreeding)) == (("son",), {"father": 0.0625})
    with pytest.raises(ValueError, match="inbred founders: write it as TOML"):
        render_pedigrees([family])


def test_a_linkage_file_is_read_with_and_without_a_phenotype():
    data = (FILES / "trio.ped").read_bytes()
    read, findings = parse_ped(data, markers=("TH01", "D3S1358"))
    assert codes(findings) == ["parent-added"]
    first, second = read.pedigrees
    assert (first.id, first.pedigree.member("son").mother) == ("F-1", "mother")
    assert second.pedigree.member("son").father == "father of son"
    assert read.profiles.ids == ("father", "mother", "son", "mother")
    assert read.profiles.families == ("F-1", "F-1", "F-1", "F-2")
    assert read.profiles.reads.tolist()[3] == [[1, 2], [0, -1]]
    lines = [line.split() for line in data.decode().splitlines()]
    with_phenotype = "\n".join(" ".join([*cells[:5], "2", *cells[5:]]) for cells in lines).encode()
    for markers in ((), ("TH01", "D3S1358")):
        again, _findings = parse_ped(with_phenotype, markers=markers)
        assert again.profiles.reads.tolist() == read.profiles.reads.tolist()


def test_a_genemapper_table_says_one_allele_for_a_homozygote():
    read, findings = parse_genemapper((FILES / "genemapper.txt").read_bytes())
    assert read.ids == ("B-1", "B-2")
    assert read.genotype("B-1", "D3S1358") == ("15", "15")
    # Off the ladder is not nothing: the other allele is another one.
    assert read.genotype("B-1", "vWA") == ("17", None)
    assert read.sexes.tolist() == [Sex.MALE, Sex.FEMALE]
    said = next(each for each in findings if each.code == "single-allele-homozygous")
    assert said.params["n"] == 1
    degraded, _findings = parse_genemapper((FILES / "genemapper.txt").read_bytes(), single_allele=UNKNOWN)
    assert degraded.genotype("B-1", "D3S1358") == ("15", None)


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


HEADER = CodisHeader(destination="A", source="B", submitted_by="C", submitted_at="2025-06-02T10:00:00")


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


def test_frequency_tables_of_all_layouts():
    wide, findings = parse_frequencies((FILES / "frequencies-wide.csv").read_bytes())
    assert codes(findings) == ["decimal-comma", "frequency-row-set-aside", "locus-without-frequencies"]
    assert wide.names == ("TH01", "D3S1358", "vWA")
    assert wide.markers[0].alleles == ("6", "7", "8", "9.3")
    assert wide.markers[0].frequencies.tolist() == [0.2, 0.2, 0.1, 0.5]
    listed, findings = parse_frequencies((FILES / "frequencies-familias.txt").read_bytes())
    assert listed.names == ("TH01", "Penta D")
    assert listed.markers[1].frequencies.tolist() == [0.4, 0.6]
    long, findings = parse_frequencies(b"locus;allele;freq\nDXS8378;10;0,5\nDXS8378;11;0,5\n")
    assert long.markers[0].chromosome is Chromosome.X
    spaced, _findings = parse_frequencies(b"TH01\n6 0.5\n7 0.5\n\nPenta D\n9 1.0\n")
    assert spaced.names == ("TH01", "Penta D")


def test_a_sum_that_is_not_one_is_named_and_rescaled_only_if_asked():
    data = b"marker,allele,frequency\nTH01,6,0.5\nTH01,7,0.49\nvWA,14,1\n"
    panel, findings = parse_frequencies(data)
    assert panel.names == ("vWA",)
    assert [(each.code, each.params["total"]) for each in findings] == [("frequencies-sum", "0.99")]
    panel, findings = parse_frequencies(data, rescale=True)
    assert codes(findings) == ["frequencies-rescaled"]
    assert panel.markers[0].frequencies.sum() == pytest.approx(1, abs=1e-15)


def test_the_shipped_table_comes_back():
    panel = example_frequencies(47)
    read = as_read(Profiles(ids=(), alleles=np.empty((0, len(panel), 2), dtype=np.int16)), panel)
    assert len(set(read.markers)) == len(panel)

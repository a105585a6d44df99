"""What laboratories, families and other programs send amiss, and the words that answer it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from repatria.errors import InputUnusable
from repatria.kinship import Bodies, Marker, Obstacle, Panel, equal, one_step, screen
from repatria.kinship.formats import (
    SingleAllele,
    complete_panel,
    in_panel,
    not_compared,
    parse_codis,
    parse_evidence,
    parse_familias,
    parse_families,
    parse_frequencies,
    parse_genemapper,
    parse_ped,
    parse_pedigrees,
    parse_pedigrees_toml,
    parse_profiles,
)
from repatria.kinship.formats.loci import chromosome_of
from repatria.kinship.formats.wording import MOST_OF_ONE_CODE, WORDINGS

FILES = Path(__file__).resolve().parents[1] / "files"
PANEL = Panel(
    markers=tuple(
        Marker(
            name=name,
            alleles=alleles,
            frequencies=np.full(len(alleles), 1 / len(alleles)),
            chromosome=chromosome_of(name),
        )
        for name, alleles in {
            "TH01": ("6", "7", "8", "9.3"),
            "D3S1358": ("14", "15", "16", "17"),
            "vWA": ("14", "15", "16", "17", "18"),
            "DXS10103": ("16", "17", "18"),
        }.items()
    )
)
UNKNOWN = SingleAllele.UNKNOWN_SECOND
HOMOZYGOUS = SingleAllele.HOMOZYGOUS


def of_profiles(text: str | bytes, single_allele: SingleAllele = UNKNOWN, min_loci: int = 0):
    data = text if isinstance(text, bytes) else text.encode()
    read, findings = parse_profiles(data, single_allele=single_allele, file="bodies.csv")
    return findings + in_panel(read, PANEL, min_loci=min_loci)[1]


def of_pedigrees(rows: str, header: str = "family,id,father,mother,sex,missing"):
    return parse_pedigrees(f"{header}\n{rows}\n".encode(), file="pedigrees.csv")[1]


def of_families(rows: str, references: str = "F,dad,6/7"):
    tables = (f"family,id,father,mother,sex,missing\n{rows}\n".encode(), f"family,id,TH01\n{references}\n".encode())
    return parse_families(*tables, PANEL, single_allele=UNKNOWN)[1]


def of_toml(text: str):
    return parse_pedigrees_toml(text.encode(), file="families.toml")[1]


def of_frequencies(text: str, *, rescale: bool = False):
    good = "marker,allele,frequency\nTPOX,8,0.5\nTPOX,9,0.5\n"
    return parse_frequencies((good + text).encode(), rescale=rescale, file="frequencies.csv")[1]


def of_familias(*changes: tuple[str, str], name: str = "paternity.fam"):
    text = (FILES / name).read_bytes().decode().replace("\r\n", "\n")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return parse_familias(text.encode(), file=name)[1]


def of_codis(*changes: tuple[str, str]):
    text = (FILES / "cmf.xml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return parse_codis(text.encode(), file="cmf.xml")[1]


def of_evidence(rows: str):
    return parse_evidence(f"id,family,age\n{rows}".encode(), ["B-1"], [], file="evidence.csv")[2]


def of_panel(text: str, model=equal):
    read, _findings = parse_profiles(text.encode(), single_allele=UNKNOWN, file="bodies.csv")
    return complete_panel(PANEL, [read], lambda marker: model(marker, 0.002), rates=(0.001, 0.002), file="q.csv")[1]


def of_screen(obstacle=Obstacle.NONE, impossible_bodies=()):
    """What is said of a screen's obstacles; that a screen finds them its own tests show."""
    panel = Panel(markers=PANEL.markers[:1])
    tables = (f"family,id,father,mother,sex,missing\n{TRIO}F,son,dad,mum,M,yes\n", "family,id,TH01\nF,dad,6/7\n")
    families, _ = parse_families(*(each.encode() for each in tables), panel, single_allele=UNKNOWN)
    profiles, _ = in_panel(parse_profiles(b"sample,TH01\nB,6/7\n", single_allele=UNKNOWN)[0], panel, min_loci=0)
    bodies = Bodies(profiles=profiles, sexes=np.zeros(1, dtype=np.int8))
    found = screen(bodies, families, panel)
    stopped = replace(found.searches, obstacle=np.array([obstacle]), obstacle_marker=np.zeros(1, dtype=np.int16))
    places = np.array(impossible_bodies, dtype=np.int32)
    found = replace(found, searches=stopped, impossible_bodies=places, impossible_body_markers=np.zeros_like(places))
    return not_compared(found, bodies, families, panel)


TRIO = "F,dad,,,M,\nF,mum,,,F,\n"
SECOND_SPECIMEN = (
    "</SPECIMEN>",
    "</SPECIMEN><SPECIMEN><SPECIMENID>B-1</SPECIMENID></SPECIMEN>",
)
# What arrives, and the code that is said; each code's sentence stands in the reference.
SAID = {
    # beside DNA
    "evidence-id-missing": lambda: of_evidence(",,30\n"),
    "evidence-of-nobody": lambda: of_evidence("B-9,,\n"),
    "evidence-twice": lambda: of_evidence("B-1,,30\nB-1,,31\n"),
    "evidence-unreadable": lambda: of_evidence("B-1,,about thirty\n"),
    # samples
    "sample-id-missing": lambda: of_profiles("sample,TH01\n,6/7\nB,6/7\n"),
    "sample-twice": lambda: of_profiles("sample,TH01\nB,6/7\nB,6/8\n"),
    "sample-empty": lambda: of_profiles("sample,TH01\nB,\n C,0/0\n"),
    "mixture-profile": lambda: of_profiles("sample,TH01,D3S1358,vWA\nB,6/7/8,14/15/16,14/15\n"),
    "three-alleles": lambda: of_profiles("sample,TH01,D3S1358\nB,6/7/8,14/15\n"),
    "profile-under-minimum": lambda: of_profiles("sample,TH01\nB,6/7\n", min_loci=8),
    "sample-sex-unreadable": lambda: of_profiles("sample,sex,TH01\nB,perhaps,6/7\n"),
    "amelogenin-unreadable": lambda: of_profiles("sample,AMEL,TH01\nB,12/14,6/7\n"),
    "sex-contradicts-amelogenin": lambda: of_profiles("sample,sex,AMEL,TH01\nB,F,X/Y,6/7\n"),
    # loci
    "locus-respelled": lambda: of_profiles("sample,THO1\nB,6/7\n"),
    "locus-twice": lambda: of_profiles("sample,TH01,THO1\nB,6/7,6/8\n"),
    "locus-on-y": lambda: of_profiles("sample,TH01,DYS391\nB,6/7,10\n"),
    "locus-not-in-panel": lambda: of_profiles("sample,TH01,FGA\nB,6/7,20/21\n"),
    "locus-read-twice": lambda: of_profiles("sample,marker,allele1,allele2\nB,TH01,6,7\nB,TH01,6,8\n"),
    "x-two-alleles-in-male": lambda: of_profiles("sample,sex,DXS10103\nB,M,16/17\n"),
    # alleles
    "allele-off-ladder": lambda: of_profiles("sample,TH01\nB,6/OL\n"),
    "allele-outside-ladder": lambda: of_profiles("sample,TH01\nB,<5/7\nC,7/>11\n"),
    "allele-doubtful": lambda: of_profiles("sample,TH01\nB,6/7?\n"),
    "allele-unreadable": lambda: of_profiles("sample,TH01\nB,6/$$\n"),
    "allele-ambiguous": lambda: of_profiles('sample,TH01\nB,"8,6"\n'),
    "allele-respelled": lambda: of_profiles("sample;TH01\nB;9,3/6.0\n"),
    "single-allele-homozygous": lambda: of_profiles("sample,TH01\nB,6\n", HOMOZYGOUS),
    "single-allele-unknown": lambda: of_profiles("sample,TH01\nB,6\n", UNKNOWN),
    "allele-not-in-table": lambda: of_profiles("sample,TH01\nB,6/12\n"),
    "alleles-not-in-table": lambda: of_profiles("sample,TH01\nB,6/12\nC,12/12\n"),
    # pedigrees
    "family-id-missing": lambda: of_pedigrees(",dad,,,M,\nF,mum,,,F,"),
    "person-id-missing": lambda: of_pedigrees("F,,,,M,\nF,mum,,,F,"),
    "person-twice": lambda: of_pedigrees("F,dad,,,M,\nF,dad,,,M,"),
    "person-id-conflict": lambda: of_pedigrees("F,dad,,,M,\nF,dad,,,F,"),
    "person-sex-unreadable": lambda: of_pedigrees("F,dad,,,perhaps,"),
    "missing-unreadable": lambda: of_pedigrees("F,dad,,,M,perhaps"),
    "parent-added": lambda: of_pedigrees("F,dad,,,M,\nF,son,dad,0,M,yes"),
    "parent-without-row": lambda: of_pedigrees("F,dad,,,M,\nF,son,dad,mum,M,yes"),
    "parent-sex-unknown": lambda: of_pedigrees("F,dad,,,,\nF,mum,,,F,\nF,son,dad,mum,M,yes"),
    "parent-both-roles": lambda: of_pedigrees("F,a,,,,\nF,b,,,M,\nF,c,,,F,\nF,d,a,c,M,\nF,e,b,a,M,yes"),
    "parents-swapped": lambda: of_pedigrees(TRIO + "F,son,mum,dad,M,yes"),
    "sex-contradicts-role": lambda: of_pedigrees("F,dad,,,F,\nF,mum,,,F,\nF,son,dad,mum,M,yes"),
    "parents-same-person": lambda: of_pedigrees("F,dad,,,M,\nF,son,dad,dad,M,yes"),
    "pedigree-cycle": lambda: of_pedigrees("F,a,b,m,M,\nF,b,a,m,M,\nF,m,,,F,\nF,c,a,m,M,yes"),
    # families
    "family-without-missing": lambda: of_families(TRIO + "F,son,dad,mum,M,"),
    "missing-has-profile": lambda: of_families(TRIO + "F,son,dad,mum,M,yes", "F,son,6/7"),
    "family-without-references": lambda: of_families(TRIO + "F,son,dad,mum,M,yes", "G,dad,6/7"),
    "reference-of-unknown-family": lambda: of_families(TRIO + "F,son,dad,mum,M,yes", "F,dad,6/7\nG,dad,6/7"),
    "reference-family-unclear": lambda: parse_families(
        f"family,id,father,mother,sex,missing\n{TRIO}F,son,dad,mum,M,yes\nG,dad,,,M,\nG,son,dad,,M,yes\n".encode(),
        b"id,TH01\ndad,6/7\n", PANEL, single_allele=UNKNOWN,
    )[1],
    "reference-not-in-pedigree": lambda: of_families(TRIO + "F,son,dad,mum,M,yes", "F,aunt,6/7"),
    "reference-sex-contradicts-pedigree": lambda: parse_families(
        f"family,id,father,mother,sex,missing\n{TRIO}F,son,dad,mum,M,yes\n".encode(),
        b"family,id,sex,TH01\nF,dad,F,6/7\n", PANEL, single_allele=UNKNOWN,
    )[1],
    "ped-row-width": lambda: parse_ped(b"F a 0 0 1 6 7\nF b 0 0 2 6\n", markers=("TH01",))[1],
    "ped-loci-unnamed": lambda: parse_ped(b"F a 0 0 1 6 7\n")[1],
    "inbreeding-unusable": lambda: of_toml(
        '[[family]]\nid = "F"\ninbreeding = { dad = 1.5 }\n[[family.person]]\nid = "dad"\nsex = "M"\n'
    ),
    "toml-value-unusable": lambda: of_toml('[[family]]\nid = 7\n[[family]]\nid = "F"\nperson = [7]\n'),
    # files and tables
    "encoding-taken-as-cp1251": lambda: of_profiles("sample,TH01\nтіло-1,6/7\n".encode("cp1251")),
    "text-undecodable": lambda: of_profiles(b"sample,TH01\nB\x98\xef,6/7\n"),
    "quote-unclosed": lambda: of_profiles('sample,TH01\n"B,6/7\n'),
    "row-too-wide": lambda: of_profiles("sample,TH01\nB,6/7,8\n"),
    "column-not-a-locus": lambda: of_profiles("sample,TH01,remarks\nB,6/7,found by the road\n"),
    "further-findings": lambda: of_profiles(
        "sample,TH01\n" + "".join(f"B{n},OL\n" for n in range(MOST_OF_ONE_CODE + 3))
    ),
    "frequency-unreadable": lambda: of_frequencies("TH01,6,often\nTH01,7,0.5"),
    "frequency-twice": lambda: of_frequencies("TH01,6,0.5\nTH01,6.0,0.5"),
    "frequency-allele-unusable": lambda: of_frequencies("TH01,<6,0.5\nTH01,7,0.5"),
    "frequencies-sum": lambda: of_frequencies("TH01,6,0.5\nTH01,7,0.4"),
    "frequencies-rescaled": lambda: of_frequencies("TH01,6,0.5\nTH01,7,0.499", rescale=True),
    "frequencies-sum-near-one": lambda: of_frequencies("TH01,6,0.5\nTH01,7,0.5000001"),
    "frequency-row-set-aside": lambda: parse_frequencies(b"Allele,TH01\n6,0.5\n7,0.5\nN,200\n")[1],
    "locus-without-frequencies": lambda: of_frequencies("AMEL,X,0.5\nAMEL,Y,0.5"),
    "decimal-comma": lambda: of_frequencies('TH01,6,"0,5"\nTH01,7,"0,5"'),
    # Familias
    "familias-twins": lambda: of_familias(('"H1"\n0\n0\n1\n0\n2', '"H1"\n0\n0\n1\n0 (Direct)\n2')),
    "familias-relation-unusable": lambda: of_familias(('"H1"\n0\n0\n1\n0\n2', '"H1"\n0\n0\n1\n9\n2')),
    "parents-too-many": lambda: of_familias(('"H2"\n0\n1\n1\n3\n2', '"H2"\n0\n1\n2\n3\n2\n0\n2')),
    "familias-name-twice": lambda: of_familias(('"MO"', '"CH"')),
    "familias-allele-zero": lambda: of_familias(('"14"\n0.1\n"15"', '"0"\n0.1\n"15"')),
    "familias-model-replaced": lambda: of_familias(('"9.3"', '"Rest allele"')),
    "familias-genotype-unusable": lambda: of_familias(("#TRUE#\n3\n0\n1\n0", "#TRUE#\n3\n0\n99\n0")),
    "familias-dropouts-not-applied": lambda: of_familias(
        ("-1", "-1 (Consider dropouts)"), ("Dropout probability = 0", "Dropout probability = 0.05")
    ),
    "familias-count-differs": lambda: of_familias(("nPersons= 2", "nPersons= 7"), name="dvi.fam"),
    "familias-several-pedigrees": lambda: of_familias(("Name= Reference pedigree", "Name= Another"), name="dvi.fam"),
    "parent-sex-undecided": lambda: of_familias(
        ("Gender= Male\n[[[[[[", "[[[[[["), ("Gender= Female\n[[[[[[", "[[[[[["), name="dvi.fam"
    ),
    # CODIS
    "specimen-without-id": lambda: of_codis(("<SPECIMENID>B-1</SPECIMENID>", "")),
    "specimen-without-category": lambda: of_codis(("<SPECIMENCATEGORY>Unidentified Person</SPECIMENCATEGORY>", "")),
    "locus-without-alleles": lambda: of_codis(("<ALLELE><ALLELEVALUE>15</ALLELEVALUE></ALLELE>", "")),
    "locus-without-name": lambda: of_codis(("<LOCUSNAME>D3S1358</LOCUSNAME>", "")),
    # what is compared
    "alleles-added": lambda: of_panel("sample,TH01\nB,6/12\n"),
    "mutation-model-replaced": lambda: of_panel("sample,TH01\nB,6/7\n", one_step),
    "family-contradicts-itself": lambda: of_screen(Obstacle.CONTRADICTION),
    "family-too-complex": lambda: of_screen(Obstacle.TOO_COMPLEX),
    "body-impossible": lambda: of_screen(impossible_bodies=[0]),
}  # fmt: skip


@pytest.mark.parametrize("code", list(SAID))
def test_it_is_told_in_its_words(code):
    findings = SAID[code]()
    found = [each for each in findings if each.code == code]
    assert found, [each.text() for each in findings]
    said = WORDINGS[code]
    for each in found:
        assert (each.severity, each.message, each.remedy) == (said.severity, said.message, said.remedy)
        assert "{" not in each.text()


def test_every_finding_is_shown():
    assert set(SAID) == set(WORDINGS)


@pytest.mark.parametrize(
    ("code", "row", "field", "sample"),
    [
        ("allele-off-ladder", 2, "TH01", "B"),
        ("three-alleles", 2, "TH01", "B"),
        ("mixture-profile", 2, "", "B"),
        ("sample-twice", 3, "sample", "B"),
        ("allele-not-in-table", 2, "TH01", "B"),
    ],
)
def test_trouble_with_a_sample_names_file_row_sample_and_locus(code, row, field, sample):
    found = next(each for each in SAID[code]() if each.code == code)
    assert (found.file, found.row, found.field, found.params["sample"]) == ("bodies.csv", row, field, sample)


def test_no_allele_stands_beside_the_id_of_its_person():
    for make in SAID.values():
        for each in make():
            assert not {"allele", "sample"} <= each.params.keys()


def test_a_mixture_is_refused_and_the_others_go_on():
    """Alleles beyond the ladder count: they are somebody's."""
    data = b"sample,TH01,D3S1358\nM,6/7/8,<12/14/15\nB,6/7,14/15\n"
    read, _findings = parse_profiles(data, single_allele=UNKNOWN)
    assert (read.ids, read.refused) == (("B",), ("M",))


def test_a_family_that_cannot_be_drawn_is_left_out_and_the_others_go_on():
    data = b"family,id,father,mother,sex,missing\nF,a,a,m,M,yes\nG,dad,,,M,\nG,son,dad,,M,yes\n"
    pedigrees, findings = parse_pedigrees(data)
    assert [each.id for each in pedigrees] == ["G"]
    assert pedigrees[0].pedigree.ids == ("dad", "son", "mother of son")
    assert {each.code: each.row for each in findings}["pedigree-cycle"] == 2


REFUSED = {
    "no text": lambda: parse_profiles(b"\x00\x01\x02\x03" * 10, single_allele=UNKNOWN, file="x"),
    "nothing": lambda: parse_profiles(b" \n\n", single_allele=UNKNOWN, file="x"),
    "no column names the sample": lambda: parse_profiles(b"a,b\n1,2\n", single_allele=UNKNOWN, file="x"),
    "no column is a locus": lambda: parse_profiles(b"sample,b\n1,2\n", single_allele=UNKNOWN, file="x"),
    "no column family": lambda: parse_pedigrees(b"id,father\n1,2\n", file="x"),
    "no TOML": lambda: parse_pedigrees_toml(b"[[family", file="x"),
    "no [[family]]": lambda: parse_pedigrees_toml(b"a = 1", file="x"),
    "no .ped": lambda: parse_ped(b"one two\n", file="x"),
    "not a GeneMapper table": lambda: parse_genemapper(b"a\tb\n", file="x"),
    "not a frequency table": lambda: parse_frequencies(b"a,b,c\n1,2,3\n", file="x"),
    "no locus has usable frequencies": lambda: parse_frequencies(b"Allele,TH01\n6,0.5\n7,0.4\n", file="x"),
    "no whole XML": lambda: parse_codis(b"<a>", file="x"),
    "no SPECIMEN": lambda: parse_codis(b"<a/>", file="x"),
    "document type": lambda: parse_codis(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", file="x"),
    "external entity": lambda: parse_codis(b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", file="x"),
    "precomputed probabilities": lambda: of_familias(("#FALSE# (#Databases", "#TRUE# (#Databases")),
    "a file cut short": lambda: parse_familias((FILES / "paternity.fam").read_bytes()[:700], file="x"),
    "an edited file": lambda: of_familias(("Known relations", "Unknown relations")),
    "a mutation rate of 2": lambda: of_familias(("0.001\n0.002\n4\n4", "2\n0.002\n4\n4")),
    "a mutation model 5": lambda: of_familias(("0.001\n0.002\n4\n4", "0.001\n0.002\n5\n4")),
}  # fmt: skip


@pytest.mark.parametrize("what", list(REFUSED))
def test_what_cannot_be_read_at_all_is_refused_in_words(what):
    with pytest.raises(InputUnusable) as raised:
        REFUSED[what]()
    said = str(raised.value)
    assert said.endswith(".")
    assert said.startswith(("x: ", "file: ", "paternity.fam: "))


def test_a_file_with_precomputed_probabilities_is_refused_by_name():
    with pytest.raises(InputUnusable, match=r"paternity.fam: line 63 .*precomputed probabilities"):
        REFUSED["precomputed probabilities"]()

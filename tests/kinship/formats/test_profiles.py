from pathlib import Path

import numpy as np
import pytest

from repatria.kinship import Bodies, Chromosome, Marker, Panel, Sex, example_frequencies, with_alleles
from repatria.kinship.formats import ReadFlag, SingleAllele, in_panel, parse_profiles, render_profiles, unknown_alleles

FILES = Path(__file__).resolve().parents[1] / "files"
UNKNOWN, HOMOZYGOUS = SingleAllele.UNKNOWN_SECOND, SingleAllele.HOMOZYGOUS
GENOTYPES = {"TH01": ("6", "9.3"), "D3S1358": ("15", "16"), "vWA": ("14", "17")}


def read_of(text, single_allele=UNKNOWN):
    data = text if isinstance(text, bytes) else text.encode()
    return parse_profiles(data, single_allele=single_allele)[0]


def genotypes(read, sample="B-1"):
    return {marker: read.genotype(sample, marker) for marker in read.markers}


@pytest.mark.parametrize(
    "text",
    [
        "sample,TH01,D3S1358,vWA\nB-1,6/9.3,15/16,14/17\n",
        "Зразок;THO1;d3s1358;VWA\nB-1;6/9,3;15/16;14/17\n",
        "id\tTH01_1\tTH01_2\tD3S1358_1\tD3S1358_2\tvWA_1\tvWA_2\nB-1\t6\t9.3\t15\t16\t14\t17\n",
        "id,TH01 1,TH01 2,D3S1358 1,D3S1358 2,vWA 1,vWA 2\nB-1,6,9.3,15,16,14,17\n",
        "id,TH01,TH01.1,D3S1358,D3S1358.1,vWA,vWA.1\nB-1,6,9.3,15,16,14,17\n",
        "id,TH01,,D3S1358,,vWA,\nB-1,6,9.3,15,16,14,17\n",
        "id,TH01,TH01,D3S1358,D3S1358,vWA,vWA\nB-1,6,9.3,15,16,14,17\n",
        "id,TH01 Allele 1,TH01 Allele 2,D3S1358 Allele 1,D3S1358 Allele 2,vWA-1,vWA-2\nB-1,6,9.3,15,16,14,17",
        "sample,marker,allele1,allele2\nB-1,TH01,6,9.3\nB-1,D3S1358,15,16\nB-1,vWA,14,17\n",
        "\n\nsample,marker,allele 1,allele 2\n\nB-1,TH01,6,9.3\nB-1,D3S1358,15,16\nB-1,vWA,14,17\n",
    ],
)
def test_every_layout_says_the_same(text):
    assert genotypes(read_of(text)) == GENOTYPES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
def test_every_encoding_says_the_same(encoding):
    read = read_of("зразок;TH01\nтіло-1;6/9.3\n".encode(encoding))
    assert (read.ids, genotypes(read, "тіло-1")) == (("тіло-1",), {"TH01": ("6", "9.3")})


@pytest.mark.parametrize("name", ["bodies.csv", "bodies-long.tsv"])
def test_the_invented_files_are_read(name):
    read = read_of((FILES / name).read_bytes())
    assert read.ids == ("B-1", "B-2", "B-3")
    assert read.sexes.tolist() == [Sex.MALE, Sex.FEMALE, Sex.MALE]
    assert genotypes(read) == GENOTYPES
    assert read.genotype("B-3", "vWA") is None


def test_one_allele_means_what_the_importer_says():
    text = "sample,TH01,D3S1358,vWA\nB-1,6,15/0,14/OL\n"
    assert genotypes(read_of(text, UNKNOWN)) == {"TH01": ("6", None), "D3S1358": ("15", None), "vWA": ("14", None)}
    # A second allele that the file marks as not read is not the first one over again.
    homozygous = {"TH01": ("6", "6"), "D3S1358": ("15", None), "vWA": ("14", None)}
    assert genotypes(read_of(text, HOMOZYGOUS)) == homozygous


def test_flags_say_what_was_remarked():
    read = read_of("sample,TH01,vWA\nB-1,6/OL,14/15?\n")
    assert [ReadFlag(flag) for flag in read.flags[0]] == [ReadFlag.OFF_LADDER, ReadFlag.DOUBTFUL]


def test_bodies_come_from_a_file_and_a_table():
    panel = example_frequencies(24)
    read = read_of((FILES / "bodies.csv").read_bytes())
    profiles, findings = in_panel(read, panel, min_loci=2)
    bodies = Bodies(profiles=profiles, sexes=read.sexes)
    assert findings == []
    assert len(bodies) == 3
    for marker, genotype in GENOTYPES.items():
        column = next(place for place, name in enumerate(panel.names) if name.casefold() == marker.casefold())
        assert [panel.markers[column].alleles[each] for each in profiles.alleles[0, column]] == list(genotype)


def test_alleles_outside_the_table_are_named_and_can_be_let_in():
    panel = example_frequencies(24)
    read = read_of("sample,TH01\nB-1,6/77\n")
    assert unknown_alleles(read, panel) == {"TH01": ("77",)}
    profiles, findings = in_panel(read, panel, min_loci=0)
    assert not profiles.is_typed.any()
    assert [each.code for each in findings] == ["allele-not-in-table", "alleles-not-in-table"]
    column = panel.index("TH01")
    wider = with_alleles(panel.markers[column], ["77"], 0.001).marker
    profiles, findings = in_panel(read, Panel(markers=(wider,)), min_loci=0)
    assert findings == []
    assert [wider.alleles[each] for each in profiles.alleles[0, 0]] == ["6", "77"]


def test_a_letter_among_numbers_of_repeats_is_no_rare_allele():
    """One X/Y typed at a counted locus would otherwise take the step-wise model from every family."""
    panel = example_frequencies(24)
    read = read_of("sample,TH01\nB-1,X/Y\nB-2,6/9.9\n")
    assert unknown_alleles(read, panel) == {"TH01": ("9.9",)}
    profiles, findings = in_panel(read, panel, min_loci=0)
    assert not profiles.is_typed.any()
    assert "allele-not-in-table" in [each.code for each in findings]


def test_the_alleles_of_a_refused_mixture_are_not_asked_for():
    read = read_of("sample,TH01,vWA\nM,6/7/77,14/15/88\nB-1,6/7,14/99\n")
    panel = example_frequencies(24)
    assert read.refused == ("M",)
    assert list(unknown_alleles(read, panel).values()) == [("99",)]


def test_a_silent_allele_is_never_read():
    marker = Marker(name="TH01", alleles=("6", "silent"), frequencies=np.array([0.9, 0.1]), has_silent=True)
    profiles, findings = in_panel(read_of("sample,TH01\nB-1,6/silent\n"), Panel(markers=(marker,)), min_loci=0)
    assert not profiles.is_typed.any()
    assert findings[0].code == "allele-not-in-table"


def test_a_man_carries_his_one_x_allele_twice():
    marker = Marker(name="DXS8378", alleles=("10", "11"), frequencies=np.array([0.5, 0.5]), chromosome=Chromosome.X)
    read = read_of("sample,sex,DXS8378\nman,M,11\nwoman,F,11\n")
    profiles, findings = in_panel(read, Panel(markers=(marker,)), min_loci=0)
    assert profiles.alleles[:, 0].tolist() == [[1, 1], [1, -1]]
    assert findings == []


def test_references_carry_their_family_and_may_have_the_same_ids():
    read = read_of("family,id,TH01\nF,father,6/7\nG,father,7/8\n")
    assert (read.ids, read.families) == (("father", "father"), ("F", "G"))


def test_an_age_is_no_locus_but_an_unknown_locus_of_pairs_is_one():
    read = read_of("sample,age,L1,TH01\nB-1,34,a/b,6/7\nB-2,36,b/b,6/7\n")
    assert read.markers == ("L1", "TH01")


def test_an_id_that_begins_like_a_formula_is_written_so_that_no_spreadsheet_runs_it():
    read = read_of("sample,TH01\n=1+1,6/7\n")
    data = render_profiles(read)
    assert b"'=1+1" in data
    assert read_of(data).ids == ("=1+1",)

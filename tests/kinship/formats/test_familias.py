from pathlib import Path

import numpy as np
import pytest

from repatria.kinship import Sex, equal, proportional, stationary, stepwise
from repatria.kinship.formats import ModelCode, parse_familias

FILES = Path(__file__).resolve().parents[1] / "files"
PATERNITY = (FILES / "paternity.fam").read_bytes()


@pytest.fixture(scope="module")
def paternity():
    return parse_familias(PATERNITY)[0]


def test_the_database_is_read(paternity):
    assert (paternity.version, paternity.database, paternity.theta) == ("3.3.1", "Invented", 0.02)
    assert paternity.panel.names == ("TH01", "D3S1358", "vWA")
    assert [each.database_size for each in paternity.loci] == [200] * 3
    th01 = paternity.loci[0]
    assert th01.marker.alleles == ("6", "7", "8", "9.3")
    assert (th01.female.code, th01.female.rate, th01.male.rate) == (ModelCode.STEPWISE_EXTENDED, 0.001, 0.002)


def test_matrices_are_those_of_the_models(paternity):
    """The first rate is the mothers'."""
    th01, d3, vwa = paternity.panel.markers
    for marker, made in (
        (th01, stepwise(th01, (0.001, 0.002), rate2=1e-6, range=0.1)),
        (d3, proportional(d3, (0.001, 0.002))),
        (vwa, equal(vwa, (0.001, 0.002))),
    ):
        np.testing.assert_array_equal(marker.mutation.female, made.female)
        np.testing.assert_array_equal(marker.mutation.male, made.male)


def test_a_stationary_stepwise_model_is_made_stationary():
    """Familias' code 3, its first locus without the microvariant that rate2 would have to reach."""
    text = PATERNITY.decode().replace("0.001\r\n0.002\r\n4\r\n4", "0.001\r\n0.002\r\n3\r\n3").replace('"9.3"', '"9"')
    marker = parse_familias(text.encode())[0].panel.markers[0]
    made = stationary(stepwise(marker, (0.001, 0.002), rate2=1e-6, range=0.1), marker.frequencies)
    np.testing.assert_array_equal(marker.mutation.female, made.female)
    np.testing.assert_allclose(marker.frequencies @ marker.mutation.male, marker.frequencies, rtol=0, atol=1e-15)


def test_a_silent_allele_stands_last(paternity):
    vwa = paternity.panel.markers[2]
    assert vwa.has_silent
    assert vwa.alleles[-1] == "silent"
    assert vwa.frequencies[-1] == 0.05


def test_persons_genotypes_and_hypotheses_are_read(paternity):
    assert [(each.id, each.sex) for each in paternity.persons] == [
        ('AF "the first"', Sex.MALE), ("MO", Sex.FEMALE), ("CH", Sex.MALE),
    ]  # fmt: skip
    assert paternity.profiles.ids == ('AF "the first"', "CH")
    assert paternity.profiles.alleles.tolist() == [[[0, 1], [1, 1], [0, 2]], [[0, 3], [1, 2], [2, 3]]]
    first, second = paternity.pedigrees
    assert (first.id, second.id) == ("H1", "H2")
    child = first.pedigree.member("CH")
    # The mother stands among the known relations, the father in the hypothesis.
    assert (child.father, child.mother) == ('AF "the first"', "MO")
    child = second.pedigree.member("CH")
    assert (child.father, child.mother) == ("extra male 1", "MO")
    assert 'AF "the first"' in second.pedigree


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\r\n", "\n"),
        lambda text: text.rstrip("\r\n"),
        lambda text: text.replace("\r\n", "\r"),
        lambda text: text.replace("0.", "0,"),
        lambda text: text.replace("1e-06", "1e-006"),
        lambda text: text.replace('3.3.1\r\n""\r\n', "3.3.1\r\n"),
        lambda text: text + "\r\n[Advanced]\r\n[[Direct/Identity]]\r\nDropin= 0\r\n[[DVI]]\r\nQuickSearch= Enabled\r\n",
    ],
)
def test_the_same_file_in_other_dress_says_the_same(paternity, change):
    changed = parse_familias(change(PATERNITY.decode()).encode())[0]
    assert changed.pedigrees == paternity.pedigrees
    assert changed.profiles.alleles.tolist() == paternity.profiles.alleles.tolist()
    assert changed.theta == paternity.theta
    for one, other in zip(changed.panel.markers, paternity.panel.markers, strict=True):
        assert one.frequencies.tolist() == other.frequencies.tolist()
        assert one.mutation.male.tolist() == other.mutation.male.tolist()
    assert changed.bodies is None


def test_twins_leave_their_pedigree_out_and_the_other_stays():
    text = PATERNITY.decode().replace('"H1"\r\n0\r\n0\r\n1\r\n0\r\n2', '"H1"\r\n0\r\n0\r\n1\r\n0 (Direct)\r\n2')
    read, findings = parse_familias(text.encode())
    assert [each.id for each in read.pedigrees] == ["H2"]
    assert next(each for each in findings if each.code == "familias-twins").params["family"] == "H1"


def test_a_locus_that_is_left_out_leaves_the_others_genotypes_in_place():
    text = PATERNITY.decode().replace('"15"\r\n0.3', '"15"\r\n0.2', 1)
    read, findings = parse_familias(text.encode())
    assert read.panel.names == ("TH01", "vWA")
    assert read.profiles.alleles.tolist() == [[[0, 1], [0, 2]], [[0, 3], [2, 3]]]
    assert "frequencies-sum" in {each.code for each in findings}
    rescaled, _findings = parse_familias(text.encode(), rescale=True)
    assert rescaled.panel.names == ("TH01", "D3S1358", "vWA")


def test_the_part_of_identification_is_read():
    read, findings = parse_familias((FILES / "dvi.fam").read_bytes())
    assert {each.code for each in findings} == {"locus-respelled"}
    assert (read.bodies.ids, read.bodies.sexes.tolist()) == (("V1", "V2"), [Sex.MALE, Sex.FEMALE])
    assert read.bodies.profiles.alleles.tolist() == [[[0, 3], [1, 2], [-1, -1]], [[1, 1], [-1, -1], [0, 3]]]
    (family,) = read.families
    assert (family.id, family.missing, family.references.ids) == ("Family one", ("Missing person",), ("F",))
    missing = family.pedigree.member("Missing person")
    assert (missing.father, missing.mother) == ("F", "M")


def test_the_missing_parent_takes_the_sex_that_is_left():
    relations = "Parent= F\nChild= Missing person\nParent= M\nChild= Missing person"
    other = "Parent= F\nChild= M\nParent= Missing person\nChild= M"
    text = (FILES / "dvi.fam").read_text(encoding="utf-8").replace(relations, other)
    (family,) = parse_familias(text.encode())[0].families
    assert family.pedigree.member("Missing person").sex is Sex.FEMALE
    assert family.pedigree.member("M").mother == "Missing person"

"""GeneMapper's table."""

from pathlib import Path

from repatria.kinship import Sex
from repatria.kinship.formats import (
    SingleAllele,
    parse_genemapper,
)

FILES = Path(__file__).resolve().parents[1] / "files"
UNKNOWN = SingleAllele.UNKNOWN_SECOND


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

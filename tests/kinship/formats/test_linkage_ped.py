"""The linkage format."""

from pathlib import Path

from repatria.kinship.formats import (
    parse_ped,
)

FILES = Path(__file__).resolve().parents[1] / "files"


def codes(findings):
    return sorted({each.code for each in findings})


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

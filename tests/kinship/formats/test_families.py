"""Two tables that make families."""

from pathlib import Path

from repatria.kinship import example_frequencies
from repatria.kinship.formats import (
    SingleAllele,
    parse_families,
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

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repatria.kinship import Chromosome
from repatria.kinship.formats.loci import canonical, chromosome_of, is_known, is_on_y, normalized
from repatria.kinship.formats.wording import Notes


@pytest.mark.parametrize(
    ("usual", "others"),
    [
        ("TH01", ["THO1", "th01", "TH-01", "HUMTH01", "TH O1"]),
        ("TPOX", ["TP0X", "tpox", "HUMTPOX"]),
        ("vWA", ["VWA", "vwa", "v WA", "VWF", "HUMvWA31A"]),
        ("Amelogenin", ["AMEL", "amelogenin", "AMELOGENIN"]),
        ("Penta D", ["PENTA_D", "PentaD", "PENTA D", "penta-d"]),
        ("D3S1358", ["d3s1358", "D3S 1358", "D3 S1358", "D3S-1358"]),
        ("D10S1248", ["D1OS1248", "d10s1248"]),
        ("CSF1PO", ["CSF1P0", "csf1po", "CSF"]),
        ("SE33", ["ACTBP2", "se33"]),
        ("DYS389II", ["DYS389 II", "dys389ii"]),
        ("FGA", ["fga", "HUMFIBRA"]),
    ],
)
def test_spellings_become_one(usual, others):
    assert canonical(usual) == usual
    assert [canonical(each) for each in others] == [usual] * len(others)
    assert all(is_known(each) for each in others)


def test_a_name_that_is_no_known_locus_stays():
    assert canonical(" L1 ") == "L1"
    assert not is_known("L1")
    assert not is_known("remarks")


def test_chromosomes_follow_from_names():
    assert [chromosome_of(name) for name in ("DXS10103", "hprtb", "TH01")] == [
        Chromosome.X, Chromosome.X, Chromosome.AUTOSOMAL,
    ]  # fmt: skip
    assert [is_on_y(name) for name in ("DYS391", "YGATA H4", "DXS8378", "TH01")] == [True, True, False, False]


def test_a_changed_spelling_is_said_once_with_how_often():
    notes = Notes("x.csv")
    assert normalized(["THO1", "THO1", "vWA"], notes) == ["TH01", "TH01", "vWA"]
    (said,) = notes.findings()
    assert (said.code, said.params["n"], said.params["spelling"]) == ("locus-respelled", 2, "THO1")


@given(st.text(max_size=20))
def test_a_spelling_once_usual_stays_usual(name):
    assert canonical(canonical(name)) == canonical(name)

"""Frequency tables of all layouts."""

from pathlib import Path

import pytest

from repatria.kinship import Chromosome, example_frequencies
from repatria.kinship.formats import (
    canonical,
    parse_frequencies,
    render_frequencies,
)

FILES = Path(__file__).resolve().parents[1] / "files"


def codes(findings):
    return sorted({each.code for each in findings})


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


def test_the_shipped_table_comes_back_under_usual_names():
    panel = example_frequencies(47)
    back, findings = parse_frequencies(render_frequencies(panel))
    assert back.names == tuple(canonical(name) for name in panel.names)
    assert codes(findings) in ([], ["locus-respelled"])
    for one, other in zip(back.markers, panel.markers, strict=True):
        assert one.frequencies.tolist() == other.frequencies.tolist()

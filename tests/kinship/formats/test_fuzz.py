"""Any bytes give nouns and findings, or a refusal in words: never another exception."""

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.kinship.formats.strategies import LOCI, marker

from repatria.errors import InputUnusable
from repatria.kinship import Panel
from repatria.kinship.formats import (
    SingleAllele,
    in_panel,
    parse_codis,
    parse_familias,
    parse_families,
    parse_frequencies,
    parse_genemapper,
    parse_ped,
    parse_pedigrees,
    parse_pedigrees_toml,
    parse_profiles,
    render_profiles,
    unknown_alleles,
)

FILES = Path(__file__).resolve().parents[1] / "files"
PANEL = Panel(markers=tuple(marker(name, 6) for name in LOCI))
REFERENCES = (FILES / "references.csv").read_bytes()
PEDIGREES = (FILES / "pedigrees.csv").read_bytes()


def profiles(data):
    read, findings = parse_profiles(data, single_allele=SingleAllele.UNKNOWN_SECOND)
    unknown_alleles(read, PANEL)
    render_profiles(read)
    return findings + (in_panel(read, PANEL)[1] if not read.families else [])


def families(data):
    return [
        *parse_families(data, REFERENCES, PANEL, single_allele=SingleAllele.HOMOZYGOUS)[1],
        *parse_families(PEDIGREES, data, PANEL, single_allele=SingleAllele.HOMOZYGOUS)[1],
    ]


READERS = {
    "bodies.csv": profiles,
    "bodies-long.tsv": profiles,
    "references.csv": families,
    "pedigrees.csv": lambda data: parse_pedigrees(data)[1] + families(data),
    "pedigrees.toml": lambda data: parse_pedigrees_toml(data)[1],
    "trio.ped": lambda data: parse_ped(data)[1] + parse_ped(data, markers=("TH01", "FGA"))[1],
    "paternity.fam": lambda data: parse_familias(data)[1] + parse_familias(data, rescale=True)[1],
    "dvi.fam": lambda data: parse_familias(data)[1],
    "genemapper.txt": lambda data: parse_genemapper(data)[1],
    "cmf.xml": lambda data: parse_codis(data)[1],
    "cmf-header.xml": lambda data: parse_codis(data)[1],
    "frequencies-wide.csv": lambda data: parse_frequencies(data)[1] + parse_frequencies(data, rescale=True)[1],
    "frequencies-familias.txt": lambda data: parse_frequencies(data)[1],
}
SEEDS = {name: (FILES / name).read_bytes() for name in READERS}
NAMES = st.sampled_from(sorted(READERS))
CRUMBS = st.sampled_from(
    [b"", b"0", b"-1", b"999999999", b"/", b",", b";", b"\t", b"\n", b'"', b"'", b"#TRUE#", b"[[[[", b"]]", b"= ",
     b"\x00", b"\xff", b"F-1", b"father", b"son", b"1e400", b"nan", b"<", b"&", b"OL", b"B-1", b"TH01",
     b"\xe2\x80\xa8", b"(Direct)"]
)  # fmt: skip


def holds(name, data):
    try:
        findings = READERS[name](data)
    except InputUnusable as error:
        if not str(error).startswith(("file: ", "pedigrees: ", "references: ")):
            raise
        return
    for each in findings:
        each.text()


@settings(max_examples=150, deadline=None)
@given(NAMES, st.binary(max_size=300))
def test_any_bytes(name, data):
    holds(name, data)


@settings(max_examples=100, deadline=None)
@given(NAMES, st.text(alphabet='abTH01/9.3,;\t\n"-<?OLXYіж', max_size=200))
def test_any_text(name, text):
    holds(name, SEEDS[name][:60] + text.encode())


@settings(max_examples=300, deadline=None)
@given(NAMES, st.data())
def test_a_good_file_spoiled_in_a_few_places(name, data):
    spoiled = bytearray(SEEDS[name])
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(spoiled)))
        spoiled[at : at + data.draw(st.integers(0, 6))] = data.draw(CRUMBS)
    holds(name, bytes(spoiled))


@settings(max_examples=200, deadline=None)
@given(NAMES, st.data())
def test_a_good_file_with_a_line_lost_doubled_or_moved(name, data):
    lines = SEEDS[name].splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        line = data.draw(st.sampled_from(lines or [b""]))
        at = data.draw(st.integers(0, len(lines)))
        lines[at : at + data.draw(st.integers(0, 2))] = [line] * data.draw(st.integers(0, 2))
    holds(name, b"".join(lines))


@settings(max_examples=100, deadline=None)
@given(NAMES, st.data())
def test_a_file_cut_short(name, data):
    holds(name, SEEDS[name][: data.draw(st.integers(0, len(SEEDS[name])))])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_genotypes_stay_inside_the_panel(data):
    cell = st.text(alphabet="0123456789./-,<OLab ", max_size=7)
    rows = data.draw(st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=4))
    table = "sample;TH01;D3S1358;vWA\n" + "".join(f"B{n};{';'.join(row)}\n" for n, row in enumerate(rows))
    read, _findings = parse_profiles(table.encode(), single_allele=data.draw(st.sampled_from(SingleAllele)))
    found, _more = in_panel(read, PANEL)
    assert found.alleles.min(initial=0) >= -1
    assert np.all(found.alleles.max(axis=(0, 2), initial=-1) < [each.n_alleles for each in PANEL.markers])

import re
from string import Formatter

import pytest
from tests.architecture.sources import ROOT

from repatria.findings import Severity
from repatria.kinship.formats.reference import reference_page
from repatria.kinship.formats.wording import WORDINGS

SOURCES = ROOT / "src" / "repatria" / "kinship" / "formats"


def test_the_reference_page_is_the_table():
    """To renew it: call ``reference_page`` of ``repatria.kinship.formats.reference`` and write what it gives."""
    assert (ROOT / "docs" / "reference" / "dna-findings.md").read_text(encoding="utf-8") == reference_page()


@pytest.mark.parametrize("code", list(WORDINGS))
def test_every_code_is_kebab_case_and_says_what_is_wrong_and_what_to_do(code):
    said = WORDINGS[code]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    assert said.message.endswith(".")
    assert said.remedy.endswith(".") or (said.remedy == "" and said.severity is Severity.NOTE)


def test_every_place_in_a_sentence_is_an_id_a_locus_or_a_count():
    allowed = {
        "sample", "other_row", "n_loci", "minimum", "spelling", "locus", "n", "allele", "family", "person", "parent",
        "n_cells", "expected", "entry", "encoding", "n_places", "header", "of_code", "total", "section", "stated",
        "counted", "pedigree", "place", "alleles", "reason", "body",
    }  # fmt: skip
    places = {
        name
        for said in WORDINGS.values()
        for sentence in (said.message, said.remedy)
        for _, name, _, _ in Formatter().parse(sentence)
        if name
    }
    assert places <= allowed


def test_every_code_is_raised_somewhere():
    engine = "".join(
        path.read_text(encoding="utf-8") for path in SOURCES.glob("*.py") if not path.name.startswith("words_of")
    )
    assert [code for code in WORDINGS if f'"{code}"' not in engine] == []

import re
from pathlib import Path
from string import Formatter

import pytest

from repatria.findings import Severity
from repatria.lists.reference import reference_page
from repatria.lists.wording import WORDINGS

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCES = REPOSITORY / "src" / "repatria" / "lists"


def test_the_reference_page_is_the_table():
    """To renew it: python -c "from repatria.lists.reference import reference_page; print(reference_page(), end='')"."""
    assert (REPOSITORY / "docs" / "reference" / "findings.md").read_text(encoding="utf-8") == reference_page()


@pytest.mark.parametrize("code", list(WORDINGS))
def test_every_code_is_kebab_case_and_says_what_is_wrong_and_what_to_do(code):
    said = WORDINGS[code]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    assert len(code) <= 64
    assert said.message.endswith(".")
    assert said.remedy.endswith(".") or (said.remedy == "" and said.severity is Severity.NOTE)


def test_every_place_in_a_sentence_is_a_number_a_code_a_header_or_a_sheet():
    allowed = {
        "as_of", "max_age", "other_row", "n_rows", "max_characters", "stated", "counted", "total", "kind", "header",
        "used", "renamed", "field_name", "nearest", "encoding", "other", "n_places", "sheet", "others", "n_cells",
        "n_swapped", "n_usual", "order",
    }  # fmt: skip
    places = {
        name
        for said in WORDINGS.values()
        for sentence in (said.message, said.remedy)
        for _, name, _, _ in Formatter().parse(sentence)
        if name
    }
    assert places <= allowed


def test_only_a_row_that_names_nobody_or_has_no_tag_is_rejected():
    """GC III 17: a slip of the pen costs nobody their place."""
    errors = {code for code, said in WORDINGS.items() if said.severity is Severity.ERROR}
    assert errors == {
        "name-missing",
        "tag-missing",
        "tag-unreadable",
        "mapping-field-unknown",
        "mapping-value-unusable",
    }


def test_every_code_is_raised_somewhere_and_named_in_a_test():
    engine = "".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py") if path.name != "wording.py")
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.rglob("*.py"))
    for code in WORDINGS:
        assert f'"{code}"' in tests, code
        stem = code.split("-", 2)[-1]
        assert f'"{code}"' in engine or stem in engine, code

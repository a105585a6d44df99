"""The table of bad inputs says what the program says, and each of its tests exists."""

import ast
import re
from functools import cache

import pytest
from tests.architecture.sources import ROOT

from repatria.case import wording as case
from repatria.exchange import wording as exchange
from repatria.kinship.formats import wording as dna
from repatria.kinship.formats.words_of_cases import CASES
from repatria.lists import wording as lists
from repatria.web.laboratory import rules as board
from repatria.web.review import wording as review

PAGE = (ROOT / "docs" / "reference" / "bad-inputs.md").read_text(encoding="utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split(" | "))
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith(("| what arrives", "| ---"))
]
SENTENCES = {
    "lists": {code: said.message for code, said in lists.WORDINGS.items()},
    "case": {code: said.message for code, said in case.WORDING.items()},
    "cross-check": {code: said.message for code, said in review.WORDINGS.items()},
    "board": board.WORDS,
    "DNA case": {code: said.message for code, said in CASES.items()},
    "DNA": {code: said.message for code, said in dna.WORDINGS.items()},
    "round": {**exchange.REASONS, **exchange.SENTENCES},
}


@cache
def bodies(path: str) -> dict[str, str]:
    """The text of each test of a file, with its decorators, and under "" the file's constants."""
    text = (ROOT / path).read_text(encoding="utf-8")
    found = {"": ""}
    for node in ast.parse(text).body:
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
        part = "\n".join(text.splitlines()[first - 1 : node.end_lineno])
        found[node.name if isinstance(node, ast.FunctionDef) else ""] = (
            part if isinstance(node, ast.FunctionDef) else found[""] + part
        )
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_bad_input_has_its_words_and_a_test_that_shows_them(row):
    _what, said_by, code, words, shown_by = row
    path, name = re.fullmatch(r"`([\w/.]+)::(\w+)`", shown_by).groups()
    assert name in bodies(path), f"{path} has no {name}"
    if said_by == "–":
        assert (code, words[-1]) == ("–", ".")
        return
    code = code.strip("`")
    assert words == SENTENCES[said_by][code]
    spoken = bodies(path)[name] + bodies(path)[""]
    signs = (f'"{code}"', f"Reason.{code.upper()}", words[:30])
    assert any(sign in spoken for sign in signs), f"{path}::{name} does not speak of {code}"


def test_every_code_that_keeps_a_person_out_of_a_round_is_in_the_table():
    from repatria.web.exchanges.held import FINDINGS

    told = {row[2].strip("`") for row in ROWS}
    assert set(FINDINGS) <= told

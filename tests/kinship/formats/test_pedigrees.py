"""Pedigrees in CSV and TOML."""

from pathlib import Path

import pytest

from repatria.kinship.formats import (
    parse_pedigrees,
    parse_pedigrees_toml,
    render_pedigrees,
)

FILES = Path(__file__).resolve().parents[1] / "files"


def test_rows_of_a_family_may_stand_apart_and_children_first():
    data = b"family;id;father;mother;sex\nF;son;dad;mum;M\nG;x;;;M\nF;dad;;;M\nF;mum;;;F\n"
    pedigrees, findings = parse_pedigrees(data)
    assert [(each.id, each.pedigree.ids) for each in pedigrees] == [("F", ("son", "dad", "mum")), ("G", ("x",))]
    assert findings == []


def test_inbred_founders_stand_in_toml():
    (family,), findings = parse_pedigrees_toml((FILES / "pedigrees.toml").read_bytes())
    assert findings == []
    assert (family.missing, dict(family.pedigree.inbreeding)) == (("son",), {"father": 0.0625})
    with pytest.raises(ValueError, match="inbred founders: write it as TOML"):
        render_pedigrees([family])

"""What cannot be answered as asked is refused, never answered as something else."""

import json

import pytest

from repatria.errors import InputUnusable
from repatria.kinship.formats.answer import answer_case
from repatria.kinship.formats.case import parse_case

MARKER = {"name": "TH01", "chrom": "autosomal", "alleles": ["6", "7"], "freqs": [0.4, 0.6]}
TRIO = [
    {"id": "dad", "father": None, "mother": None, "sex": "M"},
    {"id": "mum", "father": None, "mother": None, "sex": "F"},
    {"id": "son", "father": "dad", "mother": "mum", "sex": "M"},
]
GENOTYPES = {"dad": {"TH01": ["6", "7"]}}
LINKED = {
    "schema": "linked/1",
    "markers": [MARKER, {**MARKER, "name": "vWA"}],
    "pedigree": TRIO,
    "genotypes": GENOTYPES,
}
POWER = {
    "schema": "power/1",
    "markers": [MARKER],
    "pedigree": TRIO,
    "genotypes": GENOTYPES,
    "missing_person": "son",
}


@pytest.mark.parametrize("asked", [LINKED, POWER], ids=["linked", "power"])
def test_theta_is_not_passed_over_in_silence(asked):
    plain, _ = parse_case(json.dumps(asked).encode())
    assert answer_case(plain)
    case, findings = parse_case(json.dumps({**asked, "theta": 0.02}).encode())
    assert not findings
    with pytest.raises(InputUnusable, match=r"theta is 0\.02"):
        answer_case(case)

from pathlib import Path

import pytest

from repatria.lists.wording import WORDINGS
from repatria.synth import EXPECTED_CODE, Kind

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "synth.md"
# Said by the cross-checks of a run and by the case engine, not by the reading of one list.
ELSEWHERE = {"duplicate-in-list", "already-returned", "dead-on-prisoners-list", "file-changed-after-signature"}


@pytest.mark.parametrize("kind", Kind, ids=str)
def test_every_kind_is_documented_with_its_finding(kind):
    code = EXPECTED_CODE[kind]
    assert f"| `{kind}` | {f'`{code}`' if code else 'none'} |" in REFERENCE.read_text(encoding="utf-8")


def test_expected_findings_exist():
    assert {code for code in EXPECTED_CODE.values() if code} - ELSEWHERE <= set(WORDINGS)

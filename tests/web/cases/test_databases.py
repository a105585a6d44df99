"""The main job gives the same numbers on SQLite and on a real PostgreSQL."""

import json
from pathlib import Path

import numpy as np
import pytest
from tests.web.conftest import RealDatabase

from repatria.synth import make_world

SCALE = 0.01


@pytest.fixture(scope="module")
def told_before() -> dict[str, object]:
    """What the run on the other database said."""
    return {}


def test_a_case_comes_out_the_same_on_either_database(
    real_database: RealDatabase, tmp_path: Path, told_before: dict[str, object]
):
    case = tmp_path / "case"
    for name, content in make_world(SCALE, seed=3, rng=np.random.default_rng(3)).files.items():
        path = case / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    told = json.loads(real_database.run("tests.web.cases.driver", case).splitlines()[-1])
    assert told["first"] == told["again"]
    assert any(
        row[0] == "held:A" and row[2] for block in told["first"] if block["sheet"] == "Account" for row in block["rows"]
    )
    for vendor, tables in told_before.items():
        assert told["first"] == tables, vendor
    told_before[real_database.vendor] = told["first"]

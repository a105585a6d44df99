"""What every test may ask for."""

from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of peers' answers and public data beside the checkout."""
    if not REFERENCE.is_dir():
        pytest.skip("no reference data beside this checkout (../shared/reference)")
    return REFERENCE

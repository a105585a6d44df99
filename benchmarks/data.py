"""Data beside the checkout that some benchmarks read, and how a benchmark says that they are not there."""

import sys
from pathlib import Path

ABSENT = 77  # the exit code for "not run": neither right nor wrong
REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"


def reference(name: str) -> Path:
    """A folder of the reference data; where it is absent, the benchmark ends here."""
    folder = REFERENCE / name
    if not folder.is_dir():
        print(f"no reference data: ../shared/reference/{name}")
        sys.exit(ABSENT)
    return folder

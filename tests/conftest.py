"""What every test may ask for."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of peers' answers and public data beside the checkout."""
    if not REFERENCE.is_dir():
        pytest.skip("no reference data beside this checkout (../shared/reference)")
    return REFERENCE


# Skipped on a laptop that lacks them; where CI is set they have to be there.
NEEDED_IN_CI = {"browser", "postgres"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI is set, a test that skips for want of a browser or a database server fails."""
    report = yield
    needed = NEEDED_IN_CI & {marker.name for marker in item.iter_markers()}
    if os.environ.get("CI") and needed and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped for want of a {', '.join(sorted(needed))}, where CI is set: {report.longrepr}"
    return report

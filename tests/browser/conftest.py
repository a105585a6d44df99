"""A live server on a small world, and a real browser."""

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from tests.web.cast import PASSWORD
from tests.web.conftest import emptied_between_transactional_tests  # noqa: F401  a live server needs it too

ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
]
REMEDY = "on Debian and Ubuntu: apt-get install chromium; then pip install repatria[browser]"


def _without(reason: str) -> None:
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(f"{reason}; {REMEDY}")
    pytest.skip(f"{reason}; {REMEDY}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    # Playwright runs an event loop in this thread; Django would take that for an asynchronous caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _without("playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        _without("no Chromium was found")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


def sign_in(page: Any, name: str) -> None:
    """Sign in by keyboard."""
    page.goto("/sign-in/")
    page.wait_for_selector("#id_login:focus")  # by itself, though on a busy machine not at once
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"://[^/]+/$"))

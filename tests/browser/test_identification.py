"""Whose body this is, from a sample to two signatures and back: by keyboard, a server and a worker of their own."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.conftest import sign_in
from tests.web.conftest import ROOT, RealDatabase, sqlite_template  # noqa: F401  one migrated database a session

pytestmark = pytest.mark.browser

COMMAND = "from repatria.cli.main import main; main()"
JOB_TIMEOUT_MS = 180_000  # the engine may have to be compiled first


@pytest.fixture
def case(browser: Any, sqlite_template: Path, tmp_path: Path) -> Iterator[dict[str, Any]]:  # noqa: F811
    """The served case: its address and what stands in it; the server brings its worker along."""
    shutil.copy(sqlite_template / "repatria.db", tmp_path / "repatria.db")
    (tmp_path / "case.toml").write_text('title = "An invented case"\n', encoding="utf-8")
    database = RealDatabase(vendor="sqlite", environment={"REPATRIA_CASE": str(tmp_path), "REPATRIA_DATABASE_URL": ""})
    told = json.loads(database.run("tests.browser.laboratory_case"))
    log = (tmp_path / "serve.log").open("w", encoding="utf-8")
    serving = subprocess.Popen(
        [sys.executable, "-u", "-c", COMMAND, "serve", str(tmp_path), "--port", "0"],
        cwd=ROOT,
        env={**os.environ, **database.environment, "DJANGO_SETTINGS_MODULE": "repatria.web.settings"},
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    try:
        assert serving.stdout is not None
        line = serving.stdout.readline()
        address = re.search(r"http://[\d.:]+", line)
        assert address, (line, (tmp_path / "serve.log").read_text(encoding="utf-8"))
        yield {**told, "url": address[0]}
    finally:
        serving.terminate()
        serving.wait(20)
        assert serving.stdout is not None
        serving.stdout.close()
        log.close()


@pytest.fixture
def desk(browser: Any, case: dict[str, Any]) -> Iterator[Callable[[str], Any]]:
    """A browser for each person, signed in."""
    opened: dict[str, Any] = {}

    def at(name: str) -> Any:
        if name not in opened:
            context = browser.new_context(base_url=case["url"], viewport={"width": 1440, "height": 900}, locale="en")
            opened[name] = context.new_page()
            sign_in(opened[name], name)
        return opened[name]

    yield at
    for page in opened.values():
        page.context.close()


FOCUSED = """() => {
  const it = document.activeElement;
  const label = it.labels && it.labels.length ? it.labels[0].innerText : "";
  const ring = getComputedStyle(it);
  const isSeen = ring.outlineStyle !== "none" && ring.outlineWidth !== "0px";
  return [(label || it.innerText || "").trim(), it.tagName, isSeen];
}"""


def tab_to(page: Any, words: str, *, tag: str = "", limit: int = 200) -> None:
    """Walk with the Tab key until the focus, which must be seen, is on what bears these words."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        said, kind, is_seen = page.evaluate(FOCUSED)
        if said == words and (not tag or kind == tag):
            assert is_seen, f"the focus on {words!r} is not to be seen"
            return
    raise AssertionError(f"{words!r} cannot be reached by Tab on {page.url}")


def press(page: Any, words: str, *, key: str = "Enter") -> None:
    """Walk to a link or button and press it; wait for the page that comes."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press(key)


def main_text(page: Any) -> str:
    text: str = page.inner_text("main")
    return text


def read(page: Any, profile_url: str, loci: dict[str, str]) -> str:
    """Read a profile locus by locus; what the page of the profile says then."""
    page.goto(profile_url)
    press(page, "Read it")
    tab_to(page, "Kit")
    for locus, alleles in loci.items():
        tab_to(page, locus)
        page.keyboard.insert_text(alleles)
    press(page, "That is my reading")
    return main_text(page)


def account(page: Any) -> list[str]:
    page.goto("/account/")
    return [" ".join(row.split()) for row in page.locator("main table tbody tr").all_inner_texts()]


def test_a_body_is_identified_by_two_people_and_the_identification_retracted(
    case: dict[str, Any], desk: Callable[[str], Any]
):
    (pm_id, pm), (am_id, am), loci = case["pm"], case["am"], case["loci"]
    nadia, stepan, lida = desk("nadia"), desk("stepan"), desk("lida")

    # A sample is taken of the remains.
    nadia.goto(f"/laboratory/pm/{pm_id}/")
    tab_to(nadia, "Number of the sample")
    for words in ("S-JOURNEY", "femur", "seal 4711"):
        nadia.keyboard.insert_text(words)
        nadia.keyboard.press("Tab")
    press(nadia, "Take a sample")
    assert "S-JOURNEY" in main_text(nadia)
    press(nadia, "draft")
    profile_url = nadia.url

    # Two read it, neither sees the other; they differ at one locus, and a third settles it.
    first = next(iter(loci))
    slip = {**loci, first: "5 6"}
    assert "differ" not in read(nadia, profile_url, loci)
    stepan.goto(profile_url)
    assert "One analyst has read it" in main_text(stepan)
    assert not any(alleles in main_text(stepan) for alleles in loci.values())
    assert "a third analyst decides" in read(stepan, profile_url, slip)
    lida.goto(profile_url)
    press(lida, "Read it")
    assert lida.locator("input[name^=locus_]").count() == 1
    tab_to(lida, first)
    lida.keyboard.insert_text(loci[first])
    press(lida, "That is my reading")
    assert "accepted" in main_text(lida)

    # A comparison works beside the pages and names the son.
    nadia.goto("/laboratory/runs/")
    press(nadia, "Compare")
    nadia.wait_for_selector("text=To the outcome", timeout=JOB_TIMEOUT_MS)
    press(nadia, "To the outcome")
    press(nadia, pm)
    assert am in main_text(nadia)
    candidate_url = nadia.url
    press(nadia, "Put before the board")
    board_url = nadia.url
    assert "before the board" in nadia.inner_text("h1")
    assert "You put it forward: other people sign." in main_text(nadia)
    assert nadia.locator("main button.primary").count() == 0

    # Two people of two organizations sign; each says first that the figures were read.
    mira, halyna, dmytro = desk("mira"), desk("halyna"), desk("dmytro")
    before = account(mira)
    for page, code in ((mira, "N"), (halyna, "A")):
        page.goto(board_url)
        tab_to(page, f"Sign for {code}")
        page.keyboard.press("Enter")
        assert page.locator("main .line button.primary").count() == 1  # not before the box is ticked
        page.goto(board_url)
        tab_to(page, "I have read the rules and the figures above")
        page.keyboard.press("Space")
        dmytro.goto("/laboratory/outcomes/")
        assert am not in main_text(dmytro)  # nobody is told of a candidate
        press(page, f"Sign for {code}")
    assert "identified" in halyna.inner_text("h1")
    after = account(mira)
    assert after != before
    nadia.goto(f"/laboratory/pm/{pm_id}/")
    assert "closed" in nadia.inner_text("h1")

    # A delegate sees the outcome and nothing that it rests on.
    dmytro.goto("/laboratory/outcomes/")
    assert am in main_text(dmytro)
    assert "identified" in main_text(dmytro)
    assert not any(alleles in dmytro.content() for alleles in loci.values())
    for url in (candidate_url, board_url, profile_url):
        assert dmytro.goto(url).status in {403, 404}

    # One retracts with a reason: the account stands as before, both files are open again.
    mira.goto(board_url)
    tab_to(mira, "Retract this identification")
    mira.keyboard.press("Enter")
    tab_to(mira, "Reason")
    mira.keyboard.insert_text("two samples were exchanged")
    press(mira, "Retract")
    assert "retracted" in mira.inner_text("h1")
    assert "two samples were exchanged" in main_text(mira)
    assert account(mira) == before
    for url in (f"/laboratory/pm/{pm_id}/", f"/laboratory/am/{am_id}/"):
        nadia.goto(url)
        assert "reopened" in nadia.inner_text("h1")
    dmytro.goto("/laboratory/outcomes/")
    assert "retracted" in main_text(dmytro)

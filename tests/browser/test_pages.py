"""Whole journeys in a real browser, by keyboard, and what axe has to say of every main page."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from tests.browser.conftest import sign_in
from tests.web import world as worlds
from tests.web.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SERIOUS = {"serious", "critical"}
THEMES = ("light", "dark")


@pytest.fixture
def world(transactional_db: None, tmp_path: Any) -> Any:
    cache.clear()
    return worlds.build(tmp_path)


@pytest.fixture
def page(browser: Any, live_server: Any, world: Any) -> Iterator[Any]:
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert not [line for line in said if "404" not in line], said


def flaws(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{page.url} {v['id']}: {v['nodes'][0]['html'][:160]}" for v in found if v["impact"] in SERIOUS]


def main_pages(world: Any) -> list[str]:
    ids = world.ids
    return [
        "/",
        reverse("registry:lists"),
        reverse("registry:version", args=[ids["version"].pk]),
        reverse("registry:rows", args=[ids["version"].pk]),
        reverse("registry:changes", args=[ids["version"].pk]),
        reverse("registry:people"),
        reverse("registry:person", args=[ids["person"].pk]),
        reverse("registry:record", args=[ids["record"].pk]),
        reverse("review:queue"),
        reverse("review:link", args=[ids["link"].pk]),
        reverse("review:agreement"),
        reverse("exchanges:rounds"),
        reverse("exchanges:round", args=[ids["round"].pk]),
        reverse("custody:account"),
        reverse("custody:unit", args=[ids["unit"].pk]),
        reverse("custody:move", args=[ids["unit"].pk]),
        reverse("custody:reverse", args=[ids["unit"].pk]),
        reverse("custody:proposals"),
        reverse("custody:proposal", args=[ids["proposal"].pk]),
        reverse("exchanges:outcomes", args=[ids["round"].pk]),
        reverse("journal:entries"),
        reverse("accounts:settings"),
        reverse("mfa_index"),
    ]


def laboratory_pages(world: Any) -> list[str]:
    ids = world.ids
    lists = (
        "start",
        "remains",
        "missing",
        "open_am",
        "samples",
        "profiles",
        "upload",
        "families",
        "new_family",
        "runs",
    )
    shown = {
        "unit": "remains_id",
        "pm": "pm_id",
        "am": "am_id",
        "sample": "sample_id",
        "profile": "profile_id",
        "read": "profile_id",
        "family": "family_id",
        "run": "run_id",
        "candidate": "candidate_id",
        "identification": "identification_id",
    }
    return [
        *(reverse(f"laboratory:{name}") for name in (*lists, "new_donor", "board", "outcomes")),
        *(reverse(f"laboratory:{name}", args=[ids[key].pk]) for name, key in shown.items()),
    ]


@pytest.mark.parametrize(("name", "pages"), [("mira", main_pages), ("nadia", laboratory_pages)])
def test_axe_finds_nothing_serious_and_no_page_overflows(page: Any, world: Any, name: str, pages: Any):
    """Light and dark, at a desk and on a phone; the policy lets axe in through the debugger only."""
    page.goto("/sign-in/")
    found = flaws(page)
    sign_in(page, name)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        for url in pages(world):
            page.goto(url)
            assert page.url.endswith(url)
            found += flaws(page)
    page.set_viewport_size({"width": 390, "height": 844})
    for url in pages(world):
        page.goto(url)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append(f"{url} is {wide} px too wide on a phone")
    assert not found, "\n".join(found)


def test_a_reader_searches_and_opens_a_person_by_keyboard(page: Any, world: Any):
    from playwright.sync_api import expect

    sign_in(page, "mira")
    page.goto("/people/")
    page.keyboard.press("/")
    page.keyboard.type("hromov")
    page.keyboard.press("Enter")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    assert "hromov" not in page.url
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/*-*/")
    assert "Громов" in page.inner_text("h1")


def test_a_reviewer_decides_and_undoes_by_keys(page: Any, world: Any):
    sign_in(page, "nina")
    page.goto(reverse("review:link", args=[world.ids["link"].pk]))
    with page.expect_navigation():
        page.keyboard.press("2")
    page.goto(reverse("review:link", args=[world.ids["link"].pk]))
    assert "Not the same" in page.inner_text(".decide") or "not the same" in page.inner_text(".decide")
    page.keyboard.press("u")
    page.wait_for_selector("[data-keys~='Digit1']")


@pytest.mark.parametrize(("code", "word"), [("uk", "Облік"), ("ru", "Учёт"), ("en", "The account")])
def test_every_language_is_one_press_away(page: Any, world: Any, code: str, word: str):
    sign_in(page, "mira")
    with page.expect_navigation():
        page.click(f"button[value={code}]")
    assert word in page.inner_text("main")


def test_pages_work_without_scripts(browser: Any, live_server: Any, world: Any):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in/")
    page.fill("#id_login", "mira")
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation():
        page.click("button.primary")
    page.goto("/people/")
    page.fill("[type=search]", "Громов")
    with page.expect_navigation():
        page.click("form.browse button.primary")
    assert page.locator("#found tbody tr").count() == 1
    context.close()

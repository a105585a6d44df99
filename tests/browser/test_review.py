"""Two people, and a third where they differ, decide by keyboard on a Ukrainian layout, from sign-in to undo."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.urls import reverse
from tests.browser.conftest import sign_in
from tests.browser.test_pages import SERIOUS
from tests.web.cast import PASSWORD
from tests.web.review.world import World, proposals

from repatria.web.accounts.models import Role, User
from repatria.web.registry import actions as registry
from repatria.web.registry.models import Claim, SourceRecord
from repatria.web.review import actions
from repatria.web.review.models import Decision, Link, LinkState, Skip

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VOLODYMYR = {"surname": "Коваленко", "given": "Володимир", "patronymic": "Сергійович", "birth_year": 1986}
VLADIMIR = {"surname": "Kovalenko", "given": "Vladimir", "patronymic": "Sergeevich", "birth_year": 1986}
MYKOLA = {"surname": "Щербак", "given": "Микола", "birth_year": 1990, "birth_month": 3, "birth_day": 12}
NIKOLAY = {"surname": "Schtscherbak", "given": "Николай", "birth_year": 1990, "birth_month": 12, "birth_day": 3}
# What the keys of this program bear on a Ukrainian keyboard.
UKRAINIAN = {
    "KeyN": "т",
    "KeyU": "г",
    "KeyS": "і",
    "KeyH": "р",
    "KeyQ": "й",
    "KeyJ": "о",
    "KeyR": "к",
    "Digit1": "1",
    "Digit2": "2",
    "Digit4": "4",
}


@pytest.fixture
def world(transactional_db: None) -> World:
    cache.clear()
    made = World()
    sought = made.deliver("a-missing", "A", "missing", [VOLODYMYR, MYKOLA])
    held = made.deliver("b-held", "B", "held", [VLADIMIR, NIKOLAY])
    rows = [(sought[0], held[0], 0.97), (sought[1], held[1], 0.7)]
    actions.store_proposals(proposals(sought[0], held[0], rows))
    made.user("mira", Role.COORDINATOR)
    for name in ("nina", "oksana"):
        made.user(name)
    made.user("sergei", Role.DELEGATE, "B")
    User.objects.update(password=make_password(PASSWORD), language="uk")
    return made


@pytest.fixture
def desk(browser: Any, live_server: Any, world: World) -> Iterator[Callable[[str], Any]]:
    """A browser for each person, in Ukrainian, signed in by keyboard; whatever goes wrong in it fails the test."""
    opened: dict[str, Any] = {}
    said: list[str] = []

    def at(name: str) -> Any:
        if name not in opened:
            context = browser.new_context(
                base_url=live_server.url, viewport={"width": 1440, "height": 900}, locale="uk-UA"
            )
            page = opened[name] = context.new_page()
            page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: said.append(str(error)))
            sign_in(page, name)
        return opened[name]

    yield at
    for page in opened.values():
        page.context.close()
    assert not said, said


def strike(page: Any, code: str, *, goes_on: bool = True) -> None:
    """Press the key in this place of a Ukrainian keyboard; wait for the page that comes."""
    session = page.context.new_cdp_session(page)
    letter = UKRAINIAN[code]
    event = {"code": code, "key": letter, "text": letter, "windowsVirtualKeyCode": ord(code[-1])}

    def both() -> None:
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", **event})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})

    if goes_on:
        with page.expect_navigation():
            both()
    else:
        both()
    session.detach()


def focused(page: Any) -> tuple[str, bool]:
    """What has the focus, and whether that is to be seen."""
    text, is_seen = page.evaluate(
        "() => { const it = document.activeElement, ring = getComputedStyle(it);"
        " return [(it.innerText || it.value || '').trim(), ring.outlineStyle !== 'none']; }"
    )
    return text, is_seen


def to_queue(page: Any) -> None:
    """From the start page by Tab to the pairs that wait, as its first column offers them."""
    for _ in range(40):
        page.keyboard.press("Tab")
        text, is_seen = focused(page)
        if "Звірка" in text:
            assert is_seen
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError("the queue cannot be reached by Tab")


def main_text(page: Any) -> str:
    text: str = page.inner_text("main")
    return text


def state(link: Link) -> str:
    return str(Link.objects.get(pk=link.pk).state)


def persons() -> int:
    return SourceRecord.objects.values("person").distinct().count()


def test_two_reviewers_join_two_records_by_keyboard_and_one_undoes_it(world: World, desk: Callable[[str], Any]):
    link, other = Link.objects.get(probability=0.97), Link.objects.get(probability=0.7)
    before = persons()

    # The first looks at the keys, puts a pair off and takes that back, then gives a word with a reason.
    mira = desk("mira")
    to_queue(mira)
    assert "2 пари записів чекають" in main_text(mira)
    strike(mira, "KeyH", goes_on=False)
    assert mira.locator("#keys").is_visible()
    assert "Запитати сторону" in mira.inner_text("#keys")
    mira.keyboard.press("Escape")
    assert not mira.locator("#keys").is_visible()
    strike(mira, "KeyN")
    assert mira.url.endswith(reverse("review:link", args=[link.pk]))
    assert mira.locator("td.given mark").all_inner_texts() == ["о", "о", "a"]  # Володимир, Vladimir
    assert mira.locator("td.surname mark").count() == 0  # Коваленко sounds like Kovalenko
    assert "різниться ліворуч: о, о; праворуч: a" in mira.text_content("table.pair")
    strike(mira, "KeyS")
    assert mira.url.endswith(reverse("review:link", args=[other.pk]))
    assert Skip.objects.filter(undone_at=None).count() == 1
    strike(mira, "KeyU")
    assert mira.url.endswith(reverse("review:link", args=[link.pk]))
    assert not Skip.objects.filter(undone_at=None).exists()
    strike(mira, "KeyR", goes_on=False)
    mira.keyboard.insert_text("той самий рік")
    mira.keyboard.press("Enter")  # never gives a word by accident
    assert not Decision.objects.exists()
    mira.keyboard.press("Escape")
    strike(mira, "Digit1")
    assert "вирішує друга особа" in main_text(mira)
    assert (state(link), Decision.objects.get().reason) == (LinkState.FIRST_SIGNED, "той самий рік")

    # The second sees neither word nor reason; the two words make one person.
    nina = desk("nina")
    to_queue(nina)
    strike(nina, "KeyJ", goes_on=False)
    assert focused(nina) == ("Коваленко Володимир Сергійович", True)
    with nina.expect_navigation():
        nina.keyboard.press("Enter")
    assert nina.url.endswith(reverse("review:link", args=[link.pk]))
    assert not any(hidden in nina.content() for hidden in ("той самий рік", "Ваше слово:", "mira"))
    strike(nina, "Digit1")
    assert "тепер ці два записи — одна особа" in main_text(nina)
    assert (state(link), persons()) == (LinkState.CONFIRMED, before - 1)

    # She is told what follows, and takes her word back.
    strike(nina, "KeyU")
    assert nina.url.endswith(reverse("review:undo", args=[link.pk]))
    assert "Осіб з них стане: 2" in main_text(nina)
    assert state(link) == LinkState.CONFIRMED
    strike(nina, "KeyU")
    assert nina.url.endswith(reverse("review:link", args=[link.pk]))
    assert (state(link), persons()) == (LinkState.FIRST_SIGNED, before)
    strike(nina, "KeyQ")
    assert nina.url.endswith(reverse("review:queue"))


def test_a_third_decides_unseeing_after_a_question_to_the_party(world: World, desk: Callable[[str], Any]):
    link, other = Link.objects.get(probability=0.7), Link.objects.get(probability=0.97)
    for name in ("mira", "nina"):
        actions.skip(link=other, reviewer=User.objects.get(username=name))

    # The first asks Party B about the birth date: arrows choose, Enter sends.
    mira, nina = desk("mira"), desk("nina")
    to_queue(mira)
    strike(mira, "KeyN")
    assert mira.locator("td.birth_date mark").all_inner_texts() == ["12", "березня", "3", "грудня"]
    strike(mira, "Digit4")
    assert mira.url.endswith(reverse("review:ask", args=[link.pk]))
    for _ in range(40):
        mira.keyboard.press("Tab")
        if mira.evaluate("document.activeElement.name") == "about":
            break
    for _ in range(2):
        mira.keyboard.press("ArrowDown")
    with mira.expect_navigation():
        mira.keyboard.press("Enter")
    claim = Claim.objects.get(asked_for__link=link)
    assert (claim.value, claim.record_id, claim.addressee_id) == ("birth_asked", link.right_id, "B")
    sergei = User.objects.get(username="sergei")
    registry.answer_claim(user=sergei, claim=claim, value="held", reason="у документах 12 березня")

    # The answer stands on the pair; the two say different things.
    mira.goto(reverse("review:link", args=[link.pk]))
    assert "у документах 12 березня" in main_text(mira)
    strike(mira, "Digit1")
    to_queue(nina)
    strike(nina, "KeyN")
    assert nina.url.endswith(reverse("review:link", args=[link.pk]))
    strike(nina, "Digit2")
    assert "вирішує ще одна особа" in main_text(nina)
    assert state(link) == LinkState.DISAGREED

    # The third is shown this pair first and nobody's word; then the outcome with all of them.
    oksana = desk("oksana")
    to_queue(oksana)
    strike(oksana, "KeyN")
    assert oksana.url.endswith(reverse("review:link", args=[link.pk]))
    assert "Ви вирішуєте, не бачачи, що вони сказали" in main_text(oksana)
    assert not any(name in main_text(oksana) for name in ("mira", "nina"))
    strike(oksana, "Digit1")
    assert state(link) == LinkState.CONFIRMED
    oksana.goto(reverse("review:link", args=[link.pk]))
    assert all(name in main_text(oksana) for name in ("mira", "nina", "oksana"))
    strike(oksana, "KeyU")
    strike(oksana, "KeyU")
    assert state(link) == LinkState.DISAGREED


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_serious_on_the_pages_of_review(world: World, desk: Callable[[str], Any], width: int):
    from axe_playwright_python.sync_playwright import Axe

    link, other = Link.objects.get(probability=0.97), Link.objects.get(probability=0.7)
    world.confirm(link)
    actions.ask(link=other, reviewer=User.objects.get(username="mira"))
    page = desk("mira")
    page.set_viewport_size({"width": width, "height": 844})
    addresses = [
        reverse("review:queue"),
        reverse("review:agreement"),
        reverse("review:ask", args=[other.pk]),
        *(reverse("review:link", args=[one.pk]) for one in (link, other)),
        *(reverse(f"review:{name}", args=[link.pk]) for name in ("undo", "retract")),
    ]
    found = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for address in addresses:
            page.goto(address)
            assert page.url.endswith(address)
            flaws = Axe().run(page).response["violations"]
            found += [
                f"{address} {flaw['id']}: {flaw['nodes'][0]['html']}" for flaw in flaws if flaw["impact"] in SERIOUS
            ]
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                found.append(f"{address} is {wide} px too wide at {width}")
    page.goto(reverse("review:queue"))
    if width > 640:
        strike(page, "KeyH", goes_on=False)
        flaws = Axe().run(page).response["violations"]
        found += [f"keys {flaw['id']}: {flaw['nodes'][0]['html']}" for flaw in flaws if flaw["impact"] in SERIOUS]
    assert not found, "\n".join(found)

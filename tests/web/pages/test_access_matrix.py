"""Every page with every role, read from the URLconf; and the wall between the parties."""

import re
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse
from tests.web.cast import PEOPLE
from tests.web.pages.urlconf import Page, pages
from tests.web.world import CHILD, ONLY_B, ONLY_B_NUMBER, World

from repatria.web.access import GRANTS, Permission
from repatria.web.page import Door
from repatria.web.registry.models import Person, SourceRecord
from repatria.web.review.models import Link

PAGES = pages()
LABORATORY_IDS = (
    "remains_id",
    "pm_id",
    "am_id",
    "sample_id",
    "profile_id",
    "family_id",
    "member_id",
    "donor_id",
    "run_id",
    "job_id",
    "candidate_id",
    "identification_id",
)


def address(page: Page, world: World) -> str:
    values = {
        "version_id": world.ids["version"].pk,
        "person_id": world.ids["person"].pk,
        "record_id": world.ids["record"].pk,
        "claim_id": world.ids["claim"].pk,
        "link_id": world.ids["link"].pk,
        "round_id": world.ids["round"].pk,
        "user_id": world.cast.user("pavlo").pk,
        "unit_id": world.ids["unit"].pk,
        "proposal_id": world.ids["proposal"].pk,
        **{name: world.ids[name].pk for name in LABORATORY_IDS},
        "code": "held:A",
        "kind": "person",
        "reason": "quota_full",
    }
    query = "?account=held:A" if page.name == "custody:rows" else ""
    return reverse(page.name, kwargs={name: values[name] for name in page.arguments}) + query


def test_every_page_declares_what_it_asks_for():
    bare = [page.name for page in PAGES if page.permission is None]
    assert not bare, f"pages without @page(Permission.…): {bare}"


def test_the_matrix_covers_every_role():
    assert {role for role, _party in PEOPLE.values()} == set(GRANTS)
    guarded = [page for page in PAGES if page.permission not in Door]
    print(f"\n{len(PAGES)} pages × {len(PEOPLE)} people of {len(GRANTS)} roles, and nobody signed in")
    assert len(guarded) >= 25


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_opens_only_for_its_roles(page: Page, world: World):
    """403 exactly where the role lacks the permission; rows that are not theirs are a 404 behind that door."""
    url = address(page, world)
    for name, (role, _party) in PEOPLE.items():
        client = world.cast.client(name)
        with transaction.atomic():
            status = (client.get(url) if page.is_read else client.post(url)).status_code
            transaction.set_rollback(True)
        assert status < 500, f"{page.name} broke for {name}"
        if page.permission in Door:  # signing in and one's own settings have their own conditions
            continue
        admitted = page.admits(role)
        assert (status == 403) is (not admitted), f"{page.name} answered {name} with {status}"
        if admitted and page.is_read and not page.arguments:
            assert status == 200, f"{page.name} answered {name} with {status}"


@pytest.mark.parametrize("page", [page for page in PAGES if page.permission is not Door.OPEN], ids=str)
def test_whoever_has_not_signed_in_is_sent_to_the_door(page: Page, world: World, client):
    url = address(page, world)
    answer = client.get(url) if page.is_read else client.post(url)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))


def test_the_documented_table_is_the_one_that_counts():
    text = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "access.md").read_text(encoding="utf-8")
    rows = {
        line.split("|")[1].strip(" `"): line.split("|")[2:-1] for line in text.splitlines() if line.startswith("| `")
    }
    assert rows.keys() == {permission.value for permission in Permission}
    for permission, cells in rows.items():
        granted = [cell.strip() == "yes" for cell in cells]
        assert granted == [permission in GRANTS[role] for role in GRANTS], permission


# -- the wall between the parties -----------------------------------------------------------------------------

A_PEOPLE = ["olha", "dmytro"]


@pytest.mark.parametrize("name", A_PEOPLE)
def test_another_partys_list_person_and_record_are_as_if_they_did_not_exist(name: str, world: World):
    client = world.cast.client(name)
    hidden = world.record(ONLY_B, "b-held")
    for url in (
        reverse("registry:record", args=[hidden.pk]),
        reverse("registry:person", args=[hidden.person_id]),
        reverse("registry:version", args=[hidden.version_id]),
        reverse("registry:rows", args=[hidden.version_id]),
        reverse("registry:changes", args=[hidden.version_id]),
        reverse("registry:answer_file", args=[hidden.version_id]),
    ):
        assert client.get(url).status_code == 404, url


def test_a_link_with_a_record_that_one_may_not_see_is_a_404(world: World):
    link = Link.objects.get(right__version__party_list__key="b-held")
    for method, name in (("get", "review:link"), ("post", "review:decide"), ("post", "review:undo")):
        url = reverse(name, args=[link.pk])
        assert getattr(world.cast.client("olha"), method)(url).status_code == 404
    assert world.cast.client("igor").get(reverse("review:link", args=[link.pk])).status_code == 200


@pytest.mark.parametrize("name", A_PEOPLE)
def test_no_page_of_one_party_shows_what_only_the_other_knows(name: str, world: World):
    """Every page that opens, and every page that those link to, is read for the other party's words."""
    client = world.cast.client(name)
    found = _crawl(client)
    assert len(found) > 20
    leaks = [url for url, text in found.items() if ONLY_B in text or ONLY_B_NUMBER in text]
    assert not leaks


def test_a_linked_person_shows_each_party_its_own_sources_only(world: World):
    """Both records are one person now; Party A sees its own row, and not that Party B holds the man."""
    own = world.record("Коваленко", "a-missing")
    hidden = world.record("Коваленко", "b-held")
    assert own.person_id == hidden.person_id
    page = world.cast.client("dmytro").get(reverse("registry:person", args=[own.person_id])).content.decode()
    assert "Олексій" in page
    assert "Алексей" not in page
    assert "B-21" not in page
    assert str(hidden.pk) not in page


@pytest.mark.parametrize("name", [name for name in PEOPLE if name != "vera"])
def test_children_are_seen_by_their_officer_alone(name: str, world: World):
    client = world.cast.client(name)
    child = SourceRecord.objects.get(given=CHILD)
    for url in (
        reverse("registry:record", args=[child.pk]),
        reverse("registry:person", args=[child.person_id]),
        reverse("registry:version", args=[child.version_id]),
    ):
        assert client.get(url).status_code in {403, 404}
    assert not [url for url, text in _crawl(client, limit=25).items() if CHILD in text]


def test_the_child_officer_sees_children_and_nobody_else(world: World):
    client = world.cast.client("vera")
    child = SourceRecord.objects.get(given=CHILD)
    assert CHILD in client.get(reverse("registry:person", args=[child.person_id])).content.decode()
    other = Person.objects.filter(is_child_case=False).values_list("pk", flat=True)[0]
    assert client.get(reverse("registry:person", args=[other])).status_code == 404


def test_observers_and_administrators_reach_no_row(world: World):
    surnames = set(SourceRecord.objects.exclude(surname="").values_list("surname", flat=True))
    for name in ("oskar", "pavlo", "adam", "taras"):
        for url, text in _crawl(world.cast.client(name)).items():
            assert not [surname for surname in surnames if surname in text], f"{name} reads a name on {url}"


def _crawl(client, *, limit: int = 70) -> dict[str, str]:
    """Open the start page and whatever it leads to, as a curious reader would."""
    waiting, found = ["/"], {}
    while waiting and len(found) < limit:
        url = waiting.pop(0)
        if url in found:
            continue
        answer = client.get(url)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            found[url] = ""
            continue
        found[url] = answer.content.decode()
        links = re.findall(r'href="(/[^"#]*|\?[^"]*)"', found[url])
        fine = (link for link in links if not link.startswith("/static/") and "sign-out" not in link)
        waiting += [(link if link.startswith("/") else url.split("?")[0] + link).replace("&amp;", "&") for link in fine]
    return found

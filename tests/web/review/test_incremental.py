"""The main job with one more list, a list said anew, and a list withdrawn: only what changed is compared again."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.web.world import write_case

from repatria.web.accounts.models import Role, User
from repatria.web.cases import pipeline
from repatria.web.review import actions
from repatria.web.review.models import Decision, Link, LinkState

pytestmark = pytest.mark.django_db

FURTHER = """
[[lists]]
key = "b-returned"
file = "lists/b-returned.csv"
sender = "B"
purpose = "returned"
unit = "person"
as_of = 2025-06-20
stated_count = 1
shared_with = ["A", "N"]
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    write_case(tmp_path)
    pipeline.run(tmp_path)
    return tmp_path


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The comparisons that were made since."""
    made: list[str] = []
    propose = pipeline.propose

    def noted(pair: Any, tables: Any) -> Any:
        made.append(pair.key)
        return propose(pair, tables)

    monkeypatch.setattr(pipeline, "propose", noted)
    return made


def links() -> dict[Any, tuple[Any, ...]]:
    columns = ("pk", "left", "right", "probability", "state", "proposed_at", "changed_at", "worth")
    return {row[0]: row for row in Link.objects.values_list(*columns)}


def decide(link: Link, *words: str) -> None:
    for n, word in enumerate(words):
        name = f"reviewer{n}"
        user = User.objects.filter(username=name).first()
        user = user or User.objects.create_user(username=name, role=Role.CLERK, party_id="N")
        actions.decide(link=link, reviewer=user, value=word)


def test_a_further_list_is_compared_and_nothing_else(case: Path, compared: list[str]):
    before = links()
    assert len(before) >= 2
    rows = ["Прізвище;Ім'я;По батькові;Дата народження", "Ткачук;Николай;;05.11.1999"]
    (case / "lists" / "b-returned.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    told = (case / "case.toml").read_text(encoding="utf-8")
    (case / "case.toml").write_text(told + FURTHER, encoding="utf-8")
    pipeline.run(case)
    assert compared
    assert all("b-returned" in key for key in compared)
    after = links()
    assert {pk: after[pk] for pk in before} == before
    assert [Link.objects.get(pk=pk).right.version.party_list.key for pk in after.keys() - before.keys()] == [
        "b-returned"
    ]


def test_a_second_run_compares_nothing(case: Path, compared: list[str]):
    before = links()
    pipeline.run(case)
    assert compared == []
    assert links() == before


def test_a_list_said_anew_keeps_what_stayed_and_words_of_people(case: Path, compared: list[str]):
    """Another row of the list changed: its links are compared again and stay to the second as they were proposed."""
    link = Link.objects.get(left__surname="Коваленко")
    decide(link, "not_same", "not_same")
    before = links()
    write_case(case, is_later=True)
    pipeline.run(case)
    assert compared
    assert all("a-missing" in key for key in compared)
    assert {pk: row for pk, row in links().items() if pk in before} == before
    assert Decision.objects.filter(link=link, undone_at=None).count() == 2


@pytest.mark.parametrize(
    ("words", "state"), [((), LinkState.LAPSED), (("same",), LinkState.LAPSED), (("not_same",) * 2, LinkState.REFUSED)]
)
def test_a_withdrawn_list_takes_its_open_links_along(case: Path, words: tuple[str, ...], state: LinkState):
    link = Link.objects.get(right__version__party_list__key="b-held", left__surname="Коваленко")
    decide(link, *words)
    others = {pk: row for pk, row in links().items() if pk != link.pk}
    told = (case / "case.toml").read_text(encoding="utf-8")
    told = told.replace('key = "b-held"\n', 'key = "b-held"\nwithdrawn = true\n')
    (case / "case.toml").write_text(told, encoding="utf-8")
    pipeline.run(case)
    assert Link.objects.get(pk=link.pk).state == state
    assert Decision.objects.filter(link=link, undone_at=None).count() == len(words)
    assert {pk: row for pk, row in links().items() if pk != link.pk} == others
    waiting = Link.objects.waiting_for(User.objects.create_user("oksana", role=Role.CLERK, party_id="N"), now=NOW)
    assert link not in waiting


NOW = datetime(2031, 1, 1, tzinfo=UTC)

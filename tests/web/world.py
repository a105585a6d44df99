"""A small invented case taken in through the main job: lists of both sides, a round, decisions, an answer.

What each side knows is planted so that leaks can be looked for: Party B's list of those held is sent to the neutral
body alone, and holds a name and a number that stand nowhere else.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone
from tests.web.cast import Cast
from tests.web.laboratory import scene

from repatria.web.cases import pipeline
from repatria.web.cases.folder import CaseFolder
from repatria.web.custody import actions as custody
from repatria.web.custody.models import ProposedMovement, Reason, Unit
from repatria.web.exchanges.models import Round
from repatria.web.registry import actions as registry
from repatria.web.registry.models import AnswerValue, Claim, ListVersion, Person, SourceRecord
from repatria.web.review import actions as review
from repatria.web.review.models import DecisionValue, Link, LinkState

ONLY_B = "Заремба"  # a surname on Party B's list of those held, which Party A is never sent
ONLY_B_NUMBER = "B-90417"
CHILD = "Лілея"  # a child's given name, for the child officer alone

CASE = """
title = "A small invented case"
language = "en"
reference_date = 2025-06-02
neutral = "N"

[[parties]]
code = "A"
name = "Party A"
role = "side"

[[parties]]
code = "B"
name = "Party B"
role = "side"

[[parties]]
code = "N"
name = "Neutral body"
role = "neutral"

[[parties]]
code = "G"
name = "Guarantor"
role = "guarantor"

[[sources]]
key = "protocol"
title = "Protocol of the invented talks"
date = 2025-06-02

[[terms]]
key = "exchange"
title = "Two for two"
status = "agreed"
act = "exchange"
mutual = true
quantity = 2
unit = "person"
no_deadline_agreed = true
source = "protocol"

[[terms]]
key = "remains"
title = "Return of the dead by each side"
status = "agreed"
act = "return_remains"
mutual = true
quantity = 2
unit = "bag"
deadline = 2031-01-31
source = "protocol"

[[terms]]
key = "ceasefire"
title = "Local ceasefire, only proposed"
status = "proposed"
act = "ceasefire"
mutual = true
no_deadline_agreed = true
source = "protocol"
"""

_HEAD = "Прізвище;Ім'я;По батькові;Дата народження;Військове звання;Номер полоненого"
_PEOPLE = {
    "a-missing": [
        "Коваленко;Олексій;Іванович;12.03.1986;солдат;",
        "Мельник;Тарас;Петрович;1990;сержант;",
        "Ткачук;Микола;;05.11.1999;солдат;",
        "Шевчук;Роман;Олегович;31.02.1997;солдат;",
    ],
    "b-missing": ["Савельев;Павел;Андреевич;07.07.1995;рядовой;", "Крылов;Егор;Ильич;19.01.1988;рядовой;"],
    "a-held": [
        "Савельєв;Павло;Андрійович;07.07.1995;рядовий;A-11",
        "Лосєв;Денис;Юрійович;23.04.2001;рядовий;A-12",
        "Громов;Артем;Сергійович;02.09.1993;рядовий;A-13",
    ],
    "b-held": [
        "Коваленко;Алексей;Иванович;12.03.1986;солдат;B-21",
        f"{ONLY_B};Юрий;Львович;14.10.1991;солдат;{ONLY_B_NUMBER}",
        "Гнатюк;Степан;Богданович;30.06.1984;солдат;B-23",
    ],
    "a-children": [f"Омелько;{CHILD};;2016;;"],
}
_BAGS = {
    "a-dead": ["A-0001;11000001;1;08.06.2025", "A-0002;11000002;2;08.06.2025"],
    "b-dead": ["B-0001;22000001;1;09.06.2025", ";22000002;1;09.06.2025"],
}
_LISTS = [  # key, sender, purpose, unit, stated, sent to
    ("a-missing", "A", "missing", "person", 4, ("B", "N")),
    ("b-missing", "B", "missing", "person", 2, ("A", "N")),
    ("a-held", "A", "held", "person", 4, ("N",)),
    ("b-held", "B", "held", "person", 3, ("N",)),
    ("a-dead", "A", "dead", "bag", 2, ("B", "N")),
    ("b-dead", "B", "dead", "bag", 2, ("A", "N")),
    ("a-children", "A", "children", "person", 1, ("N",)),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The case as it stands, with what tests ask for by name."""

    cast: Cast
    folder: Path
    ids: dict[str, Any] = field(default_factory=dict)

    def record(self, surname: str, list_key: str) -> SourceRecord:
        return SourceRecord.objects.get(surname=surname, version__party_list__key=list_key, continued_by=None)


def write_case(folder: Path, *, is_later: bool = False) -> None:
    """Write the case folder; the later one brings a second version of Party A's search list."""
    lists = folder / "lists"
    lists.mkdir(exist_ok=True)
    text = CASE
    for key, sender, purpose, unit, stated, sent_to in _LISTS:
        if key in _PEOPLE:
            rows = [_HEAD, *_PEOPLE[key]]
            if is_later and key == "a-missing":
                rows = [*rows[:2], "Мельник;Тарас;Петрович;24.08.1990;сержант;", *rows[3:4], "Бойчук;Ілля;;2000;;"]
        else:
            rows = ["tag;seal;mni;date_found", *_BAGS[key]]
        (lists / f"{key}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        shared = ", ".join(f'"{code}"' for code in sent_to)
        text += (
            f'\n[[lists]]\nkey = "{key}"\nfile = "lists/{key}.csv"\nsender = "{sender}"\npurpose = "{purpose}"\n'
            f'unit = "{unit}"\nas_of = 2025-06-10\nstated_count = {stated}\nshared_with = [{shared}]\n'
        )
    (folder / "case.toml").write_text(text, encoding="utf-8")


def build(folder: Path) -> World:
    """Take the case in, let the cast work a little, and take a second version in."""
    write_case(folder)
    pipeline.run(folder)
    cast = Cast.enter()
    for name in cast.users:
        cast.client(name)
    link = Link.objects.filter(left__surname="Коваленко", right__version__party_list__key="b-held").first()
    assert link is not None
    for name in ("mira", "nina", "igor"):  # the person is in a round: the holding side signs too
        review.decide(link=link, reviewer=cast.user(name), value=DecisionValue.SAME)
    asked = Claim.objects.filter(record__surname="Ткачук", addressee="B").get()
    registry.answer_claim(user=cast.user("sergei"), claim=asked, value=AnswerValue.NOT_HELD, reason="", evidence="")
    _second_version(folder)
    _proposed_handover(cast)
    return World(cast=cast, folder=folder, ids=_ids() | scene.play(cast.users))


def _second_version(folder: Path) -> None:
    write_case(folder, is_later=True)
    declared = CaseFolder(folder).read()
    one = next(one for one in declared.lists if one.delivery.list_key == "a-missing")
    registry.receive_list(data=one.data, delivery=one.delivery, received_at=timezone.now())
    registry.refresh_sights()


def _proposed_handover(cast: Cast) -> None:
    """A bag that Party B hands over, as the coordinator has recorded it: a second person's word is awaited."""
    bag = Unit.objects.get(record__tag="B-0001")
    said = custody.Said(to="home:A", reason=Reason.HANDED_OVER, happened_at=timezone.now(), giver="B", receiver="A")
    custody.propose_move(by=cast.user("mira"), shown={bag.pk: bag.seq}, said=said)


def _ids() -> dict[str, Any]:
    """One id of each kind for the pages' addresses, all of rows that many may see."""
    version = ListVersion.objects.get(party_list__key="a-missing", number=2)
    shared = SourceRecord.objects.get(version=version, surname="Мельник")
    return {
        "version": version,
        "record": shared,
        "person": Person.objects.get(pk=shared.person_id),
        "claim": Claim.objects.filter(record=shared, addressee="B").get(),
        "link": Link.objects.exclude(state__in=(LinkState.CONFIRMED, LinkState.LAPSED)).first(),
        "confirmed": Link.objects.get(state=LinkState.CONFIRMED),
        "round": Round.objects.order_by("-number").first(),
        "unit": Unit.objects.get(record__surname="Лосєв"),
        "proposal": ProposedMovement.objects.get(),
    }

"""An invented case for the timing of pages: people on four lists, what is asked about them, an account and a round."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid5

if TYPE_CHECKING:
    from repatria.web.registry.models import SourceRecord
    from repatria.web.review.models import Link

SURNAMES = [
    "Коваленко",
    "Шевченко",
    "Бондаренко",
    "Ткаченко",
    "Кравченко",
    "Олійник",
    "Шевчук",
    "Поліщук",
    "Лисенко",
    "Савченко",
    "Мельник",
    "Руденко",
    "Марченко",
    "Мороз",
    "Петренко",
    "Павленко",
    "Клименко",
    "Левченко",
    "Кузьменко",
    "Гончаренко",
    "Иванов",
    "Смирнов",
    "Кузнецов",
    "Попов",
    "Васильев",
    "Соколов",
    "Михайлов",
    "Новиков",
    "Фёдоров",
    "Морозов",
    "Волков",
    "Алексеев",
    "Лебедев",
    "Семёнов",
    "Егоров",
    "Павлов",
    "Козлов",
    "Степанов",
    "Орлов",
]
ENDS = ["", "ко", "енко", "ов", "ський", "ин", "ак", "ич", "юк", "ец"]
GIVEN = [
    "Олександр",
    "Микола",
    "Іван",
    "Петро",
    "Дмитро",
    "Сергій",
    "Андрій",
    "Юрій",
    "Роман",
    "Тарас",
    "Остап",
    "Богдан",
    "Алексей",
    "Павел",
    "Егор",
    "Илья",
    "Никита",
    "Максим",
    "Артём",
    "Денис",
    "Кирилл",
    "Степан",
    "Глеб",
    "Фёдор",
    "Матвей",
]
PATRONYMIC = [
    "Іванович",
    "Петрович",
    "Сергійович",
    "Андрійович",
    "Юрійович",
    "Олегович",
    "Ильич",
    "Павлович",
    "Алексеевич",
    "Егорович",
]


def build(n_persons: int, seed: int) -> None:
    """Fill the database: 100,000 persons, one row each and every tenth a second, seen as a neutral body sees them."""
    from repatria import names
    from repatria.web.accounts.models import Party, User
    from repatria.web.registry import bridge
    from repatria.web.registry.actions import refresh_sights
    from repatria.web.registry.models import ListVersion, PartyList, Person, SearchKey, SourceRecord, StoredFile

    chance = random.Random(seed)
    for code, role in (("A", "side"), ("B", "side"), ("N", "neutral")):
        Party.objects.create(code=code, name=f"Party {code}", role=role)
    User.objects.create_user("mira", role="coordinator", party_id="N")
    User.objects.create_user("nina", role="clerk", party_id="N")
    User.objects.create_user("dmytro", role="delegate", party_id="A")
    now = datetime.now(UTC)
    stored = StoredFile.objects.create(sha256="0" * 64, size=0, content=b"")
    versions = []
    for sender, purpose, share in (("A", "missing", "B"), ("B", "missing", "A"), ("A", "held", ""), ("B", "held", "")):
        one = PartyList.objects.create(key=f"{sender}-{purpose}", sender_id=sender, purpose=purpose)
        one.shared_with.set(Party.objects.filter(code__in=(share, "N")))
        versions.append(
            ListVersion.objects.create(
                id=uuid5(bridge.NAMESPACE, one.key),
                party_list=one,
                number=1,
                file=stored,
                received_at=now,
                n_rows=n_persons // 4,
            )
        )
    persons: list[Person] = []
    records: list[SourceRecord] = []
    for row in range(n_persons + n_persons // 10):
        version = versions[row % 4]
        surname = chance.choice(SURNAMES) + chance.choice(ENDS)
        given, patronymic = chance.choice(GIVEN), chance.choice(PATRONYMIC)
        pk = uuid5(version.id, str(row))
        person_id = pk if row < n_persons else persons[chance.randrange(n_persons)].pk
        if row < n_persons:
            persons.append(Person(id=pk, status="missing" if row % 4 < 2 else "alive_held", changed_at=now))
        records.append(
            SourceRecord(
                id=pk,
                version=version,
                row=row,
                state="accepted",
                raw={"Прізвище": surname},
                person_id=person_id,
                surname=surname,
                given=given,
                patronymic=patronymic,
                birth_year=1970 + row % 36,
                birth_month=1 + row % 12,
                birth_day=1 + row % 28,
                service_number=f"{row:06}",
                sort_key=names.reading(surname, given, patronymic).casefold()[:80],
            )
        )
    Person.objects.bulk_create(persons, batch_size=5_000)
    SourceRecord.objects.bulk_create(records, batch_size=5_000)
    SearchKey.objects.bulk_create(bridge.search_keys(records), batch_size=20_000)
    refresh_sights()
    _ask(records)
    _propose(records, chance)
    _open(records)
    _plan(records)


N_LINKS = 19_500
N_EACH = 1_000


def _ask(records: "Sequence[SourceRecord]") -> None:
    """Everybody missing is a question to the other side."""
    from repatria.web.registry.models import Claim

    other = {"A": "B", "B": "A"}
    missing = [record for record in records if record.version.party_list.purpose == "missing"]
    Claim.objects.bulk_create(
        [
            Claim(
                record=record,
                author_id=record.version.party_list.sender_id,
                addressee_id=other[record.version.party_list.sender_id],
                predicate="status",
                value="missing",
                made_at=record.version.received_at,
                party_list_id=record.version.party_list_id,
            )
            for record in missing
        ],
        batch_size=5_000,
    )


def _propose(records: "Sequence[SourceRecord]", chance: random.Random) -> None:
    """Links between those missing on one list and those held on the other side's."""
    from repatria.web.review.models import Link
    from repatria.web.review.worth import worth_of

    by_list: dict[str, list[SourceRecord]] = {}
    for record in records:
        by_list.setdefault(record.version.party_list.key, []).append(record)
    links = []
    for left_key, right_key in (("A-missing", "B-held"), ("B-missing", "A-held")):
        pairs = zip(by_list[left_key], by_list[right_key], strict=False)
        for left, right in list(pairs)[: N_LINKS // 2]:
            probability = chance.random()
            links.append(
                Link(
                    left=left,
                    right=right,
                    probability=probability,
                    weight_bits=12.0,
                    evidence={"surname": {"level": 4, "bits": 9.0, "reason": "same"}},
                    proposed_at=left.version.received_at,
                    changed_at=left.version.received_at,
                    left_list_id=left.version.party_list_id,
                    right_list_id=right.version.party_list_id,
                    worth=worth_of(state="proposed", probability=probability, purposes=("missing", "held")),
                )
            )
    Link.objects.bulk_create(links, batch_size=2_000)
    _review(links, chance)


def _review(links: "Sequence[Link]", chance: random.Random) -> None:
    """What two people said of 4,000 links, one of 500 others, and what was put off."""
    from datetime import timedelta

    from repatria.web.accounts.models import User
    from repatria.web.review.models import Decision, Link, Skip

    now = datetime.now(UTC)
    mira, nina = (User.objects.get(username=name) for name in ("mira", "nina"))
    words = [("same", "same", "confirmed"), ("not_same", "not_same", "refused"), ("same", "not_same", "disagreed")]
    said, skipped = [], []
    for n, link in enumerate(chance.sample(links, 4_800)):
        if n < 4_000:
            first, second, link.state = chance.choices(words, weights=(70, 25, 5))[0]
            said.append(Decision(link=link, reviewer=mira, value=first, decided_at=now))
            said.append(Decision(link=link, reviewer=nina, value=second, decided_at=now + timedelta(minutes=1)))
        elif n < 4_500:
            link.state = "first_signed"
            said.append(Decision(link=link, reviewer=nina, value="same", decided_at=now))
        else:
            skipped.append(Skip(link=link, reviewer=mira, skipped_at=now, until=now + timedelta(days=1)))
        link.worth = link.worth_now()
    Link.objects.bulk_update(links, ["state", "worth"], batch_size=2_000)
    Decision.objects.bulk_create(said, batch_size=2_000)
    Skip.objects.bulk_create(skipped)


def _open(records: "Sequence[SourceRecord]") -> None:
    """A unit in the account for every row."""
    from repatria.web.custody import actions
    from repatria.web.custody.actions import Opening
    from repatria.web.custody.models import AccountKind

    kinds = {"missing": AccountKind.SOUGHT, "held": AccountKind.HELD}
    openings = []
    for record in records:
        sender, purpose = record.version.party_list.sender_id, record.version.party_list.purpose
        openings.append(
            Opening(
                unit_id=uuid5(record.id, "unit"),
                kind="person",
                record_id=record.id,
                person_id=record.person_id,
                n_individuals=None,
                declared_by_party=sender,
                account_kind=kinds[purpose],
                account_party=sender,
                happened_at=record.version.received_at,
                evidence=f"list:{record.version_id}",
            )
        )
    actions.open_units(openings)
    actions.keep_openings()


def _plan(records: "Sequence[SourceRecord]") -> None:
    """A round of 1,000 for 1,000; whoever else is held is left out of it."""
    from repatria.case import Act, CaseTerm, TermStatus, term_as_json
    from repatria.web.exchanges.models import LeftOut, Placement, Round
    from repatria.web.registry.models import Term

    stated = CaseTerm(
        key="exchange",
        title="1,000 for 1,000",
        status=TermStatus.AGREED,
        act=Act.EXCHANGE,
        mutual=True,
        debtor="A",
        creditor="B",
        quantity=N_EACH,
        unit="person",
        source="protocol",
    )
    term = Term.objects.create(
        key=stated.key,
        position=0,
        title=stated.title,
        status=stated.status,
        act=stated.act,
        quantity=stated.quantity,
        unit=stated.unit,
        definition=term_as_json(stated),
    )
    made = Round.objects.create(number=1, proposed_at=datetime.now(UTC), provenance={"digest": "0" * 64})
    made.terms.set([term])
    placed, left = [], []
    for key in ("A-held", "B-held"):
        held = [record for record in records if record.version.party_list.key == key]
        for place, record in enumerate(held):
            row = {"round": made, "unit_id": uuid5(record.id, "unit"), "holder_id": key[0]}
            if place < N_EACH:
                placed.append(Placement(category="young" if place % 3 else "", standing="confirmed", **row))
            else:
                left.append(LeftOut(reason="quota_full", **row))
    Placement.objects.bulk_create(placed, batch_size=5_000)
    LeftOut.objects.bulk_create(left, batch_size=5_000)

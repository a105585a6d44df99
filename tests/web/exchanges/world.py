"""An invented case as stored: two sides, the neutral body, a term, and people held."""

import datetime as dt
import uuid

from django.utils import timezone

from repatria.case import Act as TermAct
from repatria.case import AgeReading, CaseCategory, CaseTerm, CategoryKind, Proof, TermStatus, term_as_json
from repatria.web.accounts.models import Party, PartyRole, Role, User
from repatria.web.custody import actions as custody
from repatria.web.exchanges import actions
from repatria.web.exchanges.models import Round
from repatria.web.registry.models import (
    ListVersion,
    PartyList,
    Person,
    SourceRecord,
    StoredFile,
    StoredFinding,
    Term,
)

NOW = dt.datetime(2025, 6, 3, 9, tzinfo=dt.UTC)
DAY = dt.date(2025, 6, 2)
SPACE = uuid.UUID("5d7c1a52-0b53-4f1e-9b0c-1f6d8a2b7c11")
WOUNDED = CaseCategory(
    key="severely-wounded", title="severely wounded", kind=CategoryKind.CLAIM, claim="severely_wounded"
)
YOUNG = CaseCategory(
    key="young",
    title="young",
    kind=CategoryKind.AGE,
    proof=Proof.CLAIMED,
    reference_date=DAY,
    readings=(
        AgeReading(key="18-25", min_age=18, max_age=25),
        AgeReading(key="under-25", max_age=25, includes_max=False),
    ),
)


def cast() -> dict[str, User]:
    """Parties A, B and N; Olha signs for one side, Igor for the other, Mira and Lev for the neutral body."""
    for code, role in (("A", PartyRole.SIDE), ("B", PartyRole.SIDE), ("N", PartyRole.NEUTRAL)):
        Party.objects.get_or_create(code=code, defaults={"name": f"Party {code}", "role": role})
    roles = {
        "olha": ("A", Role.DELEGATE),
        "oksana": ("A", Role.DELEGATE),
        "igor": ("B", Role.DELEGATE),
        "mira": ("N", Role.COORDINATOR),
        "lev": ("N", Role.COORDINATOR),
        "clerk": ("N", Role.CLERK),
    }
    return {
        name: User.objects.create_user(username=name, party_id=party, role=role)
        for name, (party, role) in roles.items()
    }


def term(key="exchange", *, position=0, **values) -> Term:
    """A stored mutual exchange term."""
    stated = {"title": f"Exchange {key}", "status": TermStatus.AGREED, "act": TermAct.EXCHANGE, "mutual": True}
    stated |= {"unit": "person", "debtor": "A", "creditor": "B", "agreed_on": DAY, "source": "protocol"} | values
    read = CaseTerm(key=key, **stated)
    defaults = {
        "position": position,
        "title": read.title,
        "status": read.status,
        "act": read.act,
        "debtor_id": read.debtor,
        "creditor_id": read.creditor,
        "quantity": read.quantity,
        "unit": read.unit,
        "definition": term_as_json(read),
    }
    return Term.objects.update_or_create(key=key, defaults=defaults)[0]


def version(sender: str, purpose="held", key="") -> ListVersion:
    """The first version of a list; made once."""
    key = key or f"{sender.lower()}-{purpose}"
    file, _ = StoredFile.objects.get_or_create(sha256=f"{uuid.uuid5(SPACE, key).hex:0<64}", defaults={"size": 0})
    party_list, _ = PartyList.objects.get_or_create(
        key=key, defaults={"sender_id": sender, "purpose": purpose, "unit": "person"}
    )
    return ListVersion.objects.get_or_create(
        party_list=party_list,
        number=1,
        defaults={
            "id": uuid.uuid5(SPACE, f"{key}:1"),
            "file": file,
            "file_name": f"{key}.csv",
            "as_of": DAY,
            "received_at": timezone.now(),
        },
    )[0]


def hold(sender: str, n: int, *, born=(1980, 5, 5), categories=(), captured="2024-01-01", key="", into="held"):
    """People held by a side: records, persons and units, one query each whatever their number."""
    of = version(sender, key=key)
    at = SourceRecord.objects.filter(version=of).count() + 1
    births = born if isinstance(born, list) else [born] * n
    records, persons = [], []
    for place in range(n):
        record_id = uuid.uuid5(SPACE, f"{of.pk}:{at + place}")
        persons.append(Person(id=record_id, changed_at=NOW))
        year, month, day = births[place] or (None, None, None)
        records.append(
            SourceRecord(
                id=record_id,
                version=of,
                row=at + place,
                state="accepted",
                raw={},
                person_id=record_id,
                surname="Invented",
                birth_year=year,
                birth_month=month,
                birth_day=day,
                event_date=captured,
                categories=list(categories),
                sort_key=f"invented {place}",
            )
        )
    Person.objects.bulk_create(persons, batch_size=5000)
    SourceRecord.objects.bulk_create(records, batch_size=2000)
    custody.open_units(
        custody.Opening(
            uuid.uuid5(record.id, "unit"), "person", record.id, record.id, None, sender, into, sender, NOW, "test:1"
        )
        for record in records
    )
    return records


def find(record: SourceRecord, code: str, **params) -> StoredFinding:
    """A finding on one row, as a cross-check stores it."""
    return StoredFinding.objects.create(
        version=record.version,
        record=record,
        origin="crosscheck",
        code=code,
        severity="warning",
        row=record.row,
        params=params,
    )


def propose(**values) -> Round:
    term(**values)
    return actions.propose_round(term_keys=["exchange"])


def sign(**given):
    return actions.sign(**given, digest=actions.round_digest(given["round"]))


def reasons(proposed):
    return {str(left.unit.record_id): left.reason for left in proposed.left_out.select_related("unit")}


def records_placed(proposed):
    return set(proposed.placements.filter(is_active=True).values_list("unit__record", flat=True))

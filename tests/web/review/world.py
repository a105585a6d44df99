"""Two parties, a neutral body, their people, and lists of a few invented persons, straight into the tables."""

import uuid
from datetime import UTC, datetime
from itertools import count

from repatria.provenance import Provenance
from repatria.web.accounts.models import Party, Role, User
from repatria.web.custody import actions as custody
from repatria.web.custody.actions import Opening
from repatria.web.custody.models import Unit
from repatria.web.registry.models import (
    Claim,
    ListVersion,
    PartyList,
    Person,
    Predicate,
    SearchKey,
    SourceRecord,
    StoredFile,
    VersionState,
)
from repatria.web.review import actions
from repatria.web.review.bridge import Proposal, Proposals
from repatria.web.review.models import Link
from repatria.web.review.pairs import ComparedList, ListPair

_ACCOUNTS = {
    "held": "held",
    "missing": "sought",
    "offer": "offered",
    "returned": "home",
    "dead": "remains",
    "children": "sought",
}
_STATUS = {"held": "alive_held", "missing": "missing", "offer": "alive_held", "returned": "returned"}
PROVENANCE = Provenance(engine="linkage", params={"model": "test"})
MARKER = "Zymarkovych"  # stands in a name and a reason: found anywhere else, it leaked


class World:
    """Builds lists; every record opens a person and a unit as ``repatria run`` does."""

    def __init__(self) -> None:
        for code, role in (("A", "side"), ("B", "side"), ("N", "neutral")):
            Party.objects.create(code=code, name=f"Party {code}", role=role)
        self._days = count(1)
        self.lists: dict[str, ListVersion] = {}

    def user(self, name: str, role: Role = Role.CLERK, party: str = "N") -> User:
        found = User.objects.filter(username=name).first()
        return found or User.objects.create_user(username=name, role=role, party_id=party)

    def deliver(
        self, key: str, sender: str, purpose: str, rows: list[dict], *, shared=(), unit="person", continues=None
    ):
        """A new version of a list; ``continues`` maps positions of rows to records of the version before."""
        day = next(self._days)
        received = datetime(2025, 6, day, tzinfo=UTC)
        party_list, _ = PartyList.objects.get_or_create(
            key=key, defaults={"sender_id": sender, "purpose": purpose, "unit": unit}
        )
        party_list.shared_with.set(shared)
        before = self.lists.get(key)
        if before:
            ListVersion.objects.filter(pk=before.pk).update(state=VersionState.SUPERSEDED)
        stored, _ = StoredFile.objects.get_or_create(sha256=uuid.uuid4().hex * 2, size=1, content=b"x")
        version = ListVersion.objects.create(
            id=uuid.uuid5(uuid.NAMESPACE_OID, f"{key}:{day}"),
            party_list=party_list,
            number=before.number + 1 if before else 1,
            previous=before,
            file=stored,
            file_name=f"{key}.csv",
            received_at=received,
        )
        self.lists[key] = version
        return [self._record(version, at, fields, (continues or {}).get(at)) for at, fields in enumerate(rows)]

    def _record(self, version, at, fields, before):
        party_list = version.party_list
        record_id = uuid.uuid5(version.id, str(at + 2))
        person_id = before.person_id if before else record_id
        if before is None:
            Person.objects.create(
                id=record_id, changed_at=version.received_at, is_child_case=party_list.purpose == "children"
            )
        known = {"sort_key": fields.get("surname", "").casefold(), "state": "accepted"} | fields
        record = SourceRecord.objects.create(
            id=record_id, version=version, row=at + 2, raw={}, person_id=person_id, continues=before, **known
        )
        for word in {fields.get("surname", ""), fields.get("given", "")} - {""}:
            SearchKey.objects.create(token=word.casefold(), record=record)
        if before is None:
            self._open(record, party_list)
        return record

    def _open(self, record, party_list):
        sender = party_list.sender_id
        other = {"A": "B", "B": "A"}.get(sender)
        account = _ACCOUNTS[party_list.purpose]
        custody.open_units(
            [
                Opening(
                    unit_id=uuid.uuid5(record.id, "unit"),
                    kind=party_list.unit,
                    record_id=record.id,
                    person_id=record.person_id,
                    n_individuals=record.n_individuals,
                    declared_by_party=sender,
                    account_kind=account,
                    account_party=other if account == "home" else sender,
                    happened_at=record.version.received_at,
                    evidence=f"list:{record.version_id}",
                )
            ]
        )
        asks = party_list.purpose in {"missing", "children"}
        Claim.objects.create(
            record=record,
            author_id=sender,
            addressee_id=other if asks else None,
            predicate=Predicate.STATUS,
            value=_STATUS.get(party_list.purpose, "missing"),
            made_at=record.version.received_at,
        )

    def propose(self, left: SourceRecord, right: SourceRecord, probability: float = 0.97) -> Link:
        """The one link that two lists' comparison gives, stored as the pipeline stores it."""
        actions.store_proposals(proposals(left, right, [(left, right, probability)]))
        return Link.objects.get(left=left, right=right)

    def confirm(self, link: Link, *users: User) -> Link:
        for user in users or (self.user("mira"), self.user("petro")):
            link = actions.decide(link=link, reviewer=user, value="same", reason=f"like {MARKER}")
        return link


def compared(record: SourceRecord) -> ComparedList:
    one = record.version.party_list
    return ComparedList(id=one.pk, key=one.key, sender=one.sender_id, purpose=one.purpose)


def proposals(left, right, rows) -> Proposals:
    pair = ListPair(code="test", left=compared(left), right=compared(right))
    found = [
        Proposal(
            left_id=one.pk,
            right_id=other.pk,
            probability=probability,
            weight_bits=12.5,
            evidence={"surname": {"level": 4, "bits": 9.0, "reason": "same"}},
        )
        for one, other, probability in rows
    ]
    return Proposals(pair=pair, rows=found, provenance=PROVENANCE)


def snapshot() -> dict[str, object]:
    """Everything that must be as before when a link is taken back: persons, units, balances, claims, sights."""
    from repatria.web.registry.models import Sight

    return {
        "records": sorted(SourceRecord.objects.values_list("id", "person_id", "state")),
        "persons": sorted(Person.objects.values_list("id", "status", "status_by")),
        "units": sorted(Unit.objects.values_list("id", "account_id", "person_id", "kind")),
        "claims": sorted(Claim.objects.values_list("id", "state", "record_id")),
        "sights": sorted(Sight.objects.values_list("party_id", "person_id", "sort_key")),
    }

"""Between the lists and names engines and what the registry stores."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from django.utils.translation import gettext

from repatria import lists, names
from repatria.findings import Finding, Severity
from repatria.provenance import digest_of
from repatria.web import access
from repatria.web.registry.models import (
    Claim,
    ListVersion,
    PartyList,
    Predicate,
    RecordState,
    SearchKey,
    SourceRecord,
    StoredFinding,
)

NAMESPACE = uuid.UUID("6f5f5a4e-3c55-4b7e-9a55-2d1f0c1c7b1e")
_SORT_KEY_LENGTH = 80
_TOKEN_LENGTH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One file of one list, as the case declares it."""

    list_key: str
    file_name: str
    sender: str
    purpose: str
    unit: str = "person"
    as_of: date | None = None
    stated_count: int | None = None
    shared_with: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)

    def version_id(self, sha256: str, number: int) -> uuid.UUID:
        """The same file delivered in the same place and read in the same way has the same id on every machine."""
        reading = digest_of([self.purpose, self.unit, dict(self.columns)])
        return uuid.uuid5(NAMESPACE, f"{self.list_key}:{number}:{sha256}:{reading}")


def read_list(data: bytes, delivery: Delivery) -> "lists.ParsedList":
    """Read a list's bytes; raises :class:`repatria.errors.InputUnusable` when nothing can be read."""
    return lists.parse_list(
        data,
        file_name=delivery.file_name,
        purpose=lists.ListPurpose(delivery.purpose),
        columns=delivery.columns or None,
        as_of=delivery.as_of,
        stated_count=delivery.stated_count,
    )


def compare(old: "lists.ParsedList", new: "lists.ParsedList") -> "lists.VersionChanges":
    """Which rows of a new version stay, change, come and go."""
    return lists.compare_versions(old.rows, new.rows)


def record_id(version_id: uuid.UUID, row: int) -> uuid.UUID:
    """The id of a row: the same on every machine."""
    return uuid.uuid5(version_id, str(row))


def records_of(version: ListVersion, rows: Sequence["lists.ListRow"]) -> Iterator[SourceRecord]:
    """Unsaved records of a version's rows, persons and continuations still empty."""
    for row in rows:
        birth = row.birth_date
        yield SourceRecord(
            id=record_id(version.id, row.number),
            version_id=version.id,
            row=row.number,
            state=RecordState(row.state.value),
            raw=dict(row.raw),
            surname=row.surname[:200],
            given=row.given[:200],
            patronymic=row.patronymic[:200],
            birth_year=birth.year if birth else None,
            birth_month=birth.month if birth else None,
            birth_day=birth.day if birth else None,
            sex=row.sex,
            rank=row.rank[:100],
            service_number=row.service_number[:64],
            prisoner_number=row.prisoner_number[:64],
            tag=row.tag[:64],
            seal=row.seal[:64],
            n_individuals=row.n_individuals,
            unit_name=row.unit_name[:200],
            birth_place=row.birth_place[:200],
            place=row.place[:200],
            event_date=row.event_date.isoformat() if row.event_date else "",
            categories=list(row.categories),
            other=dict(row.other),
            sort_key=_sort_key(row),
        )


def _sort_key(row: "lists.ListRow") -> str:
    # By surname, as lists of people are, whatever order we read names in.
    parts = (names.reading(row.surname, "", ""), names.reading("", row.given, row.patronymic))
    read = " ".join(part for part in parts if part).casefold()
    # The nameless come after everybody with a name.
    return (read or f"~{row.tag or row.prisoner_number or row.service_number}")[:_SORT_KEY_LENGTH]


def reading(record: SourceRecord) -> str:
    """How we read the record's name, in Latin letters."""
    return names.reading(record.surname, record.given, record.patronymic)


def tokens(text: str) -> tuple[str, ...]:
    """The words of a query, folded as the stored words are: names in any script and order, numbers and tags."""
    words = text.split()
    numbers = {_number(word) for word in words if _has_digit(word)}
    named = names.search_tokens(" ".join(word for word in words if not _has_digit(word)))
    return tuple(sorted(numbers | set(named)))


def _has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)


def _number(text: str) -> str:
    """A number or tag as it is searched: letters and digits alone, so that A-0012 and a0012 meet; zeros stay."""
    return "".join(character for character in text.casefold() if character.isalnum())[:_TOKEN_LENGTH]


def search_keys(records: Iterable[SourceRecord]) -> Iterator[SearchKey]:
    """Unsaved search words of records: names folded across scripts, tags and numbers as written."""
    for record in records:
        words = set(names.search_tokens(record.surname, record.given, record.patronymic))
        words.update(_number(text) for text in (record.service_number, record.prisoner_number, record.tag, record.seal))
        for word in words - {""}:
            yield SearchKey(token=word[:_TOKEN_LENGTH], record_id=record.id)


_STATUS_BY_PURPOSE = {
    "held": "alive_held",
    "offer": "alive_held",
    "missing": "missing",
    "returned": "returned",
    "dead": "dead_remains_held",
    "children": "missing",
}


def claims_of(
    records: Iterable[SourceRecord], *, delivery: Delivery, version: ListVersion, addressee: str | None
) -> Iterator[Claim]:
    """Unsaved claims that rows make: a status, a place where one is given, and categories."""
    asks = delivery.purpose in {"missing", "children"}
    for record in records:
        said = [(Predicate.STATUS, _STATUS_BY_PURPOSE[delivery.purpose], addressee if asks else None)]
        if delivery.purpose == "held" and record.place:
            said.append((Predicate.PLACE, record.place, None))
        said += [(Predicate.CATEGORY, category, None) for category in record.categories]
        for predicate, value, asked in said:
            yield Claim(
                id=uuid.uuid5(record.id, f"{predicate}:{value}"),
                record_id=record.id,
                author_id=delivery.sender,
                addressee_id=asked,
                predicate=predicate,
                value=value[:200],
                as_of=delivery.as_of,
                evidence=f"list:{version.id}#{record.row}",
                made_at=version.received_at,
                party_list_id=version.party_list_id,
            )


def stored_findings(
    version: ListVersion, parsed: "lists.ParsedList", further: Sequence[Finding] = ()
) -> Iterator[StoredFinding]:
    """Unsaved findings of a version; those of a row that became a record are tied to it."""
    of_rows = ((finding, record_id(version.id, row.number)) for row in parsed.rows for finding in row.findings)
    of_list = ((finding, None) for finding in (*parsed.findings, *further))
    for finding, row_id in chain(of_list, of_rows):
        yield StoredFinding(
            version_id=version.id,
            record_id=row_id,
            code=finding.code,
            severity=finding.severity.value,
            row=finding.row,
            field=finding.field,
            message=finding.message,
            remedy=finding.remedy,
            params=dict(finding.params),
        )


def as_finding(stored: StoredFinding) -> Finding:
    """A stored finding as the engines' noun."""
    return Finding(
        code=stored.code,
        severity=Severity(stored.severity),
        message=stored.message,
        remedy=stored.remedy,
        file=stored.version.file_name,
        row=stored.row,
        field=stored.field,
        params=stored.params,
    )


def sentence(finding: Finding) -> str:
    """The finding in the reader's language."""
    # An empty text is asked for nothing: gettext would answer with the catalog's own header.
    said = " ".join(gettext(text) for text in (finding.message, finding.remedy) if text)
    return said.format_map(finding.params)


def delivery_of(version: ListVersion) -> Delivery:
    """How a stored version was declared, from what is stored."""
    party_list: PartyList = version.party_list
    declared: dict[str, Any] = version.reading.get("declared", {})
    return Delivery(
        list_key=party_list.key,
        file_name=version.file_name,
        sender=party_list.sender_id,
        purpose=party_list.purpose,
        unit=party_list.unit,
        as_of=version.as_of,
        stated_count=version.stated_count,
        columns=declared.get("columns", {}),
    )


def answer_file(version: ListVersion) -> bytes:
    """The answer to a list's sender as XLSX: every row, what became of it, and why."""
    delivery = delivery_of(version)
    parsed = read_list(bytes(version.file.content), delivery)
    extra: dict[int, list[Finding]] = {}
    crosschecks = version.findings.filter(origin="crosscheck", row__isnull=False).select_related("version")
    for stored in access.findings_told_to(crosschecks, delivery.sender):
        extra.setdefault(int(stored.row or 0), []).append(as_finding(stored))
    return lists.render_answer(parsed, file_name=version.file_name, extra=extra, sentences=sentence)

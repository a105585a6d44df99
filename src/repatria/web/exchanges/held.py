"""What is stored of the people whom the sides hold, in a handful of queries whatever their number."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from repatria.web.custody.models import AccountKind, Unit
from repatria.web.exchanges.models import KeptOut, Placement, PlacementState
from repatria.web.exchanges.querysets import BINDING_STATES, BOUND_STATES
from repatria.web.registry.models import Claim, ClaimState, Predicate, RecordState, SourceRecord, StoredFinding
from repatria.web.review.models import Link

_IN_HANDS = (AccountKind.HELD, AccountKind.OFFERED)
_MORE_LIKELY_THAN_NOT = 0.5
_LISTED = (RecordState.ACCEPTED, RecordState.WARNED)
# Codes of the lists engine and of the cross-checks that keep a person out until the question is answered.
FINDINGS = (
    "already-returned",
    "returned-on-prisoners-list",
    "dead-on-prisoners-list",
    "deceased-on-prisoners-list",
    "duplicate-in-list",
    "duplicate-row",
    "on-two-lists-of-sender",
    "civilian-on-prisoners-list",
    "held-by-both",
)

Birth = tuple[int, int | None, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPerson:
    """One person in the hands of a side, as far as a round needs to know."""

    unit_id: UUID
    record_id: UUID
    person_id: UUID | None
    holder: str
    birth: Birth | None
    captured: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """All of them, and what other rows, findings and people say of them."""

    persons: tuple[HeldPerson, ...]
    births_by_person: Mapping[UUID, Collection[Birth]] = field(default_factory=dict)
    claims_by_person: Mapping[UUID, Collection[str]] = field(default_factory=dict)
    confirmed_by_person: Mapping[UUID, Collection[str]] = field(default_factory=dict)
    findings_by_record: Mapping[UUID, Collection[str]] = field(default_factory=dict)
    kept_out: Collection[UUID] = ()
    latest_day: dt.date | None = None


def read(sides: Collection[str], list_keys: Collection[str] = ()) -> Held:
    """Everyone whom these sides hold or offer, on these lists (none named: on all)."""
    units = Unit.objects.filter(kind="person", account__kind__in=_IN_HANDS, account__party__in=sides)
    units = units.exclude(record=None)
    if list_keys:
        units = units.filter(record__version__party_list__key__in=list_keys)
    records = units.values("record")
    births, claims = _said_elsewhere(records)
    return Held(
        persons=tuple(_persons(units)),
        births_by_person=births,
        claims_by_person=claims,
        confirmed_by_person=_confirmed(records),
        findings_by_record=_findings(units, records),
        kept_out=frozenset(_kept_out()),
        latest_day=_latest_day(records),
    )


def _persons(units: QuerySet[Unit]) -> list[HeldPerson]:
    rows = units.order_by("record").values_list(
        "pk",
        "record",
        "record__person",
        "account__party",
        "record__birth_year",
        "record__birth_month",
        "record__birth_day",
        "record__event_date",
        "record__categories",
    )
    return [
        HeldPerson(
            unit_id=unit,
            record_id=record,
            person_id=person,
            holder=holder,
            birth=(year, month, day) if year else None,
            captured=captured,
            categories=tuple(categories),
        )
        for unit, record, person, holder, year, month, day, captured, categories in rows
    ]


def _said_elsewhere(records: Any) -> tuple[dict[UUID, set[Birth]], dict[UUID, set[str]]]:
    """Birth dates and categories on all rows that confirmed links join to the people held."""
    births: dict[UUID, set[Birth]] = defaultdict(set)
    claims: dict[UUID, set[str]] = defaultdict(set)
    people = SourceRecord.objects.filter(pk__in=records).exclude(person=None).values("person")
    rows = (
        SourceRecord.objects.filter(person__in=people, state__in=_LISTED)
        .exclude(version__state__in=("superseded", "withdrawn"))
        .values_list("person", "birth_year", "birth_month", "birth_day", "categories")
    )
    for person, year, month, day, categories in rows.iterator(chunk_size=5_000):
        if year:
            births[person].add((year, month, day))
        claims[person].update(categories)
    return births, claims


def _confirmed(records: Any) -> dict[UUID, set[str]]:
    """Categories that were settled between the sides or supported by the other."""
    confirmed: dict[UUID, set[str]] = defaultdict(set)
    people = SourceRecord.objects.filter(pk__in=records).exclude(person=None).values("person")
    rows = Claim.objects.filter(
        predicate=Predicate.CATEGORY,
        state__in=(ClaimState.SUPPORTED, ClaimState.SETTLED),
        record__person__in=people,
    ).values_list("record__person", "value")
    for person, value in rows:
        confirmed[person].add(value)
    return confirmed


def _findings(units: QuerySet[Unit], records: Any) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = StoredFinding.objects.filter(record__in=records, code__in=FINDINGS)
    for record, code, row, params in rows.values_list("record", "code", "row", "params"):
        # Copies of one row all carry this finding; the first of them goes on.
        if code != "duplicate-row" or params.get("other_row", 0) < (row or 0):
            found[record].add(code)
    for record in _doubles(units):
        found[record].add("duplicate-in-list")
    return found


def _doubles(units: QuerySet[Unit]) -> Iterator[UUID]:
    """Of two rows in hands that are more likely than not one person, undecided yet: the one that waits.

    Nobody may take two seats, so one row stays out until two people have decided.  An offer is drawn from
    those held: there the offered row waits.
    """
    kinds = dict(units.values_list("record", "account__kind"))
    links = Link.objects.open().filter(probability__gte=_MORE_LIKELY_THAN_NOT)
    for left, right in links.values_list("left", "right").iterator(chunk_size=5_000):
        if left in kinds and right in kinds:
            yield max(left, right, key=lambda record: (kinds[record] == AccountKind.OFFERED, str(record)))


def committed(term_keys: Sequence[str]) -> dict[str, int]:
    """People by holder whom rounds under these terms have handed over, or still carry: a promise is owed once."""
    carried = Placement.objects.filter(
        Q(state=PlacementState.DELIVERED, round__state__in=BOUND_STATES)
        | Q(state=PlacementState.PLANNED, round__state__in=BINDING_STATES),
        round__terms__in=term_keys,
    )
    counted = carried.order_by().values_list("holder").annotate(n=Count("unit", distinct=True))
    return dict(counted)


def _kept_out() -> set[UUID]:
    """Kept out by the neutral body, or carried by a round that binds already: one code says both."""
    stated = set(KeptOut.objects.filter(ended_at=None).values_list("unit", flat=True))
    carried = Placement.objects.filter(is_active=True, round__state__in=BINDING_STATES)
    return stated | set(carried.values_list("unit", flat=True))


def _latest_day(records: Any) -> dt.date | None:
    """The newest day that a list with these people speaks of."""
    rows = (
        SourceRecord.objects.filter(pk__in=records)
        .order_by()
        .values_list("version__as_of", "version__received_at")
        .distinct()
    )
    return max((as_of or received_at.date() for as_of, received_at in rows), default=None)

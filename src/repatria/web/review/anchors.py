"""A row that stays as it was through a list's versions is one row: links hold on to its first record.

*Live* records are the accepted rows of a list's newest version.  A live record's *anchor* is the first
record of its row since which nothing that is compared has changed; its *first row* is the first record
at all, whose id is also the id of the person that the row was opened with.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import F, Max, QuerySet

from repatria.web.registry.models import ListVersion, RecordState, SourceRecord, VersionState
from repatria.web.review.merging import roots

COMPARED = (
    "surname",
    "given",
    "patronymic",
    "birth_year",
    "birth_month",
    "birth_day",
    "sex",
    "birth_place",
    "service_number",
    "prisoner_number",
    "unit_name",
)
_BATCH = 900
_LIVE = (RecordState.ACCEPTED, RecordState.WARNED)


def newest_versions() -> QuerySet[ListVersion]:
    """The version of each list that counts now; a list that its sender withdrew has none."""
    newest = ListVersion.objects.annotate(newest=Max("party_list__versions__number")).filter(number=F("newest"))
    return newest.exclude(state=VersionState.WITHDRAWN)


def live_records(version: ListVersion) -> QuerySet[Any]:
    """Accepted rows of a version, in their order."""
    return SourceRecord.objects.filter(version=version, state__in=_LIVE).order_by("row")


def anchors_of(version: ListVersion) -> dict[UUID, UUID]:
    """Live record → anchor, for those live records that are not their own anchor."""
    if version.previous_id is None:
        return {}
    rows = SourceRecord.objects.filter(version__party_list=version.party_list_id).values_list(
        "id", "continues_id", *COMPARED
    )
    said, before = {}, {}
    for record_id, previous, *fields in rows.iterator(chunk_size=5000):
        said[record_id], before[record_id] = tuple(fields), previous
    found = {}
    for record_id in live_records(version).values_list("id", flat=True).iterator(chunk_size=5000):
        at = record_id
        while (previous := before[at]) is not None and said[previous] == said[record_id]:
            at = previous
        if at != record_id:
            found[record_id] = at
    return found


def first_rows(record_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Record → first record of its row, walked upward through the versions."""
    before: dict[UUID, UUID | None] = {}
    todo = set(record_ids)
    asked = set(todo)
    while todo:
        found = dict(_previous(todo))
        before.update(found)
        todo = {previous for previous in found.values() if previous is not None} - before.keys()
    first = roots(before)
    return {record_id: first[record_id] for record_id in asked if record_id in first}


def _previous(record_ids: Collection[UUID]) -> Iterator[tuple[UUID, UUID | None]]:
    ordered = sorted(record_ids)
    for start in range(0, len(ordered), _BATCH):
        ids = ordered[start : start + _BATCH]
        yield from SourceRecord.objects.filter(id__in=ids).values_list("id", "continues_id")

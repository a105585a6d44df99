"""Contradictions between lists, stored as findings on the rows of the newest versions."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from repatria.web.journal import actions as journal
from repatria.web.registry.models import StoredFinding
from repatria.web.review import anchors
from repatria.web.review.actions.lapsing import lapse_unlisted
from repatria.web.review.crosscheck import DECIDED, GRAVE_ALARM_PROBABILITY, Alarm, Row, Suspicion, alarms
from repatria.web.review.models import Link
from repatria.web.review.wording import WORDINGS

ORIGIN = "crosscheck"
_BATCH = 2000


@transaction.atomic
def cross_check() -> dict[str, int]:
    """Store every contradiction that links now show, in place of those found before; gives counts by code.

    A finding rests on two rows; pages show it only to those who may see both (``access.visible_findings``).
    """
    journal.hold()
    lapse_unlisted()
    found = alarms(_suspicions())
    wanted = {_key(alarm): alarm for alarm in found}
    stored = {
        (code, record, other, params.get("per_cent")): pk
        for pk, code, record, other, params in StoredFinding.objects.filter(origin=ORIGIN).values_list(
            "pk", "code", "record_id", "other_record_id", "params"
        )
    }
    gone = [pk for key, pk in stored.items() if key not in wanted]
    for start in range(0, len(gone), _BATCH):
        StoredFinding.objects.filter(pk__in=gone[start : start + _BATCH]).delete()
    fresh = [_finding(alarm) for key, alarm in wanted.items() if key not in stored]
    StoredFinding.objects.bulk_create(fresh, batch_size=_BATCH)
    counts = dict(sorted(Counter(alarm.code for alarm in found).items()))
    if fresh or gone:
        journal.append("review.crosschecked", facts={"n_new": len(fresh), "n_gone": len(gone), "n_by_code": counts})
    return counts


def _key(alarm: Alarm) -> tuple[str, UUID, UUID, int]:
    return alarm.code, alarm.on.record_id, alarm.other.record_id, alarm.per_cent


def _finding(alarm: Alarm) -> StoredFinding:
    words = WORDINGS[alarm.code]
    return StoredFinding(
        version_id=alarm.on.version_id,
        record_id=alarm.on.record_id,
        other_record_id=alarm.other.record_id,
        origin=ORIGIN,
        code=alarm.code,
        severity=words.severity.value,
        row=alarm.on.row,
        message=words.message,
        remedy=words.remedy,
        params={"per_cent": alarm.per_cent},
    )


def _suspicions() -> Iterator[Suspicion]:
    """Links that may be alarms or that people decided, with their rows as the newest versions have them."""
    links = Link.objects.filter(Q(probability__gte=GRAVE_ALARM_PROBABILITY) | Q(state__in=DECIDED))
    reasons = (f"evidence__{field}__reason" for field in ("given", "patronymic", "service_number"))
    columns = ("left_id", "right_id", "probability", "state", *reasons)
    pairs = list(links.order_by().values_list(*columns))
    rows = _live_rows({record_id for left, right, *_ in pairs for record_id in (left, right)})
    for left, right, probability, state, given, patronymic, number in pairs:
        if left in rows and right in rows:
            yield Suspicion(
                left=rows[left],
                right=rows[right],
                probability=probability,
                state=state,
                given=given or "",
                patronymic=patronymic or "",
                number=number or "",
            )


def _live_rows(wanted: set[UUID]) -> dict[UUID, Row]:
    """Anchor → its live row, for those wanted; rows that are no longer listed are left out."""
    found: dict[UUID, Row] = {}
    columns = ("id", "row", "event_date", "surname", "given", "patronymic", "birth_year", "birth_month", "birth_day")
    for version in anchors.newest_versions().select_related("party_list"):
        anchor_by_live = anchors.anchors_of(version)
        party_list = version.party_list
        readers = frozenset({party_list.sender_id, *party_list.shared_with.values_list("pk", flat=True)})
        for record_id, row, event_date, *said in (
            anchors.live_records(version).values_list(*columns).iterator(chunk_size=5000)
        ):
            anchor = anchor_by_live.get(record_id, record_id)
            if anchor in wanted:
                found[anchor] = Row(
                    record_id=record_id,
                    version_id=version.pk,
                    list_id=party_list.pk,
                    row=row,
                    sender=party_list.sender_id,
                    purpose=party_list.purpose,
                    event_date=event_date,
                    name=" ".join(said[:3]).casefold(),
                    birth_date="{}-{}-{}".format(*said[3:]) if said[5] is not None else "",
                    readers=readers,
                )
    return found

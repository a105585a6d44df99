"""Links whose rows are gone: nobody is asked about them any more, and what people said stays.

A row is gone when its sender withdrew it or its list, or when a later version of the list says it otherwise.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from repatria.web.registry.models import RecordState, SourceRecord, VersionState
from repatria.web.review import anchors
from repatria.web.review.actions.decisions import said_state
from repatria.web.review.models import Decision, Link, LinkState
from repatria.web.review.querysets import OPEN_STATES

_BATCH = 2000


def lapse_unlisted() -> int:
    """Let open links lapse whose rows their senders took back or corrected; gives their number.

    Links that people decided stay as they are, and so do the words on those that lapse: should the row be listed
    again, they stand again.
    """
    pks = _withdrawn() | _superseded()
    for start in range(0, len(ordered := sorted(pks)), _BATCH):
        batch = Link.objects.filter(pk__in=ordered[start : start + _BATCH])
        batch.update(state=LinkState.LAPSED, changed_at=timezone.now())
    return len(pks)


def _open() -> Any:
    return Link.objects.filter(state__in=OPEN_STATES).order_by()


def _withdrawn() -> set[UUID]:
    gone = Q(left__state=RecordState.WITHDRAWN) | Q(right__state=RecordState.WITHDRAWN)
    return set(_open().filter(gone).values_list("pk", flat=True))


def _superseded() -> set[UUID]:
    """Open links that hold on to a row of an earlier version which reads otherwise now."""
    earlier = SourceRecord.objects.filter(version__state=VersionState.SUPERSEDED)
    pairs = list(
        _open()
        .filter(Q(left__version__state=VersionState.SUPERSEDED) | Q(right__version__state=VersionState.SUPERSEDED))
        .values_list("pk", "left_id", "right_id", "left_list", "right_list")
    )
    lists = {one for *_, left, right in pairs for one in (left, right)}
    live = _live_anchors(lists)
    asked = {record for _, left, right, *_lists in pairs for record in (left, right)}
    old: set[UUID] = set()
    for start in range(0, len(ordered := sorted(asked)), 900):
        old.update(earlier.filter(pk__in=ordered[start : start + 900]).values_list("pk", flat=True))
    gone = old - live
    return {pk for pk, left, right, *_lists in pairs if left in gone or right in gone}


def _live_anchors(list_ids: Collection[Any]) -> set[UUID]:
    found: set[UUID] = set()
    for version in anchors.newest_versions().filter(party_list__in=list_ids):
        anchor_by_live = anchors.anchors_of(version)
        ids = anchors.live_records(version).values_list("id", flat=True)
        found.update(anchor_by_live.get(record_id, record_id) for record_id in ids.iterator(chunk_size=5000))
    return found


def let_words_stand(revived: Sequence[Link]) -> None:
    """Bring links that are proposed again to what the words on them come to; none becomes final without an act."""
    worded = set(Decision.objects.filter(link__in=revived, undone_at=None).values_list("link_id", flat=True))
    for link in revived:
        if link.pk in worded:
            state = said_state(link)
            link.state = state if state in OPEN_STATES else LinkState.AWAITS_PARTY
            link.worth = link.worth_now()

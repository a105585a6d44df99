"""The matcher's proposals become links that wait for people."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from repatria.web.journal import actions as journal
from repatria.web.review import anchors
from repatria.web.review.actions.lapsing import let_words_stand
from repatria.web.review.bridge import Proposal, Proposals
from repatria.web.review.models import Link, LinkState
from repatria.web.review.pairs import ListPair
from repatria.web.review.worth import worth_of

NAMESPACE = uuid.UUID("0c0f7d0e-8c0e-4a3c-9f8b-6e2f2a4c9d11")
_BATCH = 2000
_REFRESHED = ("probability", "weight_bits", "evidence", "provenance", "state", "worth", "changed_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What came of storing one comparison's proposals."""

    n_new: int = 0
    n_kept: int = 0
    n_changed: int = 0
    n_revived: int = 0
    n_lapsed: int = 0

    @property
    def is_nothing(self) -> bool:
        """Nothing that is stored has changed."""
        return not (self.n_new or self.n_changed or self.n_revived or self.n_lapsed)


@transaction.atomic
def store_proposals(proposals: Proposals) -> Stored:
    """Make the undecided links of two lists those that are proposed now; what people said stays as it is.

    A pair that is no longer proposed lapses and one that returns is proposed again.  A pair of rows that
    people joined already, when one of the rows read otherwise, is not asked a second time.
    """
    journal.hold()
    now = timezone.now()
    provenance = proposals.provenance.as_json()
    wanted = {(one.left_id, one.right_id): one for one in proposals.rows}
    known = {
        (link.left_id, link.right_id): link
        for link in Link.objects.between(proposals.pair.left.id, proposals.pair.right.id)
    }
    joined = _joined_rows(known.values(), wanted.values())
    fresh = [
        _link(one, proposals.pair, provenance, now)
        for pair, one in wanted.items()
        if pair not in known and not joined.has(one.left_id, one.right_id)
    ]
    changed: list[Link] = []
    revived: list[Link] = []
    kept: list[Link] = []
    for pair, link in known.items():
        if pair in wanted:
            group = revived if link.state == LinkState.LAPSED else changed
            (group if _refresh(link, wanted[pair], proposals.pair, provenance, now) else kept).append(link)
    let_words_stand(revived)
    gone = [link for pair, link in known.items() if pair not in wanted and link.state == LinkState.PROPOSED]
    for link in gone:
        link.state, link.changed_at = LinkState.LAPSED, now
    Link.objects.bulk_create(fresh, batch_size=_BATCH)
    Link.objects.bulk_create(
        [*changed, *revived, *gone],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=_REFRESHED,
    )
    stored = Stored(
        n_new=len(fresh), n_kept=len(kept), n_changed=len(changed), n_revived=len(revived), n_lapsed=len(gone)
    )
    if not stored.is_nothing:
        _note(proposals, stored)
    return stored


@dataclass(frozen=True, slots=True)
class _Joined:
    first_rows: Mapping[uuid.UUID, uuid.UUID]
    pairs: frozenset[frozenset[uuid.UUID]]

    def has(self, left: uuid.UUID, right: uuid.UUID) -> bool:
        return frozenset((self.first_rows.get(left, left), self.first_rows.get(right, right))) in self.pairs


def _joined_rows(known: Any, wanted: Any) -> _Joined:
    confirmed = [link for link in known if link.state == LinkState.CONFIRMED]
    if not confirmed:
        return _Joined({}, frozenset())
    ids = {record_id for one in (*confirmed, *wanted) for record_id in (one.left_id, one.right_id)}
    first = anchors.first_rows(ids)
    pairs = frozenset(
        frozenset((first.get(link.left_id, link.left_id), first.get(link.right_id, link.right_id)))
        for link in confirmed
    )
    return _Joined(first, pairs)


def _link(one: Proposal, pair: ListPair, provenance: Mapping[str, Any], now: datetime) -> Link:
    return Link(
        id=uuid.uuid5(NAMESPACE, f"{one.left_id}:{one.right_id}"),
        left_id=one.left_id,
        right_id=one.right_id,
        probability=one.probability,
        weight_bits=one.weight_bits,
        evidence=one.evidence,
        provenance=provenance,
        proposed_at=now,
        changed_at=now,
        left_list_id=pair.left.id,
        right_list_id=pair.right.id,
        worth=worth_of(state=LinkState.PROPOSED, probability=one.probability, purposes=_purposes(pair)),
    )


def _purposes(pair: ListPair) -> tuple[str, str]:
    return pair.left.purpose, pair.right.purpose


def _refresh(link: Link, one: Proposal, pair: ListPair, provenance: Mapping[str, Any], now: datetime) -> bool:
    """Bring an undecided link up to date; a decided one keeps the evidence on which it was decided."""
    if link.state not in {LinkState.PROPOSED, LinkState.LAPSED}:
        return False
    said = (link.probability, link.weight_bits, link.evidence)
    if link.state == LinkState.PROPOSED and said == (one.probability, one.weight_bits, one.evidence):
        return False
    link.probability, link.weight_bits, link.evidence = one.probability, one.weight_bits, one.evidence
    link.provenance, link.changed_at = dict(provenance), now
    link.state = LinkState.PROPOSED
    link.worth = worth_of(state=link.state, probability=one.probability, purposes=_purposes(pair))
    return True


def _note(proposals: Proposals, stored: Stored) -> None:
    journal.append(
        "review.links.proposed",
        facts={
            "pair": proposals.pair.code,
            "left_list": str(proposals.pair.left.id),
            "right_list": str(proposals.pair.right.id),
            "provenance": proposals.provenance.digest(),
            "n_new": stored.n_new,
            "n_changed": stored.n_changed,
            "n_revived": stored.n_revived,
            "n_lapsed": stored.n_lapsed,
        },
    )

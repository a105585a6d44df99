"""Everything that writes the journal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from repatria.errors import ProofInvalid
from repatria.web.accounts.models import User
from repatria.web.journal import bridge
from repatria.web.journal.facts import check_code, check_facts
from repatria.web.journal.models import Entry, Head, Viewing

_VERIFY_CHUNK = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What one entry says, before it has a number, a time and hashes."""

    code: str
    actor: User | None = None
    party: str = ""
    subject_type: str = ""
    subject_id: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def append(
    code: str,
    *,
    actor: User | None = None,
    party: str = "",
    subject_type: str = "",
    subject_id: object = "",
    facts: Mapping[str, Any] | None = None,
) -> Entry:
    """Write one act into the journal, within the caller's transaction: both stay or neither does.

    Raises
    ------
    ValueError
        Something given is not a number, a code or an id.
    """
    act = Act(
        code=code,
        actor=actor,
        party=party,
        subject_type=subject_type,
        subject_id=str(subject_id),
        facts=facts or {},
    )
    return append_many([act])[0]


@transaction.atomic
def append_many(acts: Iterable[Act]) -> list[Entry]:
    """Write several acts in their order, taking the journal's end once."""
    drafts = [_draft(act) for act in acts]
    if not drafts:
        return []
    head = hold()
    tip = bridge.tip_of(head)
    at = timezone.now()
    for entry in drafts:
        entry.seq, entry.at = tip.size, at
        tip = bridge.seal(entry, tip)
    Entry.objects.bulk_create(drafts)
    bridge.store_tip(tip, head)
    head.save(update_fields=["size", "chain_hash", "frontier"])
    return drafts


def hold() -> Head:
    """Take the journal's end for the rest of the transaction: other writers wait.

    An action that locks further rows takes it first, so that two actions never wait for each other.
    """
    Head.objects.get_or_create(pk=1)
    return Head.objects.select_for_update().get(pk=1)


def verify() -> int:
    """Walk the whole journal and return the number of its entries.

    Raises
    ------
    ProofInvalid
        An entry was removed, altered, added or moved; the message names its ``seq``.
    """
    # One transaction: entry and head are read from one moment.
    with transaction.atomic():
        head = bridge.tip_of(hold())
        tip = bridge.empty_tip()
        for entry in Entry.objects.order_by("seq").iterator(chunk_size=_VERIFY_CHUNK):
            tip = bridge.follow(entry, tip)
    if tip.size != head.size:
        raise ProofInvalid(f"the journal ends before entry {tip.size}, its head says {head.size}")
    if tip != head:
        raise ProofInvalid(f"the journal's head does not hold over its {tip.size} entries")
    return tip.size


def viewed(user: User, subject_type: str, subject_id: object) -> None:
    """Note that a user looked at something."""
    Viewing.objects.create(
        at=timezone.now(),
        user_id=str(user.pk),
        subject_type=check_code(subject_type, "the kind of what was viewed"),
        subject_id=check_code(str(subject_id), "the id of what was viewed"),
    )


def _draft(act: Act) -> Entry:
    if not act.code:
        raise ValueError("journal: an entry needs a code")
    return Entry(
        code=check_code(act.code, "the entry's code"),
        actor="" if act.actor is None else str(act.actor.pk),
        party=check_code(act.party, "the party"),
        subject_type=check_code(act.subject_type, "the subject's type"),
        subject_id=check_code(act.subject_id, "the subject's id"),
        facts=check_facts(act.facts),
    )

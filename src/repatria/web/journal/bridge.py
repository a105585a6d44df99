"""Journal entries to ledger leaves, and back."""

from dataclasses import dataclass
from datetime import UTC
from typing import Any

from repatria import ledger
from repatria.errors import ProofInvalid
from repatria.web.journal.models import Entry, Head

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """The end of the journal: the last chain hash and the tree's frontier."""

    chain_hash: bytes = b""
    frontier: ledger.Frontier

    @property
    def size(self) -> int:
        """The number of entries, which is the next entry's ``seq``."""
        return self.frontier.size


def empty_tip() -> Tip:
    """The end of a journal that holds nothing yet."""
    return Tip(frontier=ledger.Frontier())


def tip_of(head: Head) -> Tip:
    """The end of the journal as it is stored."""
    return Tip(chain_hash=bytes(head.chain_hash), frontier=ledger.Frontier.from_bytes(head.size, bytes(head.frontier)))


def store_tip(tip: Tip, head: Head) -> None:
    """Write the journal's end into its row (not yet saved)."""
    head.size = tip.size
    head.chain_hash = tip.chain_hash
    head.frontier = tip.frontier.to_bytes()


def entry_bytes(entry: Entry) -> bytes:
    """The canonical JSON that stands for an entry, the same on both databases."""
    return ledger.canonical_bytes(_as_json(entry))


def seal(entry: Entry, tip: Tip) -> Tip:
    """Give the entry its two hashes, and say where the journal ends after it."""
    entry.leaf_hash = ledger.leaf_hash(entry_bytes(entry))
    entry.chain_hash = ledger.chain_hash(tip.chain_hash, entry.leaf_hash)
    return Tip(chain_hash=entry.chain_hash, frontier=tip.frontier.append(entry.leaf_hash))


def follow(entry: Entry, tip: Tip) -> Tip:
    """Check that a stored entry follows ``tip``, and say where the journal ends after it."""
    if entry.seq != tip.size:
        raise ProofInvalid(f"journal entry {tip.size} is missing: the next one found is {entry.seq}")
    leaf = ledger.leaf_hash(entry_bytes(entry))
    if leaf != bytes(entry.leaf_hash):
        raise ProofInvalid(f"journal entry {entry.seq} was altered: its leaf hash does not hold")
    chain = ledger.chain_hash(tip.chain_hash, leaf)
    if chain != bytes(entry.chain_hash):
        raise ProofInvalid(f"journal entry {entry.seq} does not follow the one before: its chain hash does not hold")
    return Tip(chain_hash=chain, frontier=tip.frontier.append(leaf))


def _as_json(entry: Entry) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "code": entry.code,
        "actor": entry.actor,
        "party": entry.party,
        "subject": [entry.subject_type, entry.subject_id],
        "facts": entry.facts,
    }

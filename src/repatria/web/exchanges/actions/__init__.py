"""Everything that changes a round; nothing else in the application does."""

from repatria.web.exchanges.actions.rounds import (
    current_round_id,
    end_keeping_out,
    keep_out,
    outcome,
    propose_round,
    round_digest,
    sign,
    withdraw_signature,
)
from repatria.web.exchanges.actions.settling import (
    STATE_BY_REASON,
    Happened,
    evidence_of,
    record_outcome,
    settle,
)

__all__ = [
    "STATE_BY_REASON",
    "Happened",
    "current_round_id",
    "end_keeping_out",
    "evidence_of",
    "keep_out",
    "outcome",
    "propose_round",
    "record_outcome",
    "round_digest",
    "settle",
    "sign",
    "withdraw_signature",
]

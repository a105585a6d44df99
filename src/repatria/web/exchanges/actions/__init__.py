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

__all__ = [
    "current_round_id",
    "end_keeping_out",
    "keep_out",
    "outcome",
    "propose_round",
    "round_digest",
    "sign",
    "withdraw_signature",
]

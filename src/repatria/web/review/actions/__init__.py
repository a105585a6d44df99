"""Everything that changes links and what follows from them; nothing else in the application does."""

from repatria.web.review.actions.decisions import ask, decide, retract, show_next, undo
from repatria.web.review.actions.findings import cross_check
from repatria.web.review.actions.proposals import Stored, store_proposals
from repatria.web.review.actions.statuses import derive_status

__all__ = [
    "Stored",
    "ask",
    "cross_check",
    "decide",
    "derive_status",
    "retract",
    "show_next",
    "store_proposals",
    "undo",
]

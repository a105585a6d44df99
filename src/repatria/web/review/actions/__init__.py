"""Everything that changes links and what follows from them; nothing else in the application does."""

from repatria.web.review.actions.decisions import ask, decide, undo
from repatria.web.review.actions.findings import cross_check
from repatria.web.review.actions.pacing import last_act, show_next, skip, unskip
from repatria.web.review.actions.proposals import Stored, store_proposals
from repatria.web.review.actions.retractions import restore, retract
from repatria.web.review.actions.statuses import derive_status

__all__ = [
    "Stored",
    "ask",
    "cross_check",
    "decide",
    "derive_status",
    "last_act",
    "restore",
    "retract",
    "show_next",
    "skip",
    "store_proposals",
    "undo",
    "unskip",
]

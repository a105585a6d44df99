"""Between the exchange engine and what is stored: terms and people into a problem, plans into rows and words."""

from repatria.web.exchanges.bridge.planning import NO_TERM, QUANTITY_NOT_STATED, Draft, draft, plan
from repatria.web.exchanges.bridge.words import clash_words, conflict_words, reading_words, reason_words, refusal_words

__all__ = [
    "NO_TERM",
    "QUANTITY_NOT_STATED",
    "Draft",
    "clash_words",
    "conflict_words",
    "draft",
    "plan",
    "reading_words",
    "reason_words",
    "refusal_words",
]

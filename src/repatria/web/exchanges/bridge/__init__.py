"""Between the exchange engine and what is stored: terms and people into a problem, plans into rows and words."""

from repatria.web.exchanges.bridge.drawing import AgeDrawing, draw_ages, reference_day
from repatria.web.exchanges.bridge.planning import NO_TERM, QUANTITY_NOT_STATED, Draft, draft, plan
from repatria.web.exchanges.bridge.words import clash_words, conflict_words, reading_words, reason_words, refusal_words

__all__ = [
    "NO_TERM",
    "QUANTITY_NOT_STATED",
    "AgeDrawing",
    "Draft",
    "clash_words",
    "conflict_words",
    "draft",
    "draw_ages",
    "plan",
    "reading_words",
    "reason_words",
    "reference_day",
    "refusal_words",
]

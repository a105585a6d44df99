"""Why somebody is left out, which rule is meant, and what a term asks for: codes in the reader's words."""

from django.utils.translation import gettext as _

from repatria.findings import gettext_noop

REASONS = {
    "not_in_this_round": gettext_noop("not in this round"),
    "already_returned": gettext_noop("is on a list of those already returned"),
    "dead": gettext_noop("is on a list of the dead"),
    "duplicate_open": gettext_noop("may be the same person as another row: a review is open"),
    "finding_open": gettext_noop("the row has an open finding"),
    "minor": gettext_noop("under 18"),
    "minor_undecided": gettext_noop("may be under 18: the birth date does not say"),
    "age_undecided": gettext_noop("the birth date does not say whether the age fits"),
    "category_undecided": gettext_noop("the category is not decided"),
    "category_unconfirmed": gettext_noop("the category is claimed, not confirmed"),
    "reading_open": gettext_noop("belongs under one reading of the term and not under another"),
    "companion_out": gettext_noop("a companion cannot go"),
    "no_leg": gettext_noop("no leg fits"),
    "outside_term": gettext_noop("the term does not speak of this person"),
    "quota_full": gettext_noop("the number agreed is reached"),
    "seats": gettext_noop("no seat is left"),
    "parity": gettext_noop("the other side has nobody left to give in return"),
    "confirmed_first": gettext_noop("people with a confirmed category go first"),
    "rules_together": gettext_noop("the rules taken together leave no place"),
}


def reason_words(code: str) -> str:
    """Why somebody is left out, in the reader's language."""
    return _(REASONS[code]) if code in REASONS else code.replace("_", " ")

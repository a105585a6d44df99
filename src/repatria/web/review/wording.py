"""What is said when lists contradict each other: no names, no numbers of people, only what to look at."""

from dataclasses import dataclass

from repatria.findings import Severity, gettext_noop


@dataclass(frozen=True, slots=True)
class Wording:
    """A cross-check's sentences; ``message`` has the place ``{per_cent}``."""

    severity: Severity
    message: str
    remedy: str


DUPLICATE = "duplicate-in-list"
RETURNED = "already-returned"
DEAD = "dead-on-prisoners-list"
OWN_SOUGHT = "sought-and-held-by-same-party"
BOTH_HOLD = "held-by-both"
TWO_LISTS = "on-two-lists-of-sender"
CHILD_TWICE = "child-on-two-lists"

WORDINGS: dict[str, Wording] = {
    DUPLICATE: Wording(
        Severity.WARNING,
        gettext_noop("Another row of this list seems to speak of the same person ({per_cent} %)."),
        gettext_noop(
            "Compare the two rows. If they are one person, withdraw one; if they are two, say how they differ."
        ),
    ),
    RETURNED: Wording(
        Severity.WARNING,
        gettext_noop("A list of those already returned seems to name this person ({per_cent} %)."),
        gettext_noop("Check whether the person went home. If so, withdraw the row; if taken again, give the date."),
    ),
    DEAD: Wording(
        Severity.WARNING,
        gettext_noop("A list of the dead seems to name this person ({per_cent} %)."),
        gettext_noop("Check whether the person is alive, and say when and by whom the person was last seen."),
    ),
    OWN_SOUGHT: Wording(
        Severity.WARNING,
        gettext_noop("The sender seeks a person whom its own list of those held seems to name ({per_cent} %)."),
        gettext_noop("Check both rows. Withdraw the search, or correct the row of those held."),
    ),
    BOTH_HOLD: Wording(
        Severity.WARNING,
        gettext_noop("Both parties seem to say that they hold this person ({per_cent} %)."),
        gettext_noop("Confirm that the person is there, by prisoner number and date of the last visit."),
    ),
    TWO_LISTS: Wording(
        Severity.NOTE,
        gettext_noop("Another list of the same sender and purpose seems to name this person ({per_cent} %)."),
        gettext_noop("Keep the row on one of the lists, or say that these are two people."),
    ),
    CHILD_TWICE: Wording(
        Severity.NOTE,
        gettext_noop("Another list of children seems to name the same child ({per_cent} %)."),
        gettext_noop("Open both cases side by side before either is answered."),
    ),
}

# What the middle column says of two texts of one field; keys are the linkage engine's level codes.
NOTES: dict[str, str] = {
    "missing": gettext_noop("not said on one side"),
    "same": gettext_noop("same"),
    "same-spelled-otherwise": gettext_noop("same name, spelled otherwise"),
    "same-in-two-languages": gettext_noop("same name in two languages"),
    "one-letter": gettext_noop("one letter differs"),
    "similar": gettext_noop("similar"),
    "resembling": gettext_noop("resembling, weakly"),
    "initial": gettext_noop("one side gives only an initial, which agrees"),
    "different": gettext_noop("different"),
    "swapped": gettext_noop("day and month exchanged"),
    "year-off-by-one": gettext_noop("same day and month, years one apart"),
    "one-part": gettext_noop("one part of the date differs"),
    "same-day-month": gettext_noop("same day and month, another year"),
    "year-known": gettext_noop("same year; one side says no more"),
    "same-year": gettext_noop("same year, another day"),
    "near-year": gettext_noop("years near each other"),
    "shared-word": gettext_noop("a word in common"),
    "one-digit": gettext_noop("one digit differs"),
    "shared-number": gettext_noop("a number in common"),
    "january-first": gettext_noop("same year; 1 January on one side, which often means the year alone"),
    "age-differs": gettext_noop("the age does not fit the birth date"),
    "age-near": gettext_noop("the age nearly fits the birth date"),
    "age-fits": gettext_noop("the age fits the birth date"),
    "near-year-known": gettext_noop("years one apart; one side says no more"),
    "day-month-known": gettext_noop("same day and month; one side says no year"),
    "month-known": gettext_noop("same month and year; one side says no day"),
    "decade": gettext_noop("same day and month, the decade differs"),
    "similar-word": gettext_noop("a similar word in common"),
    "same-digits": gettext_noop("the same digits, written otherwise"),
    "same-district": gettext_noop("same district"),
    "same-user": gettext_noop("same name before the @"),
    "relatives-explain": gettext_noop("two close relatives explain the pair better than one person"),
    "namesakes-explain": gettext_noop("two namesakes explain the pair better than one person"),
    "person-explains": gettext_noop("one person explains the pair better than relatives or namesakes"),
    "not-weighed": gettext_noop("not weighed: for you to judge"),
}

AGREE, NEAR, DIFFER, MISSING = "agree", "near", "differ", "missing"
VERDICTS: dict[str, str] = {
    AGREE: gettext_noop("agrees"),
    NEAR: gettext_noop("nearly agrees"),
    DIFFER: gettext_noop("differs"),
    MISSING: gettext_noop("not said on one side"),
}

# Why the program holds a relative or namesake to be somebody else.
APART: dict[str, str] = {
    "given": gettext_noop("another given name"),
    "patronymic": gettext_noop("another patronymic"),
    "birth_date": gettext_noop("another birth date"),
    "service_number": gettext_noop("another service number"),
    "birth_place": gettext_noop("another place of birth"),
}

"""The kinds of trouble that an invented world of DNA holds, so that an evaluation can tell them apart."""

from enum import StrEnum


class Trouble(StrEnum):
    """What makes a body or a family harder than the textbook.  A body without any is plain."""

    PARTIAL = "partial"
    DEGRADED = "degraded"
    POOR = "poor"
    UNSEEN_DROPOUT = "unseen-dropout"
    SEX_MISREAD = "sex-misread"
    SEVERAL_BAGS = "several-bags"
    MIXTURE = "mixture"
    STAFF = "staff"
    MUTATION = "mutation"
    WRONG_PATERNITY = "wrong-paternity"
    MISSTATED_RELATIVE = "misstated-relative"
    IDENTICAL_TWIN = "identical-twin"
    SEVERAL_MISSING = "several-missing"
    OLDER_KIT = "older-kit"


class Origin(StrEnum):
    """Whose body it is, as far as the families that gave samples are concerned."""

    FAMILY = "family"
    NO_FAMILY = "no-family"
    OTHER_PARTY = "other-party"
    STAFF = "staff"
    MIXTURE = "mixture"

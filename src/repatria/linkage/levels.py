"""The comparisons and their levels: codes that never change, from the weakest agreement to the strongest.

A level's number is its place in the tuple, and holds within one run; what is stored is the code.  ``MISSING`` stands
where one side says nothing, and weighs nothing.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from repatria.names import CLASS_LEVELS, SURNAME_LEVELS

Rows = npt.NDArray[np.uint32]
"""Row numbers in a prepared table."""
Levels = npt.NDArray[np.int8]
"""A level for each of many pairs."""
Bits = npt.NDArray[np.float64]
"""Weights of evidence, log₂."""

MISSING: Final = -1

LEVELS: Final[dict[str, tuple[str, ...]]] = {
    "surname": SURNAME_LEVELS,
    "given": CLASS_LEVELS,
    "patronymic": CLASS_LEVELS,
    "birth_date": (
        "different",
        "age-differs",
        "near-year",
        "same-year",
        "age-near",
        "age-fits",
        "near-year-known",
        "january-first",
        "year-known",
        "day-month-known",
        "same-day-month",
        "month-known",
        "one-part",
        "decade",
        "year-off-by-one",
        "one-digit",
        "swapped",
        "same",
    ),
    "sex": ("different", "same"),
    "birth_place": ("different", "shared-word", "similar-word", "same"),
    "service_number": ("different", "one-digit", "same-digits", "same"),
    "unit_name": ("different", "shared-number", "same"),
    "address": ("different", "shared-word", "similar", "same"),
    "postcode": ("different", "same-district", "one-letter", "same"),
    "phone": ("different", "one-digit", "same"),
    "email": ("different", "same-user", "one-letter", "same"),
    "occupation": ("different", "shared-word", "same"),
    "code": ("different", "one-digit", "same"),
}
# How common the shared value is decides how much the agreement weighs.
WEIGHED_BY_FREQUENCY: Final[dict[str, str]] = {
    "surname": "surname_stem",
    "given": "given_key",
    "patronymic": "patronymic_key",
    "birth_place": "place",
    "postcode": "postcode",
    "occupation": "occupation",
}
NAME_PARTS: Final = ("surname", "given", "patronymic")
# Not a comparison of one field: what the pair loses because relatives or namesakes would agree as well.
FAMILY: Final = "family"
FAMILY_LEVELS: Final = ("relatives-explain", "namesakes-explain", "person-explains")
# Whom else the two records may speak of, where that is not far-fetched.
KIN: Final = ("sibling", "twin", "father-son", "namesake")

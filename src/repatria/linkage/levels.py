"""The comparisons and their levels: codes that never change, from the weakest agreement to the strongest.

A level's number is its place in the tuple; ``MISSING`` stands where one side says nothing, and weighs nothing.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from repatria.names import CLASS_LEVELS, SURNAME_LEVELS

Rows = npt.NDArray[np.uint32]
"""Row numbers in a prepared table."""
Levels = npt.NDArray[np.int8]
"""A level for each of many pairs."""

MISSING: Final = -1

LEVELS: Final[dict[str, tuple[str, ...]]] = {
    "surname": SURNAME_LEVELS,
    "given": CLASS_LEVELS,
    "patronymic": CLASS_LEVELS,
    "birth_date": (
        "different",
        "near-year",
        "same-year",
        "year-known",
        "same-day-month",
        "one-part",
        "year-off-by-one",
        "swapped",
        "same",
    ),
    "sex": ("different", "same"),
    "birth_place": ("different", "shared-word", "same"),
    "service_number": ("different", "one-digit", "same"),
    "unit_name": ("different", "shared-number", "same"),
}
# How common the shared value is decides how much the agreement weighs.
WEIGHED_BY_FREQUENCY: Final[dict[str, str]] = {
    "surname": "surname_stem",
    "given": "given_key",
    "patronymic": "patronymic_key",
}
# Not a comparison of one field: what the pair loses because relatives or namesakes would agree as well.
FAMILY: Final = "family"
FAMILY_LEVELS: Final = ("relatives-explain", "namesakes-explain", "person-explains")

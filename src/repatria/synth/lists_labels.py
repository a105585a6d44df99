"""What was done to a record, as bits: one for each label of the truth."""

from typing import Final

import numpy as np
import numpy.typing as npt

from repatria.synth.lists_params import SLIPS
from repatria.synth.spelling import Romanization

Bits = npt.NDArray[np.uint64]

# Differences of a pair of records; all others are what was done to one of them.
SCRIPT, PLACE_GRAIN = "script", "birthplace-grain"
LANGUAGES: Final = ("uk", "ru", "be")
_OF_PAIRS = (SCRIPT, "language:uk-ru", "language:be-uk", "language:be-ru", PLACE_GRAIN)
MISSING: Final = ("sex-missing", "birthplace-missing", "number-missing", "unit-missing")
_UNLUCKY = ("by-ear", "capitals", "unit-abbreviated")
LABELS: Final[tuple[str, ...]] = (
    *_OF_PAIRS,
    *(f"romanization:{system}" for system in Romanization),
    *_UNLUCKY,
    *SLIPS,
    *MISSING,
)
BIT: Final[dict[str, np.uint64]] = {label: np.uint64(1) << np.uint64(place) for place, label in enumerate(LABELS)}


def language_label(one: str, other: str) -> str:
    """The label of a pair of records in two languages."""
    return next(label for label in _OF_PAIRS if label in {f"language:{one}-{other}", f"language:{other}-{one}"})


def said(bits: int) -> str:
    """The labels of a set of bits, in their order, parted by semicolons."""
    return ";".join(label for place, label in enumerate(LABELS) if bits >> place & 1)


def texts_of(bits: Bits) -> npt.NDArray[np.object_]:
    """The labels of each row as text."""
    distinct, places = np.unique(bits, return_inverse=True)
    return np.array([said(each) for each in distinct.tolist()], dtype=object)[places]


def counts_of(bits: Bits) -> dict[str, int]:
    """How many rows carry each label; labels that none carries are left out."""
    counts = {label: int((bits & bit != 0).sum()) for label, bit in BIT.items()}
    return {label: count for label, count in counts.items() if count}

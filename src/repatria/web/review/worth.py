"""Which of the open links is asked about first."""

from collections.abc import Collection

# A living person in somebody's hands comes first; among these, where the score leaves most doubt.
_IN_HANDS = ("held", "offer")
_DOUBTFUL = (0.2, 0.98)


def worth_of(*, state: str, probability: float, purposes: Collection[str]) -> int:
    """0 for a disagreement, 1 for a person in hands about whom the score leaves doubt, 2 for others in hands, 3."""
    if state == "disagreed":
        return 0
    if not any(purpose in _IN_HANDS for purpose in purposes):
        return 3
    low, high = _DOUBTFUL
    return 1 if low <= probability < high else 2

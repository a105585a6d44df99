"""Which of the open links is asked about first: what one more word on it is expected to change.

A link counts only when enough people have decided it, so an hour of review is worth the answers that it makes
final.  The worth of one more word is

    probability × people whose answer changes / words still needed

in thousandths, and ten thousand more for a link on which two people disagree: they have spent their time, and one
word settles it.  The first word's content never enters, so that the order tells a second reader nothing of it.
"""

from collections.abc import Sequence

_DISAGREED = 10_000
_IN_HANDS = ("held", "offer")
_NEEDED = {"proposed": 2}


def people_changed(purposes: Sequence[str]) -> float:
    """How many people's answer changes if two rows of lists of these purposes speak of one person.

    One family that seeks, and one living person in hands, who can then be confirmed and called or gives the place
    to another: two where a search finds somebody in hands.  A child's case counts twice.  Where one kind of
    list says a person twice, or the dead and the returned meet, only a count is put right: one half.
    """
    left, right = purposes
    if "children" in purposes:
        return 2.0
    if left == right:
        return 1.0 if left in _IN_HANDS else 0.5
    seeks, is_in_hands = "missing" in purposes, any(purpose in _IN_HANDS for purpose in purposes)
    return float(seeks + is_in_hands) or 0.5


def worth_of(*, state: str, probability: float, purposes: Sequence[str]) -> int:
    """What one more word is worth, in thousandths of a person; more is asked about earlier."""
    if state == "disagreed":
        return _DISAGREED + round(1_000 * people_changed(purposes))
    return round(1_000 * probability * people_changed(purposes) / _NEEDED.get(state, 1))

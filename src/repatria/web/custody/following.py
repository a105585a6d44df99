"""What later apps derive from where units stand: each hands a function in, and whoever records a movement calls all.

Apps import downwards, so custody cannot ask review for statuses or exchanges for what became of a round.
"""

import uuid
from collections.abc import Callable, Collection

Follower = Callable[[Collection[uuid.UUID]], None]

_followers: list[Follower] = []


def follows(follower: Follower) -> Follower:
    """Hand in a function that derives anew what hangs on these units; also usable as a decorator."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def follow(unit_ids: Collection[uuid.UUID]) -> None:
    """Derive anew all that hangs on units that have just moved, within the caller's transaction."""
    for follower in _followers:
        follower(unit_ids)

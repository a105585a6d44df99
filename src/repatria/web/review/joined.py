"""What later apps derive from who is one person: each hands a function in, and a link's consequences call all.

Apps import downwards, so review cannot ask the laboratory whose name a body bears.
"""

from collections.abc import Callable, Collection
from uuid import UUID

from repatria.web.access import Permission
from repatria.web.accounts.models import User

Follower = Callable[[Collection[UUID], User, Permission], None]

_followers: list[Follower] = []


def follows_persons(follower: Follower) -> Follower:
    """Hand in a function that derives anew what hangs on these persons; also usable as a decorator."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def follow_persons(persons: Collection[UUID], by: User, under: Permission) -> None:
    """Derive anew all that hangs on persons whose records were just joined or parted, in the same transaction."""
    for follower in _followers:
        follower(persons, by, under)

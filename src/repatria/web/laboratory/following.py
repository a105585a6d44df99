"""What the laboratory derives anew when review has joined or parted persons: whose name a body bears."""

from collections.abc import Collection
from uuid import UUID

from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.review.joined import follows_persons


@follows_persons
def rename_bodies(persons: Collection[UUID], by: User, under: Permission) -> None:
    """Bring bodies, and the count of those who were sought, to what records and identifications now say."""
    from repatria.web.laboratory.actions import booking

    booking.follow_persons(persons, by, under)

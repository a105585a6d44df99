"""Questions about what was sent to us.  ``visible_to(user)`` is the wall between the parties."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from repatria.web.accounts.models import User


class PartyListQuerySet(models.QuerySet[Any]):
    """Lists."""

    def visible_to(self, user: "User") -> Self:
        """Lists that the user's party sent or was sent; the neutral body sees all; children need their officer."""
        from repatria.web import access

        return access.visible_lists(self, user)


class ListVersionQuerySet(models.QuerySet[Any]):
    """Deliveries of lists."""

    def current(self) -> Self:
        """Those that count now: neither replaced by a newer one nor withdrawn by their sender."""
        return self.exclude(state__in=("superseded", "withdrawn"))


class PersonQuerySet(models.QuerySet[Any]):
    """Persons."""

    def visible_to(self, user: "User") -> Self:
        """Persons of whom the user's party sent or was sent a record."""
        from repatria.web import access

        return access.visible_persons(self, user)


class SourceRecordQuerySet(models.QuerySet[Any]):
    """Rows of lists."""

    def visible_to(self, user: "User") -> Self:
        """Rows of lists that the user may see."""
        from repatria.web import access

        return access.visible_records(self, user)


class ClaimQuerySet(models.QuerySet[Any]):
    """Claims."""

    def visible_to(self, user: "User") -> Self:
        """Claims whose record the user may see."""
        from repatria.web import access

        return access.visible_claims(self, user)

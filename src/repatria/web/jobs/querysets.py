"""Questions about jobs in the background."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from repatria.web.accounts.models import User

SILENT_AFTER = timedelta(minutes=15)
"""A job from which nothing was heard for so long was cut off."""


class JobQuerySet(models.QuerySet[Any]):
    """Jobs."""

    def visible_to(self, user: "User") -> Self:
        """Jobs that somebody of the user's organization asked for; for the neutral body all."""
        from repatria.web import access

        return access.visible_jobs(self, user)

    def cut_off(self, *, now: datetime) -> Self:
        """Jobs that began and fell silent: their worker is gone."""
        return self.filter(state="under_way", heard_at__lt=now - SILENT_AFTER)

"""Questions about the account.  ``visible_to(user)`` is the wall between the parties."""

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from repatria.web.accounts.models import User
    from repatria.web.custody.models import Movement


class UnitQuerySet(models.QuerySet[Any]):
    """Units."""

    def visible_to(self, user: "User") -> Self:
        """Units whose row, or whose bag's row, the user may see."""
        from repatria.web import access
        from repatria.web.registry.models import SourceRecord

        seen = access.visible_records(SourceRecord.objects.all(), user).values("pk")
        return self.filter(Q(record__in=seen) | Q(record=None, parent__record__in=seen))

    def of_person(self, person_id: uuid.UUID) -> Self:
        """Units of one person: by their own statement or through the row that declared them."""
        return self.filter(Q(person=person_id) | Q(record__person=person_id))


class MovementQuerySet(models.QuerySet[Any]):
    """Movements."""

    def counting(self) -> Self:
        """Movements that still count: neither reversed nor themselves a reversal."""
        reversed_ids = self.model._default_manager.exclude(reverses=None).values("reverses")
        return self.filter(reverses=None).exclude(pk__in=reversed_ids)

    def openings(self) -> Self:
        """The movements that brought units out of what was declared, and that still count."""
        return self.counting().filter(debit__kind="declared")

    def opening(self) -> "Movement | None":
        """The opening that counts, where the rows are those of one unit."""
        return self.openings().first()

    def visible_to(self, user: "User") -> Self:
        """Movements of units that the user may see."""
        from repatria.web.custody.models import Unit

        return self.filter(unit__in=Unit.objects.visible_to(user).values("pk"))

    def story(self, person_id: uuid.UUID) -> Self:
        """Everything that happened to one person's units, in order, with what a page needs to tell it."""
        own = Q(unit__person=person_id) | Q(unit__record__person=person_id)
        return (
            self.filter(own)
            .select_related("unit", "unit__record__version__party_list", "debit", "credit", "reverses")
            .order_by("happened_at", "recorded_at", "unit", "seq")
        )

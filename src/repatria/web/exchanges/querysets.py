"""Questions about rounds.  ``visible_to(user)`` is the wall between the parties."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count

if TYPE_CHECKING:
    from repatria.web.accounts.models import User
    from repatria.web.custody.models import Unit
    from repatria.web.exchanges.models import KeptOut

OPEN_STATES = ("prepared", "exchanged", "agreed", "infeasible", "not_planned")
BINDING_STATES = ("locked", "under_way")
IN_HANDS = ("held", "offered")
BOUND_STATES = (*BINDING_STATES, "completed", "shortfall")


class RoundQuerySet(models.QuerySet[Any]):
    """Rounds."""

    def open(self) -> Self:
        """Proposals that nothing binds yet: a newer one takes their place."""
        return self.filter(state__in=OPEN_STATES)


class _OfUnits(models.QuerySet[Any]):
    def visible_to(self, user: "User") -> Self:
        """Rows of persons of whom the user's party sent or was sent the record."""
        from repatria.web import access

        return access.visible_units(self, user, through="unit__")


class PlacementQuerySet(_OfUnits):
    """Persons in rounds."""

    def counts(self) -> list[tuple[str, int, str, str, int]]:
        """Holder, leg, category, standing and number: figures that both sides and observers may see."""
        grouped = self.order_by().values_list("holder", "leg", "category", "standing").annotate(n=Count("pk"))
        return sorted(grouped)


class LeftOutQuerySet(_OfUnits):
    """Persons left out of rounds."""

    def counts(self) -> list[tuple[str, str, int]]:
        """Holder, reason and number."""
        return sorted(self.order_by().values_list("holder", "reason").annotate(n=Count("pk")))


class KeptOutQuerySet(models.QuerySet[Any]):
    """Persons kept out of rounds by the neutral body."""

    def standing(self, unit: "Unit") -> "KeptOut | None":
        """The statement that stands for this unit."""
        return self.filter(unit=unit, ended_at=None).select_related("stated_by").first()

    def is_askable(self, unit: "Unit") -> bool:
        """Only a person who is in somebody's hands could be in a round."""
        return bool(unit.kind == "person" and unit.account.kind in IN_HANDS)

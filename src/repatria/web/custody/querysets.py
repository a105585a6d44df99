"""Questions about the account.  ``visible_to(user)`` is the wall between the parties."""

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from repatria.web.accounts.models import User
    from repatria.web.custody.models import Movement


class UnitQuerySet(models.QuerySet[Any]):
    """Units."""

    def visible_to(self, user: "User") -> Self:
        """Units whose row, or whose bag's row, the user may see."""
        from repatria.web import access

        return access.visible_units(self, user)

    def of_person(self, person_id: uuid.UUID) -> Self:
        """Units of one person: by their own statement or through the row that declared them."""
        return self.filter(Q(person=person_id) | Q(record__person=person_id))

    def answered_by(self, party: str) -> Self:
        """Units whose row this party answered, or that a confirmed link shows to be on one of its lists."""
        from repatria.web.registry.models import Answer, ListVersion, SourceRecord

        answered = Answer.objects.filter(by_party=party).values("claim__record")
        linked = self.model._default_manager.filter(account__kind="same_person").values("record__person")
        # From the few who are linked to their rows, not from all of the party's rows.
        sent = ListVersion.objects.filter(pk=OuterRef("version"), party_list__sender=party)
        theirs = SourceRecord.objects.filter(Exists(sent), person__in=linked).order_by().values("person")
        # A union: joined by OR, the two would make the database look at every unit.
        units = self.model._default_manager.order_by()
        by_answer, by_link = units.filter(record__in=answered), units.filter(record__person__in=theirs)
        return self.filter(pk__in=by_answer.values("pk").union(by_link.values("pk")))

    def matching(self, rows: Mapping[str, str]) -> Self:
        """The units behind a number of a statement or a balance.

        Parameters
        ----------
        rows
            Any of: ``account`` (where they stand), ``unit`` (their kind; ``mni`` reads bags), ``declared`` (whence they
            were opened), ``opened`` (into which accounts, with commas), ``list_term`` (from lists that the case names
            for this term; empty: from lists that it names for none), ``answered_by`` (a party), ``reason`` and
            ``term`` (of a movement that counts), ``signed`` (``giver`` or ``receiver``: what that side has signed).
            Unknown keys are a ``ValueError``.
        """
        if unknown := rows.keys() - ROW_KEYS:
            raise ValueError(f"no such filter on units: {', '.join(sorted(unknown))}")
        found = self
        if unit := rows.get("unit"):
            found = found.filter(kind="bag" if unit == "mni" else unit)
        if account := rows.get("account"):
            found = found.filter(account=account)
        if party := rows.get("answered_by"):
            found = found.answered_by(party)
        return found._by_movements(rows)

    def _by_movements(self, rows: Mapping[str, str]) -> Self:
        from repatria.web.custody.models import Movement

        found = self
        openings: dict[str, Any] = {}
        if declared := rows.get("declared"):
            openings["debit"] = declared
        if opened := rows.get("opened"):
            openings["credit__in"] = opened.split(",")
        if (term := rows.get("list_term")) is not None:
            openings["term_key"] = term
        if openings:
            found = found.filter(pk__in=Movement.objects.openings().filter(**openings).values("unit"))
        if reason := rows.get("reason"):
            moved = Movement.objects.counting().filter(SIGNED[rows.get("signed", "")], reason=reason)
            found = found.filter(pk__in=moved.filter(term_key=rows.get("term", "")).values("unit"))
        return found


ROW_KEYS = frozenset({"account", "unit", "declared", "opened", "list_term", "answered_by", "reason", "term", "signed"})
# A movement that neither side signed was recorded by the neutral body, and speaks for both.
SIGNED = {
    "": Q(),
    "giver": ~Q(giver="") | Q(receiver=""),
    "receiver": ~Q(receiver="") | Q(giver=""),
}


class MovementQuerySet(models.QuerySet[Any]):
    """Movements."""

    def counting(self) -> Self:
        """Movements that still count: neither reversed nor themselves a reversal."""
        reversed_ids = self.model._default_manager.exclude(reverses=None).values("reverses")
        # Said twice negated: SQLite takes the unique index of ``reverses`` for one that finds a single row without one,
        # and would walk all movements by it.
        return self.exclude(reverses__isnull=False).exclude(pk__in=reversed_ids)

    def openings(self) -> Self:
        """The movements that brought units out of what was declared, and that still count."""
        return self.counting().filter(debit__kind="declared")

    def opening(self) -> "Movement | None":
        """The opening that counts, where the rows are those of one unit."""
        return self.openings().first()

    def visible_to(self, user: "User") -> Self:
        """Movements of units that the user may see."""
        from repatria.web import access

        return access.visible_units(self, user, through="unit__")

    def story(self, person_id: uuid.UUID) -> Self:
        """Everything that happened to one person's units, in order, with what a page needs to tell it."""
        own = Q(unit__person=person_id) | Q(unit__record__person=person_id)
        return (
            self.filter(own)
            .select_related("unit", "unit__record__version__party_list", "debit", "credit", "reverses")
            .order_by("happened_at", "recorded_at", "unit", "seq")
        )


class ProposedMovementQuerySet(models.QuerySet[Any]):
    """Movements as people recorded them."""

    def visible_to(self, user: "User") -> Self:
        """Those that the user's party is asked to confirm; for the neutral body all."""
        from repatria.web import access

        return access.visible_proposals(self, user)

    def waiting(self) -> Self:
        """Those that wait for a second person."""
        return self.filter(state="proposed")

    def waiting_for(self, user: "User") -> Self:
        """Those that this very person may confirm: not the proposer's own."""
        return self.waiting().visible_to(user).filter(seconds=user.party_id).exclude(proposed_by=user.pk)

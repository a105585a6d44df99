import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from repatria.web.accounts.models import User
from repatria.web.registry.models import Claim, ClaimState, PartyList, SourceRecord
from repatria.web.review import querysets
from repatria.web.review.worth import worth_of


class LinkState(models.TextChoices):
    """Where a proposed link stands."""

    PROPOSED = "proposed", _("proposed")
    FIRST_SIGNED = "first_signed", _("decided by one person")
    AWAITS_PARTY = "awaits_party", _("waits for the signature of another party")
    CONFIRMED = "confirmed", _("same person")
    REFUSED = "refused", _("not the same person")
    DISAGREED = "disagreed", _("the two disagree: a third decides")
    UNDECIDABLE = "undecidable", _("cannot tell")
    RETRACTED = "retracted", _("retracted")
    LAPSED = "lapsed", _("no longer proposed")


class Link(models.Model):
    """That two records may speak of one person: the matcher's reasons, and what people decided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    left = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="links_left")
    right = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="links_right")
    probability = models.FloatField()
    weight_bits = models.FloatField()
    evidence = models.JSONField(help_text=_("per comparison: level, weight in bits, reason code"))
    provenance = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=LinkState, default=LinkState.PROPOSED, db_index=True)
    proposed_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # Said once more than needed, so that the queue is read in the order of an index and without joins.
    left_list = models.ForeignKey(PartyList, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    right_list = models.ForeignKey(PartyList, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    worth = models.PositiveSmallIntegerField(
        null=True, help_text=_("thousandths of a person whose answer one more word is expected to change")
    )

    objects = querysets.LinkQuerySet.as_manager()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the link; one that is new notes its lists and its worth."""
        if self._state.adding and self.left_list_id is None:
            self.left_list, self.right_list = self.left.version.party_list, self.right.version.party_list
            self.worth = self.worth_now()
        super().save(*args, **kwargs)

    def worth_now(self) -> int:
        """The place in the queue that follows from state, probability and lists (table in ``worth``)."""
        purposes = [record.version.party_list.purpose for record in (self.left, self.right)]
        return worth_of(state=self.state, probability=self.probability, purposes=purposes)

    class Meta:
        ordering = ["-probability", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="link_pair_once"),
            models.CheckConstraint(condition=~models.Q(left=models.F("right")), name="link_of_two"),
        ]
        indexes = [
            models.Index(fields=["state", "-probability"], name="link_queue"),
            models.Index(
                fields=["-worth", "proposed_at", "id", "state", "left_list", "right_list"], name="link_by_worth"
            ),
            models.Index(fields=["proposed_at", "state", "left_list", "right_list"], name="link_age"),
        ]


class DecisionValue(models.TextChoices):
    """What a reviewer said."""

    SAME = "same", _("same person")
    NOT_SAME = "not_same", _("not the same person")
    CANNOT_TELL = "cannot_tell", _("cannot tell")
    ASK = "ask", _("ask the party")


class Decision(models.Model):
    """One reviewer's word on one link; undone by a mark, never removed."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="decisions")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="link_decisions")
    value = models.CharField(max_length=16, choices=DecisionValue)
    reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    retraction = models.ForeignKey(
        "Retraction", on_delete=models.PROTECT, null=True, related_name="decisions", help_text=_("what took it back")
    )

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["link", "reviewer"], condition=models.Q(undone_at__isnull=True), name="decision_once"
            )
        ]
        indexes = [
            # What one said last stands on every page of the queue.
            models.Index(
                fields=["reviewer", "-decided_at", "-id"],
                condition=models.Q(undone_at__isnull=True),
                name="decision_newest",
            )
        ]


class Showing(models.Model):
    """That a reviewer has a link on the screen until a time, so that two people are not shown the same one."""

    link = models.OneToOneField(Link, on_delete=models.CASCADE, primary_key=True, related_name="showing")
    reviewer = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()


class Skip(models.Model):
    """That a reviewer put a link off: it comes back when nothing else waits for them, at the latest at a time."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="skips")
    reviewer = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    skipped_at = models.DateTimeField()
    until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["skipped_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["link", "reviewer"], condition=models.Q(undone_at__isnull=True), name="skip_once"
            )
        ]


class Settlement(models.Model):
    """A question that a confirmed link answered, and the state it goes back to when the link falls."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, primary_key=True, related_name="settlement")
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="settlements")
    former_state = models.CharField(max_length=16, choices=ClaimState)


class Retraction(models.Model):
    """That a coordinator took a link's decisions back, and why; and that somebody took this back in turn."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="retractions")
    retracted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    retracted_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["retracted_at", "pk"]


class Question(models.Model):
    """That a reviewer asked a party about a link: the claim that carries the question."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, primary_key=True, related_name="asked_for")
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="questions")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

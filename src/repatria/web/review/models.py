import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from repatria.web.accounts.models import User
from repatria.web.registry.models import SourceRecord


class LinkState(models.TextChoices):
    """Where a proposed link stands."""

    PROPOSED = "proposed", _("proposed")
    FIRST_SIGNED = "first_signed", _("decided by one person")
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

    class Meta:
        ordering = ["-probability", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="link_pair_once"),
            models.CheckConstraint(condition=~models.Q(left=models.F("right")), name="link_of_two"),
        ]
        indexes = [models.Index(fields=["state", "-probability"], name="link_queue")]


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

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["link", "reviewer"], condition=models.Q(undone_at__isnull=True), name="decision_once"
            )
        ]

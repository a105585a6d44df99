import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from repatria.web.accounts.models import Party, User
from repatria.web.custody.models import Unit
from repatria.web.exchanges import querysets
from repatria.web.registry.models import Term


class RoundState(models.TextChoices):
    """Where a round stands."""

    PREPARED = "prepared", _("prepared")
    EXCHANGED = "exchanged", _("lists exchanged")
    AGREED = "agreed", _("agreed")
    LOCKED = "locked", _("locked")
    UNDER_WAY = "under_way", _("under way")
    COMPLETED = "completed", _("completed")
    SHORTFALL = "shortfall", _("completed with shortfall")
    CANCELLED = "cancelled", _("cancelled")
    INFEASIBLE = "infeasible", _("terms cannot hold together")
    NOT_PLANNED = "not_planned", _("the terms do not state enough")
    SUPERSEDED = "superseded", _("replaced by a newer proposal")


class Round(models.Model):
    """A proposal of who goes home under one set of terms, with its proof or the terms that conflict."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField()
    terms = models.ManyToManyField(Term, related_name="rounds")
    state = models.CharField(max_length=16, choices=RoundState, default=RoundState.PREPARED)
    proposed_at = models.DateTimeField()
    provenance = models.JSONField(default=dict)
    summary = models.JSONField(default=dict, help_text=_("counts, bound, goals proved"))
    conflict = models.JSONField(default=list, help_text=_("smallest set of rules that cannot hold together"))

    objects = querysets.RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["number"], name="round_number_once")]


class PlacementState(models.TextChoices):
    """What became of a person placed in a round; each follows from a movement in the account."""

    PLANNED = "planned", _("not yet")
    DELIVERED = "delivered", _("handed over")
    NO_SHOW = "no_show", _("did not arrive")
    NOT_IN_THIS_ROUND = "not_in_this_round", _("not in this round")
    SUBSTITUTED = "substituted", _("substituted")
    DIED = "died", _("died")


class Placement(models.Model):
    """One person in one leg of a round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="placements")
    leg = models.PositiveSmallIntegerField(default=1)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements")
    holder = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=64, blank=True)
    standing = models.CharField(max_length=16, blank=True)  # confirmed, reading_open, claimed, undecided, outside
    is_active = models.BooleanField(default=True, help_text=_("the round is not cancelled or superseded"))
    state = models.CharField(max_length=20, default="planned")  # one of PlacementState

    objects = querysets.PlacementQuerySet.as_manager()

    @property
    def outcome_words(self) -> str:
        """What became of the person, in words."""
        return str(PlacementState(self.state).label)

    class Meta:
        ordering = ["leg", "holder", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=models.Q(is_active=True), name="person_in_one_leg")
        ]


class LeftOut(models.Model):
    """An eligible person whom the round does not carry, and why."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="left_out")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)  # a code: quota_full, age_undecided, category_unconfirmed, ...
    params = models.JSONField(default=dict)

    objects = querysets.LeftOutQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]  # the published order
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="left_out_once_a_round")]
        indexes = [models.Index(fields=["round", "holder", "reason"], name="left_out_reason")]


class RoundSignature(models.Model):
    """One party's signature under the round as its digest stands."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "party"], name="round_signed_once_a_party"),
            models.UniqueConstraint(fields=["round", "signed_by"], name="round_signed_once_a_person"),
        ]


class WithdrawnSignature(models.Model):
    """A signature that no longer stands: taken back, or lapsed because the round changed under it."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="withdrawn_signatures")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField()

    class Meta:
        ordering = ["withdrawn_at", "pk"]


class KeptOut(models.Model):
    """That the neutral body keeps a person out of rounds for now.

    Why is not stored anywhere: whoever reads "not in this round" must not be able to tell a refusal
    to return from anything else.  Ended by another person than the one who stated it.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = querysets.KeptOutQuerySet.as_manager()

    class Meta:
        ordering = ["stated_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(ended_at__isnull=True), name="kept_out_once_a_person"
            ),
            models.CheckConstraint(condition=~models.Q(stated_by=models.F("ended_by")), name="kept_out_two_persons"),
        ]

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from repatria.web.accounts.models import Party, User
from repatria.web.laboratory import querysets
from repatria.web.laboratory.models.files import AMFile, Sex


class Scope(models.TextChoices):
    """What a donor agreed to."""

    THIS_PERSON = "this_person", _("to identify the named missing person")
    ANY_RELATIVE = "any_relative", _("to identify any missing relative")


class DonorState(models.TextChoices):
    """Where a donor stands; the middle one is never told to anybody but the laboratory."""

    ACTIVE = "active", _("active")
    NOT_SUPPORTED = "not_supported", _("relation not supported")
    WITHDRAWN = "withdrawn", _("consent withdrawn")


class Donor(models.Model):
    """A relative who gave a sample, by code: the name stays with whoever collected it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=32, unique=True)
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="donors")
    scope = models.CharField(max_length=16, choices=Scope)
    state = models.CharField(max_length=16, choices=DonorState, default=DonorState.ACTIVE)
    consented_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = querysets.DonorQuerySet.as_manager()

    class Meta:
        ordering = ["number"]


class FamilyState(models.TextChoices):
    """Whether a family takes part in comparisons."""

    OPEN = "open", _("open")
    CLOSED = "closed", _("closed: nobody is missing any more")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Family(models.Model):
    """One family that looks for someone: its pedigree as stated."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=32, unique=True)
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="families")
    state = models.CharField(max_length=10, choices=FamilyState, default=FamilyState.OPEN)
    opened_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = querysets.FamilyQuerySet.as_manager()

    class Meta:
        ordering = ["number"]


class Member(models.Model):
    """One person of a pedigree: whose child, as stated; missing, a donor, or only drawn."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="members")
    key = models.CharField(max_length=32)
    father = models.CharField(max_length=32, blank=True)
    mother = models.CharField(max_length=32, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    is_missing = models.BooleanField(default=False)
    relation = models.CharField(max_length=64, blank=True, help_text=_("to the missing person, as stated"))
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, null=True, related_name="members")
    am = models.ForeignKey(AMFile, on_delete=models.PROTECT, null=True, related_name="members")

    class Meta:
        ordering = ["family", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["family", "key"], name="member_key_once"),
            models.CheckConstraint(
                condition=models.Q(father="", mother="") | ~models.Q(father="") & ~models.Q(mother=""),
                name="member_both_parents_or_none",
            ),
            models.CheckConstraint(
                condition=models.Q(is_missing=False) | models.Q(donor__isnull=True), name="member_missing_gives_nothing"
            ),
        ]

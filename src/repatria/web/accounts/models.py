from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class PartyRole(models.TextChoices):
    """What a party is to the arrangement."""

    SIDE = "side", _("side")
    NEUTRAL = "neutral", _("neutral body")
    GUARANTOR = "guarantor", _("guarantor")


class PartyState(models.TextChoices):
    """Whether a party takes part now."""

    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")


class Party(models.Model):
    """A side, the neutral body, or a guarantor; ``code`` is the single letter that pages show (A, B, N)."""

    code = models.CharField(primary_key=True, max_length=8)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=16, choices=PartyRole)
    state = models.CharField(max_length=16, choices=PartyState, default=PartyState.ACTIVE)
    bureau = models.CharField(max_length=200, blank=True, help_text=_("National Information Bureau (GC III 122)"))
    contact = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Role(models.TextChoices):
    """What a person works as; with the party it decides every right (see ``web/access.py``)."""

    DELEGATE = "delegate", _("delegate")
    COORDINATOR = "coordinator", _("neutral coordinator")
    CLERK = "clerk", _("list clerk")
    LABORATORY = "laboratory", _("laboratory")
    CHILD_OFFICER = "child_officer", _("child-protection officer")
    FIELD_TEAM = "field_team", _("field team")
    OBSERVER = "observer", _("observer")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


class RowDensity(models.TextChoices):
    """How close table rows stand."""

    COMFORTABLE = "comfortable", _("comfortable")
    DENSE = "dense", _("dense")


class Theme(models.TextChoices):
    """Light, dark, or as the device says."""

    SYSTEM = "system", _("as the device")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


class User(AbstractUser):
    """A person who signs in: one role, for one party."""

    role = models.CharField(max_length=16, choices=Role, default=Role.OBSERVER)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="users")
    language = models.CharField(max_length=8, default="en")
    density = models.CharField(max_length=16, choices=RowDensity, default=RowDensity.COMFORTABLE)
    theme = models.CharField(max_length=8, choices=Theme, default=Theme.SYSTEM)

    objects: ClassVar[UserManager["User"]] = UserManager()  # type: ignore[assignment]  # Self of the base class

    def __str__(self) -> str:
        return self.username

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """How far a run is."""

    UNDER_WAY = "under way", _("under way")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Run(models.Model):
    """One ``repatria run``: when, with what outcome, and the summary that was shown."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, default="under way")
    summary = models.JSONField(default=dict)

    class Meta:
        ordering = ["-started_at"]


class Step(models.Model):
    """A finished piece of work and the digest of everything it was made from."""

    name = models.CharField(max_length=64)
    key = models.CharField(max_length=200, blank=True)
    input_digest = models.CharField(max_length=64)
    output = models.JSONField(default=dict)
    seconds = models.FloatField(default=0.0)
    finished_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "key"], name="step_once")]

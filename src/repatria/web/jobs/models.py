import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from repatria.web.accounts.models import Party, User
from repatria.web.jobs import querysets


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


class JobState(models.TextChoices):
    """How far a job in the background is."""

    QUEUED = "queued", _("waits for its turn")
    UNDER_WAY = "under_way", _("under way")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Job(models.Model):
    """A computation that runs beside the pages: who asked for it, how far it is, and what to do where it failed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    stage = models.CharField(max_length=64, blank=True, help_text=_("a code: what is being done now"))
    n_done = models.PositiveBigIntegerField(default=0)
    n_total = models.PositiveBigIntegerField(default=0)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(help_text=_("the last word from whoever works on it"))
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)

    objects = querysets.JobQuerySet.as_manager()

    class Meta:
        ordering = ["-queued_at", "pk"]

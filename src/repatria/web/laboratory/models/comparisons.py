import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from repatria.web.accounts.models import Party, User
from repatria.web.jobs.models import Job
from repatria.web.laboratory import querysets
from repatria.web.laboratory.models.families import Member
from repatria.web.laboratory.models.samples import Profile

COMPARISON = "laboratory.compare"
"""The kind of job that a :class:`Run` is."""


class FrequencyTable(models.Model):
    """How frequent alleles are in a population, as a file said it."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=100)
    frequencies = models.JSONField(help_text=_("locus → allele → proportion"))
    stored_at = models.DateTimeField()

    class Meta:
        ordering = ["-stored_at", "sha256"]


class Run(models.Model):
    """One comparison of all accepted profiles of remains with all open families, with what it takes to repeat it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="laboratory_run")
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    frequencies = models.ForeignKey(FrequencyTable, on_delete=models.PROTECT, related_name="runs")
    params = models.JSONField(default=dict)
    provenance = models.JSONField(default=dict)
    counts = models.JSONField(default=dict, help_text=_("bodies, families, pairs, expected chance hits"))
    groups = models.JSONField(default=list, help_text=_("joint posteriors of families with several missing"))
    skipped = models.JSONField(default=list, help_text=_("profiles and loci that were left out, and why"))

    objects = querysets.RunQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]


class Candidate(models.Model):
    """One body set beside one missing member of a family: weight, prior, rivals and what speaks against it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="candidates")
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="candidates")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="candidates")
    log10_lr = models.FloatField(null=True, help_text=_("empty where the LR is 0"))
    posterior = models.FloatField(null=True)
    prior = models.FloatField(null=True)
    n_compared = models.PositiveSmallIntegerField()
    n_exclusions = models.PositiveSmallIntegerField()
    n_rivals = models.PositiveIntegerField(default=0)
    rival_log10_lr = models.FloatField(null=True, help_text=_("of the strongest rival for either of the two"))
    by_marker = models.JSONField(default=dict, help_text=_("locus → log10 LR, null where the LR is 0"))
    conclusion = models.CharField(max_length=24, blank=True)
    evidence = models.JSONField(default=list, help_text=_("what is known beside DNA: found, reported, weight, model"))
    together = models.JSONField(default=list, help_text=_("other profiles of the very same person"))

    objects = querysets.CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["-log10_lr", "pk"]
        constraints = [models.UniqueConstraint(fields=["run", "profile", "member"], name="candidate_once_a_run")]
        # Rows are wide (a ratio for each locus): a list is sorted, counted and narrowed in these alone.
        indexes = [
            models.Index(fields=["run", "-posterior", "-log10_lr", "id"], name="candidate_by_posterior"),
            models.Index(fields=["run", "conclusion", "-posterior", "-log10_lr", "id"], name="candidate_by_conclusion"),
        ]

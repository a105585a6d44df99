import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from repatria.web.accounts.models import Party, User
from repatria.web.laboratory import querysets
from repatria.web.laboratory.models.families import Donor
from repatria.web.laboratory.models.files import AMFile, PMFile


class Source(models.TextChoices):
    """Of whom a sample is."""

    REMAINS = "remains", _("remains")
    RELATIVE = "relative", _("a relative")
    DIRECT = "direct", _("the missing person's own belongings")
    STAFF = "staff", _("staff, for elimination")


class SampleState(models.TextChoices):
    """Where a sample is on its way; each is also the event that led there."""

    TAKEN = "taken", _("taken")
    SEALED = "sealed", _("sealed")
    SHIPPED = "shipped", _("shipped")
    RECEIVED = "received", _("received")
    CONSUMED = "consumed", _("consumed")
    FAILED = "failed", _("failed")
    RESAMPLE = "resample", _("to be taken again")
    WITHDRAWN = "withdrawn", _("consent withdrawn")


class Sample(models.Model):
    """What was taken for DNA, by code, with its custody in :class:`SampleEvent`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=32, unique=True)
    source = models.CharField(max_length=10, choices=Source)
    material = models.CharField(max_length=64, blank=True, help_text=_("bone, tooth, blood, buccal swab, …"))
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="samples")
    pm = models.ForeignKey(PMFile, on_delete=models.PROTECT, null=True, related_name="samples")
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, null=True, related_name="samples")
    am = models.ForeignKey(AMFile, on_delete=models.PROTECT, null=True, related_name="samples")
    state = models.CharField(max_length=10, choices=SampleState, default=SampleState.TAKEN)
    seal = models.CharField(max_length=64, blank=True)

    objects = querysets.SampleQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source="remains", pm__isnull=False, donor__isnull=True, am__isnull=True)
                | models.Q(source="relative", pm__isnull=True, donor__isnull=False, am__isnull=True)
                | models.Q(source="direct", pm__isnull=True, donor__isnull=True, am__isnull=False)
                | models.Q(source="staff", pm__isnull=True, donor__isnull=True, am__isnull=True),
                name="sample_of_one_source",
            )
        ]


class SampleEvent(models.Model):
    """One step of a sample's custody; only ever added."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    event = models.CharField(max_length=10, choices=SampleState)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    giver = models.CharField(max_length=64, blank=True)
    receiver = models.CharField(max_length=64, blank=True)
    place = models.CharField(max_length=200, blank=True)
    seal = models.CharField(max_length=64, blank=True, help_text=_("the number found on the seal"))
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["sample", "seq"]
        constraints = [models.UniqueConstraint(fields=["sample", "seq"], name="sample_event_once")]


class ProfileState(models.TextChoices):
    """How far a profile is; only an accepted one is compared."""

    DRAFT = "draft", _("draft")
    DOUBLE_READ = "double_read", _("read twice: loci disagree")
    ACCEPTED = "accepted", _("accepted")
    MIXTURE = "mixture", _("mixture of several persons")
    CONTAMINATED = "contaminated", _("contaminated")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Profile(models.Model):
    """The DNA profile of one sample: what two analysts agreed on, locus by locus.

    ``agreed``: locus → two alleles, or one and ``null`` where only one was read.  ``disputed``: loci where the
    readings differ and nobody has resolved it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sample = models.OneToOneField(Sample, on_delete=models.PROTECT, related_name="profile")
    kit = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=ProfileState, default=ProfileState.DRAFT)
    agreed = models.JSONField(default=dict)
    disputed = models.JSONField(default=list)
    origin = models.CharField(max_length=80, blank=True, help_text=_("SHA-256 of the file it was imported from"))
    changed_at = models.DateTimeField()

    objects = querysets.ProfileQuerySet.as_manager()

    class Meta:
        ordering = ["sample__number"]

    @property
    def n_loci(self) -> int:
        """Loci of which something was agreed."""
        return len(self.agreed)

    @property
    def is_partial(self) -> bool:
        """Whether some locus holds one allele only."""
        return any(None in alleles for alleles in self.agreed.values())


class Reading(models.Model):
    """One analyst's own reading of a profile; the second is made without seeing the first, a third resolves."""

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="readings")
    place = models.PositiveSmallIntegerField(help_text=_("1 and 2 blind, 3 resolves"))
    analyst = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    alleles = models.JSONField()
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["profile", "place"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "place"], name="reading_place_once"),
            models.UniqueConstraint(fields=["profile", "analyst"], name="reading_analyst_once"),
            models.CheckConstraint(condition=models.Q(place__range=(1, 3)), name="reading_place"),
        ]

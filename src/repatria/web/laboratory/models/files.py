import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from repatria.web.accounts.models import Party, User
from repatria.web.custody.models import Unit
from repatria.web.laboratory import querysets
from repatria.web.registry.models import SourceRecord


class Sex(models.TextChoices):
    """Sex as a file states it."""

    UNKNOWN = "", _("not known")
    MALE = "M", _("male")
    FEMALE = "F", _("female")


class FileState(models.TextChoices):
    """Where a PM or AM file stands; ``checked`` means that a second reader went through it."""

    DRAFT = "draft", _("draft")
    CHECKED = "checked", _("checked by a second reader")
    LOCKED = "locked", _("locked")
    REOPENED = "reopened", _("reopened")
    CLOSED = "closed", _("closed: identified")


_SETTLED = ("checked", "locked", "closed")


def two_readers(name: str) -> models.CheckConstraint:
    """That a file is checked, locked or closed by two different people only."""
    return models.CheckConstraint(
        condition=~models.Q(state__in=_SETTLED)
        | models.Q(second_reader__isnull=False) & ~models.Q(second_reader=models.F("examiner")),
        name=name,
    )


class Tag(models.Model):
    """The tag on a bag or a part: no two units bear the same."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, primary_key=True, related_name="lab_tag")
    code = models.CharField(max_length=64, unique=True)


class SealEvent(models.TextChoices):
    """What happened to a seal."""

    APPLIED = "applied", _("applied")
    CHECKED = "checked", _("checked, whole")
    OPENED = "opened", _("opened")
    MISMATCH = "mismatch", _("not the number that was written")
    BROKEN = "broken", _("found broken")
    RESOLVED = "resolved", _("resolved")


class Seal(models.Model):
    """One line of a unit's log of seals; only ever added."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="seals")
    number = models.CharField(max_length=64)
    event = models.CharField(max_length=16, choices=SealEvent)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=200, blank=True)
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=models.Q(event="applied"), name="seal_applied_once"),
        ]


class PMFile(models.Model):
    """What an examiner found on one bag or part: a body part has a file of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=32, unique=True)
    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="pm_file")
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="pm_files")
    expected = models.ForeignKey(
        Party,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("whose soldier the body was taken for when it was handed over or declared"),
    )
    state = models.CharField(max_length=10, choices=FileState, default=FileState.DRAFT)
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    examiner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    second_reader = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = querysets.PMFileQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [two_readers("pm_file_of_two_readers")]


class AMFile(models.Model):
    """What is known of one missing person before death; names stay in the registry's record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=32, unique=True)
    record = models.OneToOneField(SourceRecord, on_delete=models.PROTECT, null=True, related_name="am_file")
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="am_files")
    state = models.CharField(max_length=10, choices=FileState, default=FileState.DRAFT)
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    examiner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    second_reader = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ends_on = models.DateField(help_text=_("at most five years after it was opened"))

    objects = querysets.AMFileQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [two_readers("am_file_of_two_readers")]


class Section(models.Model):
    """One field of a file under both of INTERPOL's references: the number of today and the letter still in use."""

    pm = models.ForeignKey(PMFile, on_delete=models.CASCADE, null=True, related_name="sections")
    am = models.ForeignKey(AMFile, on_delete=models.CASCADE, null=True, related_name="sections")
    number = models.PositiveSmallIntegerField(help_text=_("of the current form: 100 to 999"))
    letter = models.CharField(max_length=2, help_text=_("of the older form: A, B, C1 … G"))
    text = models.CharField(max_length=500)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pm__isnull=True, am__isnull=False) | models.Q(pm__isnull=False, am__isnull=True),
                name="section_of_one_file",
            ),
            models.CheckConstraint(condition=models.Q(number__range=(100, 999)), name="section_number"),
        ]

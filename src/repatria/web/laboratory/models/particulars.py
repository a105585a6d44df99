from django.db import models
from django.utils.translation import gettext_lazy as _

from repatria.web.accounts.models import User
from repatria.web.laboratory.models.files import AMFile, PMFile


class Kind(models.TextChoices):
    """What is known of a body or of a missing person beside DNA and sex."""

    AGE = "age", _("age, years")
    STATURE = "stature", _("stature, cm")
    DAY = "day", _("day of recovery, or when last seen")
    PLACE = "place", _("place of recovery, or where last seen")
    SECTION = "section", _("section of the front")
    EFFECTS = "effects", _("effects, by codes")
    EFFECTS_SEX = "effects_sex", _("sex that clothing and effects speak of")
    CONTENTS = "contents", _("what the bag holds")


class Contents(models.TextChoices):
    """What an examiner found in a bag or part."""

    HUMAN = "human", _("human remains")
    EMPTY = "empty", _("nothing: the bag is empty")
    ANIMAL = "animal", _("bones of an animal")


class Particular(models.Model):
    """One reader's own reading of one particular of a file, under both of INTERPOL's references.

    ``value`` is written in one way, whoever wrote it, so that two readings are equal or are not: ``25-35``,
    ``2025-06-01``, ``48.100,37.800``, codes parted by blanks.
    """

    pm = models.ForeignKey(PMFile, on_delete=models.CASCADE, null=True, related_name="particulars")
    am = models.ForeignKey(AMFile, on_delete=models.CASCADE, null=True, related_name="particulars")
    kind = models.CharField(max_length=12, choices=Kind)
    value = models.CharField(max_length=300)
    number = models.PositiveSmallIntegerField(help_text=_("of the current form: 100 to 999"))
    letter = models.CharField(max_length=2, help_text=_("of the older form: A, B, C1 … G"))
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "read_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pm__isnull=True, am__isnull=False) | models.Q(pm__isnull=False, am__isnull=True),
                name="particular_of_one_file",
            ),
            models.CheckConstraint(condition=models.Q(number__range=(100, 999)), name="particular_number"),
            models.UniqueConstraint(fields=["pm", "kind", "reader"], name="particular_of_pm_once_a_reader"),
            models.UniqueConstraint(fields=["am", "kind", "reader"], name="particular_of_am_once_a_reader"),
        ]


class PairNote(models.Model):
    """What a named person said of one body beside one missing person; only ever added.

    ``code`` is a contradiction that is explained, as long as ``found`` is what contradicts; or another primary method
    by which the two were compared, which counts when two people say so.
    """

    pm = models.ForeignKey(PMFile, on_delete=models.PROTECT, related_name="pair_notes")
    am = models.ForeignKey(AMFile, on_delete=models.PROTECT, related_name="pair_notes")
    code = models.CharField(max_length=16)
    found = models.CharField(max_length=300, blank=True, help_text=_("what was explained, as it stood"))
    text = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

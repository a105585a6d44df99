import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from repatria.web.accounts.models import Party, User
from repatria.web.laboratory import querysets
from repatria.web.laboratory.models.comparisons import Candidate
from repatria.web.laboratory.models.files import AMFile, PMFile


class IdentityState(models.TextChoices):
    """How far an identification is."""

    CANDIDATE = "candidate", _("candidate")
    PROBABLE = "probable", _("probable: a rule is not met")
    BOARD_READY = "board_ready", _("before the board")
    CONFIRMED = "confirmed", _("identified")
    REFUTED = "refuted", _("refuted")
    RETRACTED = "retracted", _("retracted")


OPEN_STATES = ("candidate", "probable", "board_ready")
STANDING_STATES = (*OPEN_STATES, "confirmed")


class Identification(models.Model):
    """That a body may be a missing person: put before the board, signed by the owners of both files, taken back.

    The database refuses one person or one organization on both lines, and a confirmation without both.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    pm = models.ForeignKey(PMFile, on_delete=models.PROTECT, related_name="identifications")
    am = models.ForeignKey(AMFile, on_delete=models.PROTECT, related_name="identifications")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="identifications")
    state = models.CharField(max_length=12, choices=IdentityState, default=IdentityState.CANDIDATE)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True, help_text=_("of the rules and figures as they were signed"))
    am_party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    am_signer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    am_signed_at = models.DateTimeField(null=True)
    pm_party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    pm_signer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    pm_signed_at = models.DateTimeField(null=True)
    joined_to = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="joined",
        help_text=_("the identification of the same person whose signatures cover this bag as well"),
    )
    is_fragment = models.BooleanField(default=False, help_text=_("a further bag of one who is identified already"))
    asked = models.JSONField(default=dict, help_text=_("the thresholds under which it was put forward"))
    former_person = models.UUIDField(null=True, help_text=_("to whom the unit was tied before"))

    objects = querysets.IdentificationQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(am_party=models.F("pm_party")), name="identity_of_two_organizations"
            ),
            models.CheckConstraint(
                condition=models.Q(am_signer__isnull=True)
                | models.Q(pm_signer__isnull=True)
                | ~models.Q(am_signer=models.F("pm_signer")),
                name="identity_of_two_persons",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | models.Q(am_signer__isnull=False, pm_signer__isnull=False),
                name="identity_needs_both_signatures",
            ),
            models.CheckConstraint(
                condition=(models.Q(am_signer__isnull=True) | ~models.Q(am_signer=models.F("proposed_by")))
                & (models.Q(pm_signer__isnull=True) | ~models.Q(pm_signer=models.F("proposed_by"))),
                name="identity_not_signed_by_proposer",
            ),
            models.UniqueConstraint(
                fields=["pm"], condition=models.Q(state__in=STANDING_STATES), name="body_has_one_name"
            ),
        ]


class ActKind(models.TextChoices):
    """What somebody did at the board."""

    PROPOSED = "proposed", _("put forward")
    SIGNED = "signed", _("signed")
    TAKEN_BACK = "taken_back", _("took the signature back")
    REFUSED = "refused", _("refused")
    RETRACTED = "retracted", _("retracted")
    LAPSED = "lapsed", _("lapsed: what it rests on changed")


class BoardAct(models.Model):
    """One act at the board, with its reason; only ever added."""

    identification = models.ForeignKey(Identification, on_delete=models.PROTECT, related_name="acts")
    act = models.CharField(max_length=12, choices=ActKind)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    party = models.CharField(max_length=8, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


class ReturnState(models.TextChoices):
    """Where a return case stands."""

    OPEN = "open", _("open")
    PROPOSED = "proposed", _("proposed by one, waits for the other")
    SETTLED = "settled", _("settled")
    CANCELLED = "cancelled", _("cancelled: the identification was retracted")


class ReturnDecision(models.TextChoices):
    """What is to become of a body that was found to be of the other side."""

    RETURN = "return", _("it is returned")
    KEEP = "keep", _("it stays, by the wish of its side")


class ReturnCase(models.Model):
    """A body found to be of another side than it was taken for: somebody decides whether it goes back."""

    identification = models.OneToOneField(
        Identification, on_delete=models.PROTECT, primary_key=True, related_name="return_case"
    )
    holder = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    is_recall = models.BooleanField(default=False, help_text=_("it was with a family, or buried, already"))
    state = models.CharField(max_length=10, choices=ReturnState, default=ReturnState.OPEN)
    decision = models.CharField(max_length=8, choices=ReturnDecision, blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = querysets.ReturnCaseQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="settled")
                | models.Q(proposed_by__isnull=False, confirmed_by__isnull=False)
                & ~models.Q(proposed_by=models.F("confirmed_by")),
                name="return_of_two_persons",
            )
        ]


class NoticeState(models.TextChoices):
    """Whether the family may be told."""

    WAITING = "waiting", _("the family may be told")
    TOLD = "told", _("the family was told")
    BLOCKED = "blocked", _("blocked: nothing may be told")
    RECALLED = "recalled", _("told, and then retracted: the family must hear of it")


class KinNotice(models.Model):
    """The notice to the next of kin: opened by a confirmed identification, blocked when it falls."""

    identification = models.OneToOneField(
        Identification, on_delete=models.PROTECT, primary_key=True, related_name="notice"
    )
    state = models.CharField(max_length=10, choices=NoticeState, default=NoticeState.WAITING)
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

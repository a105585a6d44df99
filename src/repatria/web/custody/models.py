import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from repatria.web.accounts.models import Party, User
from repatria.web.custody import querysets
from repatria.web.registry.models import Person, SourceRecord, UnitKind


class AccountKind(models.TextChoices):
    """In whose hands, or in what state of not knowing, a unit can be."""

    DECLARED = "declared", _("declared on a list")  # the opening counter-account: where every unit comes from
    SOUGHT = "sought", _("sought, not accounted for")
    HELD = "held", _("held by a party")
    OFFERED = "offered", _("offered, not yet matched with one held")
    CALLED = "called", _("called for a round")
    REMAINS = "remains", _("remains held by a party")
    TRANSPORT = "transport", _("in transport")
    NEUTRAL = "neutral", _("with the neutral body")
    HOSPITAL = "hospital", _("hospital")
    MORTUARY = "mortuary", _("mortuary")
    LABORATORY = "laboratory", _("laboratory")
    HOME = "home", _("home")
    FAMILY = "family", _("family")
    BURIED = "buried", _("buried")
    ELSEWHERE = "elsewhere", _("settled elsewhere")
    SAME_PERSON = "same_person", _("counted under a linked record")
    NOT_LISTED = "not_listed", _("no longer listed by the sender")


class Reason(models.TextChoices):
    """Why a unit moved, where the account itself reads it; other codes are welcome beside these."""

    DECLARED = "declared", _("declared on a list")
    MOVED = "moved", _("moved")
    HANDED_OVER = "handed_over", _("handed over")
    REFUSED = "refused", _("not in this round")  # the only word that either side sees for a refusal
    NO_SHOW = "no_show", _("did not arrive")
    SUBSTITUTED = "substituted", _("substituted")
    DIED = "died", _("died")
    RELEASED = "released", _("released to a family or for burial")
    SPLIT = "split", _("taken out of a bag")
    LINKED = "linked", _("linked to another record")
    LINK_RETRACTED = "link_retracted", _("link retracted")
    IDENTIFIED = "identified", _("identified")
    IDENTITY_RETRACTED = "identity_retracted", _("identification retracted")
    WITHDRAWN = "withdrawn", _("withdrawn by its sender")
    CORRECTED = "corrected", _("corrected")


def account_code(kind: AccountKind | str, party: str | None = None) -> str:
    """How an account is written: ``held:A``, or the kind alone where no party answers for it."""
    return AccountKind(kind).value + (f":{party}" if party else "")


class Account(models.Model):
    """A place in the double-entry account: a kind, and the party that answers for it."""

    code = models.CharField(primary_key=True, max_length=48)  # "held:A"
    kind = models.CharField(max_length=16, choices=AccountKind)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="accounts")

    class Meta:
        ordering = ["code"]


class Unit(models.Model):
    """A person, bag or part that stands in exactly one account.

    ``account`` and ``seq`` follow the last movement; the database refuses any other change of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=[c for c in UnitKind.choices if c[0] != "mni"])
    record = models.OneToOneField(SourceRecord, on_delete=models.PROTECT, null=True, related_name="unit")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="units")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    n_individuals = models.PositiveSmallIntegerField(null=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="units")
    seq = models.PositiveIntegerField(default=0)

    objects = querysets.UnitQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["account", "kind", "n_individuals"], name="unit_account_sums")]


class Movement(models.Model):
    """One unit leaves one account and enters another.  Never edited, never deleted: only reversed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="movements")
    seq = models.PositiveIntegerField()
    debit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="debits")  # leaves
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="credits")  # enters
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    reason = models.CharField(max_length=32)  # declared, handed_over, linked, link_retracted, died, ...
    giver = models.CharField(max_length=64, blank=True)
    receiver = models.CharField(max_length=64, blank=True)
    witness = models.CharField(max_length=64, blank=True)
    place = models.CharField(max_length=200, blank=True)
    evidence = models.CharField(max_length=200, blank=True, help_text=_("type:id of the record, link or round"))
    term_key = models.CharField(max_length=64, blank=True, db_index=True)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")

    objects = querysets.MovementQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "seq"], name="movement_seq_once"),
            models.CheckConstraint(condition=~models.Q(debit=models.F("credit")), name="movement_moves"),
        ]


class ProposalState(models.TextChoices):
    """What became of a movement that somebody recorded."""

    PROPOSED = "proposed", _("waits for a second person")
    CONFIRMED = "confirmed", _("confirmed by a second person")
    AT_ONCE = "at_once", _("took effect at once")
    REFUSED = "refused", _("refused by a second person")
    TAKEN_BACK = "taken_back", _("taken back by who proposed it")
    LAPSED = "lapsed", _("lapsed: a unit had moved meanwhile")


class ProposedMovement(models.Model):
    """A movement as a person records it, of one unit or of many together: what it says, who said it, who confirmed.

    Reasons that need two people wait as ``proposed``; the database refuses a confirmation by the proposer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=32, choices=Reason)
    happened_at = models.DateTimeField()
    giver = models.CharField(max_length=64, blank=True)
    receiver = models.CharField(max_length=64, blank=True)
    witness = models.CharField(max_length=64, blank=True)
    place = models.CharField(max_length=200, blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    term_key = models.CharField(max_length=64, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    is_reversal = models.BooleanField(default=False)
    seconds = models.ManyToManyField(Party, related_name="+", help_text=_("of which one person confirms"))
    state = models.CharField(max_length=16, choices=ProposalState, default=ProposalState.PROPOSED)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_remark = models.CharField(max_length=500, blank=True)

    objects = querysets.ProposedMovementQuerySet.as_manager()

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=("confirmed", "refused"))
                | models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("proposed_by")),
                name="movement_of_two_persons",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="at_once", reason__in=("handed_over", "released", "died"), is_reversal=False),
                name="movement_needs_second",
            ),
        ]


class ProposedUnit(models.Model):
    """One unit of a recorded movement, as it stood when it was shown, and the movement that came of it."""

    proposal = models.ForeignKey(ProposedMovement, on_delete=models.PROTECT, related_name="units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="proposals")
    seq = models.PositiveIntegerField()
    is_open = models.BooleanField(default=True)
    movement = models.OneToOneField(Movement, on_delete=models.PROTECT, null=True, related_name="recorded")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "unit"], name="unit_once_a_proposal"),
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(is_open=True), name="unit_in_one_open_proposal"
            ),
        ]

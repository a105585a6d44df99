import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from repatria.web.accounts.models import Party, User
from repatria.web.registry import querysets

if TYPE_CHECKING:
    from repatria.dates import PartialDate


class StoredFile(models.Model):
    """A file exactly as it arrived, named by the SHA-256 of its bytes.  Never changed, never deleted."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.BigIntegerField()
    content = models.BinaryField()
    stored_at = models.DateTimeField(auto_now_add=True)


class Purpose(models.TextChoices):
    """What the sender of a list says its rows are."""

    HELD = "held", _("held")
    MISSING = "missing", _("missing")
    OFFER = "offer", _("offer")
    RETURNED = "returned", _("returned")
    DEAD = "dead", _("dead")
    CHILDREN = "children", _("children")


class UnitKind(models.TextChoices):
    """What is counted.  Numbers of different units are never added."""

    PERSON = "person", _("person")
    BAG = "bag", _("bag")
    PART = "part", _("part")
    MNI = "mni", _("minimum number of individuals")


class PartyList(models.Model):
    """A list that a party keeps sending: its versions hold the rows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True, help_text=_("the list's name in the case"))
    sender = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="lists")
    purpose = models.CharField(max_length=16, choices=Purpose)
    unit = models.CharField(max_length=8, choices=UnitKind, default=UnitKind.PERSON)
    shared_with = models.ManyToManyField(Party, related_name="lists_received", blank=True)

    objects = querysets.PartyListQuerySet.as_manager()

    class Meta:
        ordering = ["sender", "purpose", "key"]


class VersionState(models.TextChoices):
    """Where a version of a list stands between the parties."""

    SENT = "sent", _("sent")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    UNDER_ANSWER = "under_answer", _("under answer")
    ANSWERED = "answered", _("answered in full")
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("withdrawn by sender")


class ListVersion(models.Model):
    """One delivery of a list: one file, its counts, and what it replaced."""

    id = models.UUIDField(primary_key=True, editable=False)
    party_list = models.ForeignKey(PartyList, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="next")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    as_of = models.DateField(null=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=VersionState, default=VersionState.SENT)
    stated_count = models.PositiveIntegerField(null=True, help_text=_("the count in the covering letter"))
    n_rows = models.PositiveIntegerField(default=0)
    n_accepted = models.PositiveIntegerField(default=0)
    n_warned = models.PositiveIntegerField(default=0)
    n_rejected = models.PositiveIntegerField(default=0)
    reading = models.JSONField(default=dict, help_text=_("encoding, delimiter, sheet, header row and column mapping"))
    changes = models.JSONField(default=dict, help_text=_("against the previous version: same, changed, added, removed"))

    objects = querysets.ListVersionQuerySet.as_manager()

    class Meta:
        ordering = ["party_list", "number"]
        constraints = [models.UniqueConstraint(fields=["party_list", "number"], name="version_number_once")]


class PersonStatus(models.TextChoices):
    """What follows from the claims and decisions about a person: derived, never typed."""

    ALIVE_HELD = "alive_held", _("alive, held")
    ALIVE_FREE = "alive_free", _("alive, free")
    MISSING = "missing", _("missing")
    DEAD_REMAINS_HELD = "dead_remains_held", _("dead, remains held")
    DEAD_RETURNED = "dead_returned", _("dead, returned")
    RETURNED = "returned", _("returned")
    SETTLED_ELSEWHERE = "settled_elsewhere", _("settled elsewhere")
    UNKNOWN = "unknown", _("unknown")
    CLOSED = "closed", _("closed")


class Person(models.Model):
    """A set of linked source records; everything shown of a person is derived from them and from decisions."""

    id = models.UUIDField(primary_key=True, editable=False)
    status = models.CharField(max_length=20, choices=PersonStatus, default=PersonStatus.UNKNOWN, db_index=True)
    status_by = models.CharField(max_length=16, blank=True, help_text=_("codes of the parties whose records say so"))
    is_child_case = models.BooleanField(default=False, db_index=True)
    changed_at = models.DateTimeField()

    objects = querysets.PersonQuerySet.as_manager()


class RecordState(models.TextChoices):
    """What became of a row."""

    ACCEPTED = "accepted", _("accepted")
    WARNED = "warned", _("accepted with warning")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn by sender")


class SourceRecord(models.Model):
    """One row as a party sent it.  Only ``state`` and ``person`` may ever change; the database refuses the rest."""

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="records")
    row = models.PositiveIntegerField(help_text=_("as a spreadsheet counts, from 1"))
    state = models.CharField(max_length=10, choices=RecordState)
    raw = models.JSONField(help_text=_("header → text, exactly as read"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="records")
    continues = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="continued_by",
        help_text=_("the same row in the list's previous version"),
    )

    # parsed; empty text and None mean unknown
    surname = models.CharField(max_length=200, blank=True)
    given = models.CharField(max_length=200, blank=True)
    patronymic = models.CharField(max_length=200, blank=True)
    birth_year = models.SmallIntegerField(null=True)
    birth_month = models.SmallIntegerField(null=True)
    birth_day = models.SmallIntegerField(null=True)
    sex = models.CharField(max_length=1, blank=True)  # M, F
    rank = models.CharField(max_length=100, blank=True)
    service_number = models.CharField(max_length=64, blank=True, db_index=True)
    prisoner_number = models.CharField(max_length=64, blank=True, db_index=True)
    tag = models.CharField(max_length=64, blank=True, db_index=True)
    seal = models.CharField(max_length=64, blank=True)
    n_individuals = models.SmallIntegerField(null=True, help_text=_("minimum number of individuals in a bag"))
    unit_name = models.CharField(max_length=200, blank=True)
    birth_place = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True, help_text=_("where held, found, or last seen"))
    event_date = models.CharField(max_length=10, blank=True, help_text=_("captured, died, last seen or returned"))
    categories = models.JSONField(default=list, help_text=_("category claims, such as severely_wounded"))
    other = models.JSONField(default=dict, help_text=_("further fields that were recognized"))
    sort_key = models.CharField(max_length=80, db_index=True)

    objects = querysets.SourceRecordQuerySet.as_manager()

    class Meta:
        ordering = ["version", "row"]
        constraints = [models.UniqueConstraint(fields=["version", "row"], name="record_row_once")]

    @property
    def full_name(self) -> str:
        """Surname, given name and patronymic as submitted."""
        return " ".join(part for part in (self.surname, self.given, self.patronymic) if part)

    @property
    def birth_date(self) -> "PartialDate | None":
        """The birth date as far as the row says it."""
        from repatria.dates import PartialDate

        return PartialDate(self.birth_year, self.birth_month, self.birth_day) if self.birth_year else None


class SearchKey(models.Model):
    """A word under which a record is found: a name's skeleton in any script, a tag, a number."""

    token = models.CharField(max_length=64)
    record = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, related_name="search_keys")

    class Meta:
        indexes = [models.Index(fields=["token", "record"], name="search_token")]


class Sight(models.Model):
    """That a party may see a person at all: it sent one of the records, or one was sent to it."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sights")
    sort_key = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "person"], name="sight_once")]
        indexes = [models.Index(fields=["party", "sort_key", "person"], name="sight_order")]


class StoredFinding(models.Model):
    """A flaw in a list or a row; holds codes and numbers, never the flawed text."""

    version = models.ForeignKey(ListVersion, on_delete=models.CASCADE, related_name="findings")
    record = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, null=True, related_name="findings")
    other_record = models.ForeignKey(SourceRecord, on_delete=models.CASCADE, null=True, related_name="+")
    origin = models.CharField(max_length=16, default="reading")  # reading, crosscheck
    code = models.CharField(max_length=64, db_index=True)
    severity = models.CharField(max_length=8)
    row = models.PositiveIntegerField(null=True)
    field = models.CharField(max_length=64, blank=True)
    message = models.TextField()
    remedy = models.TextField()
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ["version", "row", "code"]


class Predicate(models.TextChoices):
    """What a claim says of a person."""

    STATUS = "status", _("status")
    PLACE = "place", _("place")
    CATEGORY = "category", _("category")


class ClaimState(models.TextChoices):
    """Where a claim stands between the sides."""

    ASSERTED = "asserted", _("asserted")
    CONTESTED = "contested", _("contested")
    SUPPORTED = "supported", _("supported")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SETTLED = "settled", _("settled")


class Claim(models.Model):
    """What one party says of one person.  A claim with an ``addressee`` is a question to that party."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="claims")
    author = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="claims")
    addressee = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="questions")
    predicate = models.CharField(max_length=16, choices=Predicate)
    value = models.CharField(max_length=200)
    as_of = models.DateField(null=True)
    evidence = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=16, choices=ClaimState, default=ClaimState.ASSERTED)
    made_at = models.DateTimeField()
    # The record's list, said once more so that 60,000 questions are counted without a join; a row never changes lists.
    party_list = models.ForeignKey(PartyList, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    objects = querysets.ClaimQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["addressee", "predicate", "state", "made_at", "id", "party_list"], name="claim_questions_aged"
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the claim; one that is new notes its list."""
        if self._state.adding and self.party_list_id is None:
            self.party_list = self.record.version.party_list
        super().save(*args, **kwargs)


class AnswerValue(models.TextChoices):
    """The closed set of answers to a row of a list."""

    HELD = "held", _("held")
    NOT_HELD = "not_held", _("not held")
    ALREADY_RETURNED = "already_returned", _("already returned")
    DEAD = "dead", _("dead")
    UNKNOWN = "unknown", _("unknown")
    LATER = "will_answer_later", _("will answer later")
    DISPUTED = "disputed", _("disputed")


class AnswerState(models.TextChoices):
    """Where an answer stands."""

    GIVEN = "given", _("given")
    CONTESTED = "contested", _("contested")
    ACCEPTED = "accepted", _("accepted")


class Answer(models.Model):
    """The other side's answer to a claim; a later answer follows, it never replaces."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="answers")
    by_party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=20, choices=AnswerValue)
    reason = models.CharField(max_length=500, blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=16, choices=AnswerState, default=AnswerState.GIVEN)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["given_at", "pk"]


class TermStatus(models.TextChoices):
    """How far the parties are with a term."""

    PROPOSED = "proposed", _("only proposed")
    OPEN = "open", _("open: reported in more than one reading")
    AGREED = "agreed", _("agreed")
    DONE = "done", _("done before")
    DISPUTED = "disputed", _("disputed")


class Term(models.Model):
    """What one party owes another, as the case states it.  A number that nobody stated stays ``None``."""

    key = models.CharField(primary_key=True, max_length=64)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    status = models.CharField(max_length=16, choices=TermStatus)
    debtor = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="terms_owed")
    creditor = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="terms_due")
    act = models.CharField(max_length=32)  # exchange, return_remains, ceasefire, answer_list, other
    quantity = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=8, choices=UnitKind, blank=True)
    deadline = models.DateField(null=True)
    no_deadline_agreed = models.BooleanField(default=False)
    definition = models.JSONField(default=dict, help_text=_("the whole term as read from the case"))
    source = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["position"]

"""What follows if a confirmed link falls: told to whoever is about to take a word or the link back."""

from dataclasses import dataclass

from repatria.web.accounts.models import User
from repatria.web.custody.models import AccountKind, Movement, Unit
from repatria.web.registry.models import SourceRecord
from repatria.web.review import merging
from repatria.web.review.actions.consequences import evidence_of
from repatria.web.review.actions.decisions import said_state
from repatria.web.review.models import Link, LinkState


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """How many persons the joined records will be, what returns to the count, what opens again."""

    n_records: int
    n_persons: int
    n_units: int
    n_questions: int
    is_in_round: bool
    stands: bool = False  # the words of others are enough

    @property
    def is_parted(self) -> bool:
        """The records do not stay one person by other links."""
        return self.n_persons > 1


def foretell(link: Link, *, without: User | None = None) -> Foretold | None:
    """The consequences of taking back a confirmed link, or one person's word; ``None`` where it joins nobody yet."""
    if link.state != LinkState.CONFIRMED:
        return None
    pair = SourceRecord.objects.filter(pk__in=(link.left_id, link.right_id))
    records = list(
        SourceRecord.objects.filter(person__in=pair.values("person_id")).select_related("version").order_by("pk")
    )
    first = merging.roots({record.pk: record.continues_id for record in records})
    others = Link.objects.filter(state=LinkState.CONFIRMED, left__in=records, right__in=records).exclude(pk=link.pk)
    stays = merging.survivors(
        [
            merging.Listed(record_id=r.pk, own_person=first[r.pk], received_at=r.version.received_at)
            for r in records
            if r.person_id is not None
        ],
        [(first[left], first[right]) for left, right in others.values_list("left_id", "right_id")],
    )
    absorbing = Movement.objects.filter(
        evidence=evidence_of(link.pk), credit__kind=AccountKind.SAME_PERSON, reverses=None, reversed_by=None
    )
    persons = {record.person_id for record in records}
    return Foretold(
        n_records=len(set(first.values())),
        n_persons=len(set(stays.values())),
        n_units=absorbing.count(),
        n_questions=link.settlements.count(),
        stands=without is not None and said_state(link, without=without) == LinkState.CONFIRMED,
        is_in_round=Unit.objects.filter(person__in=persons, placements__is_active=True).exists(),
    )

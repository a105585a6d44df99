"""What the account tells of a person: every movement, who gave, who received, who stood by."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from repatria.web.accounts.models import User
from repatria.web.custody.bridge import account_words
from repatria.web.custody.models import Movement, Reason
from repatria.web.registry.story import Chapter, Event, tells

_REASONS = dict(Reason.choices)


@tells
def tell_movements(chapter: Chapter, user: User) -> Iterator[Event]:
    """Movements of the person's units that the reader may see."""
    movements = Movement.objects.filter(unit__record__in=[record.pk for record in chapter.records])
    for movement in movements.select_related("debit", "credit", "unit__record__version__party_list"):
        people = [name for name in (movement.giver, movement.receiver, movement.witness) if name]
        detail = [str(_REASONS.get(movement.reason, movement.reason.replace("_", " ")))]
        if movement.place:
            detail.append(movement.place)
        if movement.reverses_id is not None:
            detail.append(_("reverses an earlier movement"))
        yield Event(
            at=movement.happened_at,
            kind="movement",
            title=_("%(origin)s → %(goal)s")
            % {
                "origin": account_words(movement.debit.kind, movement.debit.party_id),
                "goal": account_words(movement.credit.kind, movement.credit.party_id),
            },
            party=movement.unit.record.version.party_list.sender_id if movement.unit.record else "",
            detail=" · ".join(detail),
            signed_by=", ".join(people),
        )

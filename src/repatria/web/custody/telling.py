"""What the account tells of a person, movement by movement, and whose confirmation it waits for."""

from collections.abc import Iterator

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _

from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.custody.bridge import movement_words, reason_words
from repatria.web.custody.models import Movement, ProposedMovement
from repatria.web.registry.story import Chapter, Event, Waiting, asks, tells


@tells
def tell_movements(chapter: Chapter, user: User) -> Iterator[Event]:
    """Movements of the person's units that the reader may see."""
    movements = Movement.objects.filter(unit__record__in=[record.pk for record in chapter.records])
    movements = movements.select_related("debit", "credit", "unit__record__version__party_list")
    may_open = access.allows(user, Permission.CUSTODY_VIEW)
    for movement in movements.select_related("recorded__proposal__proposed_by", "recorded__proposal__decided_by"):
        people = [name for name in (movement.giver, movement.receiver, movement.witness) if name]
        detail = [reason_words(movement.reason)]
        if movement.place:
            detail.append(movement.place)
        if movement.reverses_id is not None:
            detail.append(_("reverses an earlier movement"))
        recorded = getattr(movement, "recorded", None)
        if recorded is not None:
            detail.extend(_recorders(recorded.proposal, with_remark=access.is_neutral(user)))
        yield Event(
            at=movement.happened_at,
            kind="movement",
            title=movement_words(movement),
            party=movement.unit.record.version.party_list.sender_id if movement.unit.record else "",
            detail=" · ".join(detail),
            signed_by=", ".join(people),
            url=reverse("custody:unit", args=[movement.unit_id]) if may_open else "",
        )


def _recorders(said: ProposedMovement, *, with_remark: bool) -> Iterator[str]:
    yield _("recorded by %(name)s") % {"name": said.proposed_by.username}
    if said.decided_by is not None:
        yield _("confirmed by %(name)s") % {"name": said.decided_by.username}
    if said.remark and with_remark:
        yield said.remark


@asks
def ask_for_confirmation(user: User) -> Iterator[Waiting]:
    """Movements that somebody proposed and that this very person may confirm."""
    if access.allows(user, Permission.CUSTODY_CONFIRM):
        waiting = ProposedMovement.objects.waiting_for(user).order_by()
        yield Waiting(
            title=_("movements to confirm"),
            url=reverse("custody:proposals"),
            n=waiting.count(),
            oldest=waiting.aggregate(at=Min("proposed_at"))["at"],
        )

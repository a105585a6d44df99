"""What rounds tell of a person, and what they ask of those who sign."""

from collections.abc import Iterator

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _

from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.exchanges.models import Placement, Round, RoundSignature, RoundState
from repatria.web.registry.story import Chapter, Event, Waiting, asks, tells

SIGNABLE = (RoundState.PREPARED, RoundState.EXCHANGED, RoundState.AGREED)


@tells
def tell_rounds(chapter: Chapter, user: User) -> Iterator[Event]:
    """Rounds in which the person was placed, for those who may open rounds."""
    if not access.allows(user, Permission.ROUND_VIEW):
        return
    placed = Placement.objects.filter(unit__record__in=[record.pk for record in chapter.records])
    placed = placed.exclude(state="not_in_this_round")
    for one in placed.select_related("round"):
        yield Event(
            at=one.round.proposed_at,
            kind="round",
            title=_("Placed in round %(number)s, leg %(leg)s") % {"number": one.round.number, "leg": one.leg},
            party=one.holder_id,
            detail=str(one.round.get_state_display()),
            url=reverse("exchanges:round", args=[one.round_id]),
        )


@asks
def ask_for_signatures(user: User) -> Iterator[Waiting]:
    """Rounds without the signature of this user's party."""
    if access.allows(user, Permission.ROUND_SIGN):
        signed = RoundSignature.objects.filter(party=user.party_id).values("round")
        open_rounds = Round.objects.filter(state__in=SIGNABLE).exclude(pk__in=signed)
        yield Waiting(
            title=_("rounds without your party's signature"),
            url=reverse("exchanges:rounds"),
            n=open_rounds.order_by().count(),
            oldest=open_rounds.aggregate(at=Min("proposed_at"))["at"],
        )

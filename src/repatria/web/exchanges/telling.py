"""What rounds tell of a person, and what they ask of those who sign."""

from collections.abc import Iterator

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.custody.models import Unit
from repatria.web.exchanges.models import KeptOut, Placement, Round, RoundSignature, RoundState
from repatria.web.registry.story import Chapter, Event, Offer, Waiting, asks, offers, tells

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


@offers
def offer_keeping_out(chapter: Chapter, user: User) -> Iterator[Offer]:
    """Whether the neutral body keeps the person out of rounds, for who may say so; why stands nowhere."""
    if not access.allows(user, Permission.ROUND_KEEP_OUT) or not access.is_neutral(user):
        return
    units = Unit.objects.filter(record__in=[record.pk for record in chapter.records]).select_related("account")
    for unit in units.visible_to(user).order_by("pk"):
        kept = KeptOut.objects.standing(unit)
        url = reverse("exchanges:keeping_out", args=[unit.pk])
        if kept is not None:
            since = date_format(timezone.localtime(kept.stated_at), "j E Y")
            said = _("Not in any round since %(day)s · %(name)s") % {"day": since, "name": kept.stated_by.username}
            yield Offer(said=said, url=url, act=_("Look at it"))
        elif KeptOut.objects.is_askable(unit):
            yield Offer(said="", url=url, act=_("Keep out of rounds"))


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

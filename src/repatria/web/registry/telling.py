"""What the registry itself tells of a person, and what it asks of a delegate."""

from collections.abc import Iterator

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.registry.models import Answer, Claim, Predicate
from repatria.web.registry.querysets import ClaimQuerySet
from repatria.web.registry.story import Chapter, Event, Waiting, asks, tells


def open_questions(user: User) -> ClaimQuerySet:
    """Questions to the user's party that nobody has answered yet, oldest first."""
    claims = Claim.objects.filter(addressee=user.party_id, predicate=Predicate.STATUS, state="asserted")
    return (
        claims.exclude(Exists(Answer.objects.filter(claim=OuterRef("pk")))).visible_to(user).order_by("made_at", "pk")
    )


@tells
def tell_sources(chapter: Chapter, user: User) -> Iterator[Event]:
    """Every record's arrival, what it claims, and what was answered."""
    for record in chapter.records:
        version = record.version
        sent = version.party_list
        title = _("Row %(row)s of the list “%(purpose)s”, version %(number)s, arrived")
        yield Event(
            at=version.received_at,
            kind="source",
            title=title % {"row": record.row, "purpose": sent.get_purpose_display(), "number": version.number},
            party=sent.sender_id,
            detail=record.get_state_display(),
            url=reverse("registry:record", args=[record.pk]),
        )
    answers = Answer.objects.filter(claim__record__in=[record.pk for record in chapter.records])
    for answer in answers.select_related("claim", "given_by"):
        yield Event(
            at=answer.given_at,
            kind="answer",
            title=_("Answered: %(answer)s") % {"answer": answer.get_value_display()},
            party=answer.by_party_id,
            detail=answer.reason,
            signed_by=answer.given_by.username,
        )


@asks
def ask_for_answers(user: User) -> Iterator[Waiting]:
    """Questions of the other side to the delegate's party."""
    if access.allows(user, Permission.QUESTION_ANSWER):
        counted = open_questions(user).order_by().aggregate(n=Count("pk"), at=Min("made_at"))
        yield Waiting(
            title=_("questions to your party without an answer"),
            url=reverse("registry:questions"),
            n=counted["n"],
            oldest=counted["at"],
        )

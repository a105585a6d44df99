"""What review tells of a person, and what it asks of reviewers."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.registry.people import COUNT_LIMIT
from repatria.web.registry.story import Chapter, Event, Waiting, asks, tells
from repatria.web.review.models import Link, LinkState

_TOLD = (LinkState.CONFIRMED, LinkState.RETRACTED, LinkState.REFUSED)


@tells
def tell_links(chapter: Chapter, user: User) -> Iterator[Event]:
    """Links between records that the reader may both see, once they are decided; who decided, for reviewers."""
    ids = [record.pk for record in chapter.records]
    links = Link.objects.filter(Q(left__in=ids) | Q(right__in=ids), state__in=_TOLD).visible_to(user)
    for link in links.prefetch_related("decisions__reviewer"):
        signers = [one.reviewer.username for one in link.decisions.all() if one.undone_at is None]
        yield Event(
            at=link.changed_at,
            kind="decision",
            title=_("Two records: %(state)s") % {"state": link.get_state_display()},
            signed_by=", ".join(signers),
            url=reverse("review:link", args=[link.pk]),
        )


@asks
def ask_for_review(user: User) -> Iterator[Waiting]:
    """Pairs of records that wait for this reviewer's word."""
    if access.allows(user, Permission.LINK_DECIDE):
        links = Link.objects.waiting_for(user, now=timezone.now())
        n = links.n_at_most(COUNT_LIMIT + 1)
        yield Waiting(
            title=_("pairs of records to review"),
            url=reverse("review:queue"),
            n=min(n, COUNT_LIMIT),
            is_more=n > COUNT_LIMIT,
            oldest=links.order_by("proposed_at").values_list("proposed_at", flat=True).first(),
        )

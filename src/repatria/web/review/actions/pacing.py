"""Which pair a reviewer is shown, what they put off, and what they did last."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from repatria.errors import PermissionRefused, SignatureRefused
from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.journal import actions as journal
from repatria.web.review.actions.decisions import hold, require_open, standing_words
from repatria.web.review.models import Decision, DecisionValue, Link, Showing, Skip
from repatria.web.review.narrowing import Wanted

SHOWN_FOR = timedelta(minutes=10)
PUT_OFF_FOR = timedelta(hours=24)
_N_LOOKED_AT = 20


@transaction.atomic
def show_next(reviewer: User, wanted: Wanted | None = None) -> Link | None:
    """Give the reviewer the link that waits first for them, and keep others from being shown it for ten minutes.

    What they skipped comes when nothing else waits.
    """
    access.require(reviewer, Permission.LINK_DECIDE)
    now = timezone.now()
    narrow = (wanted or Wanted()).condition(reviewer)
    link: Link | None = None
    if wanted is None or not wanted.is_put_off:
        link = Link.objects.waiting_for(reviewer, now=now).filter(narrow).first()
    link = link or Link.objects.put_off_by(reviewer, now=now).filter(narrow).first()
    Showing.objects.filter(reviewer=reviewer).delete()
    if link is not None:
        Showing.objects.update_or_create(link=link, defaults={"reviewer": reviewer, "until": now + SHOWN_FOR})
    return link


@transaction.atomic
def skip(*, link: Link, reviewer: User) -> Skip:
    """Put a link off: others are shown it, and it comes back when nothing else waits, at the latest after a day."""
    link = hold(link, reviewer, Permission.LINK_DECIDE)
    require_open(link)
    if standing_words(link).filter(reviewer=reviewer).exclude(value=DecisionValue.ASK).exists():
        raise SignatureRefused(gettext_noop("you have decided this pair; there is nothing to put off"))
    now = timezone.now()
    Showing.objects.filter(link=link, reviewer=reviewer).delete()
    # Skipped again: it goes behind the others that were skipped.
    Skip.objects.filter(link=link, reviewer=reviewer, undone_at=None).update(undone_at=now)
    made = Skip.objects.create(link=link, reviewer=reviewer, skipped_at=now, until=now + PUT_OFF_FOR)
    _note("review.link.skipped", link, reviewer)
    return made


@transaction.atomic
def unskip(*, skipped: Skip, by: User) -> Link:
    """Take a skip back: the link stands again in its own place."""
    link = hold(skipped.link, by, Permission.LINK_DECIDE)
    if skipped.reviewer_id != by.pk:
        raise PermissionRefused(f"skip {skipped.pk} is another person's")
    if Skip.objects.filter(pk=skipped.pk, undone_at=None).update(undone_at=timezone.now()):
        _note("review.link.unskipped", link, by)
    return link


def last_act(reviewer: User) -> Decision | Skip | None:
    """What the reviewer said or put off last and has not taken back."""
    said = Decision.objects.filter(reviewer=reviewer, undone_at=None).select_related("link")
    skips = Skip.objects.filter(reviewer=reviewer, undone_at=None, until__gt=timezone.now()).select_related("link")
    # A few of the newest, and then whether they are still to be seen: the other way round every link is looked at.
    acts: list[tuple[datetime, Decision | Skip]] = [
        *((word.decided_at, word) for word in said.order_by("-decided_at", "-pk")[:_N_LOOKED_AT]),
        *((one.skipped_at, one) for one in skips.order_by("-skipped_at", "-pk")[:_N_LOOKED_AT]),
    ]
    links = Link.objects.filter(pk__in=[act.link_id for _, act in acts]).visible_to(reviewer)
    seen = set(links.values_list("pk", flat=True))
    standing = [(at, act) for at, act in acts if act.link_id in seen]
    return max(standing, key=lambda one: one[0])[1] if standing else None


def _note(code: str, link: Link, by: User) -> None:
    journal.append(code, actor=by, party=by.party_id or "", subject_type="link", subject_id=link.pk, facts={})

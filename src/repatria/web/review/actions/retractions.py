"""Every word on a link taken back by a coordinator; and this taken back in turn."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from repatria.errors import StateConflict
from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.journal import actions as journal
from repatria.web.review.actions import consequences
from repatria.web.review.actions.decisions import come_to, enter, hold, standing_words, take_back
from repatria.web.review.models import Link, LinkState, Retraction


@transaction.atomic
def retract(*, link: Link, by: User, reason: str) -> Link:
    """A coordinator takes back every word on a link; everything that depended on it opens again.

    The link does not return to anybody's queue by itself, but whoever opens it may decide it anew.
    """
    link = hold(link, by, Permission.LINK_RETRACT)
    standing = list(standing_words(link))
    if not reason.strip():
        raise StateConflict(gettext_noop("a retraction needs a reason"))
    if not standing:
        raise StateConflict(gettext_noop("this pair has no decision to retract"))
    made = Retraction.objects.create(link=link, retracted_by=by, reason=reason, retracted_at=timezone.now())
    take_back(standing, by, retraction=made)
    _note("review.link.retracted", link, by, {"from": str(link.state), "n_decisions": len(standing)})
    enter(link, LinkState.RETRACTED, consequences.By(actor=by, under=Permission.LINK_RETRACT, link=link))
    return link


@transaction.atomic
def restore(*, link: Link, by: User) -> Link:
    """Take the last retraction of a link back: the words stand again as they were, with all that follows."""
    link = hold(link, by, Permission.LINK_RETRACT)
    made = Retraction.objects.filter(link=link, undone_at=None).order_by("-retracted_at", "-pk").first()
    if made is None or link.state != LinkState.RETRACTED:
        raise StateConflict(gettext_noop("this pair has no retraction to take back"))
    if standing_words(link).exists():
        raise StateConflict(gettext_noop("somebody has given a word since; leave the pair to be decided anew"))
    words = made.decisions.all()
    n = words.update(undone_at=None, undone_by=None, retraction=None)
    made.undone_at, made.undone_by = timezone.now(), by
    made.save(update_fields=["undone_at", "undone_by"])
    _note("review.link.restored", link, by, {"n_decisions": n})
    come_to(link, consequences.By(actor=by, under=Permission.LINK_RETRACT, link=link))
    return link


def _note(code: str, link: Link, by: User, facts: dict[str, object]) -> None:
    journal.append(code, actor=by, party=by.party_id or "", subject_type="link", subject_id=link.pk, facts=facts)

"""What the laboratory tells of a person, and what it asks of whom."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.jobs import kinds
from repatria.web.jobs.models import Job
from repatria.web.laboratory.models import (
    AMFile,
    FileState,
    Identification,
    PMFile,
    Profile,
    ReturnCase,
    ReturnState,
    Run,
)
from repatria.web.laboratory.models.comparisons import COMPARISON
from repatria.web.registry.story import Chapter, Event, Waiting, asks, tells


@tells
def tell_identifications(chapter: Chapter, user: User) -> Iterator[Event]:
    """That a person was identified, or that this was retracted: to whoever may know the outcome."""
    ids = [record.pk for record in chapter.records]
    for one in Identification.objects.told_to(user).filter(am__record__in=ids):
        yield Event(
            at=one.changed_at,
            kind="decision",
            title=_("Remains: %(state)s") % {"state": one.get_state_display()},
            signed_by=f"{one.am_party_id}, {one.pm_party_id}",
            url=reverse("laboratory:outcomes"),
        )


def waiting_in_laboratory(user: User) -> Iterator[Waiting]:
    """What waits for this analyst."""
    if not access.allows(user, Permission.LABORATORY_WORK):
        return
    unread = Profile.objects.to_read(user).order_by()
    n = unread.count()
    yield Waiting(
        title=ngettext("profile to read", "profiles to read", n),
        url=reverse("laboratory:profiles"),
        n=n,
        oldest=unread.aggregate(at=Min("changed_at"))["at"],
    )
    n, oldest = _to_check(PMFile, user)
    title = ngettext("PM file to check as a second reader", "PM files to check as a second reader", n)
    yield Waiting(title=title, url=reverse("laboratory:remains"), n=n, oldest=oldest)
    n, oldest = _to_check(AMFile, user)
    title = ngettext("AM file to check as a second reader", "AM files to check as a second reader", n)
    yield Waiting(title=title, url=reverse("laboratory:missing"), n=n, oldest=oldest)
    failed = Run.objects.visible_to(user).filter(job__state="failed", started_by=user)
    newest = failed.first()
    latest = Run.objects.visible_to(user).filter(started_by=user).first()
    if newest is not None and newest == latest:
        yield Waiting(title=_("comparison failed"), url=reverse("jobs:job", args=[newest.job_id]), n=1)


def _to_check(model: type[PMFile] | type[AMFile], user: User) -> tuple[int, datetime | None]:
    rows = model.objects.visible_to(user).filter(state__in=(FileState.DRAFT, FileState.REOPENED))
    rows = rows.exclude(examiner=user).order_by()
    return rows.count(), rows.aggregate(at=Min("changed_at"))["at"]


@asks
def ask_for_laboratory_work(user: User) -> Iterator[Waiting]:
    """What waits for this analyst, on the start page as well."""
    yield from waiting_in_laboratory(user)


@asks
def ask_for_signatures(user: User) -> Iterator[Waiting]:
    """Identifications before the board that wait for this very person, and those that somebody must look at again."""
    if not access.allows(user, Permission.IDENTITY_SIGN):
        return
    ready = Identification.objects.waiting_for(user).order_by()
    n = ready.count()
    yield Waiting(
        title=ngettext("identification to sign", "identifications to sign", n),
        url=reverse("laboratory:board"),
        n=n,
        oldest=ready.aggregate(at=Min("changed_at"))["at"],
    )
    doubted = Identification.objects.doubted().visible_to(user)
    n = doubted.count()
    title = ngettext("identification whose ground has changed", "identifications whose ground has changed", n)
    yield Waiting(title=title, url=reverse("laboratory:board"), n=n)


@asks
def ask_for_returns(user: User) -> Iterator[Waiting]:
    """Return cases on which a word is still wanted."""
    if not access.allows(user, Permission.RETURN_DECIDE):
        return
    cases = ReturnCase.objects.visible_to(user).filter(state__in=(ReturnState.OPEN, ReturnState.PROPOSED)).order_by()
    n = cases.count()
    yield Waiting(
        title=ngettext("return case of remains", "return cases of remains", n),
        url=reverse("laboratory:outcomes"),
        n=n,
        oldest=cases.aggregate(at=Min("opened_at"))["at"],
    )


# -- the job of a comparison ------------------------------------------------------------------------------


def _again(job: Job, by: User) -> Job:
    from repatria.web.laboratory import actions

    return actions.run_again(by=by, run=Run.objects.get(job=job)).job


def _outcome_url(job: Job) -> str:
    return reverse("laboratory:run", args=[Run.objects.get(job=job).pk])


kinds.register(
    COMPARISON,
    kinds.Kind(title=gettext_lazy("Comparison of remains with families"), outcome_url=_outcome_url, again=_again),
)

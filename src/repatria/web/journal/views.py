"""Pages of the journal: who did what, who viewed what, and whether the chain holds."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from repatria.errors import ProofInvalid
from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.journal import actions
from repatria.web.journal.models import Entry, Head, Viewing
from repatria.web.page import PersonalRequest, page

ROWS = 100


def _names(ids: "set[str]") -> dict[str, str]:
    known = User.objects.filter(pk__in=[pk for pk in ids if pk.isdecimal()])
    return {str(user.pk): user.username for user in known}


@page(Permission.JOURNAL_VIEW)
def entries(request: PersonalRequest) -> HttpResponse:
    """Every act, the newest first: its code, who, for which party, about which id."""
    kind, actor = request.GET.get("kind", ""), request.GET.get("actor", "")
    found = Entry.objects.order_by("-seq")
    if kind:
        found = found.filter(code__startswith=kind)
    if actor:
        found = found.filter(actor=actor)
    before = request.GET.get("before", "")
    if before.isdecimal():
        found = found.filter(seq__lt=int(before))
    rows = list(found[: ROWS + 1])
    names = _names({row.actor for row in rows})
    context = {
        "section": "journal",
        "entries": rows[:ROWS],
        "names": names,
        "kind": kind,
        "actor": actor,
        "actors": User.objects.order_by("username"),
        "kinds": sorted(
            {code.split(".")[0] for code in Entry.objects.order_by().values_list("code", flat=True).distinct()}
        ),
        "head": Head.objects.first(),
        "before": rows[ROWS - 1].seq if len(rows) > ROWS else None,
    }
    return render(request, "journal/entries.html", context)


@page(Permission.JOURNAL_VIEW)
def viewings(request: PersonalRequest) -> HttpResponse:
    """Who looked at what: ids only."""
    pages = Paginator(Viewing.objects.order_by("-at", "-pk"), ROWS)
    some = pages.get_page(request.GET.get("page"))
    names = _names({row.user_id for row in some})
    return render(request, "journal/viewings.html", {"section": "journal", "viewings": some, "names": names})


@page(Permission.JOURNAL_VIEW, methods=("POST",))
def verify(request: PersonalRequest) -> HttpResponse:
    """Walk the whole chain now and say whether it holds."""
    try:
        n = actions.verify()
    except ProofInvalid as broken:
        messages.error(request, _("The journal does not hold: %(reason)s") % {"reason": str(broken)})
    else:
        messages.success(request, _("The journal holds: all %(n)s entries follow from one another.") % {"n": n})
    return redirect("journal:entries")

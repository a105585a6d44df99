"""Taking back: one's own word or skip, a link that counts, a retraction."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from repatria.web.access import Permission
from repatria.web.journal import actions as journal
from repatria.web.page import PersonalRequest, page
from repatria.web.review import actions, foretelling
from repatria.web.review.forms import RetractionForm
from repatria.web.review.models import Decision, Link, LinkState, Skip

BOTH = ("GET", "HEAD", "POST")


def _link(request: PersonalRequest, link_id: UUID) -> Link:
    found: Link = get_object_or_404(Link.objects.visible_to(request.user).select_related("left", "right"), pk=link_id)
    return found


@page(Permission.LINK_DECIDE, methods=("POST",))
def undo_last(request: PersonalRequest) -> HttpResponse:
    """Take back what the reader did last: a skip, a question or a word; the pair is shown again."""
    last = actions.last_act(request.user)
    if last is None:
        messages.info(request, _("There is nothing of yours to take back."))
        return redirect("review:queue")
    if isinstance(last, Skip):
        actions.unskip(skipped=last, by=request.user)
        messages.info(request, _("The pair that you put off is here again."))
        return redirect("review:link", last.link_id)
    if last.link.state == LinkState.CONFIRMED:
        return redirect("review:undo", last.link_id)
    return _take_back(request, last)


@page(Permission.LINK_DECIDE, methods=BOTH)
def undo(request: PersonalRequest, link_id: UUID) -> HttpResponse:
    """Take one's own word back, told first what follows; the pair is shown again."""
    shown = _link(request, link_id)
    mine = shown.decisions.filter(reviewer=request.user, undone_at__isnull=True).first()
    if mine is None:
        messages.info(request, _("There is nothing of yours to take back."))
        return redirect("review:link", shown.pk)
    if request.method == "POST":
        return _take_back(request, mine)
    return _foretell(request, shown, {"mine": mine})


def _take_back(request: PersonalRequest, word: Decision) -> HttpResponse:
    actions.undo(decision=word, by=request.user)
    messages.info(request, _("Taken back: %(word)s.") % {"word": word.get_value_display()})
    return redirect("review:link", word.link_id)


@page(Permission.LINK_RETRACT, methods=BOTH)
def retract(request: PersonalRequest, link_id: UUID) -> HttpResponse:
    """Take every word on a link back, told first what follows; everything that hung on it opens again."""
    shown = _link(request, link_id)
    form = RetractionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.retract(link=shown, by=request.user, reason=form.cleaned_data["reason"])
        return redirect("review:link", shown.pk)
    return _foretell(request, shown, {"form": form})


def _foretell(request: PersonalRequest, shown: Link, context: dict[str, object]) -> HttpResponse:
    journal.viewed(request.user, "link", shown.pk)
    foretold = foretelling.foretell(shown, without=request.user if "mine" in context else None)
    told = {"section": "review", "link": shown, "foretold": foretold}
    return render(request, "review/undo.html", told | context)


@page(Permission.LINK_RETRACT, methods=("POST",))
def restore(request: PersonalRequest, link_id: UUID) -> HttpResponse:
    """Take the last retraction back: the words stand again."""
    shown = _link(request, link_id)
    actions.restore(link=shown, by=request.user)
    messages.info(request, _("The retraction is taken back: the words stand again."))
    return redirect("review:link", shown.pk)

"""Pages of review: what waits, and two records side by side."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from repatria.web.access import Permission
from repatria.web.journal import actions as journal
from repatria.web.page import PersonalRequest, page
from repatria.web.registry.people import COUNT_LIMIT, PAGE_SIZE
from repatria.web.review import actions, bridge, comparison
from repatria.web.review.forms import DecisionForm, RetractionForm
from repatria.web.review.models import DecisionValue, Link, LinkState
from repatria.web.review.words import odds_words

DECIDED = (LinkState.CONFIRMED, LinkState.REFUSED, LinkState.UNDECIDABLE, LinkState.RETRACTED)


@page(Permission.LINK_VIEW)
def queue(request: PersonalRequest) -> HttpResponse:
    """What waits for this reviewer, in the order of its worth, and what they decided last."""
    waiting = Link.objects.waiting_for(request.user, now=timezone.now())
    mine = Link.objects.visible_to(request.user).filter(
        decisions__reviewer=request.user, decisions__undone_at__isnull=True
    )
    n_waiting = waiting.n_at_most(COUNT_LIMIT + 1)
    context = {
        "section": "review",
        "n_waiting": min(n_waiting, COUNT_LIMIT),
        "is_more": n_waiting > COUNT_LIMIT,
        "links": waiting.select_related(*_LISTS)[:PAGE_SIZE],
        "mine": mine.select_related(*_LISTS).order_by("-decisions__decided_at")[:10],
    }
    return render(request, "review/queue.html", context)


_LISTS = ("left__version__party_list", "right__version__party_list")


@page(Permission.LINK_DECIDE, methods=("POST",))
def next_link(request: PersonalRequest) -> HttpResponse:
    """Take the pair that waits first; for ten minutes nobody else is shown it."""
    link = actions.show_next(request.user)
    if link is None:
        messages.info(request, _("Nothing waits for your word now."))
        return redirect("review:queue")
    return redirect("review:link", link.pk)


def _link(request: PersonalRequest, link_id: UUID) -> Link:
    links = Link.objects.visible_to(request.user).select_related(
        *_LISTS, "left__version__party_list__sender", "right__version__party_list__sender"
    )
    found: Link = get_object_or_404(links, pk=link_id)
    return found


@page(Permission.LINK_VIEW)
def link(request: PersonalRequest, link_id: UUID) -> HttpResponse:
    """Two records side by side, the score in steps, and the reviewer's own word; nobody else's until it is decided."""
    shown = _link(request, link_id)
    sides = comparison.side_by_side(shown)
    # Party A stands left and party B right, always.
    is_turned = sides.left.sender > sides.right.sender
    mine = shown.decisions.filter(reviewer=request.user, undone_at__isnull=True).first()
    is_decided = shown.state in DECIDED
    context = {
        "section": "review",
        "link": shown,
        "left": sides.right if is_turned else sides.left,
        "right": sides.left if is_turned else sides.right,
        "rows": [(row, row.right, row.left) if is_turned else (row, row.left, row.right) for row in sides.rows],
        "drawing": bridge.draw_waterfall(shown),
        "odds": odds_words(shown.probability),
        "mine": mine,
        "decisions": shown.decisions.select_related("reviewer") if is_decided else (),
        "is_decided": is_decided,
        "retraction": RetractionForm(),
        "neighbors": comparison.neighbors(shown, request.user),
    }
    journal.viewed(request.user, "link", shown.pk)
    return render(request, "review/link.html", context)


@page(Permission.LINK_DECIDE, methods=("POST",))
def decide(request: PersonalRequest, link_id: UUID) -> HttpResponse:
    """Give one's word, and go on to the next pair."""
    shown = _link(request, link_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the answers."))
        return redirect("review:link", shown.pk)
    value, reason = DecisionValue(form.cleaned_data["value"]), form.cleaned_data["reason"]
    actions.decide(link=shown, reviewer=request.user, value=value, reason=reason)
    request.session["review_last"] = str(shown.pk)
    return next_link(request)  # type: ignore[return-value]  # both answer with a redirect


@page(Permission.LINK_DECIDE, methods=("POST",))
def undo(request: PersonalRequest, link_id: UUID) -> HttpResponse:
    """Take one's own word back; the pair is shown again."""
    shown = _link(request, link_id)
    decision = shown.decisions.filter(reviewer=request.user, undone_at__isnull=True).first()
    if decision is not None:
        actions.undo(decision=decision, by=request.user)
    return redirect("review:link", shown.pk)


@page(Permission.LINK_RETRACT, methods=("POST",))
def retract(request: PersonalRequest, link_id: UUID) -> HttpResponse:
    """Take every word on a link back; everything that hung on it opens again."""
    shown = _link(request, link_id)
    form = RetractionForm(request.POST)
    if form.is_valid():
        actions.retract(link=shown, by=request.user, reason=form.cleaned_data["reason"])
    else:
        messages.error(request, _("A retraction needs a reason."))
    return redirect("review:link", shown.pk)

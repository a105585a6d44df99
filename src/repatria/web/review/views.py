"""Pages of review: what waits, two records side by side, and the reviewer's answers."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.journal import actions as journal
from repatria.web.page import PersonalRequest, page
from repatria.web.registry.models import ClaimState, SourceRecord
from repatria.web.registry.people import PAGE_SIZE
from repatria.web.review import actions, bridge, comparison
from repatria.web.review.forms import DecisionForm, QuestionForm
from repatria.web.review.models import Decision, DecisionValue, Link, LinkState
from repatria.web.review.narrowing import Left, Wanted, left_for
from repatria.web.review.neighbors import neighbors
from repatria.web.review.words import odds_words

if TYPE_CHECKING:
    from django.db.models import QuerySet

DECIDED = (LinkState.CONFIRMED, LinkState.REFUSED, LinkState.UNDECIDABLE, LinkState.RETRACTED)
BOTH = ("GET", "HEAD", "POST")
_LISTS = ("left__version__party_list", "right__version__party_list")
_WANTED = "review_wanted"
_N_MINE = 10


@page(Permission.LINK_VIEW)
def queue(request: PersonalRequest) -> HttpResponse:
    """What waits for this reviewer, in the order of its worth, and what they decided last.

    What they want to see now stands in the session: the next pair is one of these.
    """
    if request.GET.keys() & {"kind", "band", "stage"}:
        request.session[_WANTED] = asdict(Wanted.from_codes(request.GET))
        return redirect("review:queue")
    wanted, now = _wanted(request), timezone.now()
    left = left_for(request.user, now=now)
    mine = Decision.objects.filter(reviewer=request.user, undone_at__isnull=True)
    context = {
        "section": "review",
        "left": left,
        "wanted": wanted,
        "pairs": [(one, *_in_place(one)) for one in _first_pairs(request.user, wanted, left, now=now)],
        "mine": _newest(mine, request.user),
        "n_today": mine.filter(decided_at__gte=timezone.localtime(now).replace(hour=0, minute=0, second=0)).count(),
    }
    return render(request, "review/queue.html", context)


def _first_pairs(user: User, wanted: Wanted, left: Left, *, now: datetime) -> list[Link]:
    if wanted == Wanted():
        found = Link.objects.for_lines().in_bulk(left.first)
        return [found[pk] for pk in left.first if pk in found]
    links = Link.objects.put_off_by if wanted.is_put_off else Link.objects.waiting_for
    return list(links(user, now=now).narrowed(wanted, user).for_lines()[:PAGE_SIZE])


def _newest(mine: "QuerySet[Decision]", user: User) -> list[Decision]:
    """The words given last on links that may still be seen; a few ids first, and of these the rows."""
    recent = list(mine.order_by("-decided_at", "-pk")[: 3 * _N_MINE])
    seen = Link.objects.filter(pk__in={word.link_id for word in recent}).visible_to(user).for_lines()
    shown = {link.pk: link for link in seen}
    newest = [word for word in recent if word.link_id in shown][:_N_MINE]
    for word in newest:
        word.link = shown[word.link_id]
    return newest


def _in_place(link: Link) -> tuple[SourceRecord, SourceRecord]:
    """The two records as they stand on every page: party A's left, party B's right."""
    left, right = link.left, link.right
    return (right, left) if left.version.party_list.sender_id > right.version.party_list.sender_id else (left, right)


def _wanted(request: PersonalRequest) -> Wanted:
    return Wanted.from_codes(request.session.get(_WANTED, {}))


@page(Permission.LINK_DECIDE, methods=("POST",))
def next_link(request: PersonalRequest) -> HttpResponse:
    """Take the pair that waits first; for ten minutes nobody else is shown it."""
    wanted = _wanted(request)
    link = actions.show_next(request.user, wanted)
    if link is not None:
        return redirect("review:link", link.pk)
    is_narrowed = wanted != Wanted()
    messages.info(
        request,
        _("No pair of this sort waits for your word now.") if is_narrowed else _("Nothing waits for your word now."),
    )
    return redirect("review:queue")


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
    mine = shown.decisions.filter(reviewer=request.user, undone_at__isnull=True).first()
    is_decided = shown.state in DECIDED
    questions = shown.questions.exclude(claim__state=ClaimState.WITHDRAWN).select_related("claim")
    context = {
        "section": "review",
        "link": shown,
        **_side_by_side(request, shown),
        "drawing": bridge.draw_waterfall(shown),
        "kin": bridge.kin_sentence(shown),
        "odds": odds_words(shown.probability),
        "mine": mine,
        "is_asked_only": mine is not None and mine.value == DecisionValue.ASK,
        "questions": questions.prefetch_related("claim__answers"),
        "decisions": shown.decisions.select_related("reviewer") if is_decided else (),
        "retraction": shown.retractions.order_by("-retracted_at").first() if is_decided else None,
        "is_decided": is_decided,
    }
    journal.viewed(request.user, "link", shown.pk)
    return render(request, "review/link.html", context)


def _side_by_side(request: PersonalRequest, shown: Link) -> dict[str, Any]:
    sides = comparison.side_by_side(shown)
    is_turned = _in_place(shown)[0] is shown.right
    near = neighbors(shown, request.user)
    other = {"left": "right", "right": "left"}
    return {
        "left": sides.right if is_turned else sides.left,
        "right": sides.left if is_turned else sides.right,
        "rows": [_line(row, is_turned=is_turned) for row in sides.rows],
        "family": sides.family,
        "neighbors": [replace(one, near=other[one.near]) for one in near] if is_turned else near,
    }


def _line(row: comparison.FieldRow, *, is_turned: bool) -> tuple[Any, ...]:
    """A field with what stands left and right of it, and what is marked there."""
    texts, differing = (row.left, row.right), row.differing
    return (row, *reversed(texts), *reversed(differing)) if is_turned else (row, *texts, *differing)


@page(Permission.LINK_DECIDE, methods=("POST",))
def decide(request: PersonalRequest, link_id: UUID) -> HttpResponse:
    """Give one's word, and go on to the next pair."""
    shown = _link(request, link_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the answers."))
        return redirect("review:link", shown.pk)
    if (shown.state in DECIDED and shown.state != LinkState.RETRACTED) or shown.state == LinkState.LAPSED:
        return _too_late(request)
    value = DecisionValue(form.cleaned_data["value"])
    decided = actions.decide(link=shown, reviewer=request.user, value=value, reason=form.cleaned_data["reason"])
    messages.success(request, f"{value.label}. {_CAME_TO[decided.state]}")
    return _on(request)


_CAME_TO: Mapping[str, Any] = {
    LinkState.FIRST_SIGNED: gettext_lazy("Your word is kept; a second person decides."),
    LinkState.DISAGREED: gettext_lazy("The words on this pair differ; a further person decides."),
    LinkState.AWAITS_PARTY: gettext_lazy("The words agree; one of another party must sign as well."),
    LinkState.CONFIRMED: gettext_lazy("The words agree: the two records are one person now."),
    LinkState.REFUSED: gettext_lazy("The words agree: these are two people."),
    LinkState.UNDECIDABLE: gettext_lazy("The words agree: it cannot be told."),
}


def _too_late(request: PersonalRequest) -> HttpResponse:
    messages.warning(request, _("That pair is no longer open: others decided it, or its rows changed."))
    return _on(request)


def _on(request: PersonalRequest) -> HttpResponse:
    return next_link(request)  # type: ignore[return-value]  # both answer with a redirect


@page(Permission.LINK_DECIDE, methods=("POST",))
def skip(request: PersonalRequest, link_id: UUID) -> HttpResponse:
    """Put the pair off, and go on to the next."""
    shown = _link(request, link_id)
    if shown.state in DECIDED or shown.state == LinkState.LAPSED:
        return _too_late(request)
    actions.skip(link=shown, reviewer=request.user)
    messages.info(request, _("Put off: the pair comes back when nothing else waits, at the latest in a day."))
    return _on(request)


@page(Permission.LINK_DECIDE, methods=BOTH)
def ask(request: PersonalRequest, link_id: UUID) -> HttpResponse:
    """Ask the sender of one of the two rows about that row; the pair comes back with the answer."""
    shown = _link(request, link_id)
    if shown.state in DECIDED or shown.state == LinkState.LAPSED:
        return _too_late(request)
    side_of = {shown.left_id: "left", shown.right_id: "right"}
    sides = [(side_of[record.pk], _row_words(record)) for record in _in_place(shown)]
    form = QuestionForm(request.POST or None, sides=sides, initial={"side": "right"})
    if form.is_valid():
        said = form.cleaned_data
        actions.ask(link=shown, reviewer=request.user, side=said["side"], about=said["about"], reason=said["reason"])
        messages.success(request, _("The question is put; the pair comes back with the answer."))
        return _on(request)
    journal.viewed(request.user, "link", shown.pk)
    context = {"section": "review", "link": shown, "form": form, "may_ask": request.user.party_id is not None}
    return render(request, "review/ask.html", context)


def _row_words(record: SourceRecord) -> str:
    party_list = record.version.party_list
    return f"{party_list.sender_id} · {party_list.get_purpose_display()} · {record.full_name or record.tag}"

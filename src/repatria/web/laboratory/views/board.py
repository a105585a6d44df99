"""Pages of the board: rules with their numbers, two signature lines, refusal and retraction with a reason."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from repatria.web import access
from repatria.web.access import Permission
from repatria.web.journal import actions as journal
from repatria.web.laboratory import actions, rules
from repatria.web.laboratory.actions.board import current_checks
from repatria.web.laboratory.forms import ReasonForm
from repatria.web.laboratory.models import Identification, IdentityState, NoticeState
from repatria.web.laboratory.models.board import OPEN_STATES
from repatria.web.laboratory.shelves import PAGE_SIZE, shelf, words_of
from repatria.web.laboratory.wording import prior_in_words
from repatria.web.page import PersonalRequest, page

HEAVY = ("candidate__run__groups", "candidate__run__skipped", "candidate__run__provenance")


@page(Permission.IDENTITY_SIGN)
def board(request: PersonalRequest) -> HttpResponse:
    """What waits for this person's signature, what waits for others, what was decided last."""
    visible = Identification.objects.visible_to(request.user).select_related("pm", "am")
    waiting = Identification.objects.waiting_for(request.user).select_related("pm", "am").order_by("changed_at", "pk")
    others = visible.filter(state__in=OPEN_STATES).exclude(pk__in=waiting.order_by().values("pk"))
    decided = visible.exclude(state__in=OPEN_STATES).order_by("-changed_at", "pk")
    mine = list(waiting[:PAGE_SIZE])
    context = {
        "section": "laboratory",
        "waiting": mine,
        "n_waiting": waiting.count() if len(mine) == PAGE_SIZE else len(mine),
        "shelf": shelf(request, others.order_by("number"), _of_number),
        "label": _("PM file or AM file"),
        "decided": _found(request, decided)[:PAGE_SIZE],
    }
    return render(request, "laboratory/board.html", context)


def _of_number(rows: "QuerySet[Identification]", words: str) -> "QuerySet[Identification]":
    return rows.filter(Q(pm__number__icontains=words) | Q(am__number__icontains=words))


def _found(request: PersonalRequest, rows: "QuerySet[Identification]") -> "QuerySet[Identification]":
    words = words_of(request)
    return _of_number(rows, words) if words else rows


def _identification(request: PersonalRequest, identification_id: UUID) -> Identification:
    visible = (
        Identification.objects.visible_to(request.user)
        .defer(*HEAVY)
        .select_related(
            "pm__unit__account",
            "am",
            "candidate__member__family",
            "candidate__run",
            "am_signer",
            "pm_signer",
            "proposed_by",
        )
    )
    shown: Identification = get_object_or_404(visible, pk=identification_id)
    return shown


@page(Permission.IDENTITY_SIGN)
def identification(request: PersonalRequest, identification_id: UUID) -> HttpResponse:
    """The board's page of one identification; alleles and pedigree are on the comparison, for laboratories alone."""
    shown = _identification(request, identification_id)
    found = current_checks(shown)
    notice = getattr(shown, "notice", None)
    user = request.user
    journal.viewed(user, "identification", shown.pk)
    is_ready = shown.state == IdentityState.BOARD_READY
    is_own_proposal = shown.proposed_by_id == user.pk
    lines = [
        ("am", _("owner of the AM file"), shown.am_party_id, shown.am_signer, shown.am_signed_at),
        ("pm", _("owner of the PM file"), shown.pm_party_id, shown.pm_signer, shown.pm_signed_at),
    ]
    context = {
        "section": "laboratory",
        "identification": shown,
        "candidate": shown.candidate,
        "weighed": prior_in_words(shown.candidate),
        "checks": [(one, rules.WORDS[one.code]) for one in found],
        "digest": rules.digest_of_checks(shown, found),
        "lines": lines,
        "may_sign": is_ready and not is_own_proposal and user.pk not in (shown.am_signer_id, shown.pm_signer_id),
        "may_refuse": shown.state in OPEN_STATES and user.party_id in (shown.am_party_id, shown.pm_party_id),
        "may_look_again": shown.state in OPEN_STATES,
        "may_retract": shown.state == IdentityState.CONFIRMED and access.allows(user, Permission.IDENTITY_RETRACT),
        "may_tell": notice is not None
        and notice.state == NoticeState.WAITING
        and (user.party_id == shown.am_party_id or access.is_neutral(user)),
        "is_own_proposal": is_own_proposal,
        "notice": notice,
        "return_case": getattr(shown, "return_case", None),
        "acts": shown.acts.select_related("by"),
        "form": ReasonForm(),
        "sees_alleles": access.sees_alleles(user),
    }
    return render(request, "laboratory/identification.html", context)


@page(Permission.IDENTITY_SIGN, methods=("POST",))
def sign(request: PersonalRequest, identification_id: UUID) -> HttpResponse:
    """Sign for one's organization under what was shown, or take the signature back."""
    shown = _identification(request, identification_id)
    if request.POST.get("act") == "withdraw":
        actions.take_back(by=request.user, identification=shown)
    elif request.POST.get("read") != "yes":
        messages.error(
            request, _("Read the rules and figures first, and say that you have: a signature is not given in passing.")
        )
    else:
        done = actions.sign(by=request.user, identification=shown, digest=request.POST.get("digest", ""))
        if done.state == IdentityState.CONFIRMED:
            messages.success(request, _("Identified: it stands in the account, and both files are closed."))
    return redirect("laboratory:identification", shown.pk)


@page(Permission.IDENTITY_SIGN, methods=("POST",))
def refuse(request: PersonalRequest, identification_id: UUID) -> HttpResponse:
    """Refuse for one's organization, with a reason."""
    shown = _identification(request, identification_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        actions.refuse(by=request.user, identification=shown, reason=form.cleaned_data["reason"])
    else:
        messages.error(request, _("This needs a reason."))
    return redirect("laboratory:identification", shown.pk)


@page(Permission.IDENTITY_SIGN, methods=("POST",))
def look_again(request: PersonalRequest, identification_id: UUID) -> HttpResponse:
    """Hold the rules against what is stored now."""
    shown = _identification(request, identification_id)
    actions.look_again(by=request.user, identification=shown)
    return redirect("laboratory:identification", shown.pk)


@page(Permission.IDENTITY_RETRACT, methods=("POST",))
def retract(request: PersonalRequest, identification_id: UUID) -> HttpResponse:
    """Take a confirmed identification back; everything that hung on it opens again."""
    shown = _identification(request, identification_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        actions.retract(by=request.user, identification=shown, reason=form.cleaned_data["reason"])
        messages.success(request, _("Retracted: the account, both files and the notice are open again."))
    else:
        messages.error(request, _("A retraction needs a reason."))
    return redirect("laboratory:identification", shown.pk)


@page(Permission.IDENTITY_SIGN, methods=("POST",))
def told(request: PersonalRequest, identification_id: UUID) -> HttpResponse:
    """Note that the next of kin were told."""
    shown = _identification(request, identification_id)
    actions.tell_family(by=request.user, identification=shown)
    return redirect("laboratory:identification", shown.pk)

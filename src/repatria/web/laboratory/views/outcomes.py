"""What a delegation may know: who was identified, what was taken back, and which body is to be returned."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from repatria.web import access
from repatria.web.access import Permission
from repatria.web.journal import actions as journal
from repatria.web.laboratory import actions
from repatria.web.laboratory.forms import ReturnForm
from repatria.web.laboratory.models import Identification, ReturnCase, ReturnState
from repatria.web.page import PersonalRequest, page
from repatria.web.registry.people import PAGE_SIZE


@page(Permission.IDENTITY_VIEW)
def outcomes(request: PersonalRequest) -> HttpResponse:
    """Identifications by outcome alone, and return cases: no weight, no rule, no family."""
    told = Identification.objects.told_to(request.user).select_related("am__record", "pm__unit", "am_party")
    cases = ReturnCase.objects.visible_to(request.user).select_related(
        "identification__pm__unit", "holder", "owner", "proposed_by", "confirmed_by"
    )
    place = int(request.GET["after"]) if request.GET.get("after", "").isdecimal() else 0
    some = list(told.order_by("-changed_at", "pk")[place : place + PAGE_SIZE + 1])
    journal.viewed(request.user, "outcomes", request.user.party_id or "none")
    context = {
        "section": "outcomes",
        "identifications": some[:PAGE_SIZE],
        "next": place + PAGE_SIZE if len(some) > PAGE_SIZE else None,
        "cases": cases.order_by("state", "opened_at")[:PAGE_SIZE],
        "form": ReturnForm(),
        "may_decide": access.allows(request.user, Permission.RETURN_DECIDE),
    }
    return render(request, "laboratory/outcomes.html", context)


@page(Permission.RETURN_DECIDE, methods=("POST",))
def decide_return(request: PersonalRequest, identification_id: UUID) -> HttpResponse:
    """Propose what is to become of a body, confirm what another proposed, or open the case again."""
    case = get_object_or_404(ReturnCase.objects.visible_to(request.user), pk=identification_id)
    act = request.POST.get("act", "")
    form = ReturnForm(request.POST)
    if act == "propose" and form.is_valid():
        actions.propose_return(by=request.user, case=case, decision=form.cleaned_data["decision"])
    elif act == "confirm":
        actions.confirm_return(by=request.user, case=case)
    elif act == "reopen" and case.state != ReturnState.OPEN:
        actions.reopen_return(by=request.user, case=case)
    else:
        messages.error(request, _("Choose one of the answers."))
    return redirect("laboratory:outcomes")

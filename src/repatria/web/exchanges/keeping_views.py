"""The page on which the neutral body keeps a person out of rounds, and on which another person of it ends that."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from repatria.web import access
from repatria.web.access import Permission
from repatria.web.custody.models import Unit
from repatria.web.exchanges import actions
from repatria.web.exchanges.models import KeptOut
from repatria.web.journal import actions as journal
from repatria.web.page import PersonalRequest, page


@page(Permission.ROUND_KEEP_OUT, methods=("GET", "HEAD", "POST"))
def keeping_out(request: PersonalRequest, unit_id: UUID) -> HttpResponse:
    """Keep one person out of rounds, or end it; neither asks for a reason, and none is stored."""
    seen = Unit.objects.visible_to(request.user).select_related("record__version__party_list__sender")
    unit: Unit = get_object_or_404(seen, pk=unit_id)
    kept = KeptOut.objects.standing(unit)
    if not access.is_neutral(request.user) or (kept is None and not KeptOut.objects.is_askable(unit)):
        raise Http404
    if request.method == "POST":
        if request.POST.get("act") == "end":
            actions.end_keeping_out(user=request.user, unit=unit)
            messages.success(request, _("The person may be proposed for a round again."))
        else:
            actions.keep_out(user=request.user, unit=unit)
            messages.success(request, _("The person is not in any round until another person ends this."))
        return redirect("exchanges:keeping_out", unit.pk)
    journal.viewed(request.user, "unit", unit.pk)
    context = {
        "section": "people",
        "unit": unit,
        "kept": kept,
        "may_end": kept is not None and kept.stated_by_id != request.user.pk,
    }
    return render(request, "exchanges/keeping_out.html", context)

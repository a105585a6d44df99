"""How far reviewers agree, for those who answer for the review."""

from django.http import HttpResponse
from django.shortcuts import render

from repatria.web.access import Permission
from repatria.web.page import PersonalRequest, page
from repatria.web.review.agreement import N_LEAST, N_MEASURED, measure
from repatria.web.review.models import Link


@page(Permission.LINK_MEASURE)
def agreement(request: PersonalRequest) -> HttpResponse:
    """Proportion and kappa of the first two words on each link that the reader may see; small numbers withheld."""
    measured = measure(Link.objects.visible_to(request.user).first_two_words())
    rows = [
        (f"{100 * low:.0f}–{min(100.0, 100 * high):.0f}", found)
        for (low, high), found in measured.by_band  # the last band ends above 1, so that certainty is in it
    ]
    context = {
        "section": "review",
        "measured": measured,
        "by_band": rows,
        "n_least": N_LEAST,
        "n_measured": N_MEASURED,
    }
    return render(request, "review/agreement.html", context)

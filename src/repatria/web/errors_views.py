"""Pages for when a page cannot be shown: calm, in the reader's language, and without a word about why in detail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def _said(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    context = {"title": title, "sentence": sentence, "status": status}
    return render(request, "error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _said(request, 400, _("This request cannot be read"), _("Go back, reload the page and try again."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: a permission that the reader's role does not carry."""
    sentence = _("Your role does not open this page. If it should, ask the administrator.")
    return _said(request, 403, _("Not for your role"), sentence)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or a row that the reader may not know of."""
    return _said(request, 404, _("Nothing here"), _("There is no such page, or it is not yours to see."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that this application did not hand out, or one from before signing in anew."""
    sentence = _("The form has expired. Go back, reload the page and send it again.")
    return _said(request, 403, _("This form has expired"), sentence)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: nothing of the reader's case is on this page, and nothing that was stored before is lost."""
    sentence = _("What was stored before is safe. Try again; if it happens twice, tell the administrator when.")
    return _said(request, 500, _("Something went wrong here"), sentence)

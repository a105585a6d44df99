"""The door of every page: who may open it, what it sets down in the journal of viewings."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from repatria.errors import PermissionRefused, Refusal
from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import User

P = ParamSpec("P")


class Door(StrEnum):
    """A page that asks for less than a permission."""

    OPEN = "open"  # signing in, the language, the browser's own questions
    SIGNED_IN = "signed in"  # one's own settings


class PersonalRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: User


View = Callable[Concatenate[PersonalRequest, P], HttpResponseBase]


def page(
    permission: Permission | Door, *, methods: tuple[str, ...] = ("GET", "HEAD")
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Declare what a page asks for: sign-in first, then the permission (403); rows are the view's (404)."""

    def declare(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if permission is not Door.OPEN and not request.user.is_authenticated:
                return _to_sign_in(request)
            if isinstance(permission, Permission) and not access.allows(request.user, permission):  # type: ignore[arg-type]  # signed in above
                raise PermissionDenied
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            try:
                return view(request, *args, **kwargs)  # type: ignore[arg-type]  # signed in above
            except PermissionRefused as refused:
                raise PermissionDenied from refused
            except Refusal as conflict:
                return _read_again(request, conflict)

        opened.permission = permission  # type: ignore[attr-defined]  # what the access matrix reads
        opened.methods = methods  # type: ignore[attr-defined]
        return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], opened)

    return declare


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer.headers["HX-Refresh"] = "true"
        return answer
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def _read_again(request: HttpRequest, conflict: Refusal) -> HttpResponse:
    """Somebody else was faster: say so, and show the page as it is now."""
    said = _(conflict.sentence)
    reason = said.format(**conflict.places) if conflict.places else said
    messages.error(request, _("This no longer fits what is stored: %(reason)s") % {"reason": reason})
    return redirect(request.headers.get("Referer") or "start")


def rights(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: ``may``, the names of the permissions that the reader has."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"may": frozenset()}
    return {"may": frozenset(p.name.lower() for p in access.GRANTS[user.role])}

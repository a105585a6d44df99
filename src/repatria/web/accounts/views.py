"""Pages of signing in, of one's own settings, and of who works here."""

from allauth.account.views import LoginView
from axes.decorators import axes_dispatch, axes_form_invalid
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from repatria.web.access import Permission
from repatria.web.accounts import actions
from repatria.web.accounts.forms import AppearanceForm, NewUserForm, PasswordForm
from repatria.web.accounts.models import Role, User
from repatria.web.page import Door, PersonalRequest, page

BOTH = ("GET", "HEAD", "POST")


@method_decorator(axes_dispatch, name="dispatch")
@method_decorator(axes_form_invalid, name="form_invalid")
class CountedLoginView(LoginView):  # type: ignore[misc]  # allauth carries no types
    """Signing in; after five failures the name waits a quarter of an hour at this address."""


login = page(Door.OPEN, methods=BOTH)(CountedLoginView.as_view())


@page(Door.OPEN, methods=("POST",))
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, for a visitor in a cookie, for a person for good."""
    code = request.POST.get("language", "")
    onward = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        onward = "/"
    response = redirect(onward)
    if code in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            actions.choose_appearance(
                user=request.user, language=code, theme=request.user.theme, density=request.user.density
            )
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=365 * 86_400,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@page(Door.SIGNED_IN, methods=BOTH)
def own_settings(request: PersonalRequest) -> HttpResponse:
    """Language, theme and density; the way to a second factor."""
    user = request.user
    start = {"language": user.language, "theme": user.theme, "density": user.density}
    form = AppearanceForm(request.POST or None, initial=start)
    if form.is_valid():
        actions.choose_appearance(user=user, **form.cleaned_data)
        return redirect("accounts:settings")
    return render(request, "accounts/settings.html", {"form": form})


@page(Permission.USER_MANAGE)
def users(request: PersonalRequest) -> HttpResponse:
    """Who works here."""
    rows = User.objects.select_related("party").order_by("party", "role", "username")
    return render(request, "accounts/users.html", {"users": rows})


@page(Permission.USER_MANAGE, methods=BOTH)
def new_user(request: PersonalRequest) -> HttpResponse:
    """Let a person in."""
    form = NewUserForm(request.POST or None)
    if form.is_valid():
        filled = form.cleaned_data
        actions.create_user(
            administrator=request.user,
            username=filled["username"],
            role=Role(filled["role"]),
            party=filled["party"],
            password=filled["password"],
        )
        messages.success(request, _("The user may sign in now."))
        return redirect("accounts:users")
    return render(request, "accounts/new_user.html", {"form": form})


@page(Permission.USER_MANAGE, methods=BOTH)
def user_password(request: PersonalRequest, user_id: int) -> HttpResponse:
    """Set a new password for somebody."""
    user = get_object_or_404(User, pk=user_id)
    form = PasswordForm(request.POST or None, user=user)
    if form.is_valid():
        actions.set_password(administrator=request.user, user=user, password=form.cleaned_data["password"])
        messages.success(request, _("The new password is set; sessions opened with the old one have ended."))
        return redirect("accounts:users")
    return render(request, "accounts/password.html", {"form": form, "worker": user})


@page(Permission.USER_MANAGE, methods=("POST",))
def user_active(request: PersonalRequest, user_id: int) -> HttpResponseBase:
    """Shut a person out, or let them in again."""
    user = get_object_or_404(User, pk=user_id)
    actions.set_active(administrator=request.user, user=user, is_active=request.POST.get("active") == "1")
    return redirect("accounts:users")

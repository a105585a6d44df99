"""Signing in, with a second factor for who wants one: django-allauth's views under the names that it looks for."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path

from repatria.web.accounts import views
from repatria.web.page import Door, page

BOTH = ("GET", "HEAD", "POST")
_open = page(Door.OPEN, methods=BOTH)
_own = page(Door.SIGNED_IN, methods=BOTH)

urlpatterns = [
    path("sign-in/", views.login, name="account_login"),
    path("sign-out/", _open(account.logout), name="account_logout"),
    path("sign-in/inactive/", _open(account.account_inactive), name="account_inactive"),
    path("sign-in/code/", _open(mfa.authenticate), name="mfa_authenticate"),
    path("settings/again/", _own(account.reauthenticate), name="account_reauthenticate"),
    path("settings/again/code/", _own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("settings/second-factor/", _own(mfa.index), name="mfa_index"),
    path("settings/second-factor/on/", _own(totp.activate_totp), name="mfa_activate_totp"),
    path("settings/second-factor/off/", _own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("settings/second-factor/codes/", _own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("settings/second-factor/codes/new/", _own(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("settings/second-factor/codes/file/", _own(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
]

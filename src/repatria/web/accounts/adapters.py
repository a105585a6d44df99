"""How django-allauth serves a house without sign-up and without mail."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest

from repatria.web.accounts.models import User


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Nobody signs up, nothing is mailed, and signing in brings no chatter."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an administrator makes users."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing leaves this machine."""

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Only what went wrong is worth a line; "successfully signed in" is seen anyway."""
        from django.contrib import messages

        if level >= messages.WARNING:
            super().add_message(request, level, *args, **kwargs)


class SealedMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """Keys of authenticator apps and recovery codes lie encrypted in the database."""

    def encrypt(self, text: str) -> str:
        """Seal a secret under the application's key."""
        return _seal().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Open what :meth:`encrypt` sealed."""
        return _seal().decrypt(encrypted_text.encode("ascii")).decode()


def _seal() -> Fernet:
    key = hashlib.sha256(b"repatria/mfa/1:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def name_tried(request: HttpRequest, credentials: dict[str, str] | None = None) -> str:
    """The sign-in name of an attempt: failures are told with credentials, the form's page is asked without."""
    return (credentials or {}).get("username") or request.POST.get("login", "")


def display_name(user: User) -> str:
    """How pages call a person who works here."""
    return user.get_full_name() or user.username

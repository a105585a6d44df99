"""What apps below this one tell, set down: who signed in and out, who was let in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from repatria.web.accounts.models import User
from repatria.web.accounts.signals import user_changed
from repatria.web.journal import actions


@receiver(user_logged_in)
def note_sign_in(sender: object, user: User, **_: Any) -> None:
    """Somebody signed in."""
    actions.append("accounts.user.signed_in", actor=user, party=user.party_id or "")


@receiver(user_logged_out)
def note_sign_out(sender: object, user: User | None, **_: Any) -> None:
    """Somebody signed out."""
    if user is not None:
        actions.append("accounts.user.signed_out", actor=user, party=user.party_id or "")


@receiver(user_login_failed)
def note_failure(sender: object, **_: Any) -> None:
    """A sign-in failed; the name that was typed stays out, for people type passwords there."""
    actions.append("accounts.user.sign_in_failed")


@receiver(user_changed)
def note_change(sender: object, actor: User, user: User, act: str, **_: Any) -> None:
    """An administrator changed who works here."""
    actions.append(
        f"accounts.user.{act}",
        actor=actor,
        party=user.party_id or "",
        subject_type="user",
        subject_id=user.pk,
        facts={"role": str(user.role)},
    )

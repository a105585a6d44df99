"""Everything that changes who works here."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from repatria.errors import InputUnusable, StateConflict
from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import Party, Role, User
from repatria.web.accounts.signals import user_changed


@transaction.atomic
def create_user(*, administrator: User, username: str, role: Role, party: Party | None, password: str) -> User:
    """An administrator lets a person in, for one party and in one role."""
    access.require(administrator, Permission.USER_MANAGE)
    user = User(username=username, role=role, party=party)
    validate_password(password, user)
    user.set_password(password)
    user.save()
    user_changed.send(sender=User, actor=administrator, user=user, act="created")
    return user


@transaction.atomic
def install_user(*, username: str, role: Role | str, party_code: str, password: str) -> User:
    """Whoever holds the case folder lets a person in from the command line, or sets them a new password.

    Raises
    ------
    InputUnusable
        No such party, or the name is taken by somebody with another role or party.
    """
    party = Party.objects.filter(code=party_code).first()
    if party is None:
        known = ", ".join(Party.objects.values_list("code", flat=True)) or "none yet: repatria run registers them"
        raise InputUnusable(f"party {party_code} is not in this case; known: {known}")
    user = User.objects.filter(username=username).first() or User(username=username, role=role, party=party)
    if (user.role, user.party_id) != (str(Role(role)), party.code):
        raise InputUnusable(f"user {username} is {user.role} of {user.party_id} already; choose another name")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InputUnusable(f"the password is refused: {' '.join(error.messages)}") from error
    act = "password_set" if user.pk else "created"
    user.set_password(password)
    user.save()
    user_changed.send(sender=User, actor=None, user=user, act=act)
    return user


@transaction.atomic
def set_active(*, administrator: User, user: User, is_active: bool) -> None:
    """An administrator shuts a person out, or lets them in again; nobody is deleted."""
    access.require(administrator, Permission.USER_MANAGE)
    if user.pk == administrator.pk:
        raise StateConflict("nobody deactivates themselves")
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    user_changed.send(sender=User, actor=administrator, user=user, act="activated" if is_active else "deactivated")


@transaction.atomic
def set_password(*, administrator: User, user: User, password: str) -> None:
    """An administrator sets a new password and hands it over in person; open sessions end with the old one."""
    access.require(administrator, Permission.USER_MANAGE)
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    user_changed.send(sender=User, actor=administrator, user=user, act="password_set")


@transaction.atomic
def choose_appearance(*, user: User, language: str, theme: str, density: str) -> None:
    """A person chooses how pages look to them."""
    user.language, user.theme, user.density = language, theme, density
    user.save(update_fields=["language", "theme", "density"])

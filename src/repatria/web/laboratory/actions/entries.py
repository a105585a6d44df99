"""What every act of the laboratory begins and ends with: the permission, the row as it is stored now, the journal."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.db.models.functions import Length

from repatria.errors import PermissionRefused, StateConflict
from repatria.web import access
from repatria.web.access import Permission
from repatria.web.accounts.models import User
from repatria.web.journal import actions as journal

Row = TypeVar("Row", bound=models.Model)


def hold(row: Row, by: User, *, under: Permission = Permission.LABORATORY_WORK) -> Row:
    """The row as it is stored now, locked; another organization's row is as if it did not exist."""
    access.require(by, under)
    # The journal's end first: two actions never wait for each other.
    journal.hold()
    rows: Any = type(row)._default_manager
    if not rows.visible_to(by).filter(pk=row.pk).exists():
        raise PermissionRefused(f"{type(row).__name__} {row.pk} is not among those that you may see")
    held: Row = rows.select_for_update().get(pk=row.pk)
    return held


def begin(by: User) -> str:
    """Take the journal's end for a new row; gives the code of the organization that will own it."""
    access.require(by, Permission.LABORATORY_WORK)
    journal.hold()
    if by.party_id is None:
        raise PermissionRefused("the laboratory works in the name of a party: this account has none")
    return by.party_id


def next_number(model: type[models.Model], prefix: str, party: str) -> str:
    """The next file number of an organization: ``PM-N-0007``; unique, because the journal's end is held."""
    return next_numbers(model, prefix, party, 1)[0]


def next_numbers(model: type[models.Model], prefix: str, party: str, n: int) -> list[str]:
    """The next ``n`` file numbers of an organization; above 9999 they have a digit more."""
    rows: Any = model._default_manager
    stem = f"{prefix}-{party}-"
    own = rows.filter(number__startswith=stem)
    longest_first = own.order_by(Length("number").desc(), "-number").values_list("number", flat=True)
    taken = longest_first.first()
    first = int(taken.removeprefix(stem)) + 1 if taken and taken.removeprefix(stem).isdecimal() else rows.count() + 1
    found: list[str] = []
    while len(found) < n:
        wanted = [f"{stem}{at:04d}" for at in range(first, first + n - len(found))]
        used = set(rows.filter(number__in=wanted).values_list("number", flat=True))
        found += [one for one in wanted if one not in used]
        first += len(wanted)
    return found


def require_state(row: Any, *states: str) -> None:
    """Return, or refuse an act that does not fit where the row stands."""
    if row.state not in states:
        raise StateConflict(f"{type(row).__name__} {row.pk} is {row.state}; this is done with one that is {states[0]}")


def write(code: str, by: User | None, row: models.Model, facts: Mapping[str, Any] | None = None) -> None:
    """Set the act down in the journal: codes, ids and counts, never an allele and never a name."""
    journal.append(
        f"laboratory.{code}",
        actor=by,
        party=(by.party_id or "") if by else "",
        subject_type=type(row).__name__.lower(),
        subject_id=row.pk,
        facts=facts,
    )

"""An invented account: two sides, a neutral body, and units with nothing behind them but a number."""

import datetime as dt
import uuid

from repatria.web.accounts.models import Party, PartyRole
from repatria.web.custody import actions
from repatria.web.custody.models import AccountKind, Unit

NOW = dt.datetime(2025, 6, 10, 9, tzinfo=dt.UTC)


def parties() -> None:
    for code, role in (("A", PartyRole.SIDE), ("B", PartyRole.SIDE), ("N", PartyRole.NEUTRAL)):
        Party.objects.get_or_create(code=code, defaults={"name": f"Party {code}", "role": role})


def opening(
    unit_id: uuid.UUID | None = None,
    *,
    kind: str = "person",
    by: str = "A",
    into: AccountKind = AccountKind.HELD,
    party: str | None = None,
    record_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
    n_individuals: int | None = None,
    term_key: str = "",
) -> actions.Opening:
    return actions.Opening(
        unit_id or uuid.uuid4(),
        kind,
        record_id,
        person_id,
        n_individuals,
        by,
        into,
        by if party is None else party,
        NOW,
        "record:0",
        term_key,
    )


def units(n: int, **kwargs: object) -> list[Unit]:
    """Open ``n`` units and return them as they stand."""
    openings = [opening(**kwargs) for _ in range(n)]  # type: ignore[arg-type]
    actions.open_units(openings)
    return list(Unit.objects.filter(pk__in=[entry.unit_id for entry in openings]).order_by("pk"))

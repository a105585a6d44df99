"""Ages of the people whom the sides hold, before a round and after it: counts alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from repatria.web.custody.models import Account, AccountKind, Unit
from repatria.web.exchanges.models import Placement
from repatria.web.registry.models import UnitKind

BANDS = ((0, 17), (18, 24), (25, 29), (30, 34), (35, 39), (40, 44), (45, 49), (50, 59), (60, 120))
UNKNOWN = len(BANDS)
Counts = Mapping[tuple[str, int], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """(side, place of the band) → persons who stay and persons who go; the last band is an unknown year of birth."""

    staying: Counts
    going: Counts

    def before(self, side: str, band: int) -> int:
        """Persons of the band whom the side holds before the round."""
        return self.after(side, band) + self.going.get((side, band), 0)

    def after(self, side: str, band: int) -> int:
        """Persons of the band whom the side still holds after it."""
        return self.staying.get((side, band), 0)

    def bands(self, sides: Sequence[str]) -> list[int]:
        """Places of the bands to show: all of known ages, and the unknown where there are any."""
        is_unknown = any(self.before(side, UNKNOWN) for side in sides)
        return list(range(UNKNOWN + is_unknown))


def ages(placements: "QuerySet[Placement]", *, year: int) -> Ages:
    """Count those held and those whom these placements carry, by the age that they reach in the year.

    By the year of birth alone: the picture shows a shape, the plan itself reckons with the day.
    """
    accounts = dict(Account.objects.filter(kind=AccountKind.HELD).values_list("code", "party"))
    held = Unit.objects.filter(kind=UnitKind.PERSON, account__in=list(accounts))
    # Taken off rather than left out by the query: to look for each of 16,000 among those carried costs four times this.
    still_held = placements.filter(unit__account__in=list(accounts))
    staying = _by_band(held, "account", "record__birth_year", year)
    staying.subtract(_by_band(still_held, "unit__account", "unit__record__birth_year", year))
    by_party: Counter[tuple[str, int]] = Counter()
    for (code, band), n in staying.items():
        by_party[accounts[code] or "", band] += n
    return Ages(staying=by_party, going=_by_band(placements, "holder", "unit__record__birth_year", year))


def _by_band(rows: "QuerySet[Any]", side: str, born: str, year: int) -> Counter[tuple[str, int]]:
    found: Counter[tuple[str, int]] = Counter()
    for code, birth_year, n in rows.order_by().values_list(side, born).annotate(n=Count("*")):
        found[code, _band(birth_year, year)] += n
    return found


def _band(birth_year: int | None, year: int) -> int:
    if birth_year is None:
        return UNKNOWN
    age = year - birth_year
    return next((place for place, (low, high) in enumerate(BANDS) if low <= age <= high), UNKNOWN - 1)

"""The whole account counted in four questions, from which every line of a statement is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from django.db.models import Count, OuterRef, Subquery, Sum

from repatria.provenance import digest_of
from repatria.web.accounts.models import Party, PartyRole
from repatria.web.custody.models import Account, AccountKind, Movement, Unit
from repatria.web.custody.querysets import SIGNED
from repatria.web.jobs import actions as jobs
from repatria.web.registry.models import UnitKind

Rows = Mapping[str, str]
OpenedKey = tuple[str, str, str, str]  # declared, opened, unit, the list's term
MovedKey = tuple[str, str, str, str, str]  # declared, unit, reason, term, signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallies:
    """Numbers of units by where they came from and by what happened to them."""

    n_opened: Mapping[OpenedKey, int]
    n_answered: Mapping[str, Mapping[OpenedKey, int]]
    n_moved: Mapping[MovedKey, int]

    @classmethod
    def read(cls) -> Self:
        """Count what is stored now."""
        sides = Party.objects.filter(role=PartyRole.SIDE).values_list("code", flat=True)
        return cls(
            n_opened=kept_openings() or count_openings(),
            n_answered={party: count_openings(answered_by=party) for party in sides},
            n_moved=_count_moves(),
        )

    def opened(self, rows: Rows) -> int:
        """The number of units that ``rows`` finds by how they were opened and who answered for them."""
        if rows["unit"] == UnitKind.MNI:
            return _individuals(rows)
        by_key = self.n_answered.get(rows["answered_by"], {}) if "answered_by" in rows else self.n_opened
        return sum(
            by_key.get((rows["declared"], opened, rows["unit"], rows["list_term"]), 0)
            for opened in rows["opened"].split(",")
        )

    def moved(self, rows: Rows) -> int:
        """The number of units that ``rows`` finds by a movement that counts."""
        if rows["unit"] == UnitKind.MNI:
            return _individuals(rows)
        key = (rows["declared"], rows["unit"], rows["reason"], rows["term"], rows.get("signed", ""))
        return self.n_moved.get(key, 0)


OPENINGS = "openings"


def openings_digest() -> str:
    """Stands for every opening and every opening taken back: movements are only ever added."""
    declared = Account.objects.filter(kind=AccountKind.DECLARED).order_by("code").values_list("code", flat=True)
    moved = Movement.objects.order_by()
    return digest_of([[code, moved.filter(debit=code).count(), moved.filter(credit=code).count()] for code in declared])


def kept_openings() -> dict[OpenedKey, int] | None:
    """The openings as the last run counted them; ``None`` when one was added or taken back since."""
    step = jobs.cached(OPENINGS, "", openings_digest())
    return {(debit, credit, kind, term): n for debit, credit, kind, term, n in step.output["rows"]} if step else None


def count_openings(answered_by: str | None = None) -> dict[OpenedKey, int]:
    """Units by where they were opened; with ``answered_by``, only those that this party has answered for."""
    openings = Movement.objects.openings().order_by()
    if answered_by is not None:
        openings = openings.filter(unit__in=Unit.objects.answered_by(answered_by).values("pk"))
    rows = openings.values_list("debit", "credit", "unit__kind", "term_key").annotate(Count("pk"))
    return {(debit, credit, kind, term): n for debit, credit, kind, term, n in rows}


def _count_moves() -> dict[MovedKey, int]:
    origin = Movement.objects.openings().filter(unit=OuterRef("unit")).values("debit")[:1]
    # A movement without a term belongs to no line; openings, the great mass of rows, are counted elsewhere.
    moves = Movement.objects.counting().order_by().exclude(term_key="").exclude(debit__kind=AccountKind.DECLARED)
    rows = (
        moves.annotate(declared=Subquery(origin))
        .values("declared", "unit__kind", "reason", "term_key")
        .annotate(**{f"n_{signed}": Count("unit", distinct=True, filter=rule) for signed, rule in SIGNED.items()})
    )
    return {
        (row["declared"], row["unit__kind"], row["reason"], row["term_key"], signed): row[f"n_{signed}"]
        for row in rows
        for signed in SIGNED
    }


def _individuals(rows: Rows) -> int:
    """The least number of individuals in the bags behind a number."""
    n: int = Unit.objects.matching(rows).aggregate(n=Sum("n_individuals", default=0))["n"]
    return n

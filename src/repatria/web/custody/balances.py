"""How many stand where, reckoned twice: from the movements, and from where the units stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count, F, Q, Sum, Window
from django.db.models.functions import Lag, RowNumber

from repatria.errors import ProofInvalid
from repatria.web.custody import guards
from repatria.web.custody.models import Account, AccountKind, Movement, Unit
from repatria.web.registry.models import UnitKind

Counts = Mapping[tuple[str, str], int]
"""(account code, kind of unit) → number of units; numbers of different kinds are never added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What stands in one account, in one kind of unit.

    ``n_individuals`` adds the minimum numbers of individuals where an examiner stated them (``n_stated`` units);
    ``n_persons`` counts each known person once, over however many bags and parts; a unit of kind person is one person.
    """

    account: str
    account_kind: str
    party: str | None
    unit: str
    n_units: int
    n_individuals: int
    n_stated: int
    n_persons: int

    @property
    def rows(self) -> dict[str, str]:
        """The filter that finds the units behind the number; see ``UnitQuerySet.matching``."""
        return {"account": self.account, "unit": self.unit}


def balances() -> tuple[Balance, ...]:
    """Every account that holds something, by kind of unit, in the order of the accounts' codes."""
    kinds = {code: (kind, party) for code, kind, party in Account.objects.values_list("code", "kind", "party")}
    rows = (
        Unit.objects.values("account", "kind")
        .annotate(
            n_units=Count("*"),  # not of the key: this count is read from the index alone
            individuals=Sum("n_individuals", default=0),
            n_stated=Count("n_individuals"),
        )
        .order_by("account", "kind")
    )
    n_persons = _persons_in_remains()
    return tuple(
        Balance(
            account=row["account"],
            account_kind=kinds[row["account"]][0],
            party=kinds[row["account"]][1],
            unit=row["kind"],
            n_units=row["n_units"],
            n_individuals=row["individuals"],
            n_stated=row["n_stated"],
            n_persons=n_persons.get((row["account"], row["kind"]), 0)
            if row["kind"] != UnitKind.PERSON
            else row["n_units"],
        )
        for row in rows
    )


def _persons_in_remains() -> dict[tuple[str, str], int]:
    remains = Unit.objects.exclude(kind=UnitKind.PERSON).exclude(person=None).order_by()
    rows = remains.values_list("account", "kind").annotate(Count("person", distinct=True))
    return {(account, kind): n for account, kind, n in rows}


def counts_from_movements() -> Counts:
    """Credits less debits of every account; a ``declared`` account stands below zero by all that it declared."""
    counts: dict[tuple[str, str], int] = {}
    for side, sign in (("credit", 1), ("debit", -1)):
        for account, kind, n in Movement.objects.order_by().values_list(side, "unit__kind").annotate(Count("pk")):
            counts[account, kind] = counts.get((account, kind), 0) + sign * n
    return {key: n for key, n in counts.items() if n}


def counts_from_units() -> Counts:
    """The number of units that stand in each account."""
    rows = Unit.objects.order_by().values_list("account", "kind").annotate(Count("pk"))
    return {(account, kind): n for account, kind, n in rows}


def verify() -> int:
    """Check the whole account and return the number of its movements.

    Raises
    ------
    ProofInvalid
        A guard of the database is missing, a unit's chain of movements is broken, or the two reckonings differ.
    """
    with transaction.atomic():
        if absent := guards.missing(connection):
            raise ProofInvalid(f"custody: the database does not guard the account: {', '.join(absent)} missing")
        _check_chains()
        _check_places()
        _check_reversals()
        _check_reckonings(counts_from_movements(), counts_from_units())
        return Movement.objects.count()


def _check_chains() -> None:
    broken = (
        Movement.objects.order_by()
        .annotate(
            number=Window(RowNumber(), partition_by=F("unit"), order_by=F("seq").asc()),
            came_to=Window(Lag("credit"), partition_by=F("unit"), order_by=F("seq").asc()),
        )
        .filter(
            ~Q(seq=F("number")) | Q(number__gt=1) & ~Q(debit=F("came_to")) | Q(number=1) & ~Q(debit__kind="declared")
        )
        .values_list("unit", "seq")
        .first()
    )
    if broken is not None:
        raise ProofInvalid(f"custody: the chain of unit {broken[0]} is broken at movement {broken[1]}")


def _check_places() -> None:
    standing = Q(seq=0, account__kind=AccountKind.DECLARED) | Q(
        pk__in=Unit.objects.filter(movements__seq=F("seq"), movements__credit=F("account")).values("pk")
    )
    misplaced = Unit.objects.exclude(standing).values_list("pk", flat=True).first()
    if misplaced is not None:
        raise ProofInvalid(f"custody: unit {misplaced} does not stand where its last movement says")
    if (Unit.objects.aggregate(n=Sum("seq", default=0))["n"]) != Movement.objects.count():
        raise ProofInvalid("custody: the units' movements are not all there")


def _check_reversals() -> None:
    wrong = (
        Movement.objects.exclude(reverses=None)
        .exclude(
            unit=F("reverses__unit"),
            debit=F("reverses__credit"),
            credit=F("reverses__debit"),
            seq__gt=F("reverses__seq"),
        )
        .values_list("pk", flat=True)
        .first()
    )
    if wrong is not None:
        raise ProofInvalid(f"custody: movement {wrong} does not reverse what it says")


def _check_reckonings(moved: Counts, standing: Counts) -> None:
    for account, kind in moved.keys() | standing.keys():
        if not account.startswith("declared") and moved.get((account, kind), 0) != standing.get((account, kind), 0):
            raise ProofInvalid(f"custody: movements and units differ in account {account}, {kind}")
    for kind in {kind for _, kind in moved.keys() | standing.keys()}:
        if sum(n for (_, of), n in moved.items() if of == kind):
            raise ProofInvalid(f"custody: debits and credits of {kind} do not balance")

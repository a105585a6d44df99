"""What each party promised, listed, answered and handed over, term by term, with the other side's figure beside it.

No figure adds units of different kinds, and each carries the filter that finds the rows behind it.
"""

import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from repatria.web.accounts.models import Party, PartyRole
from repatria.web.custody.balances import Balance, balances
from repatria.web.custody.models import AccountKind, Reason, account_code
from repatria.web.custody.tallies import Tallies
from repatria.web.registry.models import Term, TermStatus, UnitKind

Rows = Mapping[str, str]
Agreed = Mapping[tuple[str, str], Collection[uuid.UUID]]


class Measure(StrEnum):
    """A column of the statement."""

    PROMISED = "promised"
    LISTED = "listed"
    ANSWERED = "answered"
    AGREED = "agreed"
    HANDED_OVER = "handed_over"
    REFUSED = "refused"
    NO_SHOW = "no_show"
    SUBSTITUTED = "substituted"
    DIED = "died"
    OUTSTANDING = "outstanding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number as each side has it; ``None`` where that side has said nothing.

    ``debtor_rows`` and ``creditor_rows`` find the units behind it (``UnitQuerySet.matching``); ``None`` where no rows
    stand behind a number, as behind a promise.
    """

    measure: Measure
    by_debtor: int | None
    by_creditor: int | None
    debtor_rows: Rows | None = None
    creditor_rows: Rows | None = None

    @property
    def difference(self) -> int | None:
        """The debtor's figure less the creditor's; ``None`` unless both have spoken."""
        if self.by_debtor is None or self.by_creditor is None:
            return None
        return self.by_debtor - self.by_creditor


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One term, one direction: what ``debtor`` owes ``creditor``, counted in ``unit``."""

    term_key: str
    title: str
    status: str
    act: str
    unit: str
    debtor: str | None
    creditor: str | None
    deadline: date | None
    no_deadline_agreed: bool
    figures: tuple[Figure, ...]

    def __getitem__(self, measure: str) -> Figure:
        return next(figure for figure in self.figures if figure.measure == measure)

    @property
    def n_unsettled(self) -> int | None:
        """Agreed, and neither handed over nor refused, absent, substituted or dead; ``None`` when nothing is agreed."""
        agreed = self[Measure.AGREED].by_debtor
        if agreed is None:
            return None
        ends = (Measure.HANDED_OVER, Measure.REFUSED, Measure.NO_SHOW, Measure.SUBSTITUTED, Measure.DIED)
        return agreed - sum(self[measure].by_debtor or 0 for measure in ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The account of a case: a line for each term and direction, and what stands in each account."""

    lines: tuple[StatementLine, ...]
    balances: tuple[Balance, ...]

    @property
    def n_persons(self) -> int:
        """Units of kind person that are not counted under a linked record."""
        return sum(
            row.n_units
            for row in self.balances
            if row.unit == UnitKind.PERSON and row.account_kind != AccountKind.SAME_PERSON
        )


def statement(*, agreed: Agreed | None = None) -> Statement:
    """Reckon the whole statement.

    Parameters
    ----------
    agreed
        (term key, debtor's code) → ids of the units placed in a signed round.  Rounds are made above custody, so
        whoever knows them hands them in; without an entry the figure is ``None``.
    """
    return Statement(lines=statement_lines(agreed=agreed), balances=balances())


def statement_lines(*, agreed: Agreed | None = None) -> tuple[StatementLine, ...]:
    """The lines alone, where nobody asks what stands in the accounts; see :func:`statement`."""
    tallies = Tallies.read()
    return tuple(
        _line(term, debtor, creditor, tallies, (agreed or {}).get((term.key, debtor or "")))
        for term in Term.objects.all()
        for debtor, creditor in _directions(term)
    )


def _directions(term: Term) -> Iterator[tuple[str | None, str | None]]:
    sides = list(Party.objects.filter(role=PartyRole.SIDE).values_list("code", flat=True))
    if term.debtor_id is None and term.creditor_id is None and len(sides) == 2 and term.act in _OPENED_BY_ACT:
        yield sides[0], sides[1]
        yield sides[1], sides[0]
    else:
        yield term.debtor_id, term.creditor_id


# Into which accounts a list opens the units that a term can draw on.
_OPENED_BY_ACT: Mapping[str, tuple[AccountKind, ...]] = {
    "exchange": (AccountKind.HELD, AccountKind.OFFERED),
    "return_remains": (AccountKind.REMAINS,),
}
_ACTS_ON_LISTS = {*_OPENED_BY_ACT, "answer_list"}
_UNIT_BY_ACT = {"return_remains": UnitKind.BAG}


def _line(
    term: Term, debtor: str | None, creditor: str | None, tallies: Tallies, agreed: Collection[uuid.UUID] | None
) -> StatementLine:
    unit = term.unit or _UNIT_BY_ACT.get(term.act, UnitKind.PERSON).value
    reckoning = _Reckoning(term=term, unit=unit, debtor=debtor, creditor=creditor, tallies=tallies)
    return StatementLine(
        term_key=term.key,
        title=term.title,
        status=term.status,
        act=term.act,
        unit=unit,
        debtor=debtor,
        creditor=creditor,
        deadline=term.deadline,
        no_deadline_agreed=term.no_deadline_agreed,
        figures=reckoning.figures(agreed),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reckoning:
    """One line in the making."""

    term: Term
    unit: str
    debtor: str | None
    creditor: str | None
    tallies: Tallies

    def figures(self, agreed: Collection[uuid.UUID] | None) -> tuple[Figure, ...]:
        promised = self._promised()
        handed_over = self._handed_over()
        n_agreed = None if agreed is None else len(agreed)
        return (
            Figure(measure=Measure.PROMISED, by_debtor=promised, by_creditor=promised),
            self._listed(),
            self._answered(),
            Figure(measure=Measure.AGREED, by_debtor=n_agreed, by_creditor=n_agreed),
            handed_over,
            self._ended(Measure.REFUSED, Reason.REFUSED),
            self._ended(Measure.NO_SHOW, Reason.NO_SHOW),
            self._ended(Measure.SUBSTITUTED, Reason.SUBSTITUTED),
            self._ended(Measure.DIED, Reason.DIED),
            Figure(
                measure=Measure.OUTSTANDING,
                # Nothing but a handover performs a promise; a promise without a number has no rest.
                by_debtor=_less(promised, handed_over.by_debtor),
                by_creditor=_less(promised, handed_over.by_creditor),
            ),
        )

    def _promised(self) -> int | None:
        """The term's number; in a mutual term with a ratio the other side owes its own share."""
        quantity, said = self.term.quantity, self.term.definition
        if quantity is None or not said.get("mutual") or self.debtor == said.get("debtor"):
            return quantity
        first, second = said.get("ratio") or (1, 1)
        return int(quantity * second // first)

    def _list_term(self) -> str:
        """A term that names its lists draws on those alone; any other on the lists that no term names."""
        return self.term.key if self.term.definition.get("lists") else ""

    def _owed(self) -> Rows | None:
        """What the debtor's lists bring to this term; ``None`` for a term that no list serves."""
        return self._rows(self.debtor, _OPENED_BY_ACT.get(self.term.act, ()), self.unit)

    def _asked(self) -> Rows | None:
        """What the creditor's lists ask for.

        They ask for persons, also where bags are owed: the two figures are then of different units, and the
        creditor's is left out.
        """
        kinds = (AccountKind.SOUGHT,) if self.unit == UnitKind.PERSON else ()
        return self._rows(self.creditor, kinds if self.term.act in _ACTS_ON_LISTS else (), self.unit)

    def _rows(self, party: str | None, kinds: tuple[AccountKind, ...], unit: str) -> Rows | None:
        if party is None or not kinds:
            return None
        return {
            "unit": unit,
            "declared": account_code(AccountKind.DECLARED, party),
            "opened": ",".join(account_code(kind, party) for kind in kinds),
            "list_term": self._list_term(),
        }

    def _listed(self) -> Figure:
        return self._two_sided(Measure.LISTED, self._owed(), self._asked())

    def _answered(self) -> Figure:
        """What each side has answered of the other's list, by an answer or by a confirmed link."""
        asked, owed = self._asked(), self._owed()
        return self._two_sided(
            Measure.ANSWERED,
            {**asked, "answered_by": self.debtor} if asked and self.debtor else None,
            {**owed, "answered_by": self.creditor} if owed and self.creditor else None,
        )

    def _two_sided(self, measure: Measure, debtor_rows: Rows | None, creditor_rows: Rows | None) -> Figure:
        return Figure(
            measure=measure,
            by_debtor=None if debtor_rows is None else self.tallies.opened(debtor_rows),
            by_creditor=None if creditor_rows is None else self.tallies.opened(creditor_rows),
            debtor_rows=debtor_rows,
            creditor_rows=creditor_rows,
        )

    def _handed_over(self) -> Figure:
        if self.debtor is None:
            return Figure(measure=Measure.HANDED_OVER, by_debtor=None, by_creditor=None)
        said = {"unit": self.unit, "declared": account_code(AccountKind.DECLARED, self.debtor)}
        given = {**said, "reason": Reason.HANDED_OVER.value, "term": self.term.key}
        n_given = self.tallies.moved({**given, "signed": "giver"})
        n_received = self.tallies.moved({**given, "signed": "receiver"})
        if n_given or n_received or self.term.status != TermStatus.DONE:
            return Figure(
                measure=Measure.HANDED_OVER,
                by_debtor=n_given,
                by_creditor=n_received if n_received or not n_given else None,
                debtor_rows={**given, "signed": "giver"},
                creditor_rows={**given, "signed": "receiver"},
            )
        # Done before the account was opened: all that is known is the debtor's list of those it returned.
        listed = {**said, "opened": account_code(AccountKind.HOME, self.creditor), "list_term": self._list_term()}
        # Without such a list nothing is known here: not that nobody went.
        n_listed = self.tallies.opened(listed) or None
        return Figure(measure=Measure.HANDED_OVER, by_debtor=n_listed, by_creditor=None, debtor_rows=listed)

    def _ended(self, measure: Measure, reason: Reason) -> Figure:
        if self.debtor is None:
            return Figure(measure=measure, by_debtor=None, by_creditor=None)
        rows = {"unit": self.unit, "declared": account_code(AccountKind.DECLARED, self.debtor)}
        rows |= {"reason": reason.value, "term": self.term.key}
        n = self.tallies.moved(rows)
        return Figure(measure=measure, by_debtor=n, by_creditor=n, debtor_rows=rows, creditor_rows=rows)


def _less(promised: int | None, done: int | None) -> int | None:
    return None if promised is None or done is None else promised - done

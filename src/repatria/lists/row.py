"""One row of a list: the text as it came, what was read from it, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from repatria.dates import PartialDate
from repatria.findings import Finding, Severity


class RowState(StrEnum):
    """What became of a row."""

    ACCEPTED = "accepted"
    WARNED = "warned"
    REJECTED = "rejected"

    @classmethod
    def after(cls, findings: tuple[Finding, ...]) -> "RowState":
        """An error refuses the row, a warning marks it, a note leaves it as it is."""
        if not findings:
            return cls.ACCEPTED
        severities = {finding.severity for finding in findings}
        if Severity.ERROR in severities:
            return cls.REJECTED
        return cls.WARNED if Severity.WARNING in severities else cls.ACCEPTED


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """A row that speaks of a person (or of a bag or part).

    Nothing here overwrites ``raw``: it keeps every cell exactly as it came, by header.  A value that could
    not be read is empty (``""`` or ``None``) and a finding says why; no value is ever guessed.

    Attributes
    ----------
    number
        As a spreadsheet counts: the file's first line is 1.
    event_date
        When the person was captured, died, was last seen or returned, as the list's purpose has it.
    categories
        Claims such as ``severely_wounded``, ``wounded``, ``severely_sick``, ``sick``, ``civilian``, ``deceased``,
        ``returned``, ``medical_confirmed``; see ``docs/reference/lists.md``.
    other
        Text of further columns that were recognized, by field name (``row_number``, ``next_of_kin``, ``note``, …).
    """

    number: int
    raw: Mapping[str, str]
    state: RowState
    surname: str = ""
    given: str = ""
    patronymic: str = ""
    birth_date: PartialDate | None = None
    sex: Literal["", "M", "F"] = ""
    rank: str = ""
    service_number: str = ""
    prisoner_number: str = ""
    tag: str = ""
    seal: str = ""
    unit_name: str = ""
    birth_place: str = ""
    place: str = ""
    n_individuals: int | None = None
    event_date: PartialDate | None = None
    categories: tuple[str, ...] = ()
    other: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

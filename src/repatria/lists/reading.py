"""How a file was read, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from repatria.findings import Finding
from repatria.lists.purpose import ListPurpose
from repatria.lists.row import ListRow, RowState


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReading:
    """How a file was read, so that a sender can see it and another program can repeat it.

    Attributes
    ----------
    format
        ``csv``, ``xlsx`` or ``ods``: by the bytes, not by the file's name.
    encoding, delimiter
        Of a text file; empty for a spreadsheet.
    header_row
        As a spreadsheet counts, from 1.
    columns
        Field → header as it stands in the file.
    headers
        Every column's header in the file's order, made unique: the keys of ``ListRow.raw``.
    unrecognized
        Headers that no field was found for; their text stays in ``ListRow.raw``.
    """

    format: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 1
    columns: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    unrecognized: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values for storing and showing."""
        return {
            "format": self.format,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "sheet": self.sheet,
            "header_row": self.header_row,
            "columns": dict(self.columns),
            "headers": list(self.headers),
            "unrecognized": list(self.unrecognized),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSetAside:
    """A row below the header that speaks of no person: a total, a signature, the header again, column numbers."""

    number: int
    kind: str
    raw: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedList:
    """A list as it was read: its rows in the file's order and the findings on the list as a whole."""

    purpose: ListPurpose
    reading: ListReading
    rows: tuple[ListRow, ...]
    findings: tuple[Finding, ...] = ()
    set_aside: tuple[RowSetAside, ...] = ()

    @property
    def n_rows(self) -> int:
        """Rows that speak of someone, whatever became of them."""
        return len(self.rows)

    @property
    def n_accepted(self) -> int:
        """Rows accepted without a warning."""
        return self._count(RowState.ACCEPTED)

    @property
    def n_warned(self) -> int:
        """Rows accepted with a warning."""
        return self._count(RowState.WARNED)

    @property
    def n_rejected(self) -> int:
        """Rows rejected; their original text is in the answer."""
        return self._count(RowState.REJECTED)

    def _count(self, state: RowState) -> int:
        return sum(row.state is state for row in self.rows)

    def all_findings(self) -> tuple[Finding, ...]:
        """The list's findings, then those of its rows in the file's order."""
        return (*self.findings, *(finding for row in self.rows for finding in row.findings))

"""A flaw in someone's data: named by file, row and field, with what to do about it.

A finding never holds the flawed text itself: names and dates of people stay in the record and in the
answer file to its sender.  ``params`` carries only numbers, codes and field names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum


class Severity(StrEnum):
    """What a finding means for its row: refused, taken with a warning, or only worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One flaw: ``code`` is stable and documented, ``row`` counts as a spreadsheet does (first line is 1).

    ``message`` and ``remedy`` are English sentences with ``{name}`` places for ``params``, so that the
    shell can translate the sentence first and fill it after; :meth:`text` gives them filled.
    """

    code: str
    severity: Severity
    message: str
    remedy: str
    file: str = ""
    row: int | None = None
    field: str = ""
    params: Mapping[str, str | int] = dataclass_field(default_factory=dict)

    def text(self) -> str:
        """The finding as one line: file, row, field, what is wrong, what to do."""
        place = [self.file] if self.file else []
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.field:
            place.append(f"field {self.field}")
        said = f"{self.message} {self.remedy}".format_map(self.params).strip()
        return f"{', '.join(place)}: {said}" if place else said


def gettext_noop(sentence: str) -> str:
    """Mark an English sentence of an engine for translation: the shell translates it where it is shown."""
    return sentence

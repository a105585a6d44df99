"""Every finding on a file of DNA in one table: its stable code, how grave it is, what is wrong, and the remedy.

The sentences hold ids, loci and counts; no allele stands beside the id of its person.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from repatria.findings import Finding
from repatria.kinship.formats.words import Wording
from repatria.kinship.formats.words_of_comparing import COMPARING
from repatria.kinship.formats.words_of_evidence import EVIDENCE
from repatria.kinship.formats.words_of_families import FAMILIES
from repatria.kinship.formats.words_of_samples import SAMPLES
from repatria.kinship.formats.words_of_tables import TABLES

__all__ = ["CODES_BY_TITLE", "MOST_OF_ONE_CODE", "WORDINGS", "Notes", "Wording", "finding"]

WORDINGS: Mapping[str, Wording] = {**SAMPLES, **FAMILIES, **EVIDENCE, **TABLES, **COMPARING}
CODES_BY_TITLE: Mapping[str, tuple[str, ...]] = {
    "On profiles": tuple(SAMPLES),
    "On pedigrees and families": tuple(FAMILIES),
    "On what is known beside DNA": tuple(EVIDENCE),
    "On files, frequency tables and other programs' files": tuple(TABLES),
    "On what is compared": tuple(COMPARING),
}
# A file with a wrong column would otherwise bring a finding for each of its million cells.
MOST_OF_ONE_CODE = 2_000


def finding(code: str, *, file: str = "", row: int | None = None, field: str = "", **params: str | int) -> Finding:
    """The finding with this code, said in its words."""
    said = WORDINGS[code]
    return Finding(
        code=code,
        severity=said.severity,
        message=said.message,
        remedy=said.remedy,
        file=file,
        row=row,
        field=field,
        params=params,
    )


class Notes:
    """The findings of one file while it is read, at most :data:`MOST_OF_ONE_CODE` of each code; the rest is counted."""

    def __init__(self, file: str = "") -> None:
        self.file = file
        self._found: list[Finding] = []
        self._n_by_code: Counter[str] = Counter()

    def add(self, code: str, *, row: int | None = None, field: str = "", **params: str | int) -> None:
        """Note one flaw."""
        self.add_flaw(code, params, row=row, field=field)

    def add_flaw(self, code: str, params: Mapping[str, str | int], *, row: int | None = None, field: str = "") -> None:
        """Note one flaw whose parameters are gathered already."""
        self._n_by_code[code] += 1
        if self._n_by_code[code] <= MOST_OF_ONE_CODE:
            self._found.append(replace(finding(code, file=self.file, row=row, field=field), params=dict(params)))

    def findings(self) -> list[Finding]:
        """All that was noted, in order, and how many more there were of what came too often."""
        more = [
            finding("further-findings", file=self.file, of_code=code, n=n - MOST_OF_ONE_CODE)
            for code, n in self._n_by_code.items()
            if n > MOST_OF_ONE_CODE
        ]
        return [*self._found, *more]

    def extend(self, findings: Iterable[Finding]) -> None:
        """Take over findings that another reader noted."""
        self._found += findings

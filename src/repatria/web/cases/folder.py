"""The case folder on disk: what people bring in, and where results go."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from repatria.errors import CaseInvalid, InputUnusable
from repatria.findings import Severity
from repatria.web.cases import bridge
from repatria.web.registry.bridge import Delivery

if TYPE_CHECKING:
    from repatria.case import Case


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """A folder with ``case.toml`` and ``lists/``; ``results/`` is ours."""

    path: Path

    @property
    def results(self) -> Path:
        """Where results are written."""
        return self.path / "results"

    def read_case(self) -> tuple["Case", bytes]:
        """The case as declared, and the bytes that declare it.

        Raises
        ------
        InputUnusable
            There is no ``case.toml``.
        CaseInvalid
            It holds errors; the findings say which.
        """
        path = self.path / "case.toml"
        try:
            data = path.read_bytes()
        except OSError as error:
            raise InputUnusable(f"{path}: cannot be read. Make a case with: repatria new {self.path}") from error
        case, findings = bridge.parse_case(data)
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        if case is None or errors:
            raise CaseInvalid(f"{path}: {len(errors)} errors; see repatria check {self.path}", errors)
        return case, data

    def read_list(self, file: str) -> bytes:
        """A list's bytes; ``file`` as the case names it, inside the folder."""
        path = (self.path / file).resolve()
        if not path.is_relative_to(self.path.resolve()):
            raise InputUnusable(f"case.toml, {file}: outside the case folder. Copy the file into lists/.")
        try:
            return path.read_bytes()
        except OSError as error:
            raise InputUnusable(f"case.toml, {file}: cannot be read. Put the file there or correct its name.") from error

    def deliveries(self, case: "Case") -> list[Delivery]:
        """Every list of the case as a delivery, column mappings read."""
        return [bridge.delivery(declared, self._columns(declared.columns)) for declared in case.lists]

    def _columns(self, columns: object) -> dict[str, str]:
        if isinstance(columns, str):
            return bridge.parse_columns(self.read_list(columns), columns) if columns else {}
        return dict(columns) if isinstance(columns, dict) else {}

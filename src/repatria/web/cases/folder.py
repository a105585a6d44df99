"""The case folder on disk: what people bring in, and where results go."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from repatria.errors import CaseInvalid, InputUnusable
from repatria.findings import Finding, Severity
from repatria.provenance import digest_of_bytes
from repatria.web.cases import bridge
from repatria.web.registry.bridge import Delivery

if TYPE_CHECKING:
    from repatria.case import Case, CaseList


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredList:
    """One list as the case declares it, with its bytes and what is wrong with the file as a whole."""

    delivery: Delivery
    data: bytes
    findings: tuple[Finding, ...]
    is_withdrawn: bool
    term_key: str  # the term that draws on this list by name; "" where none does


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Everything that a case folder brings; ``digest`` is that of ``case.toml``."""

    case: "Case"
    digest: str
    lists: tuple[DeclaredList, ...]


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """A folder with ``case.toml`` and ``lists/``; ``results/`` is ours."""

    path: Path

    @property
    def results(self) -> Path:
        """Where results are written."""
        return self.path / "results"

    def read(self) -> Declared:
        """The case and the bytes of all its lists; raises as :meth:`read_case` and :meth:`read_list` do."""
        case, data = self.read_case()
        return Declared(
            case=case, digest=digest_of_bytes(data), lists=tuple(self._declared(one, case) for one in case.lists)
        )

    def _declared(self, one: "CaseList", case: "Case") -> DeclaredList:
        data = self.read_list(one.file)
        return DeclaredList(
            delivery=bridge.delivery(one, self._columns(one.columns)),
            data=data,
            findings=tuple(bridge.check_signature(one, data)),
            is_withdrawn=one.withdrawn,
            term_key=next((term.key for term in case.terms if one.key in term.lists), ""),
        )

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
            said = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
            raise CaseInvalid(f"{path}: {said}; see repatria check {self.path}", errors)
        return case, data

    def read_list(self, file: str) -> bytes:
        """A list's bytes; ``file`` as the case names it, inside the folder."""
        path = (self.path / file).resolve()
        if not path.is_relative_to(self.path.resolve()):
            raise InputUnusable(f"case.toml, {file}: outside the case folder. Copy the file into lists/.")
        try:
            return path.read_bytes()
        except OSError as error:
            raise InputUnusable(
                f"case.toml, {file}: cannot be read. Put the file there or correct its name."
            ) from error

    def _columns(self, columns: object) -> dict[str, str]:
        if isinstance(columns, str):
            return bridge.parse_columns(self.read_list(columns), columns) if columns else {}
        return dict(columns) if isinstance(columns, Mapping) else {}

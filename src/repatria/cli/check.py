"""``repatria check CASE``: everything wrong with the input, before anything is stored."""

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repatria.errors import InputUnusable
from repatria.findings import Finding, Severity

if TYPE_CHECKING:
    from rich.console import Console

    from repatria.case import Case, CaseList
    from repatria.lists import ParsedList

SHOWN_ROWS = 6
SHOWN_EXAMPLES = 3
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedList:
    """How many rows of a list can be taken."""

    key: str
    file: str
    n_rows: int
    n_accepted: int
    n_warned: int
    n_rejected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCheck:
    """What was found in a case folder."""

    case_is_readable: bool
    lists: tuple[CheckedList, ...]
    findings: tuple[Finding, ...]

    def count(self, severity: Severity) -> int:
        """How many findings are this grave."""
        return sum(finding.severity is severity for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """Plain values: counts, lists, and each finding in words."""
        return {
            "case_is_readable": self.case_is_readable,
            "n_errors": self.count(Severity.ERROR),
            "n_warnings": self.count(Severity.WARNING),
            "n_notes": self.count(Severity.NOTE),
            "lists": [{name: getattr(each, name) for name in CheckedList.__slots__} for each in self.lists],
            "findings": [_finding_as_json(finding) for finding in self.findings],
        }


def check(
    case: Annotated[Path, typer.Argument(help="The case folder.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print every finding as JSON.")] = False,
) -> None:
    """Say what is wrong with case.toml and its lists; stores nothing.  Exit code 1 where there are errors."""
    checked = check_folder(case)
    if as_json:
        json.dump(checked.as_json(), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        from rich.console import Console

        show(checked, Console(highlight=False))
    if checked.count(Severity.ERROR):
        raise typer.Exit(1)


def check_folder(folder: Path) -> CaseCheck:
    """Read a case folder and judge all of it.

    Raises
    ------
    InputUnusable
        There is no ``case.toml``.
    """
    from repatria.case import check_files, parse_case

    path = folder / "case.toml"
    if not path.is_file():
        raise InputUnusable(f"{folder}: no case.toml here. Name a case folder, or make one: repatria new {folder}")
    case, findings = parse_case(path.read_bytes())
    if case is None:
        return CaseCheck(case_is_readable=False, lists=(), findings=tuple(findings))
    files = dict(_files_of(case, folder))
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    findings += check_files(case, digests, _names_under(folder / "lists", folder))
    lists = []
    for each in case.lists:
        if each.file in files:
            checked, found = _check_list(each, files)
            findings += [replace(one, file=one.file or each.file) for one in found]  # rows leave it to their list
            lists += checked
    return CaseCheck(case_is_readable=True, lists=tuple(lists), findings=tuple(findings))


def _files_of(case: "Case", folder: Path) -> Iterator[tuple[str, bytes]]:
    names = {each.file for each in case.lists} | {each.columns for each in case.lists if isinstance(each.columns, str)}
    inside = folder.resolve()
    for name in sorted(names - {""}):
        path = (folder / name).resolve()
        if path.is_file() and path.is_relative_to(inside):  # a link may lead out of the folder
            yield name, path.read_bytes()


def _names_under(folder: Path, root: Path) -> list[str]:
    return [
        path.relative_to(root).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith((".", "~$"))
    ]


def _check_list(each: "CaseList", files: Mapping[str, bytes]) -> tuple[list[CheckedList], list[Finding]]:
    from repatria.lists import ListPurpose, parse_columns, parse_list

    columns: Mapping[str, str] = {}
    findings: list[Finding] = []
    if not isinstance(each.columns, str):
        columns = each.columns
    elif each.columns in files:
        columns, findings = parse_columns(files[each.columns], each.columns)
    try:
        parsed = parse_list(
            files[each.file],
            file_name=each.file,
            purpose=ListPurpose(each.purpose),
            columns=columns,
            as_of=each.as_of,
            stated_count=each.stated_count,
        )
    except InputUnusable as error:
        return [], [*findings, _unusable(each.file, error)]
    return [_counts(each, parsed)], [*findings, *parsed.all_findings()]


def _counts(each: "CaseList", parsed: "ParsedList") -> CheckedList:
    return CheckedList(
        key=each.key,
        file=each.file,
        n_rows=parsed.n_rows,
        n_accepted=parsed.n_accepted,
        n_warned=parsed.n_warned,
        n_rejected=parsed.n_rejected,
    )


def _unusable(file: str, error: InputUnusable) -> Finding:
    return Finding(
        code="file-unusable",
        severity=Severity.ERROR,
        message="{reason}",
        remedy="",
        file=file,
        params={"reason": str(error)},
    )


def _finding_as_json(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "file": finding.file,
        "row": finding.row,
        "field": finding.field,
        "message": finding.message.format_map(finding.params),
        "remedy": finding.remedy.format_map(finding.params),
    }


def show(checked: CaseCheck, console: "Console") -> None:
    """The findings as one table a file, like ones together, and what can be taken of each list."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in checked.findings:
        by_file[finding.file].append(finding)
    for file, findings in by_file.items():
        table = Table(
            title=escape(file), title_justify="left", title_style="bold", box=box.HORIZONTALS, show_lines=True
        )
        for column in ("", "row", "field", "what is wrong", "what to do"):
            table.add_column(column, overflow="fold")
        for severity, rows, field, message, remedy in _lines(findings):
            style = _STYLES[severity]
            table.add_row(f"[{style}]{severity}[/]", _rows(rows), *(escape(text) for text in (field, message, remedy)))
        console.print(table)
        console.print()
    if checked.lists:
        console.print(_table_of_lists(checked.lists))
    console.print(_closing_line(checked))


def _lines(findings: list[Finding]) -> Iterator[tuple[Severity, list[int], str, str, str]]:
    """Severity, rows, field, flaw and remedy of each line: like flaws on one line, few examples of a kind."""
    order = list(Severity)
    kinds: dict[tuple[Severity, str, str], list[Finding]] = defaultdict(list)
    for each in sorted(findings, key=lambda each: order.index(each.severity)):
        kinds[each.severity, each.field, each.code].append(each)
    for (severity, field, _), alike in kinds.items():
        rows_by_text: dict[tuple[str, str], list[int]] = defaultdict(list)
        for each in alike:
            texts = each.message.format_map(each.params), each.remedy.format_map(each.params)
            rows_by_text[texts] += [] if each.row is None else [each.row]
        said = list(rows_by_text.items())
        for (message, remedy), rows in said[:SHOWN_EXAMPLES]:
            yield severity, rows, field, message, remedy
        if rest := said[SHOWN_EXAMPLES:]:
            yield severity, [row for _, rows in rest for row in rows], field, "The same kind of flaw.", "Likewise."


def _rows(rows: list[int]) -> str:
    shown = ", ".join(str(row) for row in rows[:SHOWN_ROWS])
    return f"{shown} and {len(rows) - SHOWN_ROWS:,} more" if len(rows) > SHOWN_ROWS else shown


def _table_of_lists(lists: tuple[CheckedList, ...]) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(title="Rows", title_justify="left", title_style="bold", box=box.HORIZONTALS)
    table.add_column("list", overflow="fold")
    for column in ("rows", "accepted", "with a warning", "rejected"):
        table.add_column(column, justify="right")
    for each in lists:
        counts = (each.n_rows, each.n_accepted, each.n_warned, each.n_rejected)
        table.add_row(each.key, *(f"{count:,}" for count in counts))
    return table


def _closing_line(checked: CaseCheck) -> str:
    n_errors, n_warnings = checked.count(Severity.ERROR), checked.count(Severity.WARNING)
    if not n_errors and not n_warnings:
        n_notes = checked.count(Severity.NOTE)
        kept = f" {n_notes} note{'s' * (n_notes != 1)} on what the case keeps open." if n_notes else ""
        return f"Nothing is wrong with the input.{kept}"
    said = f"{n_errors:,} error{'s' * (n_errors != 1)}, {n_warnings:,} warning{'s' * (n_warnings != 1)}."
    if not checked.case_is_readable:
        return f"{said} The lists are judged once case.toml reads without an error."
    return f"{said} A rejected row goes back to its sender in the answer file; the others go on." if n_errors else said


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)

"""``repatria lists read FILE``: how a list is read, and what its sender would be told."""

import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repatria.errors import InputUnusable
from repatria.findings import Finding
from repatria.lists.purpose import ListPurpose

if TYPE_CHECKING:
    from rich.console import Console

    from repatria.lists import ParsedList

SHOWN_FINDINGS = 30

lists_app = typer.Typer(help="Lists as they really arrive.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Hang ``repatria lists`` under the main command."""
    app.add_typer(lists_app, name="lists")


@lists_app.callback()
def _lists() -> None:
    """Lists as they really arrive."""


@lists_app.command()
def read(
    file: Annotated[Path, typer.Argument(help="The list: CSV, XLSX or ODS.", show_default=False)],
    purpose: Annotated[ListPurpose, typer.Option(help="What its sender says the rows are.", show_default=False)],
    columns: Annotated[Path | None, typer.Option(help='A mapping file (TOML): "header" = "field".')] = None,
    as_of: Annotated[str | None, typer.Option(help="The day the list speaks of, as YYYY-MM-DD.")] = None,
    stated_count: Annotated[int | None, typer.Option(min=0, help="The count in the covering letter.")] = None,
    answer: Annotated[Path | None, typer.Option(help="Write the answer to the sender here (.xlsx or .csv).")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print everything as JSON; it holds no text of rows.")
    ] = False,
) -> None:
    """Read a list and say how it was read; stores nothing.  Exit code 1 if a row was rejected."""
    from repatria.lists import parse_columns, parse_list

    mapping: Mapping[str, str] = {}
    findings: list[Finding] = []
    if columns is not None:
        mapping, findings = parse_columns(_bytes(columns), columns.name)
    parsed = parse_list(
        _bytes(file),
        file_name=file.name,
        purpose=purpose,
        columns=mapping,
        as_of=_day(as_of),
        stated_count=stated_count,
    )
    if answer is not None:
        _write_answer(parsed, file.name, answer)
    if as_json:
        json.dump(_as_json(parsed, findings), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        from rich.console import Console

        _show(parsed, [*findings, *parsed.all_findings()], file.name, Console(highlight=False, markup=False))
    if parsed.n_rejected:
        raise typer.Exit(1)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputUnusable(f"{path}: cannot be read ({error.strerror}). Check the path and its rights.") from error


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("expected a day as YYYY-MM-DD", param_hint="--as-of") from error


def _write_answer(parsed: "ParsedList", file_name: str, path: Path) -> None:
    from repatria.lists import render_answer, render_answer_csv

    is_csv = path.suffix.lower() == ".csv"
    content = render_answer_csv(parsed) if is_csv else render_answer(parsed, file_name=file_name)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputUnusable(f"{path}: cannot be written ({error.strerror}). Name another place.") from error


def _as_json(parsed: "ParsedList", findings: list[Finding]) -> dict[str, Any]:
    return {
        "purpose": parsed.purpose.value,
        "reading": parsed.reading.as_json(),
        "n_rows": parsed.n_rows,
        "n_accepted": parsed.n_accepted,
        "n_warned": parsed.n_warned,
        "n_rejected": parsed.n_rejected,
        "n_set_aside": len(parsed.set_aside),
        "findings": [
            {
                "code": entry.code,
                "severity": entry.severity.value,
                "row": entry.row,
                "field": entry.field,
                "message": entry.message.format_map(entry.params),
                "remedy": entry.remedy.format_map(entry.params),
                "params": dict(entry.params),
            }
            for entry in (*findings, *parsed.all_findings())
        ],
    }


def _show(parsed: "ParsedList", findings: list[Finding], file_name: str, console: "Console") -> None:
    reading = parsed.reading
    how = [reading.format, reading.encoding, f"separator {reading.delimiter!r}" if reading.delimiter else ""]
    how += [f"sheet '{reading.sheet}'" if reading.sheet else "", f"header in row {reading.header_row}"]
    console.print(f"{file_name}: {', '.join(part for part in how if part)}")
    for field, header in reading.columns.items():
        console.print(f"  {header} → {field}")
    console.print(
        f"rows {parsed.n_rows}: accepted {parsed.n_accepted}, accepted with warning {parsed.n_warned}, "
        f"rejected {parsed.n_rejected}; not counted {len(parsed.set_aside)}"
    )
    for (severity, code), count in sorted(Counter((entry.severity, entry.code) for entry in findings).items()):
        console.print(f"  {severity} {code}: {count}")
    for entry in findings[:SHOWN_FINDINGS]:
        console.print(entry.text())
    if len(findings) > SHOWN_FINDINGS:
        console.print(f"… and {len(findings) - SHOWN_FINDINGS} more: --json or --answer gives all.")

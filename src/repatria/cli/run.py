"""``repatria run CASE``: lists in, every person accounted for."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

_SHORT = 16  # characters: cells up to this are never broken
_WIDTH_ELSEWHERE = 110  # columns, where the output goes into a file or a pipe


def console_for(*, is_error: bool = False) -> Console:
    """A console as wide as the terminal, or wide enough for the tables where there is none."""
    made = Console(stderr=is_error)
    return made if made.is_terminal else Console(stderr=is_error, width=_WIDTH_ELSEWHERE)


def run(
    case: Annotated[Path, typer.Argument(help="The case folder.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON and nothing else.")] = False,
) -> None:
    """Import, match, plan and account; only what changed is done again.  Results go to CASE/results."""
    console = console_for(is_error=as_json)
    summary = run_case(case, console)
    if as_json:
        json.dump(summary, sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
        return
    show(summary, console)
    console.print(f"\nResults: {case / 'results'} (open report.html)", highlight=False, soft_wrap=True)


def run_case(case: Path, console: Console) -> dict[str, Any]:
    """Run a case with progress on the console; gives the summary."""
    from repatria.cli.progress import StepLines
    from repatria.cli.shell import open_case

    open_case(case)
    from repatria.web.cases import pipeline

    with StepLines(console) as progress:
        return pipeline.run(case, progress=progress)


def show(summary: dict[str, Any], console: Console) -> None:
    """The summary as tables: lists, questions, rounds, the account."""
    for block in summary["tables"]:
        table = Table(title=block["title"], title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
        for position, column in enumerate(block["columns"]):
            is_text = position < block["n_text_columns"]
            longest = max(len(_cell(row[position])) for row in block["rows"])
            table.add_column(
                column,
                justify="left" if is_text else "right",
                min_width=max(min(longest, _SHORT), *(len(word) for word in column.split())),
                overflow="fold",
            )
        for row in block["rows"]:
            table.add_row(*(_cell(cell) for cell in row))
        console.print()
        console.print(table)
    for line in summary["notes"]:
        console.print(line, highlight=False)


def _cell(cell: object) -> str:
    if cell is None:
        return "–"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(run)

"""``repatria new CASE``: a folder with a commented ``case.toml`` to fill in."""

from pathlib import Path
from typing import Annotated

import typer

from repatria.errors import StateConflict

_README = """\
A case of Repatria
==================

case.toml    who takes part, what was agreed and what was only proposed, which lists arrived
lists/       the files as the parties sent them: CSV, TSV, XLSX or ODS, never edited

  repatria check .     everything wrong with the input: file, row, field, remedy
  repatria run .       lists in, every person accounted for; results/report.html first
  repatria serve .     the pages, on this computer only

The program makes repatria.db (the account) and results/. Keep the whole folder together, and keep it
where only those may read who may read the lists: it holds names of prisoners, of missing and of dead people.
"""


def new(
    case: Annotated[Path, typer.Argument(help="The folder to make.", show_default=False)],
    title: Annotated[str, typer.Option(help="The case's title; the folder's name where none is given.")] = "",
) -> None:
    """Make a case folder with a commented case.toml; nothing that exists is overwritten."""
    from repatria.case import render_skeleton

    files = {"case.toml": render_skeleton(title or case.resolve().name), "README.txt": _README.encode()}
    if case.exists() and not case.is_dir():
        raise StateConflict(f"{case}: a file of this name exists. Choose another name.")
    taken = [name for name in files if (case / name).exists()]
    if taken:
        raise StateConflict(f"{case}: {', '.join(taken)} exists and is left as it is. Choose another folder.")
    (case / "lists").mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (case / name).write_bytes(content)
    typer.echo(
        f"Made {case / 'case.toml'}. Fill it in, put the lists into {case / 'lists'}, then: repatria check {case}"
    )


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(new)

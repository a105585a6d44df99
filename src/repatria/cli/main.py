"""The command ``repatria``: every sub-command, and the roof under which errors become sentences."""

import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from repatria import __version__
from repatria.cli import (
    check,
    demo,
    identify,
    kinship,
    lists,
    match,
    names,
    new,
    plan,
    psi,
    run,
    serve,
    synth,
    users,
    verify,
    worker,
)
from repatria.errors import CaseInvalid, InputUnusable, RepatriaError

EXIT_REFUSED = 1  # the work was done and the answer is no, or the state does not allow it
EXIT_UNUSABLE = 2  # a file or the command line itself cannot be read
EXIT_DEFECT = 70  # EX_SOFTWARE of sysexits.h: our mistake, not the caller's
EXIT_STOPPED = 130  # as shells count an interrupt
SHOWN_FINDINGS = 20

app = typer.Typer(
    name="repatria",
    help="Bring people home between parties at war: lists, matching, rounds, remains, one account for both sides.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"repatria {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    pass


# In the order in which --help shows them. Each imports what is heavy only when it is called.
for _command in (
    demo,
    new,
    check,
    run,
    verify,
    serve,
    worker,
    users,
    synth,
    names,
    match,
    psi,
    lists,
    plan,
    kinship,
    identify,
):
    _command.register(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code; whatever goes wrong ends in a sentence, not in a traceback."""
    try:
        app(args=None if arguments is None else list(arguments))
    except InputUnusable as error:
        _refuse(str(error), EXIT_UNUSABLE)
    except CaseInvalid as error:
        _refuse("\n".join([str(error), *_first_findings(error)]), EXIT_REFUSED)
    except RepatriaError as error:
        _refuse(str(error), EXIT_REFUSED)
    except KeyboardInterrupt:
        _refuse("Stopped.", EXIT_STOPPED)
    except Exception as error:  # noqa: BLE001 - the roof: whatever nobody foresaw is a defect, and is called so
        _refuse(_defect(error), EXIT_DEFECT)


def _refuse(sentence: str, code: int) -> None:
    typer.echo(sentence, err=True)
    sys.exit(code)


def _first_findings(error: CaseInvalid) -> list[str]:
    lines = [f"  {finding.text()}" for finding in error.findings[:SHOWN_FINDINGS]]
    if len(error.findings) > SHOWN_FINDINGS:
        lines.append(f"  … and {len(error.findings) - SHOWN_FINDINGS} more: repatria check shows all.")
    return lines


def _defect(error: Exception) -> str:
    # The text of an unforeseen error may quote a row: it goes into a file of the caller's own, not onto the screen.
    with tempfile.NamedTemporaryFile(
        "w", prefix="repatria-defect-", suffix=".txt", delete=False, encoding="utf-8"
    ) as out:
        out.write("".join(traceback.format_exception(error)))
    return (
        f"This is a defect of Repatria ({type(error).__name__}), not of your input. "
        "What was stored before stays stored.\n"
        f"The details are in {Path(out.name)}; it may quote your data, so read it before you send it to anyone."
    )


if __name__ == "__main__":
    main()

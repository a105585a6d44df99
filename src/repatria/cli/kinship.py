"""``repatria kinship``: questions on kinship, one a file, and what a family's samples can show."""

import json
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repatria.cli.kinship_power import power
from repatria.errors import RepatriaError
from repatria.findings import Finding

if TYPE_CHECKING:
    from repatria.kinship.formats.case import Case

UNUSABLE = 2
REFUSED = 1

kinship = typer.Typer(help="Whose body this is: likelihoods of relationships.", no_args_is_help=True)


class ConventionChoice(StrEnum):
    """How ``--convention`` is written."""

    AS_DRAWN = "as-drawn"
    UNTYPED_FOUNDERS_DROPPED = "untyped-founders-dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of one file: ``results``, or why there are none and the exit code that this deserves."""

    file: str
    case: "Case | None" = None
    about: dict[str, Any]
    results: Any = None
    complaints: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    code: int = 0

    def as_json(self) -> dict[str, Any]:
        """One line of the output."""
        said: dict[str, Any] = {"file": self.file, **self.about, "results": self.results}
        if self.complaints:
            said["errors"] = list(self.complaints)
        return said


@kinship.command()
def solve(
    cases: Annotated[list[Path], typer.Argument(metavar="CASE", help="Case files (JSON).", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a file, one a line.")] = False,
    convention: Annotated[
        ConventionChoice,
        typer.Option(help="What untyped founders mean where a mutation model changes allele frequencies."),
    ] = ConventionChoice.AS_DRAWN,
) -> None:
    """Answer questions on kinship: likelihoods, linked markers, genotypes, power, whole identification problems.

    A file that cannot be answered is told on standard error, and the others are answered.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from repatria.cli.kinship_tables import show

    code = 0
    shown = Console(highlight=False, markup=False)
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=len(cases) < 2,
    ) as bar:
        task = bar.add_task("solving", total=len(cases))
        for path in cases:
            bar.update(task, description=f"solving {path.name}")
            answer = answer_file(path, convention)
            bar.advance(task)
            for complaint in answer.complaints:
                typer.echo(complaint, err=True)
            code = max(code, answer.code)
            if as_json:
                sys.stdout.write(json.dumps(answer.as_json(), ensure_ascii=False, allow_nan=False) + "\n")
                sys.stdout.flush()
            elif answer.case is not None and answer.results is not None:
                show(answer.case, answer.results, answer.about, shown)
    if code:
        raise typer.Exit(code)


def answer_file(path: Path, convention: ConventionChoice) -> Answer:
    """Read and answer one file; whatever is wrong with it is in the answer."""
    from repatria.kinship import Convention
    from repatria.kinship.formats.answer import answer_case
    from repatria.kinship.formats.case import parse_case
    from repatria.provenance import Provenance, digest_of_bytes

    name = str(path)
    try:
        data = path.read_bytes()
    except OSError:
        complaint = f"{name}: cannot be read. Name a case file (JSON)."
        return Answer(file=name, about={}, complaints=(complaint,), code=UNUSABLE)
    case, findings = parse_case(data, file=name)
    if case is None:
        return Answer(
            file=name,
            about={"findings": [_plain(each) for each in findings]},
            complaints=tuple(each.text() for each in findings),
            findings=tuple(findings),
            code=UNUSABLE,
        )
    chosen = Convention[convention.name]
    provenance = Provenance(
        engine="kinship", params={"convention": chosen.value}, inputs={path.name: digest_of_bytes(data)}
    )
    about = {"schema": case.schema, "id": case.id, "convention": chosen.value, "provenance": provenance.as_json()}
    try:
        results = answer_case(case, convention=chosen)
    except (RepatriaError, ValueError) as error:
        # The case is whole in itself; what the engine then refuses (a sex that X needs, a pair it cannot link) is
        # said of this file, and the others go on.
        return Answer(file=name, case=case, about=about, complaints=(f"{name}: {error}",), code=REFUSED)
    return Answer(file=name, case=case, about=about, results=results)


def _plain(finding: Finding) -> dict[str, Any]:
    return {"code": finding.code, "severity": finding.severity.value, "field": finding.field, "text": finding.text()}


def register(app: typer.Typer) -> None:
    """Hang ``repatria kinship`` under the main command."""
    kinship.command()(power)
    app.add_typer(kinship, name="kinship")

"""``repatria identify``: read, screen, weigh together, and write what is proposed with everything it rests on."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repatria.cli.dna_models import (
    ConventionOption,
    Drawing,
    MinimumFrequencyOption,
    MutationModel,
    MutationOption,
    MutationRangeOption,
    Rate2Option,
    RateFemaleOption,
    RateMaleOption,
    SingleAlleleOption,
    SingleRead,
    Stationarity,
    StationarityOption,
    ThetaOption,
)
from repatria.cli.identify.settings import Settings
from repatria.errors import InputUnusable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from repatria.cli.identify.inputs import Inputs, Sources
    from repatria.findings import Finding

SHOWN_OF_ONE_KIND = 3


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(identify)


def identify(
    bodies: Annotated[Path, typer.Option(help="Profiles of bodies: CSV, or a .fam file.", show_default=False)],
    families: Annotated[
        Path,
        typer.Option(help="Folder with pedigrees.csv and references.csv, or a .fam file.", show_default=False),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the results.", show_default=False)],
    frequencies: Annotated[
        Path | None, typer.Option(help="Frequencies of alleles in the population: CSV. A .fam file has its own.")
    ] = None,
    evidence: Annotated[Path | None, typer.Option(help="What else is known of bodies and missing people: CSV.")] = None,
    staff: Annotated[Path | None, typer.Option(help="Profiles of the laboratory's own people: CSV.")] = None,
    single_allele: SingleAlleleOption = None,
    threshold: Annotated[
        float, typer.Option(help="Posterior that the board asks for.", min=0.5, max=0.9999999999)
    ] = 0.9995,
    probable: Annotated[
        float, typer.Option(help="Posterior of a probable answer.", min=0.500001, max=0.9999999999)
    ] = 0.99,
    candidate_lr: Annotated[
        float, typer.Option(help="Likelihood ratio from which a pair counts as a candidate.", min=1.0)
    ] = 1e4,
    open_cases: Annotated[
        int | None,
        typer.Option(help="How many open cases a body may be; if not stated, the missing of its sex.", min=1),
    ] = None,
    not_listed: Annotated[
        float, typer.Option(help="Prior probability that a body is nobody on these lists.", min=0.0, max=0.999999)
    ] = 0.1,
    min_loci: Annotated[int, typer.Option(help="Fewer loci than these bring a warning.", min=1)] = 8,
    board_loci: Annotated[int, typer.Option(help="Loci that the board asks for.", min=0)] = 12,
    max_exclusions: Annotated[int, typer.Option(help="Excluded loci that do not yet exclude a pair.", min=0)] = 2,
    mutation: MutationOption = MutationModel.STEPWISE,
    stationarity: StationarityOption = Stationarity.AS_STATED,
    rate_female: RateFemaleOption = 0.0007,
    rate_male: RateMaleOption = 0.0035,
    rate2: Rate2Option = 1e-6,
    mutation_range: MutationRangeOption = 0.1,
    theta: ThetaOption = 0.0,
    minimum_frequency: MinimumFrequencyOption = 0.001,
    convention: ConventionOption = Drawing.AS_DRAWN,
    best: Annotated[
        int, typer.Option(help="Candidates kept for each body, and for each missing person.", min=1, max=1000)
    ] = 20,
    pages: Annotated[int, typer.Option(help="How many proposals get a page of their own.", min=0, max=100_000)] = 200,
    seed: Annotated[int, typer.Option(help="Written down with the result.", min=0)] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
) -> None:
    """Propose whose bodies these are: every body against every missing person, then all of them together.

    Writes candidates, posteriors and conclusions as Parquet and as one workbook, a report to read and print, and how to
    make it again. It proposes; nothing is an identification before two owners have signed.
    """
    from rich.console import Console

    from repatria.cli.identify.inputs import Sources

    if probable > threshold:
        raise InputUnusable(
            f"--probable {probable:g} is above --threshold {threshold:g}: give the smaller one to --probable."
        )
    settings = Settings(
        single_read=single_allele or SingleRead.UNKNOWN,
        is_single_read_stated=single_allele is not None,
        threshold=threshold,
        probable=probable,
        candidate_log10_lr=_log10(candidate_lr),
        open_cases=open_cases,
        not_listed=not_listed,
        min_loci=min_loci,
        board_loci=board_loci,
        max_exclusions=max_exclusions,
        mutation=mutation,
        stationarity=stationarity,
        rate_female=rate_female,
        rate_male=rate_male,
        rate2=rate2,
        mutation_range=mutation_range,
        theta=theta,
        minimum_frequency=minimum_frequency,
        convention=convention,
        best=best,
        seed=seed,
    )
    if out.exists() and not out.is_dir():
        raise InputUnusable(f"{out} is a file: name a folder for the results.")
    sources = Sources(bodies=bodies, families=families, frequencies=frequencies, staff=staff, evidence=evidence)
    summary = _run(sources, settings, out, pages, Console(stderr=True, highlight=False))
    if as_json:
        typer.echo(json.dumps(summary, indent=2))
    else:
        _say(summary, out)


def _log10(value: float) -> float:
    from math import log10

    return log10(value)


def _run(sources: "Sources", settings: Settings, out: Path, n_pages: int, notes: "Console") -> dict[str, Any]:
    """The work itself, step by step, with a line for each step that is over."""
    from repatria.cli.identify.inputs import read_inputs
    from repatria.cli.identify.outcome import compared, weigh
    from repatria.cli.identify.proposals import Proposals
    from repatria.cli.identify.writing import N_FILES, write
    from repatria.cli.progress import StepLines
    from repatria.kinship import screen
    from repatria.kinship.formats import not_compared

    with StepLines(notes) as steps:
        steps.begin("reading")
        inputs = read_inputs(sources, settings)
        steps.end(f"{len(inputs.bodies):,} bodies, {len(inputs.families):,} families, {len(inputs.panel)} loci")
        _show(inputs.findings, notes)
        _warn_of_default(inputs, settings, notes)
        steps.begin("comparing bags")
        bags = compared(inputs, settings)
        steps.end(f"{len(bags.bodies):,} persons, {len(bags.staff_hits)} of staff")
        steps.begin("screening")
        candidates = screen(
            bags.bodies,
            inputs.families,
            inputs.panel,
            settings.screen(),
            likelihood=settings.likelihood(),
            progress=steps.reach,
        )
        missed = not_compared(candidates, bags.bodies, inputs.families, inputs.panel)
        inputs = replace(inputs, findings=(*inputs.findings, *missed))
        steps.end(f"{len(candidates):,} candidates of {candidates.n_pairs:,} pairs")
        _show(missed, notes)
        steps.begin("weighing together")
        proposals = Proposals(inputs, weigh(inputs, bags, candidates, settings))
        steps.end(f"{len(proposals):,} proposals")
        steps.begin("writing", total=min(n_pages, len(proposals)) + N_FILES)
        summary = write(proposals, settings, out, n_pages, advance=steps.advance)
        steps.end(str(out))
    return summary


def _show(findings: "Sequence[Finding]", notes: "Console") -> None:
    """The gravest first, a few of each kind."""
    from collections import Counter

    from repatria.findings import Severity

    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    shown: Counter[str] = Counter()
    for each in sorted(findings, key=lambda one: order[one.severity]):
        shown[each.code] += 1
        if shown[each.code] <= SHOWN_OF_ONE_KIND:
            notes.print(f"    {each.severity}: {each.text()}", markup=False, soft_wrap=True)
    n_more = sum(n - SHOWN_OF_ONE_KIND for n in shown.values() if n > SHOWN_OF_ONE_KIND)
    if n_more:
        notes.print(f"    … and {n_more:,} more of these kinds: the report and the workbook hold them.")


def _warn_of_default(inputs: "Inputs", settings: Settings, notes: "Console") -> None:
    has_singles = any(each.code.startswith("single-allele-") for each in inputs.findings)
    if has_singles and not settings.is_single_read_stated:
        notes.print(
            f"    One allele alone is taken as: second allele {settings.single_read}. "
            "If your laboratory writes homozygotes so, run again with --single-allele homozygous.",
            markup=False,
            soft_wrap=True,
        )


def _say(summary: dict[str, Any], out: Path) -> None:
    said = ", ".join(f"{n:,} {name}" for name, n in summary["conclusions"].items())
    typer.echo(f"{summary['n_persons']:,} persons in bags: {said}.")
    at = summary["thresholds"]
    board = next(each for each in at if each["posterior"] == 0.9995)
    typer.echo(
        f"{board['n_named']:,} are named at a posterior of 0.9995 or more; "
        f"{board['expected_false']:.3g} of them are expected to be wrong."
    )
    typer.echo(f"Read {out / 'report.html'}. They are proposals: two owners sign.")

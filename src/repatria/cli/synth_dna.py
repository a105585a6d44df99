"""``repatria synth dna`` and ``synth evaluate-dna``: families and bodies with their truth, and a result held to it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import polars as pl

    from repatria.synth.dna import DnaEvaluation, Loci


def make_dna(
    out: Annotated[Path, typer.Option(help="Folder to write; it must not exist yet, or be empty.", show_default=False)],
    bodies: Annotated[int, typer.Option(help="How many bags are sampled.", min=1, max=200_000)] = 1200,
    families: Annotated[int, typer.Option(help="How many families look for someone.", min=1, max=1_000_000)] = 6000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.", min=0)] = 1,
    loci: Annotated[
        int,
        typer.Option(help="How many loci of the packaged table are typed; --frequencies sets its own.", min=1, max=47),
    ] = 24,
    frequencies: Annotated[
        Path | None, typer.Option(help="Frequencies of alleles of your own instead of the packaged table.")
    ] = None,
) -> None:
    """Invent families with missing people, bodies, their DNA and other evidence, and the truth beside them."""
    import time

    import numpy as np

    from repatria.cli.inventing import invented
    from repatria.synth.dna import N_DNA_STEPS, make_dna_world

    drawn_from = _loci(frequencies, loci)
    began = time.monotonic()
    rng = np.random.default_rng(seed)
    world = invented(
        out,
        N_DNA_STEPS,
        lambda told: make_dna_world(bodies, families, drawn_from, seed=seed, rng=rng, progress=told),
    )
    counts = world.counts
    typer.echo(
        f"{out}: {counts['bodies']:,} bags, {counts['families']:,} families that miss {counts['missing']:,} people, "
        f"{counts['references']:,} relatives' samples, {counts['loci']} loci, "
        f"{sum(len(each) for each in world.files.values()) / 1e6:.1f} MB in {time.monotonic() - began:.1f} s."
    )
    typer.echo(f"Next: the command in {out / 'README.md'}, then repatria synth evaluate-dna {out} RESULTS.")


def _loci(table: Path | None, n: int) -> "Loci":
    from repatria.errors import InputUnusable
    from repatria.kinship import Chromosome, Panel, example_frequencies
    from repatria.kinship.formats.frequencies import parse_frequencies
    from repatria.kinship.frequencies import USUAL_RATE
    from repatria.synth.dna import Loci

    panel: Panel
    if table is None:
        panel = example_frequencies(n)
    else:
        if not table.is_file():
            raise InputUnusable(f"{table}: no such file.")
        panel, findings = parse_frequencies(table.read_bytes(), file=str(table))
        for finding in findings:
            typer.echo(finding.text(), err=True)
    markers = [each for each in panel.markers if each.chromosome is Chromosome.AUTOSOMAL and not each.has_silent]
    if not markers:
        raise InputUnusable(f"{table}: no locus that can be used: autosomal, without a silent allele.")
    of_mothers, of_fathers = USUAL_RATE
    return Loci.of(
        {each.name: dict(zip(each.alleles, each.frequencies.tolist(), strict=True)) for each in markers},
        {each.name: (of_fathers, of_mothers) for each in markers},
    )


def judge_dna(
    world: Annotated[Path, typer.Argument(help="Folder that repatria synth dna wrote.", show_default=False)],
    results: Annotated[Path, typer.Argument(help="Folder that repatria identify wrote.", show_default=False)],
    threshold: Annotated[
        float, typer.Option(min=0.500001, max=1.0, help="Posterior from which a pair counts as found.")
    ] = 0.9995,
    report: Annotated[
        Path | None, typer.Option(help="Folder for a page with the calibration drawn and the tables.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the tables as JSON.")] = False,
) -> None:
    """Compare an identification with the truth: pairs found, false ones against those expected, calibration."""
    import json

    import polars as pl

    from repatria.synth.dna import evaluate_dna

    bodies = _truth(world / "truth" / "bodies.csv")
    missing = _truth(world / "truth" / "missing.csv")
    evaluation = evaluate_dna(
        bodies=bodies,
        missing=missing,
        posteriors=pl.read_parquet(_there(results / "posteriors.parquet", "repatria identify writes it")),
        threshold=threshold,
    )
    if report is not None:
        from repatria.cli.dna_judgement import write_judgement

        typer.echo(f"Page: {write_judgement(report, evaluation)}", err=True)
    if as_json:
        typer.echo(json.dumps(evaluation.as_json(), indent=2))
        return
    _print(evaluation)


def _truth(path: Path) -> "pl.DataFrame":
    import polars as pl

    return pl.read_csv(_there(path, "make the world with repatria synth dna"), infer_schema=False).fill_null("")


def _there(path: Path, remedy: str) -> Path:
    from repatria.errors import InputUnusable

    if not path.is_file():
        raise InputUnusable(f"{path} is not there: {remedy}.")
    return path


def _print(evaluation: "DnaEvaluation") -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if Console().is_terminal else 120)
    title = f"Found at a posterior of {evaluation.threshold:g}"
    found = Table("whose", "bags of the missing", "found", "share", "proposed", "false", "false expected", title=title)
    for line in evaluation.found.iter_rows(named=True):
        share = line["n_found"] / line["n_true"] if line["n_true"] else 0.0
        numbers = (line["n_true"], line["n_found"])
        found.add_row(
            line["unit"],
            *(f"{each:,}" for each in numbers),
            f"{share:.4f}",
            *(f"{line[name]:,}" for name in ("n_proposed", "n_false")),
            f"{line['n_expected_false']:.2f}",
        )
    console.print(found)
    bins = Table("posterior", "pairs", "stated", "true", "range of doubt", title="Calibration")
    for line in evaluation.calibration.iter_rows(named=True):
        doubt = f"{line['low']:.4f} to {line['high']:.4f}"
        stated, observed = (f"{line[name]:.4f}" for name in ("stated", "observed"))
        bins.add_row(f"{line['from']:g} to {line['to']:g}", f"{line['n']:,}", stated, observed, doubt)
    console.print(bins)
    for name, kinds in (
        ("Trouble", evaluation.troubles),
        ("Shape of the family", evaluation.shapes),
        ("Whose body", evaluation.origins),
    ):
        table = Table("kind", "bags", "of the missing", "person found", "family found", "false", title=name)
        for kind, *counts in kinds.iter_rows():
            table.add_row(kind, *(f"{count:,}" for count in counts))
        console.print(table)

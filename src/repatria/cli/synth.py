"""``repatria synth``: make an invented world with its truth, and judge a run against it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repatria.cli import synth_dna, synth_lists

if TYPE_CHECKING:
    from repatria.synth import Evaluation

synth = typer.Typer(
    name="synth",
    help="Invented worlds with truth: make one, judge a run on it.",
    no_args_is_help=True,
    add_completion=False,
)


def register(app: typer.Typer) -> None:
    """Hang ``repatria synth`` onto the command."""
    synth.command("dna")(synth_dna.make_dna)
    synth.command("evaluate-dna")(synth_dna.judge_dna)
    synth.command("lists")(synth_lists.make_lists)
    app.add_typer(synth, name="synth")


@synth.command("case")
def make_case(
    out: Annotated[Path, typer.Argument(help="Folder to write; it must not exist yet, or be empty.")],
    scale: Annotated[
        float, typer.Option(help="1 is the size of the agreement: 60,000 missing a side.", min=0.01, max=10)
    ] = 0.05,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.", min=0)] = 1,
) -> None:
    """Invent a case with lists of both sides, errors of every kind, and the truth beside them."""
    import time

    import numpy as np

    from repatria.cli.inventing import invented
    from repatria.synth import N_STEPS, make_world

    began = time.monotonic()
    rng = np.random.default_rng(seed)
    world = invented(out, N_STEPS, lambda told: make_world(scale, seed=seed, rng=rng, progress=told))
    n_rows = sum(world.n_rows.values())
    typer.echo(f"{out}: {len(world.n_rows)} lists with {n_rows:,} rows in {time.monotonic() - began:.1f} s.")
    typer.echo(f"Next: repatria check {out}, repatria run {out}, then repatria synth evaluate {out}.")


@synth.command("evaluate")
def judge(
    case: Annotated[Path, typer.Argument(help="Folder of an invented case that has been run.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the tables as JSON.")] = False,
) -> None:
    """Compare the results of a run with the truth: links at 0.5 and 0.95, and each kind of planted error."""
    import json

    import polars as pl

    from repatria.synth import evaluate

    evaluation = evaluate(
        truth_links=pl.read_parquet(_existing(case / "truth" / "links.parquet")),
        rows=pl.read_parquet(_existing(case / "truth" / "rows.parquet")),
        planted=pl.read_parquet(_existing(case / "truth" / "planted.parquet")),
        links=pl.read_parquet(_existing(case / "results" / "links.parquet")),
        findings=pl.read_parquet(_existing(case / "results" / "findings.parquet")),
    )
    if as_json:
        typer.echo(json.dumps(evaluation.as_json(), indent=2))
        return
    _print(evaluation)


def _existing(path: Path) -> Path:
    from repatria.errors import InputUnusable

    if not path.is_file():
        remedy = "make the case with repatria synth case" if path.parent.name == "truth" else "repatria run it first"
        raise InputUnusable(f"{path} is not there: {remedy}.")
    return path


_CAPTION = "Pairs of lists that are not summed stand here only where the run proposed something."


def _print(evaluation: "Evaluation") -> None:
    import polars as pl
    from rich.console import Console
    from rich.table import Table

    from repatria.synth import TOTAL

    console = Console(width=None if Console().is_terminal else 120)
    links = Table(
        "lists", "senders", "from", "true", "proposed", "right", "precision", "recall", title="Links", caption=_CAPTION
    )
    compared = evaluation.links.filter(pl.col("is_counted") | (pl.col("n_proposed") > 0))
    for line in compared.iter_rows(named=True):
        is_total = line["left"] == TOTAL
        links.add_row(
            TOTAL if is_total else f"{line['left']} × {line['right']}",
            line["senders"] + ("" if line["is_counted"] else " (not summed)"),
            f"{line['threshold']:g}",
            *(f"{line[name]:,}" for name in ("n_true", "n_proposed", "n_right")),
            *(_proportion(line[name]) for name in ("precision", "recall")),
            end_section=is_total,
        )
    console.print(links)
    noise = Table("noise in the pair", "true", "recall 0.5", "recall 0.95", title="Links by kind of noise")
    for kind, n_true, *recalls in evaluation.noise.iter_rows():
        noise.add_row(kind, f"{n_true:,}", *(_proportion(recall) for recall in recalls))
    console.print(noise)
    planted = Table("planted", "finding", "planted", "found", "false", title="Planted errors")
    for kind, code, *counts in evaluation.findings.iter_rows():
        planted.add_row(kind, code or "none expected", *("" if count is None else f"{count:,}" for count in counts))
    console.print(planted)
    others = Table("finding", "rows", title="Findings that answer no planted error")
    for code, n_findings in evaluation.others.iter_rows():
        others.add_row(code, f"{n_findings:,}")
    console.print(others)


def _proportion(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"

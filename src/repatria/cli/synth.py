"""``repatria synth``: make an invented world with its truth, and judge a run against it."""

from pathlib import Path
from typing import Annotated

import typer

synth = typer.Typer(
    name="synth",
    help="Invented worlds with truth: make one, judge a run on it.",
    no_args_is_help=True,
    add_completion=False,
)


def register(app: typer.Typer) -> None:
    """Hang ``repatria synth`` onto the command."""
    app.add_typer(synth, name="synth")


@synth.command("case")
def make_case(
    out: Annotated[Path, typer.Argument(help="Folder to write; it must not exist yet, or be empty.")],
    scale: Annotated[float, typer.Option(help="1 is the size of the agreement: 60,000 missing a side.")] = 0.05,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.", min=0)] = 1,
) -> None:
    """Invent a case with lists of both sides, errors of every kind, and the truth beside them."""
    import time

    import numpy as np
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    from repatria.errors import InputUnusable
    from repatria.synth import make_world

    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputUnusable(f"{out} is not an empty folder: name a new one, so that nothing of yours is overwritten.")
    began = time.monotonic()
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("inventing")
        try:
            world = make_world(
                scale,
                seed=seed,
                rng=np.random.default_rng(seed),
                progress=lambda step: bar.update(task, description=f"inventing: {step}"),
            )
        except ValueError as error:
            raise InputUnusable(f"This world cannot be made: {error}.") from error
        bar.update(task, description="writing")
        for name, content in world.files.items():
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    n_rows = sum(world.n_rows.values())
    typer.echo(f"{out}: {len(world.n_rows)} lists with {n_rows:,} rows in {time.monotonic() - began:.1f} s.")
    typer.echo(f"Next: repatria check {out}, repatria run {out}, then repatria synth evaluate {out}.")

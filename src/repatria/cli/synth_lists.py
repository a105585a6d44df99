"""``repatria synth lists``: two parties' invented lists with who stands on both, and what was done to each pair."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from repatria.synth import ListsWorld

MAX_ROWS = 5_000_000


def make_lists(
    out: Annotated[Path, typer.Option(help="Folder to write; it must not exist yet, or be empty.", show_default=False)],
    size: Annotated[int, typer.Option(help="Rows of list A, and of B unless --right says more.", min=1, max=MAX_ROWS)],
    right: Annotated[int | None, typer.Option(help="Rows of list B.", min=1, max=MAX_ROWS, show_default=False)] = None,
    overlap: Annotated[
        float, typer.Option(help="Of the shorter list, the proportion of people who stand on both.", min=0.0, max=1.0)
    ] = 0.6,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.", min=0)] = 1,
    quality: Annotated[
        Literal["good", "ordinary", "poor"], typer.Option(help="How carefully the lists were kept.")
    ] = "ordinary",
    file_format: Annotated[
        Literal["csv", "parquet"], typer.Option("--format", help="What the tables are written as.")
    ] = "csv",
) -> None:
    """Invent two lists in several languages and scripts, with slips, kin and namesakes, and the truth beside them."""
    import time

    import numpy as np

    from repatria.cli.inventing import invented
    from repatria.synth import N_LISTS_STEPS, ListsFormat, ListsParams, Quality, make_two_lists, render_lists

    params = ListsParams.of_quality(Quality(quality), n_left=size, n_right=right or size, overlap=overlap)
    began = time.monotonic()
    rng = np.random.default_rng(seed)

    def make(told: Callable[[str], None]) -> "ListsWorld":
        return render_lists(
            make_two_lists(params, rng=rng, progress=told), seed=seed, file_format=ListsFormat(file_format)
        )

    world = invented(out, N_LISTS_STEPS, make)
    n_bytes = sum(len(content) for content in world.files.values())
    typer.echo(
        f"{out}: {params.n_left:,} and {params.n_right:,} rows, {params.n_both:,} people on both, "
        f"{n_bytes / 1e6:.1f} MB in {time.monotonic() - began:.1f} s."
    )
    typer.echo(f"Next: repatria match {out / f'a.{file_format}'} {out / f'b.{file_format}'}.")

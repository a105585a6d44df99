"""``repatria names compare PAIRS``: how much two names speak for one person, and why, for every row of a table."""

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repatria.cli.outputs import refuse_overwriting

if TYPE_CHECKING:
    import polars as pl

names_app = typer.Typer(help="Names of persons across scripts and spellings.", no_args_is_help=True)
_DIGITS = 6
# No name is longer, and time grows with the square of a text.
LONGEST = 1_000


def register(app: typer.Typer) -> None:
    """Hang ``repatria names`` under the main command."""
    app.add_typer(names_app, name="names")


@names_app.callback()
def _names() -> None:
    """Names of persons across scripts and spellings."""


@names_app.command()
def compare(
    pairs: Annotated[Path, typer.Argument(help="CSV or Parquet with the columns name1 and name2.", show_default=False)],
    out: Annotated[Path, typer.Option(help="Where the scored pairs go: a .csv or .parquet file.")] = Path("scored.csv"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Score pairs of names, whatever script and spelling each is in.

    Every row keeps its columns and gains score (in [0, 1]), level (same, probable, possible, different) and reason.
    """
    from rich.console import Console
    from rich.progress import Progress

    from repatria import __version__
    from repatria.cli.name_pairs import NEEDED, blocks, written
    from repatria.names import NameLevel

    refuse_overwriting((out,), (pairs,))
    notes = Console(stderr=True, highlight=False, markup=False)
    levels: Counter[str] = Counter()
    n_overlong = 0
    started = time.perf_counter()
    with Progress(console=notes, transient=True) as progress, written(out) as sink:
        task = progress.add_task("comparing", total=1.0)
        for block, part in blocks(pairs):
            n_overlong += sum(int((block[name].str.len_chars() > LONGEST).sum()) for name in NEEDED)
            scored = _scored(block)
            levels.update(dict(scored["level"].value_counts().iter_rows()))
            sink.write(scored)
            progress.update(task, completed=part)
    if n_overlong:
        notes.print(f"{pairs}: {n_overlong} names of more than {LONGEST} letters count as missing.")
    counts = {level.value: levels[level.value] for level in NameLevel}
    if as_json:
        summary = {"version": __version__, "out": str(out), "pairs": levels.total(), "levels": counts}
        seconds = round(time.perf_counter() - started, 3)
        json.dump({**summary, "seconds": seconds}, sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
        return
    told = ", ".join(f"{n} {level}" for level, n in counts.items())
    notes.print(f"{levels.total()} pairs in {out}: {told}. A score orders pairs of names; people decide.")


def _said(names: "pl.Series") -> "pl.Series":
    """What is too long for any name is a slip of a separator or a quotation mark, and was not said."""
    return names.set(names.str.len_chars() > LONGEST, None).fill_null("")


def _scored(block: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    from repatria.cli.name_pairs import NEEDED
    from repatria.names import compare_frame
    from repatria.names.wording import one_line

    found = compare_frame(*(_said(block[name]) for name in NEEDED))
    codes = found["reasons"].list.join(";")
    distinct = codes.unique()
    lines = [one_line(tuple(each.split(";"))) for each in distinct]
    reason = codes.replace_strict(distinct, lines, return_dtype=pl.String).alias("reason")
    return block.with_columns(found["score"].round(_DIGITS), found["level"], reason)

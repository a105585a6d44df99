"""``repatria match``: which rows of two or more lists are one person."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from repatria.cli import match_lists
from repatria.cli.match_engines import Engine, proposed
from repatria.cli.match_evaluate import match_evaluate
from repatria.cli.outputs import refuse_overwriting
from repatria.errors import InputUnusable

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console
    from rich.progress import Progress as Bars

    from repatria.linkage import LinkageModel, LinkageParams, PreparedRecords, ScoredPairs

DEFAULT = "lists"
THRESHOLD = 0.01
_LARGEST_MODEL = 1 << 20


class _ByDefault(TyperGroup):
    """A group whose first command is meant where none is named: ``repatria match A B``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What is no command is an argument of the default one."""
        if args and args[0] not in self.commands and args[0] not in self.get_help_option_names(ctx):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


match_app = typer.Typer(
    cls=_ByDefault,
    help="Find the persons that stand on several lists: repatria match A B; and measure how right that is.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Hang ``repatria match`` under the main command."""
    match_app.command(DEFAULT)(match)
    match_app.command("evaluate")(match_evaluate)
    app.add_typer(match_app, name="match")


def match(
    lists: Annotated[list[Path], typer.Argument(metavar="LISTS", help="Two or more lists.", show_default=False)],
    out: Annotated[Path, typer.Option(help="Where the pairs go: a .csv or .parquet file.")] = Path("pairs.csv"),
    clusters: Annotated[
        Path | None, typer.Option(help="Write who is who over all lists here: .csv or .parquet.", show_default=False)
    ] = None,
    one_to_one: Annotated[
        bool, typer.Option("--one-to-one/--no-one-to-one", help="No list holds a person twice: choose pairs together.")
    ] = True,
    many: Annotated[
        list[str] | None, typer.Option(help="This list (its file's name) may hold a person twice.", show_default=False)
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            min=0.0, max=0.999999, help="Leave out pairs less probable than this.", show_default=f"{THRESHOLD}"
        ),
    ] = None,
    cost_missed: Annotated[
        float | None,
        typer.Option(help="What a person who is not found costs; with --cost-review it sets the threshold."),
    ] = None,
    cost_review: Annotated[
        float | None, typer.Option(help="What looking at a pair in vain costs, in the same unit.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="A model file of your own instead of the packaged one.", show_default=False)
    ] = None,
    store: Annotated[
        Path | None, typer.Option(help="Keep prepared lists in this folder, for the next time.", show_default=False)
    ] = None,
    threads: Annotated[int, typer.Option(min=1, max=64, help="How many threads compare; the pairs are the same.")] = 2,
    engine: Annotated[
        Engine, typer.Option(help="Where it is computed; the pairs are the same.", show_default=True)
    ] = Engine.EMBEDDED,
    master: Annotated[
        str, typer.Option(help="The Spark that computes, or 'submitted' under spark-submit.")
    ] = "local[*]",
    memory: Annotated[int, typer.Option(min=1, max=65_536, help="GB that DuckDB, or Spark's driver, may hold.")] = 4,
) -> None:
    """Find the persons that stand on both lists, or on several, whatever script and spelling each list uses.

    Columns: id, surname, given, patronymic, or the whole name in one; dob (YYYY-MM-DD, YYYY-MM, YYYY or DD.MM.YYYY),
    age and age_on (years on a day), sex, birthplace, service_number, unit; headers in Ukrainian and Russian are known.
    A number and a name are needed, others are left out.  A model of your own may also weigh address, postcode,
    phone, email, occupation, code.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from repatria.linkage import LinkageParams

    for path in (out, clusters):
        if path is not None and path.suffix.lower() not in {".csv", ".parquet"}:
            raise InputUnusable(f"{path}: a table is written as .csv or .parquet. Name such a file.")
    refuse_overwriting((out, clusters), (*lists, model))
    by_name = _named(lists, many or [])
    if store is not None and engine is not Engine.EMBEDDED:
        raise InputUnusable(f"--store keeps lists for the embedded engine. Leave it out with --engine {engine.value}.")
    chosen = None if model is None else _model(model)
    params = LinkageParams(one_to_one=one_to_one, threshold=_threshold(threshold, cost_missed, cost_review))
    # A file's name is no markup.
    notes = Console(stderr=True, highlight=False, markup=False)
    bars = Progress(
        TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn(), console=notes, transient=True
    )
    with bars:
        tables = {name: _read(path, store, engine, notes, bars) for name, path in by_name.items()}
        run = _Run(engine, master, memory, threads, chosen, params, frozenset(many or []))
        found = [(a, b, run.pairs(tables, a, b, notes, bars)) for a, b in combinations(by_name, 2)]
    _write(found, out, clusters, params, many or [], notes)


class _Run:
    """How every two of the lists are compared."""

    def __init__(
        self,
        engine: Engine,
        master: str,
        memory: int,
        threads: int,
        model: "LinkageModel | None",
        params: "LinkageParams",
        many: frozenset[str],
    ) -> None:
        self.engine, self.master, self.memory, self.threads = engine, master, memory, threads
        self.model, self.params, self.many = model, params, many

    def pairs(
        self, tables: "dict[str, pl.DataFrame | PreparedRecords]", a: str, b: str, notes: "Console", bars: "Bars"
    ) -> "ScoredPairs":
        """The pairs of two of the lists."""
        from dataclasses import replace

        from repatria.linkage import propose

        sides = [side for side, name in (("left", a), ("right", b)) if name in self.many]
        # Where both may hold a person twice nothing binds the pairs to one another.
        params = replace(
            self.params,
            one_to_one=self.params.one_to_one and not sides,
            many=sides[0] if len(sides) == 1 else "",
        )
        task = bars.add_task(f"{a} and {b}", total=1.0)

        def tell(part: float, step: str) -> None:
            bars.update(task, completed=part, description=f"{a} and {b}: {step}")

        if self.engine is Engine.EMBEDDED:
            pairs = propose(
                tables[a], tables[b], model=self.model, params=params, progress=tell, n_threads=self.threads
            )
        else:
            pairs = proposed(
                self.engine,
                tables[a],  # type: ignore[arg-type]  # prepared by the embedded engine alone
                tables[b],  # type: ignore[arg-type]  # as above
                master=self.master,
                memory_gb=self.memory,
                params=params,
                model=self.model,
                progress=tell,
            )
        bars.remove_task(task)
        notes.print(
            f"{a} and {b}: {pairs.frame.height} pairs of {pairs.n_candidates} compared;"
            f" about {pairs.expected_matches:.0f} persons expected on both lists."
        )
        return pairs


def _named(paths: Sequence[Path], many: Sequence[str]) -> dict[str, Path]:
    """The lists by the names of their files without the ending."""
    if len(paths) < 2:
        raise InputUnusable("Matching needs two lists or more: repatria match A B.")
    by_name = {path.stem: path for path in paths}
    if len(by_name) < len(paths):
        raise InputUnusable("Two lists have files of one name. Rename one: pairs name their lists by it.")
    for path in paths:
        if not path.is_file():
            raise InputUnusable(f"{path}: no such file.")
    if unknown := sorted(set(many) - set(by_name)):
        raise InputUnusable(f"--many {', '.join(unknown)}: no such list; there are {', '.join(by_name)}.")
    return by_name


def _read(
    path: Path, store: Path | None, engine: Engine, notes: "Console", bars: "Bars"
) -> "pl.DataFrame | PreparedRecords":
    from repatria.linkage import prepare

    task = bars.add_task(f"{path.stem}: reading", total=None)
    if engine is not Engine.EMBEDDED:
        table: pl.DataFrame | PreparedRecords = match_lists.read_records(path, notes)
        said = "read"
    elif store is None:
        table, said = prepare(match_lists.read_records(path, notes)), "prepared"
    else:
        from repatria.cli.match_store import stored

        table, was_there = stored(path, store, lambda: match_lists.read_records(path, notes))
        said = "taken from the store" if was_there else "prepared and stored"
    bars.remove_task(task)
    notes.print(f"{path.stem}: {table.height} rows {said}.")
    return table


def _threshold(threshold: float | None, missed: float | None, review: float | None) -> float:
    from repatria.linkage import threshold_from_cost

    if missed is None and review is None:
        return THRESHOLD if threshold is None else threshold
    if threshold is not None:
        raise InputUnusable("--threshold and the costs both say from where on pairs are kept. Leave one of them out.")
    if missed is None or review is None:
        raise InputUnusable("--cost-missed and --cost-review go together. Say both, or say --threshold.")
    try:
        return threshold_from_cost(missed=missed, review=review)
    except ValueError as error:
        raise InputUnusable(f"--cost-missed and --cost-review: {error}.") from error


def _model(path: Path) -> "LinkageModel":
    from repatria.linkage import LinkageModel

    try:
        if path.stat().st_size > _LARGEST_MODEL:
            raise InputUnusable(f"{path}: too large for a model. Name a file that repatria wrote.")
        return LinkageModel.from_json(path.read_text(encoding="utf-8"), file=str(path))
    except (OSError, UnicodeError) as error:
        raise InputUnusable(f"{path}: no model that can be read. Name a file that repatria wrote.") from error


def _write(
    found: "Sequence[tuple[str, str, ScoredPairs]]",
    out: Path,
    clusters: Path | None,
    params: "LinkageParams",
    many: Sequence[str],
    notes: "Console",
) -> None:
    import json
    from dataclasses import asdict

    import polars as pl

    from repatria import linkage
    from repatria.cli.match_output import pairs_table, write

    pairs = found[0][2]
    about = {
        "model": pairs.model_version,
        "model_digest": pairs.model_digest,
        "params": json.dumps(asdict(params)),
        "expected_matches": json.dumps({f"{a} {b}": each.expected_matches for a, b, each in found}),
    }
    table = pairs_table(found)
    write(table, out, about)
    notes.print(
        f"{table.height} pairs in {out} (model {pairs.model_version}, SHA-256 {pairs.model_digest}, from probability"
        f" {params.threshold:.4g} on). They are proposals: people decide.",
        soft_wrap=True,
    )
    if clusters is None:
        return
    if len(found) == 1:
        table = table.with_columns(list_a=pl.lit(found[0][0]), list_b=pl.lit(found[0][1]))
    who = linkage.clusters(table, lists_with_repeats=many)
    write(who, clusters, about)
    against = who.filter(pl.col("contradiction") != "")["cluster"].n_unique()
    notes.print(f"{who['cluster'].n_unique()} clusters in {clusters}; {against} contradict themselves: people decide.")

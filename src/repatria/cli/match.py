"""``repatria match``: which rows of two lists are one person."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repatria.cli.match_engines import Engine, proposed
from repatria.cli.match_evaluate import match_evaluate
from repatria.cli.match_tables import neutral, read_table
from repatria.errors import InputUnusable

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console

COLUMNS = {
    "id": "record_id",
    "record_id": "record_id",
    "surname": "surname",
    "name": "surname",
    "given": "given",
    "given_name": "given",
    "patronymic": "patronymic",
    "dob": "birth_date",
    "birth_date": "birth_date",
    "sex": "sex",
    "birthplace": "birth_place",
    "birth_place": "birth_place",
    "service_number": "service_number",
    "unit": "unit_name",
    "unit_name": "unit_name",
}
DATE = (
    r"^\s*(?:(?P<y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?)?|(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.(?P<y2>\d{4}))\s*$"
)


def register(app: typer.Typer) -> None:
    """Add both commands."""
    app.command()(match)
    app.command("match-evaluate")(match_evaluate)


def match(
    a: Annotated[Path, typer.Argument(metavar="A", help="One list: CSV or Parquet.", show_default=False)],
    b: Annotated[Path, typer.Argument(metavar="B", help="The other list.", show_default=False)],
    out: Annotated[Path, typer.Option(help="Where the pairs go: a .csv or .parquet file.")] = Path("pairs.csv"),
    one_to_one: Annotated[
        bool, typer.Option("--one-to-one/--no-one-to-one", help="No list holds a person twice: choose pairs together.")
    ] = True,
    threshold: Annotated[
        float, typer.Option(min=0.0, max=0.999999, help="Leave out pairs less probable than this.")
    ] = 0.01,
    engine: Annotated[
        Engine, typer.Option(help="Where it is computed; the pairs are the same.", show_default=True)
    ] = Engine.EMBEDDED,
    master: Annotated[
        str, typer.Option(help="The Spark that computes, or 'submitted' under spark-submit.")
    ] = "local[*]",
    memory: Annotated[int, typer.Option(min=1, help="GB that DuckDB, or Spark's driver, may hold.")] = 4,
) -> None:
    """Find the persons that stand on both lists, whatever script and spelling each list uses.

    Columns: id, surname, given, patronymic, dob (YYYY-MM-DD, YYYY-MM, YYYY or DD.MM.YYYY), sex, birthplace,
    service_number, unit; id and surname are needed, others are left out.
    """
    from rich.console import Console
    from rich.progress import Progress

    from repatria.linkage import LinkageParams

    if out.suffix.lower() not in {".csv", ".parquet"}:
        raise InputUnusable(f"{out}: pairs are written as .csv or .parquet. Name such a file with --out.")
    notes = Console(stderr=True, highlight=False)
    left, right = (_records(path, notes) for path in (a, b))
    with Progress(console=notes, transient=True) as progress:
        task = progress.add_task("matching", total=1.0)
        pairs = proposed(
            engine,
            left,
            right,
            master=master,
            memory_gb=memory,
            params=LinkageParams(one_to_one=one_to_one, threshold=threshold),
            progress=lambda part, step: progress.update(task, completed=part, description=step),
        )
    _write(pairs.frame, out)
    notes.print(
        f"{pairs.frame.height} pairs in {out} ({pairs.n_candidates} compared, about {pairs.expected_matches:.0f} "
        f"persons expected on both lists, model {pairs.model_version}). They are proposals: people decide."
    )


def _records(path: Path, notes: "Console") -> "pl.DataFrame":
    import polars as pl

    table = read_table(path)
    by_name = {header: COLUMNS[key] for header in table.columns if (key := header.strip().lower()) in COLUMNS}
    missing = [name for name, column in (("id", "record_id"), ("surname", "surname")) if column not in by_name.values()]
    if missing:
        raise InputUnusable(
            f"{path}: no column {' and no column '.join(missing)}; it has {', '.join(table.columns)}."
            " Rename its columns, or add them."
        )
    if len(set(by_name.values())) < len(by_name):
        raise InputUnusable(f"{path}: two columns hold the same: {', '.join(sorted(by_name))}. Keep one of them.")
    records = table.select(pl.col(header).cast(pl.String).alias(column) for header, column in by_name.items())
    if records["record_id"].null_count() or records["record_id"].n_unique() < records.height:
        raise InputUnusable(f"{path}: the column id has empty or repeated values. Give every row an id of its own.")
    return _with_dates(records, path, notes)


def _with_dates(records: "pl.DataFrame", path: Path, notes: "Console") -> "pl.DataFrame":
    import polars as pl

    if "birth_date" not in records.columns:
        return records
    text = pl.col("birth_date")
    # Rust's regular expressions name a group once: two for each part, of which one is filled.
    part = text.str.extract_groups(DATE).struct
    names = {"birth_year": ("y", "y2"), "birth_month": ("m", "m2"), "birth_day": ("d", "d2")}
    read = records.with_columns(
        pl.coalesce(part.field(iso), part.field(dotted)).cast(pl.Int16).alias(name)
        for name, (iso, dotted) in names.items()
    )
    is_date = (
        pl.col("birth_year").is_not_null()
        & pl.col("birth_month").fill_null(1).is_between(1, 12)
        & pl.col("birth_day").fill_null(1).is_between(1, 31)
    )
    n_unreadable = read.filter(text.str.strip_chars().fill_null("").ne("") & ~is_date).height
    if n_unreadable:
        notes.print(f"{path}: {n_unreadable} birth dates cannot be read and count as missing.")
    return read.with_columns(pl.when(is_date).then(pl.col(name)) for name in names).drop("birth_date")


def _write(frame: "pl.DataFrame", out: Path) -> None:
    import polars as pl

    from repatria.linkage import FAMILY, FAMILY_LEVELS, LEVELS

    levels = [(name, codes) for name, codes in LEVELS.items() if f"level_{name}" in frame.columns]
    levels.append((FAMILY, FAMILY_LEVELS))
    table = frame.select(
        pl.col("left_id").alias("id_a"),
        pl.col("right_id").alias("id_b"),
        "match_probability",
        "match_weight",
        *(
            pl.col(f"level_{name}")
            .replace_strict([-1, *range(len(codes))], ["missing", *codes], return_dtype=pl.String)
            .alias(name)
            for name, codes in levels
            if f"level_{name}" in frame.columns  # a model may leave comparisons out
        ),
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.suffix.lower() == ".parquet":
        table.write_parquet(out)
        return
    # A spreadsheet would run an id that begins as a formula does.
    table.with_columns(pl.col("id_a", "id_b").map_elements(neutral, return_dtype=pl.String)).write_csv(out)

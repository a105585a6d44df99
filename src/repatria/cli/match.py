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

    from repatria.linkage import LinkageModel

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
    "age": "age",
    "age_on": "age_on",
    **{name: name for name in ("address", "postcode", "phone", "email", "occupation", "code")},
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
    engine: Annotated[
        Engine, typer.Option(help="Where it is computed; the pairs are the same.", show_default=True)
    ] = Engine.EMBEDDED,
    master: Annotated[
        str, typer.Option(help="The Spark that computes, or 'submitted' under spark-submit.")
    ] = "local[*]",
    memory: Annotated[int, typer.Option(min=1, help="GB that DuckDB, or Spark's driver, may hold.")] = 4,
) -> None:
    """Find the persons that stand on both lists, whatever script and spelling each list uses.

    Columns: id, surname, given, patronymic, dob (YYYY-MM-DD, YYYY-MM, YYYY or DD.MM.YYYY), age and age_on (years
    on a day), sex, birthplace, service_number, unit; id and surname are needed, others are left out.  A model of your
    own may also weigh address, postcode, phone, email, occupation, code.
    """
    from rich.console import Console
    from rich.progress import Progress

    from repatria.linkage import LinkageParams

    if out.suffix.lower() not in {".csv", ".parquet"}:
        raise InputUnusable(f"{out}: pairs are written as .csv or .parquet. Name such a file with --out.")
    if (cost_missed is None) != (cost_review is None):
        raise InputUnusable("--cost-missed and --cost-review go together. Say both, or say --threshold.")
    if cost_missed is not None and cost_review is not None:
        threshold = _threshold(cost_missed, cost_review)
    chosen = None if model is None else _model(model)
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
            model=chosen,
            progress=lambda part, step: progress.update(task, completed=part, description=step),
        )
    _write(pairs.frame, out)
    notes.print(
        f"{pairs.frame.height} pairs in {out} ({pairs.n_candidates} compared, about {pairs.expected_matches:.0f} "
        f"persons expected on both lists, model {pairs.model_version}, SHA-256 {pairs.model_digest}, from probability "
        f"{threshold:.4g} on). They are proposals: people decide."
    )


def _threshold(missed: float, review: float) -> float:
    from repatria.linkage import threshold_from_cost

    try:
        return threshold_from_cost(missed=missed, review=review)
    except ValueError as error:
        raise InputUnusable(f"--cost-missed and --cost-review: {error}.") from error


def _model(path: Path) -> "LinkageModel":
    from repatria.linkage import LinkageModel

    try:
        return LinkageModel.from_json(path.read_text(encoding="utf-8"), file=str(path))
    except (OSError, UnicodeError) as error:
        raise InputUnusable(f"{path}: no model that can be read. Name a file that repatria wrote.") from error


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
    return _with_ages(_with_dates(records, path, notes), path, notes)


def _with_ages(records: "pl.DataFrame", path: Path, notes: "Console") -> "pl.DataFrame":
    """An age says when somebody was born only with the day on which it was true."""
    import polars as pl

    if not {"age", "age_on"} <= set(records.columns):
        return records.drop("age", "age_on", strict=False)
    said = pl.col("age").str.strip_chars().fill_null("") != ""
    read = records.with_columns(
        is_said=said,
        age=pl.col("age").str.strip_chars().cast(pl.Int16, strict=False),
        age_on=pl.col("age_on").str.strip_chars().str.to_date("%Y-%m-%d", strict=False),
    )
    is_age = pl.col("age").is_between(0, 120) & pl.col("age_on").is_not_null()
    if n_unreadable := read.filter(pl.col("is_said") & ~is_age.fill_null(value=False)).height:
        notes.print(f"{path}: {n_unreadable} ages without a day (YYYY-MM-DD), or out of range, count as missing.")
    return read.with_columns(pl.when(is_age).then(pl.col(name)) for name in ("age", "age_on")).drop("is_said")


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

"""``repatria match`` and ``repatria match-evaluate``: which rows of two lists are one person, and how right that is."""

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repatria.errors import InputUnusable

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console

    from repatria.linkage import Evaluation

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
_FORMULA = re.compile(r"[=+@\t\r]|-(?![\d.]+$)")


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
) -> None:
    """Find the persons that stand on both lists, whatever script and spelling each list uses.

    Columns: id, surname, given, patronymic, dob (YYYY-MM-DD, YYYY-MM, YYYY or DD.MM.YYYY), sex, birthplace,
    service_number, unit; id and surname are needed, others are left out.
    """
    from rich.console import Console
    from rich.progress import Progress

    from repatria.linkage import LinkageParams, propose

    if out.suffix.lower() not in {".csv", ".parquet"}:
        raise InputUnusable(f"{out}: pairs are written as .csv or .parquet. Name such a file with --out.")
    notes = Console(stderr=True, highlight=False)
    left, right = (_records(path, notes) for path in (a, b))
    with Progress(console=notes, transient=True) as progress:
        task = progress.add_task("matching", total=1.0)
        pairs = propose(
            left,
            right,
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

    table = _table(path)
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


def _table(path: Path) -> "pl.DataFrame":
    import polars as pl

    if not path.is_file():
        raise InputUnusable(f"{path}: no such file.")
    try:
        if path.suffix.lower() == ".parquet":
            return pl.read_parquet(path)
        head = path.read_bytes().split(b"\n", 1)[0]
        separator = max(",;\t", key=lambda mark: head.count(mark.encode()))
        return pl.read_csv(path, separator=separator, infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeError, OSError) as error:
        raise InputUnusable(f"{path}: not a table that can be read. Save it as CSV in UTF-8, or as Parquet.") from error


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

    levels = [*LEVELS.items(), (FAMILY, FAMILY_LEVELS)]
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
        ),
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.suffix.lower() == ".parquet":
        table.write_parquet(out)
        return
    # A spreadsheet would run an id that begins as a formula does.
    table.with_columns(pl.col("id_a", "id_b").map_elements(_neutral, return_dtype=pl.String)).write_csv(out)


def _neutral(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def match_evaluate(
    pairs: Annotated[Path, typer.Argument(help="What repatria match wrote.", show_default=False)],
    truth: Annotated[Path, typer.Argument(help="True pairs: id_a, id_b, and columns of kinds.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print all measures as JSON.")] = False,
) -> None:
    """Measure pairs against the truth: precision, recall, best F1, calibration, misses by kind."""
    import polars as pl

    from repatria.linkage import evaluate

    found, true = _table(pairs), _table(truth)
    for path, table, needed in ((pairs, found, ("id_a", "id_b", "match_probability")), (truth, true, ("id_a", "id_b"))):
        if missing := [name for name in needed if name not in table.columns]:
            raise InputUnusable(f"{path}: no column {', '.join(missing)}; it has {', '.join(table.columns)}.")
    ids = {"id_a": "left_id", "id_b": "right_id"}
    neutral = [pl.col(name).cast(pl.String).map_elements(_neutral, return_dtype=pl.String) for name in ids]
    try:
        scored = found.with_columns(*neutral, pl.col("match_probability").cast(pl.Float64)).rename(ids)
    except pl.exceptions.PolarsError as error:
        raise InputUnusable(f"{pairs}: match_probability holds something that is no number.") from error
    measured = evaluate(scored, true.with_columns(pl.all().cast(pl.String)).with_columns(neutral).rename(ids))
    if as_json:
        json.dump(measured.as_json(), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        _show(measured)


def _show(measured: "Evaluation") -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    table = Table("at", "proposed", "true", "precision", "recall", "F1", title="Pairs found")
    for name, hits in [*((f">= {hits.threshold}", hits) for hits in measured.at), ("best F1", measured.best)]:
        numbers = (f"{value:.4f}" for value in (hits.precision, hits.recall, hits.f1))
        table.add_row(name, str(hits.n_proposed), f"{hits.n_true} of {hits.n_truth}", *numbers)
    console.print(table)
    console.print(
        f"Recall at 99 % precision: {measured.recall_at_99_precision:.4f}."
        f" Calibration error: {measured.calibration_error:.4f}."
    )
    table = Table("probability", "pairs", "said", "true", title="Calibration")
    for row in measured.calibration:
        table.add_row(
            f"{row.above} to {row.upto}", str(row.n_pairs), f"{row.mean_probability:.3f}", f"{row.true_proportion:.3f}"
        )
    console.print(table)
    if measured.missed_by_kind:
        table = Table("kind", "missed at 0.5", "all", title="Misses by kind")
        for kind, (missed, n) in measured.missed_by_kind.items():
            table.add_row(kind, str(missed), str(n))
        console.print(table)
    if measured.false_by_kind:
        table = Table("kind", "pairs", title="False pairs at 0.5")
        for kind, n in measured.false_by_kind.items():
            table.add_row(kind, str(n))
        console.print(table)

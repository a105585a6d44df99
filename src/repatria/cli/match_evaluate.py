"""``repatria match evaluate``: how right proposed pairs are, in words, as JSON, as a page."""

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repatria.cli.match_tables import neutral, read_table, those_there
from repatria.cli.outputs import refuse_overwriting, whole
from repatria.errors import InputUnusable

if TYPE_CHECKING:
    import polars as pl

    from repatria.linkage import Evaluation

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_IDS = {"id_a": "left_id", "id_b": "right_id"}


def match_evaluate(
    pairs: Annotated[Path, typer.Argument(help="What repatria match wrote.", show_default=False)],
    truth: Annotated[Path, typer.Argument(help="True pairs: id_a, id_b, and columns of kinds.", show_default=False)],
    families: Annotated[
        Path | None,
        typer.Option(help="Pairs of different people who look alike: id_a, id_b, kinship.", show_default=False),
    ] = None,
    candidates: Annotated[
        Path | None, typer.Option(help="All pairs that were compared: id_a, id_b.", show_default=False)
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write a page with pictures here: one .html file.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all measures as JSON.")] = False,
) -> None:
    """Measure pairs against the truth: precision, recall, best F1, calibration, misses by kind.

    A cell of the truth's other columns may hold several kinds of errors, parted by a semicolon; misses are counted for
    each.
    """
    from repatria.linkage import evaluate

    if report is not None and report.suffix.lower() != ".html":
        raise InputUnusable(f"{report}: a report is written as .html. Name such a file with --report.")
    refuse_overwriting((report,), (pairs, truth, families, candidates))
    found = _with_ids(pairs, "match_probability")
    import polars as pl

    try:
        scored = found.with_columns(pl.col("match_probability").cast(pl.Float64))
    except pl.exceptions.PolarsError as error:
        raise InputUnusable(f"{pairs}: match_probability holds something that is no number.") from error
    if (
        scored.filter(~pl.col("match_probability").is_between(0.0, 1.0)).height
        or scored["match_probability"].has_nulls()
    ):
        raise InputUnusable(f"{pairs}: match_probability is empty or outside 0 to 1. Take what repatria match wrote.")
    measured = evaluate(
        scored,
        _with_ids(truth),
        families=None if families is None else _with_ids(families, "kinship"),
        candidates=None if candidates is None else _with_ids(candidates),
    )
    if report is not None:
        from repatria.cli.match_report import report_page

        with whole(report) as part:
            part.write_bytes(report_page(measured))
    if as_json:
        json.dump(measured.as_json(), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        _show(measured)


def _with_ids(path: Path, *needed: str) -> "pl.DataFrame":
    import polars as pl

    table = read_table(path)
    if missing := [name for name in (*_IDS, *needed) if name not in table.columns]:
        known = [name for name in (*_IDS, *needed) if name in table.columns]
        raise InputUnusable(f"{path}: no column {', '.join(missing)}; {those_there(table.columns, known)}.")
    if table["id_a"].has_nulls() or table["id_b"].has_nulls():
        raise InputUnusable(f"{path}: the columns id_a and id_b have empty values. Give every pair both ids.")
    try:
        written = table.with_columns(pl.all().exclude("match_probability").cast(pl.String))
    except pl.exceptions.PolarsError as error:
        raise InputUnusable(f"{path}: a column holds lists or bytes. Leave it out, or save it as text.") from error
    return written.with_columns(
        pl.col(name).map_elements(neutral, return_dtype=pl.String).alias(column) for name, column in _IDS.items()
    ).drop(*_IDS)


def _show(measured: "Evaluation") -> None:
    from rich.console import Console
    from rich.table import Table

    # Kinds are words out of somebody's file: no markup, and nothing that moves the cursor.
    console = Console(highlight=False, markup=False)
    table = Table("at", "proposed", "true", "precision", "recall", "F1", title="Pairs found")
    for name, hits in [*((f">= {hits.threshold}", hits) for hits in measured.at), ("best F1", measured.best)]:
        numbers = (f"{value:.4f}" for value in (hits.precision, hits.recall, hits.f1))
        table.add_row(name, str(hits.n_proposed), f"{hits.n_true} of {hits.n_truth}", *numbers)
    console.print(table)
    console.print(
        f"Recall at 99 % precision: {measured.recall_at_99_precision:.4f}, at 99.9 %:"
        f" {measured.recall_at_999_precision:.4f}. Calibration error: {measured.calibration_error:.4f}."
    )
    if measured.blocking_recall is not None:
        console.print(f"True pairs among those compared: {measured.blocking_recall:.4f}.")
    table = Table("probability", "pairs", "said", "true", title="Calibration")
    for part in measured.calibration:
        said, true = f"{part.mean_probability:.3f}", f"{part.true_proportion:.3f}"
        table.add_row(f"{part.above} to {part.upto}", str(part.n_pairs), said, true)
    console.print(table)
    for title, headers, rows in tables_of_kinds(measured):
        table = Table(*headers, title=title)
        for row in rows:
            table.add_row(*(_UNSEEN.sub("\N{REPLACEMENT CHARACTER}", cell) for cell in row))
        console.print(table)


def tables_of_kinds(measured: "Evaluation") -> list[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    """Title, headers and rows of each table of kinds that is not empty."""
    tables: list[tuple[str, tuple[str, ...], list[tuple[str, ...]]]] = [
        (
            "Misses by kind",
            ("kind", "missed at 0.5", "all", "found"),
            [
                (kind, str(missed), str(n), f"{1 - missed / n:.4f}")
                for kind, (missed, n) in measured.missed_by_kind.items()
            ],
        ),
        (
            "Relatives and namesakes taken for one person",
            ("kinship", "at 0.5", "at 0.95", "all"),
            [(kin, *(str(n) for n in counts)) for kin, counts in measured.kin_taken.items()],
        ),
        ("False pairs at 0.5", ("kind", "pairs"), [(kind, str(n)) for kind, n in measured.false_by_kind.items()]),
    ]
    return [each for each in tables if each[2]]

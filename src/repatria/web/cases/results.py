"""A case's results as tables: Parquet for other programs, one workbook for people."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from repatria.web.custody.models import Movement, Unit
from repatria.web.exchanges.models import LeftOut, Placement
from repatria.web.registry.models import Person, StoredFinding
from repatria.web.review.models import Link

_UTF8 = pl.String


def frames() -> Iterator[tuple[str, pl.DataFrame]]:
    """Every result table by file name, made one after the other so that only one is in memory."""
    yield "persons", _persons()
    yield "links", _links()
    yield "findings", _findings()
    yield "custody", _custody()
    yield "movements", _movements()
    yield "round", _placements()
    yield "left_out", _left_out()


def _frame(rows: Any, schema: Mapping[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=dict(schema), orient="row")


def _text(rows: Any, n_ids: int) -> Iterator[tuple[Any, ...]]:
    """Rows whose first ``n_ids`` values are UUIDs, those as text."""
    for row in rows:
        yield (*(None if value is None else str(value) for value in row[:n_ids]), *row[n_ids:])


def _persons() -> pl.DataFrame:
    rows = (
        Person.objects.filter(records__isnull=False)
        .order_by("id", "records__version__party_list__key", "records__row")
        .values_list("id", "status", "status_by", "records__version__party_list__key", "records__row", "records__state")
        .iterator(chunk_size=10_000)
    )
    names = ("person_id", "status", "status_by", "list", "row", "record_state")
    types = (_UTF8, _UTF8, _UTF8, _UTF8, pl.Int64, _UTF8)
    return _frame(_text(rows, 1), dict(zip(names, types, strict=True)))


def _links() -> pl.DataFrame:
    rows = (
        Link.objects.order_by("id")
        .values_list(
            "id",
            "left__version__party_list__key",
            "left__row",
            "right__version__party_list__key",
            "right__row",
            "probability",
            "weight_bits",
            "state",
        )
        .iterator(chunk_size=10_000)
    )
    names = (
        "link_id",
        "left_list",
        "left_row",
        "right_list",
        "right_row",
        "match_probability",
        "match_weight",
        "state",
    )
    types = (_UTF8, _UTF8, pl.Int64, _UTF8, pl.Int64, pl.Float64, pl.Float64, _UTF8)
    return _frame(_text(rows, 1), dict(zip(names, types, strict=True)))


def _findings() -> pl.DataFrame:
    rows = (
        StoredFinding.objects.order_by("version__party_list__key", "version__number", "row", "code", "pk")
        .values_list(
            "version__party_list__key",
            "version__number",
            "row",
            "field",
            "code",
            "severity",
            "origin",
            "other_record__version__party_list__key",
            "other_record__row",
        )
        .iterator(chunk_size=10_000)
    )
    names = ("list", "version", "row", "field", "code", "severity", "origin", "other_list", "other_row")
    types = (_UTF8, pl.Int64, pl.Int64, _UTF8, _UTF8, _UTF8, _UTF8, _UTF8, pl.Int64)
    return _frame(rows, dict(zip(names, types, strict=True)))


def _custody() -> pl.DataFrame:
    rows = (
        Unit.objects.order_by("id")
        .values_list("id", "person_id", "kind", "account_id", "n_individuals", "seq")
        .iterator(chunk_size=10_000)
    )
    names = ("unit_id", "person_id", "unit", "account", "n_individuals", "n_movements")
    types = (_UTF8, _UTF8, _UTF8, _UTF8, pl.Int64, pl.Int64)
    return _frame(_text(rows, 2), dict(zip(names, types, strict=True)))


def _movements() -> pl.DataFrame:
    rows = (
        Movement.objects.order_by("unit_id", "seq")
        .values_list(
            "id", "unit_id", "reverses_id", "seq", "debit_id", "credit_id", "happened_at", "reason", "evidence"
        )
        .iterator(chunk_size=10_000)
    )
    names = ("movement_id", "unit_id", "reverses", "seq", "debit", "credit", "happened_at", "reason", "evidence")
    types = (_UTF8, _UTF8, _UTF8, pl.Int64, _UTF8, _UTF8, pl.Datetime("us", "UTC"), _UTF8, _UTF8)
    return _frame(_text(rows, 3), dict(zip(names, types, strict=True)))


def _placements() -> pl.DataFrame:
    rows = (
        Placement.objects.filter(is_active=True)
        .order_by("round__number", "leg", "holder_id", "unit_id")
        .values_list("unit_id", "unit__person_id", "round__number", "leg", "holder_id", "category", "state")
    )
    names = ("unit_id", "person_id", "round", "leg", "holder", "category", "state")
    types = (_UTF8, _UTF8, pl.Int64, pl.Int64, _UTF8, _UTF8, _UTF8)
    return _frame(_text(rows, 2), dict(zip(names, types, strict=True)))


def _left_out() -> pl.DataFrame:
    rows = (
        LeftOut.objects.exclude(round__state="superseded")
        .order_by("round__number", "holder_id", "unit_id")
        .values_list("unit_id", "unit__person_id", "round__number", "holder_id", "reason")
        .iterator(chunk_size=10_000)
    )
    names = ("unit_id", "person_id", "round", "holder", "reason")
    return _frame(_text(rows, 2), dict(zip(names, (_UTF8, _UTF8, pl.Int64, _UTF8, _UTF8), strict=True)))


def write_parquet(folder: Path) -> dict[str, int]:
    """Write every table as ``<name>.parquet``; gives the number of rows of each."""
    counts = {}
    for name, frame in frames():
        write_bytes(folder / f"{name}.parquet", _parquet(frame))
        counts[name] = frame.height
    return counts


def _parquet(frame: pl.DataFrame) -> bytes:
    sink = io.BytesIO()
    frame.write_parquet(sink, compression="zstd")
    return sink.getvalue()


def round_sheets() -> list[dict[str, Any]]:
    """The round as the delegations read it: those placed on each side, and those left out, with names."""
    person = ("unit__record__surname", "unit__record__given", "unit__record__patronymic")
    birth = ("unit__record__birth_year", "unit__record__birth_month", "unit__record__birth_day")
    row = (*person, *birth, "unit__record__prisoner_number", "unit__record__service_number")
    columns = ("Surname", "Given name", "Patronymic", "Birth year", "month", "day", "Prisoner number", "Service number")
    sheets = []
    for holder in (
        Placement.objects.filter(is_active=True).values_list("holder_id", flat=True).distinct().order_by("holder_id")
    ):
        placed = Placement.objects.filter(is_active=True, holder_id=holder).order_by("leg", "category", "unit_id")
        rows = placed.values_list("leg", "category", *row)
        sheets.append(_sheet(f"Goes, held by {holder}", ("Leg", "Category", *columns), rows))
    out = LeftOut.objects.exclude(round__state__in=("superseded", "cancelled")).order_by(
        "holder_id", "reason", "unit_id"
    )
    rows = out.values_list("holder_id", "reason", *row)
    sheets.append(_sheet("Left out", ("Held by", "Reason", *columns), rows.iterator(chunk_size=10_000)))
    return sheets


def _sheet(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, Any]:
    return {"sheet": title, "title": title, "columns": columns, "rows": rows, "n_text_columns": 2}


def workbook(tables: Iterable[Mapping[str, Any]]) -> bytes:
    """Tables as a workbook, one sheet a table; every cell is text or a number, never a formula."""
    import xlsxwriter

    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for block in tables:
        sheet = book.add_worksheet(block["sheet"])
        sheet.write_string(0, 0, block["title"])
        for column, title in enumerate(block["columns"]):
            sheet.write_string(2, column, title, head)
            sheet.set_column(column, column, 36 if column < block["n_text_columns"] else 16)
        for position, row in enumerate(block["rows"], start=3):
            for column, cell in enumerate(row):
                if isinstance(cell, int | float):
                    sheet.write_number(position, column, cell)
                elif cell is not None:
                    sheet.write_string(position, column, str(cell))
        sheet.freeze_panes(3, 1)
    book.close()
    return sink.getvalue()


def write_bytes(path: Path, data: bytes) -> None:
    """Write a whole file or nothing: a reader never meets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)

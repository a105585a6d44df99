"""From a file's bytes to a :class:`ParsedList`."""

import datetime as dt
from collections.abc import Mapping

from repatria.errors import InputUnusable
from repatria.findings import Finding
from repatria.lists.among import compare_rows
from repatria.lists.aside import kind_aside, total_of
from repatria.lists.columns import checked_mapping
from repatria.lists.formats import read_grid
from repatria.lists.grid import Grid
from repatria.lists.headers import Header, find_header, is_month_first
from repatria.lists.limits import MAX_HEADER_ROW
from repatria.lists.purpose import ListPurpose
from repatria.lists.reading import ListReading, ParsedList, RowSetAside
from repatria.lists.row import ListRow
from repatria.lists.rowreader import RowReader
from repatria.lists.wording import finding

_LABELS = ("service_number", "prisoner_number", "tag", "seal")


def parse_list(
    data: bytes,
    *,
    file_name: str,
    purpose: ListPurpose,
    columns: Mapping[str, str] | None = None,
    as_of: dt.date | None = None,
    stated_count: int | None = None,
) -> ParsedList:
    """Read a list as it arrived: what can be read, with a finding for everything that cannot.

    Parameters
    ----------
    file_name
        Only for messages: what the file is follows from its bytes.
    columns
        The sender's own header → field; it goes before the packaged synonyms.
    as_of
        The day that the list speaks of: ages and dates in the future are judged on it.
    stated_count
        The number of rows that the covering letter states.

    Raises
    ------
    InputUnusable
        The file is no list at all; the message names the file and the remedy.
    """
    mapping, findings = checked_mapping(columns or {})
    grid = read_grid(data, file_name, mapping)
    header = find_header(grid.rows, mapping)
    if header is None:
        raise InputUnusable(_no_header(file_name))
    reader = RowReader(header, purpose, as_of)
    rows, set_aside, said = _read_rows(grid, header, reader)
    findings += [*grid.findings, *header.findings, *said]
    findings += _of_columns(grid, header, rows, set_aside)
    findings += _of_counts(rows, stated_count)
    if as_of is None:
        findings.append(finding("as-of-missing"))
    return ParsedList(
        purpose=purpose,
        reading=_reading(grid, header),
        rows=compare_rows(rows, purpose, header.header_by_field.get("row_number", "")),
        findings=tuple(findings),
        set_aside=tuple(set_aside),
    )


def _no_header(file_name: str) -> str:
    return (
        f"{file_name}: no header row was found in the first {MAX_HEADER_ROW} rows: no row names at least a surname, a "
        "full name, a number or a tag together with another field. Put a header over the columns, or send a mapping "
        'file (TOML) with one line for each column: "header" = "surname".'
    )


def _reading(grid: Grid, header: Header) -> ListReading:
    return ListReading(
        format=grid.format,
        encoding=grid.encoding,
        delimiter=grid.delimiter,
        sheet=grid.sheet,
        header_row=header.row,
        columns=header.header_by_field,
        headers=header.names,
        unrecognized=header.unrecognized,
    )


def _read_rows(grid: Grid, header: Header, reader: RowReader) -> tuple[list[ListRow], list[RowSetAside], list[Finding]]:
    rows: list[ListRow] = []
    set_aside: list[RowSetAside] = []
    findings: list[Finding] = []
    header_texts = [cell.strip() for cell in grid.rows[header.row - 1]]
    n_empty, n_before_total = 0, 0
    for number, cells in enumerate(grid.rows[header.row :], start=header.row + 1):
        if not cells or not any(cells) or "".join(cells).isspace():
            n_empty += 1
            continue
        kind = kind_aside(cells, header_texts, is_first=not rows and not set_aside)
        if not kind:
            rows.append(reader.read(number, cells))
            continue
        set_aside.append(RowSetAside(number=number, kind=kind, raw=_raw(header, cells)))
        if kind == "total":
            findings.append(_of_total(number, total_of(cells), len(rows), len(rows) - n_before_total))
            n_before_total = len(rows)
        else:
            findings.append(finding("row-set-aside", row=number, kind=kind))
    if n_empty:
        findings.append(finding("empty-rows", n_rows=n_empty))
    return rows, set_aside, findings


def _raw(header: Header, cells: list[str]) -> dict[str, str]:
    return dict(zip(header.names, [*cells, *[""] * (len(header.names) - len(cells))], strict=False))


def _of_total(number: int, total: int | None, n_rows: int, n_since_last: int) -> Finding:
    """A total may be of the whole list or of the rows since the last one."""
    if total is None:
        return finding("totals-row-without-number", row=number)
    if total in (n_rows, n_since_last):
        return finding("totals-row", row=number, total=total)
    return finding("totals-row-differs", row=number, total=total, counted=n_rows)


def _of_counts(rows: list[ListRow], stated_count: int | None) -> list[Finding]:
    findings = [] if rows else [finding("list-empty")]
    if stated_count is not None and stated_count != len(rows):
        findings.append(finding("stated-count-differs", stated=stated_count, counted=len(rows)))
    return findings


def _of_columns(grid: Grid, header: Header, rows: list[ListRow], set_aside: list[RowSetAside]) -> list[Finding]:
    findings = []
    for field in _LABELS:
        at = header.index_by_field.get(field)
        if at is None:
            continue
        elsewhere = [grid.rows[number] for number in (*range(header.row), *(aside.number - 1 for aside in set_aside))]
        n_elsewhere = sum(len(cells) > at and cells[at].isdecimal() for cells in elsewhere)
        if (n_cells := grid.n_numeric_by_column.get(at, 0) - n_elsewhere) > 0:
            name = header.names[at][:60]
            findings.append(finding("numbers-stored-as-numbers", field=field, header=name, n_cells=n_cells))
    for field, prefix in (("birth_date", "birth-date"), ("event_date", "event-date")):
        code = f"{prefix}-day-month-swapped"
        n_swapped = sum(entry.code == code for row in rows for entry in row.findings)
        if n_swapped > 1:
            findings += _doubtful_order(header, rows, field, n_swapped)
    return findings


def _doubtful_order(header: Header, rows: list[ListRow], field: str, n_swapped: int) -> list[Finding]:
    """Many dates that fit only the other way round put those in doubt that fit both ways."""
    name = header.names[header.index_by_field[field]]
    dates = [date for row in rows if (date := getattr(row, field)) is not None and date.is_complete]
    n_usual = sum(date.day > 12 for date in dates)
    if n_swapped <= n_usual:
        return []
    order = "month first" if is_month_first(name) else "day first"
    return [
        finding("date-order-doubtful", field=field, header=name[:60], n_swapped=n_swapped, n_usual=n_usual, order=order)
    ]

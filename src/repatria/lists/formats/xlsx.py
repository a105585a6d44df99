"""XLSX through calamine, after the sheets' extents were measured."""

import datetime as dt
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers import expat

from repatria.errors import InputUnusable
from repatria.lists.formats.extent import measure, shared_text_sizes
from repatria.lists.formats.spreadsheet import Sheet, cell_text, check_extent, number_text, trimmed
from repatria.lists.limits import MAX_UNPACKED_BYTES


def read_sheets(members: Mapping[str, bytes], file_name: str) -> list[Sheet]:
    """Every worksheet of the file; a formula gives the result that the file carries."""
    n_formulas = _check_extents(members, file_name)
    try:
        return list(_read(_packed(members), n_formulas))
    except BaseException as error:
        # calamine raises its own errors, and a panic of its Rust code arrives as a bare BaseException.
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError)):
            raise
        raise _damaged(file_name) from error


def _damaged(file_name: str) -> InputUnusable:
    return InputUnusable(
        f"{file_name}: the spreadsheet is damaged or not what its name says. Save it as XLSX again and send it again."
    )


def _check_extents(members: Mapping[str, bytes], file_name: str) -> int:
    """Refuse sheets that cannot be laid out; how many formulas the file holds."""
    sizes = shared_text_sizes(members)
    n_formulas = n_text_bytes = 0
    for name, part in members.items():
        # Any part may be a worksheet, whatever its folder: the workbook says which.
        if not name.endswith(".xml") or b"sheetData" not in part:
            continue
        try:
            extent = measure(part, sizes)
        except expat.ExpatError as error:
            raise _damaged(file_name) from error
        check_extent(file_name, name.rpartition("/")[2], extent.n_rows, extent.n_columns)
        n_formulas += extent.n_formulas
        n_text_bytes += extent.n_text_bytes
    if n_text_bytes > MAX_UNPACKED_BYTES:
        raise InputUnusable(
            f"{file_name}: the texts of all cells together are larger than {MAX_UNPACKED_BYTES // 1024**2} MiB. "
            "Shorten repeated texts, or split the list into several files."
        )
    return n_formulas


def _packed(members: Mapping[str, bytes]) -> io.BytesIO:
    """The measured members as an archive of their own: no second reading of the original can see something else."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in members.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    packed.seek(0)
    return packed


def _read(packed: io.BytesIO, n_formulas: int) -> Iterator[Sheet]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(packed)
    for about in workbook.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        numeric: Counter[int] = Counter()
        cells = workbook.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
        rows = [[_text(cell, at, numeric) for at, cell in enumerate(row)] for row in cells]
        yield Sheet(
            name=about.name,
            rows=trimmed(rows),
            n_numeric_by_column=numeric,
            n_formulas=n_formulas,
            is_visible=about.visible == SheetVisibleEnum.Visible,
        )


def _text(cell: Any, at: int, numeric: Counter[int]) -> str:
    if isinstance(cell, str):
        return cell_text(cell) if cell else ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        numeric[at] += 1
        return number_text(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ", timespec="seconds")
    return cell.isoformat() if isinstance(cell, (dt.date, dt.time)) else str(cell)

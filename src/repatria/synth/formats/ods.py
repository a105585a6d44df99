"""ODS, written as the three parts that a reader needs, with fixed times."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from repatria.synth.layout import Cell

MIME_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_TIME = (2025, 6, 10, 9, 0, 0)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>"
)
_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"


def render_ods(rows: Sequence[Sequence[Cell]], *, n_title_rows: int, sheet: str = "Список") -> bytes:
    """Write one sheet; title rows span the width of the table."""
    width = max(len(row) for row in rows)
    body = "".join(_row(row, width if number < n_title_rows else 1) for number, row in enumerate(rows))
    content = f"{_HEAD}<table:table table:name={quoteattr(sheet)}>{body}{_TAIL}"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parcel:
        # The type comes first and unpacked, so that a reader knows the file by its first bytes.
        _put(parcel, "mimetype", MIME_TYPE, zipfile.ZIP_STORED)
        _put(parcel, "META-INF/manifest.xml", _MANIFEST, zipfile.ZIP_DEFLATED)
        _put(parcel, "content.xml", content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _put(parcel: zipfile.ZipFile, name: str, text: str, compression: int) -> None:
    entry = zipfile.ZipInfo(name, date_time=_TIME)
    entry.compress_type = compression
    parcel.writestr(entry, text.encode())


def _row(row: Sequence[Cell], span: int) -> str:
    if not row:
        return "<table:table-row><table:table-cell/></table:table-row>"
    return f"<table:table-row>{''.join(_cell(cell, span) for cell in row)}</table:table-row>"


def _cell(cell: Cell, span: int) -> str:
    spanned = f' table:number-columns-spanned="{span}"' if span > 1 else ""
    if isinstance(cell, tuple):
        formula = quoteattr("of:" + cell[0])
        return (
            f'<table:table-cell table:formula={formula} office:value-type="float" office:value="{cell[1]}">'
            f"<text:p>{cell[1]}</text:p></table:table-cell>"
        )
    if isinstance(cell, dt.date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}">'
            f"<text:p>{cell:%d.%m.%Y}</text:p></table:table-cell>"
        )
    if isinstance(cell, int):
        number = f'office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell {number}><text:p>{cell}</text:p></table:table-cell>"
    if not cell:
        return "<table:table-cell/>"
    return f'<table:table-cell{spanned} office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'

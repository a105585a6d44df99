"""Text files with a delimiter, in the encodings that old programs still write."""

import csv
import io
from collections.abc import Sequence

from repatria.synth.layout import Cell


def render_delimited(rows: Sequence[Sequence[Cell]], *, encoding: str, delimiter: str) -> bytes:
    """Write rows as delimited text with Windows line ends; a letter that the encoding lacks becomes "?"."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    if encoding == "utf-16":
        # The codec "utf-16" follows the machine's byte order; a list must not.
        return b"\xff\xfe" + out.getvalue().encode("utf-16-le")
    return out.getvalue().encode(encoding, errors="replace")

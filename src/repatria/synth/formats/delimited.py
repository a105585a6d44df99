"""Text files with a delimiter, in the encodings that old programs still write."""

import csv
import io
from collections.abc import Sequence

from repatria.synth.layout import Cell

_PLAIN = str.maketrans("ëłż’”", "elz'\"")


def render_delimited(rows: Sequence[Sequence[Cell]], *, encoding: str, delimiter: str) -> bytes:
    """Write rows as delimited text with Windows line ends; letters that the encoding lacks become plain ones."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    if encoding == "utf-16":
        # The codec "utf-16" follows the machine's byte order; a list must not.
        return b"\xff\xfe" + out.getvalue().encode("utf-16-le")
    text = out.getvalue()
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        # As clerks do: a letter that the old encoding lacks is written plainly.
        return text.translate(_PLAIN).encode(encoding, errors="replace")

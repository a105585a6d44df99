"""How far a worksheet reaches, found before it is laid out in memory.

A few bytes can name a cell in the last row and column, or the same long text a million times.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

_CELL_NAME = re.compile(r"([A-Z]{1,7})(\d{1,9})")
_LONG_TEXT_BYTES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """The last row and column that a cell of the sheet names, its formulas, and the bytes of all its shared texts."""

    n_rows: int
    n_columns: int
    n_formulas: int
    n_text_bytes: int


def measure(part: bytes, text_sizes: list[int]) -> Extent:
    """Walk through a worksheet's XML; ``text_sizes`` are the sizes of the file's shared texts.

    Raises
    ------
    xml.parsers.expat.ExpatError
        The part is no XML, or declares a document type.
    """
    walk = _Walk(text_sizes)
    walk.parser.Parse(part, True)
    return Extent(
        n_rows=walk.last_row, n_columns=walk.last_column, n_formulas=walk.n_formulas, n_text_bytes=walk.n_text_bytes
    )


def shared_text_sizes(members: Mapping[str, bytes]) -> list[int]:
    """Bytes of each shared text, markup included; empty if none is long enough to matter."""
    part = members.get("xl/sharedStrings.xml", b"")
    sizes = [len(text) for text in re.split(rb"<(?:\w+:)?si(?=[\s>/])", part)[1:]]
    return sizes if max(sizes, default=0) > _LONG_TEXT_BYTES else []


class _Walk:
    def __init__(self, text_sizes: list[int]) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = _refuse_doctype
        if text_sizes:
            self.parser.buffer_text = True
            self.parser.EndElementHandler = self._end
            self.parser.CharacterDataHandler = self._characters
        self.last_row = self.last_column = self.n_formulas = self.n_text_bytes = 0
        self._row = self._column = 0
        self._sizes = text_sizes
        self._index = ""

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            match = _CELL_NAME.fullmatch(attributes.get("r", ""))
            if match:
                self._column, self._row = column_number(match[1]), int(match[2])
            else:
                self._column += 1
            self.last_column = max(self.last_column, self._column)
            self.last_row = max(self.last_row, self._row)
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdecimal() and len(number) < 10 else self._row + 1
            self._column = 0
        elif name == "f":
            self.n_formulas += 1
        elif name == "v":
            self._index = ""

    def _characters(self, text: str) -> None:
        if len(self._index) < 10:
            self._index += text

    def _end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "v" and self._index.isdecimal() and int(self._index) < len(self._sizes):
            self.n_text_bytes += self._sizes[int(self._index)]


def _refuse_doctype(*_: object) -> None:
    raise expat.ExpatError("a document type is declared")


def column_number(letters: str) -> int:
    """A column's number from its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number

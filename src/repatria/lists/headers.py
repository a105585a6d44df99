"""Which column holds which field: headers in four languages, or the sender's own mapping."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from repatria.findings import Finding
from repatria.lists.limits import MAX_HEADER_ROW
from repatria.lists.wording import finding
from repatria.lists.words import fold, table

IGNORED = "ignore"
FLAG_FIELDS = ("is_severely_wounded", "is_severely_sick", "is_wounded", "is_sick", "is_civilian")
_WHO = ("surname", "given", "full_name", "tag", "service_number", "prisoner_number")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_TWO_LANGUAGES = re.compile(r"[/\n\r|;]|\s[-–—]\s|[()\[\]]")
_MONTH_FIRST = re.compile(r"\b(?:mm|мм|aa)\s?[./-]\s?(?:dd|дд|gg)\b|month\W+day", re.IGNORECASE)
_SURNAME_LAST = frozenset(
    fold(text) for text in ("adı soyadı", "ad soyad", "adi soyadi", "isim soyisim", "adı ve soyadı", "name and surname")
)
_GIVEN_BESIDE_SURNAME = frozenset(fold(text) for text in ("name", "names"))


@cache
def field_by_header() -> Mapping[str, str]:
    """Folded header → field, from the packaged table."""
    found: dict[str, str] = {}
    for name, headers in table("headers.toml").items():
        for header in headers:
            if found.setdefault(fold(header), name) != name:
                raise ValueError(f"headers.toml: {header!r} stands for {found[fold(header)]} and for {name}")
    return found


@cache
def field_names() -> tuple[str, ...]:
    """Every field that a column can hold."""
    return tuple(table("headers.toml"))


@lru_cache(maxsize=4096)
def recognize(header: str) -> str:
    """The field that a header stands for, or empty text.

    Tried whole, without what stands in brackets, and by halves: "Прізвище / Surname".
    """
    known = field_by_header()
    plain = fold(header)
    if not plain or len(header) > 200:
        return ""
    if plain in known:
        return known[plain]
    if (shorter := fold(_BRACKETS.sub(" ", header))) in known:
        return known[shorter]
    parts = {known[part] for part in map(fold, _TWO_LANGUAGES.split(header)) if part in known}
    if len(parts) == 1:
        return parts.pop()
    spelled = plain.replace(" ", "")
    return known.get(spelled, "") if spelled != plain else _by_field_name(header)


def _by_field_name(header: str) -> str:
    name = header.strip().lower()
    return name if name in field_names() else ""


def is_month_first(header: str) -> bool:
    """The header says that the month comes before the day: "Date of birth (mm/dd/yyyy)"."""
    return bool(_MONTH_FIRST.search(header))


def is_surname_last(header: str) -> bool:
    """The header says that a full name ends with the surname."""
    return fold(_BRACKETS.sub(" ", header)) in _SURNAME_LAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A list's header row and what its columns hold.

    Attributes
    ----------
    names
        One unique name for each column, the header's text where it has one.
    index_by_field
        Field → column, from 0.
    """

    row: int
    names: tuple[str, ...]
    index_by_field: Mapping[str, int]
    unrecognized: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default_factory=tuple)

    @property
    def header_by_field(self) -> dict[str, str]:
        """Field → header."""
        return {name: self.names[index] for name, index in self.index_by_field.items()}


def find_header(rows: Sequence[list[str]], mapping: Mapping[str, str]) -> Header | None:
    """The row among the first ones that names most fields, one of them telling who; ``None`` if there is none."""
    own = {fold(header): name for header, name in mapping.items()}
    best, best_score = None, 0
    for index, cells in enumerate(rows[:MAX_HEADER_ROW]):
        fields = {_field_of(cell, own) for cell in cells if cell.strip()} - {"", IGNORED}
        # A title such as "Name" alone is no header unless the table has one column only.
        is_enough = len(fields) > 1 or sum(bool(cell.strip()) for cell in cells) == 1
        if len(fields) > best_score and is_enough and not fields.isdisjoint(_WHO):
            best, best_score = index, len(fields)
    return None if best is None else _read_header(rows, best, own, mapping)


def count_fields(cells: Sequence[str], mapping: Mapping[str, str]) -> int:
    """How many different fields a row would name, were it the header."""
    own = {fold(header): name for header, name in mapping.items()}
    return len({_field_of(cell, own) for cell in cells if len(cell) <= 200} - {"", IGNORED})


def _field_of(cell: str, own: Mapping[str, str]) -> str:
    return own.get(fold(cell)) or recognize(cell)


def _read_header(rows: Sequence[list[str]], at: int, own: Mapping[str, str], mapping: Mapping[str, str]) -> Header:
    width = max(len(rows[at]), _filled_width(rows[at + 1 :]))
    cells = [*rows[at], *[""] * (width - len(rows[at]))]
    number = at + 1
    names, findings = _unique_names(cells, rows, number)
    fields = [_field_of(cell, own) for cell in cells]
    if "full_name" in fields and "surname" in fields and "given" not in fields:
        fields = [
            "given" if name == "full_name" and fold(cell) in _GIVEN_BESIDE_SURNAME else name
            for name, cell in zip(fields, cells, strict=True)
        ]
    if "given" in fields and not {"surname", "full_name"} & set(fields):
        at_given = fields.index("given")
        if _holds_full_names([row[at_given] for row in rows[number : number + 200] if len(row) > at_given]):
            fields[at_given] = "full_name"
    index_by_field: dict[str, int] = {}
    unrecognized: list[str] = []
    for index, (name, cell) in enumerate(zip(fields, cells, strict=True)):
        if name in index_by_field:
            used = names[index_by_field[name]]
            findings.append(finding("column-duplicate", row=number, header=names[index][:60], used=used[:60]))
        elif name and name != IGNORED:
            index_by_field[name] = index
        elif not name and names[index]:
            unrecognized.append(names[index])
            if cell.strip():
                findings.append(finding("column-unrecognized", row=number, header=names[index][:60]))
    present = {fold(cell) for cell in cells}
    findings += [
        finding("mapping-header-absent", row=number, header=header[:60])
        for header in mapping
        if fold(header) not in present
    ]
    return Header(
        row=number,
        names=tuple(names),
        index_by_field=index_by_field,
        unrecognized=tuple(unrecognized),
        findings=tuple(findings),
    )


def _holds_full_names(cells: Sequence[str]) -> bool:
    """Most cells of a column headed "name" have two words or more."""
    filled = [len(cell.split()) for cell in cells if cell.strip()]
    return 2 * sum(n_words > 1 for n_words in filled) > len(filled)


def _filled_width(rows: Sequence[list[str]]) -> int:
    """Columns that half of the next rows fill; text further right is a slip of single rows."""
    widths = sorted((len(row) for row in rows[:1000] if row), reverse=True)
    return widths[len(widths) // 2] if len(widths) > 2 else 0


def _unique_names(cells: Sequence[str], rows: Sequence[list[str]], number: int) -> tuple[list[str], list[Finding]]:
    names: list[str] = []
    taken: set[str] = set()
    findings: list[Finding] = []
    for index, cell in enumerate(cells):
        text = " ".join(cell.split())[:200]
        name = text or f"column {column_letters(index)}"
        if not text and any(len(row) > index and row[index].strip() for row in rows[number : number + 1000]):
            findings.append(finding("column-without-header", row=number, header=name))
        count = 2
        while name in taken:
            name = f"{text} ({count})"
            count += 1
        if count == 3:
            findings.append(finding("column-header-repeated", row=number, header=text[:60], renamed=name[:60]))
        taken.add(name)
        names.append(name)
    return names, findings


def column_letters(index: int) -> str:
    """A column's name in a spreadsheet: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

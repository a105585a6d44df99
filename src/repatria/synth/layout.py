"""How each list looks as a file: format, encoding, headers, title rows, the way dates are written."""

import datetime as dt
from dataclasses import dataclass

from repatria.synth import vocabulary as words
from repatria.synth.draft import Draft, Row
from repatria.synth.kinds import Kind

# A cell: text, a number, a date, or a formula with the result that the file carries.
Cell = str | int | dt.date | tuple[str, int]

EPOCH = dt.date(1899, 12, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One list's file.  ``fields`` are its columns in order; ``headers`` replaces usual headers by odd ones."""

    extension: str
    fields: tuple[str, ...]
    encoding: str = "utf-8"
    delimiter: str = ";"
    birth_format: str = "%d.%m.%Y"
    has_date_cells: bool = False
    title: tuple[str, ...] = ()
    has_total: bool = False
    total_is_formula: bool = False
    total_error: int = 0
    odd_headers: tuple[tuple[str, str], ...] = ()

    @property
    def header_row(self) -> int:
        """As a spreadsheet counts, from 1; an empty row parts the title from the header."""
        return len(self.title) + (2 if self.title else 1)

    @property
    def first_row(self) -> int:
        """The first row that speaks of somebody."""
        return self.header_row + 1


_NAME = ("surname", "given", "patronymic", "birth_date")
_MISSING = (*_NAME, "rank", "service_number", "unit_name", "birth_place", "event_date", "place")
_HELD = (
    *_NAME, "rank", "prisoner_number", "service_number", "unit_name", "birth_place", "event_date", "place",
    "category", "medical_decision",
)  # fmt: skip
_BAGS = (
    "tag", "seal", "place", "event_date", "n_individuals", "contents", "surname", "given", "patronymic",
    "birth_date", "service_number",
)  # fmt: skip
_OFFER = (*_NAME, "rank", "prisoner_number", "category", "medical_decision")
_RETURNED = (*_NAME, "rank", "prisoner_number", "event_date")
_CHILDREN = (*_NAME, "sex", "birth_place", "event_date", "place")

LAYOUTS: dict[str, Layout] = {
    "a-missing": Layout(extension="csv", fields=_MISSING),
    "b-missing": Layout(extension="csv", fields=_MISSING, encoding="cp1251"),
    "b-missing-later": Layout(extension="csv", fields=_MISSING, encoding="cp1251", delimiter=","),
    "a-held": Layout(
        extension="xlsx",
        fields=("row_number", *_HELD),
        title=("Список військовополонених, яких утримує Сторона А", "Вигаданий світ для перевірки програми"),
        has_date_cells=True,
        has_total=True,
        total_is_formula=True,
    ),
    "b-held": Layout(extension="tsv", fields=_HELD, encoding="utf-16", delimiter="\t", birth_format="%Y-%m-%d"),
    "a-offer": Layout(extension="csv", fields=_OFFER, encoding="utf-8-sig", delimiter=",", birth_format="%d/%m/%Y"),
    "b-offer": Layout(
        extension="ods",
        fields=_OFFER,
        title=("Список на обмен", "Вымышленный мир для проверки программы"),
        odd_headers=(
            ("surname", "Ф."),
            ("given", "И."),
            ("patronymic", "О."),
            ("birth_date", "Рожд."),
            ("category", "Кат."),
        ),
    ),
    "a-returned": Layout(extension="ods", fields=_RETURNED, has_total=True),
    "b-returned": Layout(
        extension="xlsx",
        fields=("row_number", *_RETURNED),
        title=("İade edilen kişiler (kurgusal)",),
        has_date_cells=True,
    ),
    "a-dead": Layout(extension="csv", fields=_BAGS, encoding="koi8_u"),
    "b-dead": Layout(
        extension="xlsx",
        fields=_BAGS,
        title=("Останки, находящиеся на хранении Стороны Б", "Вымышленный мир для проверки программы"),
        has_total=True,
        total_error=2,
    ),
    "a-children": Layout(
        extension="xlsx",
        fields=("row_number", *_CHILDREN),
        title=("Список дітей, про яких запитує Сторона А", "Вигаданий світ для перевірки програми"),
        has_date_cells=True,
    ),
}


def headers(draft: Draft, layout: Layout) -> list[str]:
    """The header row."""
    odd = dict(layout.odd_headers)
    return [odd.get(name) or words.header(draft.language, draft.purpose, name) for name in layout.fields]


def table(draft: Draft, layout: Layout) -> list[list[Cell]]:
    """All rows of the file, titles, header and totals included."""
    lines: list[list[Cell]] = [[line] for line in layout.title]
    if layout.title:
        lines.append([])
    lines.append(list(headers(draft, layout)))
    lines += [[_cell(row, name, place, layout) for name in layout.fields] for place, row in enumerate(draft.rows)]
    if layout.has_total:
        lines.append(_total(draft, layout))
    return lines


def errors_of_form(layout: Layout) -> list[Kind]:
    """The errors and traps that lie in how the file looks."""
    found = [Kind.TITLE_ROWS] if layout.title else []
    if layout.has_total:
        found.append(Kind.TOTALS_ROW_WRONG if layout.total_error else Kind.TOTALS_ROW)
    if layout.total_is_formula:
        found.append(Kind.FORMULA_CELL)
    return found


def total_row(draft: Draft, layout: Layout) -> int:
    """Where the totals row stands, as a spreadsheet counts."""
    return layout.first_row + len(draft.rows)


def _total(draft: Draft, layout: Layout) -> list[Cell]:
    n_rows = len(draft.rows) + layout.total_error
    label: list[Cell] = [words.TOTAL["uk" if draft.language == "uk" else "ru"]]
    if not layout.total_is_formula:
        return [*label, str(n_rows)]
    return [*label, (f"=COUNTA(B{layout.first_row}:B{layout.first_row + len(draft.rows) - 1})", n_rows)]


def _cell(row: Row, name: str, place: int, layout: Layout) -> Cell:
    if name == "row_number":
        return place + 1
    if name == "birth_date":
        return _birth_cell(row, layout)
    return row.cells.get(name, "")


def _birth_cell(row: Row, layout: Layout) -> Cell:
    if row.birth_style == "unreadable":
        return "?? ~35"
    if row.birth is None:
        return ""
    year, month, day = row.birth
    if row.birth_style == "impossible":
        return layout.birth_format.replace("%d", "31").replace("%m", "02").replace("%Y", str(year))
    if month is None or day is None:
        return str(year)
    date = dt.date(year, month, day)
    if row.birth_style == "serial":
        serial = (date - EPOCH).days
        return serial if layout.extension in {"xlsx", "ods"} else str(serial)
    if row.birth_style == "two-digit":
        return date.strftime("%d.%m.%y")
    if row.birth_style == "month-first":
        return date.strftime(layout.birth_format.replace("%d", "%_").replace("%m", "%d").replace("%_", "%m"))
    return date if layout.has_date_cells else date.strftime(layout.birth_format)

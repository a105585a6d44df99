"""The table that stands beside every picture: the same numbers as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Headers, and rows of as many cells; a cell may carry a link as (text, address)."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str | tuple[str, str], ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.headers):
                raise ValueError(f"expected rows of {len(self.headers)} cells, got {len(row)}")


def table_html(table: Table) -> str:
    """The table as HTML, its first column as row headers, the rest as numbers."""
    head = "".join(f'<th scope="col"{_number(i)}>{escape(said)}</th>' for i, said in enumerate(table.headers))
    body = "".join(f"<tr>{_row(row)}</tr>" for row in table.rows)
    return (
        f'<table class="rows"><caption>{escape(table.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(cells: Sequence[str | tuple[str, str]]) -> str:
    first, *rest = cells
    return f'<th scope="row">{_cell(first)}</th>' + "".join(f'<td class="n">{_cell(cell)}</td>' for cell in rest)


def _cell(cell: str | tuple[str, str]) -> str:
    if isinstance(cell, str):
        return escape(cell)
    said, address = cell
    return f'<a href="{escape(address)}">{escape(said)}</a>' if address else escape(said)


def _number(column: int) -> str:
    return ' class="n"' if column else ""

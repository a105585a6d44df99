"""Rows below the header that speak of no person: totals, signatures, the header again, column numbers."""

import re
from collections.abc import Sequence

from repatria.lists.words import starts_with

_COUNT = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.,'’]\d{3})+(?!\d)|\d+")
_NO_NUMBER = re.compile(r"[^\d]")


def kind_aside(cells: Sequence[str], header: Sequence[str], *, is_first: bool) -> str:
    """``total``, ``footer``, ``header``, ``column numbers``; empty text for a row that speaks of someone."""
    filled = [cell.strip() for cell in cells if cell and not cell.isspace()]
    first = filled[0]
    n_headers = sum(map(bool, header))
    if is_first and len(filled) > 1 and len(filled) >= min(3, n_headers) and _counts_columns(filled):
        return "column numbers"
    if first == header[0] and filled == [text for text in header if text]:
        return "header"
    if len(filled) > 3:
        return "total" if all(map(_is_count, filled[1:])) and starts_with(first, "total") else ""
    if starts_with(first, "total"):
        return "total"
    return "footer" if len(filled) <= 2 and starts_with(first, "footer") else ""


def _counts_columns(filled: Sequence[str]) -> bool:
    return all(text.strip("().") == str(number) for number, text in enumerate(filled, start=1))


def _is_count(text: str) -> bool:
    return bool(_COUNT.fullmatch(text))


def total_of(cells: Sequence[str]) -> int | None:
    """The number that a totals row states: the first one in it."""
    match = _COUNT.search(" | ".join(cells))
    return int(_NO_NUMBER.sub("", match[0])) if match and len(match[0]) < 16 else None

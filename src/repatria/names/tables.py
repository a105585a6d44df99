"""Read the packaged tables of facts about names: tab-separated, ``#`` begins a comment."""

from functools import cache
from importlib.resources import files


@cache
def rows(table: str) -> tuple[tuple[str, ...], ...]:
    """All rows of ``data/<table>``, each a tuple of its cells; comment and empty lines are left out."""
    text = files("repatria.names").joinpath("data", table).read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def mapping(table: str) -> dict[str, str]:
    """The first two columns of ``data/<table>`` as a dictionary; a missing second cell is the empty string."""
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows(table)}

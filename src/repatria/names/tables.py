"""Read the packaged tables of facts about names: tab-separated, ``#`` begins a comment.

A table can be continued by cultures: ``data/cultures/<culture>/<table>`` holds further rows of ``data/<table>``,
so that another conflict is served by a folder of tables and no line of code.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

Rows = tuple[tuple[str, ...], ...]


@cache
def folders() -> tuple[Traversable, ...]:
    """The folders that hold tables: the common one, then each culture's in the order of their names."""
    common = files("repatria.names").joinpath("data")
    cultures = [each for each in common.joinpath("cultures").iterdir() if each.is_dir()]
    return (common, *sorted(cultures, key=lambda each: each.name))


@cache
def rows(table: str) -> Rows:
    """All rows of ``data/<table>`` and of its continuations, each a tuple of its cells, without comments."""
    return rows_in(folders(), table)


def rows_in(places: Sequence[Traversable], table: str) -> Rows:
    """All rows of a table in several folders, one after the other; a folder without the table adds nothing."""
    found: list[tuple[str, ...]] = []
    for place in places:
        file = place.joinpath(table)
        if file.is_file():
            lines = file.read_text(encoding="utf-8").splitlines()
            found += (tuple(line.split("\t")) for line in lines if line.strip() and not line.startswith("#"))
    return tuple(found)


@cache
def mapping(table: str) -> dict[str, str]:
    """The first two columns of a table as a dictionary; a missing second cell is the empty string."""
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows(table)}
